"""Masked names, as each language masks them: A. L., 王○明, 张**. Pure."""

import re
import unicodedata

_WHOLE_WORD = re.compile("(?:CJK|HANGUL|HIRAGANA|KATAKANA)")
_SPACES = re.compile(r"[\s·・‧.]+")


def masked(name: str, language: str) -> str:
    """The name as its sender may have it shown. ``language`` (ours) says how Chinese names are masked."""
    words = [word for word in _SPACES.split(name.strip()) if word]
    if not words:
        return ""
    if any(_is_written_together(word) for word in words):
        return _with_stars("".join(words)) if language == "zh-hans" else _with_circles("".join(words))
    initials = [letter for letter in map(_initial, words) if letter]
    return " ".join(f"{letter}." for letter in initials) or "○"


def _is_written_together(word: str) -> bool:
    return bool(_WHOLE_WORD.match(unicodedata.name(word[0], "")))


def _with_stars(name: str) -> str:
    """As the mainland does it: the family name's first character, and a star for each of the rest."""
    return name[0] + "*" * max(1, len(name) - 1)


def _with_circles(name: str) -> str:
    """As Taiwan does it: first and last character, circles between; of two characters the first one."""
    if len(name) <= 2:
        return name[0] + "○"
    return name[0] + "○" * (len(name) - 2) + name[-1]


def _initial(word: str) -> str:
    """The first letter, with the marks that belong to it."""
    letters = unicodedata.normalize("NFC", word)
    return next((letter.upper()[:1] for letter in letters if letter.isalpha()), "")
