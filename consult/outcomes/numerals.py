"""Numbers as people write them when they count people: 32, 三十二, 兩百餘, “thirty-two”, “about 200”. Pure.

A number is read as a spread, because "more than 200" and 两百余 are borne out by more than one count.
"""

import re
from dataclasses import dataclass

from consult.consultations.drafts.chinese_numbers import parse_number

FIGURE = r"(?:\d{1,3}(?:,\d{3})+|\d{1,9})"
_SMALL = [
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = {
    **{word: number for number, word in enumerate(_SMALL, 1)},
    **{word: 10 * number for number, word in enumerate(_TENS, 2)},
}
_TIMES = {"dozen": 12, "hundred": 100, "thousand": 1_000}
_WORD = "|".join(sorted((*_WORDS, *_TIMES), key=len, reverse=True))
VAGUE = {
    "dozens": (24, 99), "hundreds": (200, 999), "thousands": (2_000, 9_999),
    "十几": (11, 19), "十幾": (11, 19),
    **{f"{few}{unit}": (2 * size, 10 * size - 1) for few in "几幾数數"
       for unit, size in (("十", 10), ("百", 100), ("千", 1_000), ("万", 10_000), ("萬", 10_000))},
}  # fmt: skip
"""Words for a size without a number -> from how many to how many."""
ENGLISH = (
    rf"(?:half\s+a\s+dozen|(?:an?\s+)?(?:{_WORD})(?:(?:\s+and\s+|[\s-]+)(?:{_WORD})){{0,9}}"
    r"|(?:dozens|hundreds|thousands)(?:\s+of)?)"
)
"""A number in English words, for use inside a regular expression."""
_DIGITS_ZH = "零〇一二两兩三四五六七八九"
CHINESE = rf"(?:十[几幾](?![{_DIGITS_ZH}])|[几幾数數][十百千万萬]|[{_DIGITS_ZH}十百千万萬]{{1,12}}|{FIGURE}[百千万萬]?)"
"""A number in Chinese numerals or figures, for use inside a regular expression."""
NOT_BEFORE_CHINESE = rf"(?<![{_DIGITS_ZH}十百千万萬第同每任唯之逐单單几幾数數\d.\-/])(?<!\d[,，])"
"""Looks behind: what stands before a numeral that counts nobody (第三人, 同一人, 每一位), or is a part of it."""

ABOUT_EN = (
    "more than|over|at least|nearly|almost|about|around|approximately|roughly|some|fewer than|less than"
)
ABOUT_ZH = "大约|大約|将近|將近|超过|超過|至少|不足|不到|约|約|近|逾"
_ABOVE = {"more than", "over", "超过", "超過", "逾"}
_UNDER = {"fewer than", "less than", "不足", "不到"}
_NEARLY = {"nearly", "almost", "近", "将近", "將近"}
_AT_LEAST = {"at least", "至少"}


@dataclass(frozen=True, slots=True)
class Spread:
    """The counts that bear a number out, both ends included."""

    low: int
    high: int

    def holds(self, count: int) -> bool:
        """Whether this count bears it out."""
        return self.low <= count <= self.high


def spread_of(written: str, *, about: str = "", more: bool = False) -> Spread | None:
    """What a number means as written. ``about``: the words before it; ``more``: 余, 餘 or 多 stands behind it."""
    plain = " ".join(written.casefold().replace("-", " ").split()).removesuffix(" of")
    if plain in VAGUE:
        return Spread(*VAGUE[plain])
    value = _value(plain)
    if value is None:
        return None
    about, step = " ".join(about.casefold().split()), _step(value)
    if more or about in _AT_LEAST:
        return Spread(value, value + step - 1)
    if about in _ABOVE:
        return Spread(value + 1, value + step)
    if about in _UNDER:
        return Spread(max(value - step, 0), value - 1)
    if about in _NEARLY:
        return Spread(-(-value * 9 // 10), value)
    if about:
        return Spread(-(-value * 9 // 10), value * 11 // 10)
    return Spread(value, value)


def _value(plain: str) -> int | None:
    figure = plain.replace(",", "")
    if figure.isascii() and figure.isdigit():
        return int(figure)
    if plain.isascii() and any(letter.isalpha() for letter in plain):
        return _in_words(plain)
    return parse_number(figure)


def _in_words(plain: str) -> int | None:
    if plain == "half a dozen":
        return 6
    total = part = 0
    for word in plain.split():
        if word in _WORDS:
            part += _WORDS[word]
        elif word == "thousand":
            total, part = total + (part or 1) * 1_000, 0
        elif word in _TIMES:
            part = (part or 1) * _TIMES[word]
        elif word not in ("a", "an", "and"):
            return None
    return total + part


def _step(value: int) -> int:
    """How far "more than" reaches: to the next number as round as this one (200 -> 100, 230 -> 10, 7 -> 10)."""
    zeros = re.search(r"0*$", str(value))
    return max(10, 10 ** len(zeros[0])) if zeros and value else 10
