"""How like two texts are, so that the same letter by web and by post is found: pure."""

import re
import unicodedata

SHINGLE = 5
LIKE = 0.6
"""From here on two texts are shown to a person as likely the same."""
LENGTHS = (0.7, 1.4)
"""Only texts of about the same length are compared."""


def shingles(text: str) -> frozenset[str]:
    """Every run of a few letters and digits, however it was spaced, cased or punctuated."""
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
    return frozenset(plain[n : n + SHINGLE] for n in range(max(1, len(plain) - SHINGLE + 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of what they have in common, from 0 to 1."""
    return len(one & other) / len(one | other) if one | other else 0.0
