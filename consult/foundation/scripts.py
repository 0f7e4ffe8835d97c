"""What the letters of a text tell about its language: pure.

People write on a page in one language what is in another, and a screen reader then reads it with the wrong voice. The
letters can't name every language, but they can contradict what was said; where they do and tell no more, the language
is unknown (``und``) rather than guessed.
"""

from functools import cache

import regex

UNKNOWN = "und"
"""BCP 47 for a language that nobody knows."""

_RUNS = regex.compile(
    r"(?P<kana>[\p{Hiragana}\p{Katakana}])|(?P<han>\p{Han})|(?P<hangul>\p{Hangul}+)|(?P<latin>[\p{Latin}\p{M}'’]+)"
    r"|(?P<other>[\p{L}--\p{Han}--\p{Latin}--\p{Hangul}--\p{Hiragana}--\p{Katakana}]+)",
    regex.V1,
)
_HAN_PER_WORD = 1.6
"""Characters a Chinese word has, about: so that a Chinese text with an English name in it stays Chinese."""
_SCRIPTS = {"zh": {"han"}, "ja": {"han", "kana"}, "ko": {"hangul", "han"}, "en": {"latin"}}
"""What the languages of the site, and those beside them, are written in."""
_ENGLISH = frozenset(regex.findall(r"\w+", """
    the and of to is are in for that this it not with be on as should would we you they their have has but or if by
    from an our will can please there which who what when more than about
"""))  # fmt: skip
_ENGLISH_SHARE = 0.15
_CLEAR = 3
"""So many characters that only one of the two Chinese scripts has decide between them."""


def language_of(text: str, said: str) -> str:
    """``said`` (a tag of the site or BCP 47) where the letters fit it, else what they tell, else ``und``.

    Chinese is told by its characters, simplified from traditional by those that only one of them has, English by its
    small words. Texts without letters are in the language that was said.
    """
    counted, words = _count(text)
    if not any(counted.values()):
        return said or UNKNOWN
    base = said.partition("-")[0].lower()
    main = max(counted, key=lambda script: counted[script])
    if main in ("han", "kana"):
        if counted["kana"] * 10 > counted["han"] + counted["kana"]:
            return "ja"
        return _chinese(text, said if base == "zh" else "")
    if main == "hangul":
        return "ko"
    if main in _SCRIPTS.get(base, {"latin", "other"}):
        return said or (_english(words) if main == "latin" else UNKNOWN)
    return _english(words) if main == "latin" else UNKNOWN


def _count(text: str) -> tuple[dict[str, float], list[str]]:
    counted = dict.fromkeys(("han", "kana", "hangul", "latin", "other"), 0.0)
    words: list[str] = []
    for found in _RUNS.finditer(text):
        script = found.lastgroup or "other"
        counted[script] += 1 / _HAN_PER_WORD if script in ("han", "kana") else 1
        if script == "latin":
            words.append(found.group().lower())
    return counted, words


def _english(words: list[str]) -> str:
    known = sum(word in _ENGLISH for word in words)
    return "en" if known and known >= _ENGLISH_SHARE * len(words) else UNKNOWN


def _chinese(text: str, said: str) -> str:
    simplified = traditional = 0
    for char in regex.findall(r"\p{Han}", text):
        kind = _kind(char)
        simplified += kind == "zh-hans"
        traditional += kind == "zh-hant"
    for name, here, there in (("zh-hans", simplified, traditional), ("zh-hant", traditional, simplified)):
        if here > 4 * there and (here >= _CLEAR or not said):
            return name
    return said or "zh"


@cache
def _kind(char: str) -> str:
    """The script that alone has the character, by the character sets made for each; empty where both have it."""
    is_simplified, is_traditional = _has("gb2312", char), _has("big5", char)
    if is_simplified == is_traditional:
        return ""
    return "zh-hans" if is_simplified else "zh-hant"


def _has(codec: str, char: str) -> bool:
    try:
        char.encode(codec)
    except UnicodeEncodeError:
        return False
    return True
