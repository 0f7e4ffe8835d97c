"""What two texts are compared by: runs of characters or words, rare ones weighing more. Pure."""

import math
import re
from collections import Counter
from collections.abc import Sequence

from consult.consultations.marks import tokens_of


def runs_of(text: str) -> list[str]:
    """Runs of three characters in Chinese, of two words elsewhere: what two texts are compared by."""
    tokens = [one.lower() for one in tokens_of(text) if one.strip() and (one.isalnum() or len(one) > 1)]
    size = 3 if re.search(r"[\u4e00-\u9fff]", text) else 2
    return ["\0".join(tokens[at : at + size]) for at in range(max(1, len(tokens) - size + 1))]


def shingles_of(text: str) -> frozenset[str]:
    """The runs of a text, each once."""
    return frozenset(runs_of(text))


def weights_of(texts: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each run of words says about which text it stands in: rare ones more."""
    frequency = Counter(one for text in texts for one in text)
    return {one: math.log(1 + len(texts) / number) for one, number in frequency.items()}
