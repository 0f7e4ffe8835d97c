"""Shares as people write them: 60 %, two thirds, nine out of ten, 三分之二, 九成以上. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consult.consultations.drafts.chinese_numbers import parse_number
from consult.outcomes import numerals
from consult.outcomes.claim_phrases import HELD_EN

_ONES = {"one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
         "ten": 10}  # fmt: skip
_PARTS = {"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}
_DIGIT_ZH = "一二两兩三四五六七八九十"
_WHOM_EN = (
    r"(?=\s+(?:of\s+)?(?:\w+\s+){0,3}?(?:people|respondents?|residents?|citizens?|comments?|submissions?|those|you|them"
    r"|senders?|voices|answers?|all)\b"
    rf"|\s+{HELD_EN})"
)
_WHOM_ZH = (
    r"(?=\s*(?:以上|左右|多)?\s*的?\s*(?:意[见見]|来信|來信|人|公众|公眾|民众|民眾|居民|市民|群众|群眾|网友|網友|网民|網民"
    r"|参与者|參與者|赞成|贊成|反对|反對|支持|同意|认为|認為|受[访訪]|[。，；]|$))"
)
_ABOUT_EN = rf"(?:(?P<about>{numerals.ABOUT_EN})\s+)?"
_ABOUT_ZH = rf"(?:(?P<about>{numerals.ABOUT_ZH})\s*)?"
_FORMS = (
    re.compile(
        rf"{_ABOUT_EN}(?<![\d.])(?P<percent>\d{{1,3}}(?:\.\d{{1,2}})?)\s*(?:%|％|per\s?cent\b|percent\b)",
        re.IGNORECASE,
    ),
    re.compile(rf"{_ABOUT_ZH}(?<![\d.])(?P<percent>\d{{1,3}}(?:\.\d{{1,2}})?)\s*[%％](?P<more>以上)?"),
    re.compile(
        rf"\b{_ABOUT_EN}(?P<percent_words>{numerals.ENGLISH})\s+per\s?cent\b{_WHOM_EN}", re.IGNORECASE
    ),
    re.compile(
        rf"\b{_ABOUT_EN}(?P<count>{'|'.join(_ONES)})[\s-]+(?P<part>{'|'.join(_PARTS)})s?\b{_WHOM_EN}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"\b{_ABOUT_EN}(?P<count>{'|'.join(_ONES)}|\d{{1,2}})\s+(?:out\s+of|in)\s+(?:every\s+)?"
        rf"(?P<whole>{'|'.join(_ONES)}|\d{{1,3}})\b{_WHOM_EN}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_ABOUT_ZH}(?P<whole_zh>[{_DIGIT_ZH}百]{{1,3}})分之(?P<count_zh>[{_DIGIT_ZH}]{{1,3}}){_WHOM_ZH}(?P<more>\s*以上)?"
    ),
    re.compile(
        rf"{_ABOUT_ZH}(?<!第)(?P<tenths>[{_DIGIT_ZH}\d])成(?P<half>[半一二三四五六七八九])?{_WHOM_ZH}(?P<more>\s*以上)?"
    ),
)
_ABOVE = {"more than", "over", "超过", "超過", "逾", "at least", "至少"}
_UNDER = {"fewer than", "less than", "不足", "不到"}
_NEARLY = {"nearly", "almost", "近", "将近", "將近"}


@dataclass(frozen=True, slots=True)
class Share:
    """The per cents that bear a share out, both ends included."""

    low: float
    high: float

    def holds(self, per_cent: float) -> bool:
        """Whether this bears it out."""
        return self.low <= per_cent <= self.high


def found_in(sentence: str) -> Iterator[tuple[tuple[int, int], str, Share]]:
    """(where, the words, what bears them out) of each share in a sentence."""
    taken: list[tuple[int, int]] = []
    for form in _FORMS:
        for match in form.finditer(sentence):
            value = _value(match)
            if value is None or any(start < match.end() and match.start() < end for start, end in taken):
                continue
            taken.append(match.span())
            yield match.span(), match[0].strip(), _spread(value, match)


def _value(match: re.Match[str]) -> float | None:
    named = match.groupdict()
    if named.get("percent"):
        return float(named["percent"])
    if named.get("percent_words"):
        spread = numerals.spread_of(named["percent_words"])
        return float(spread.low) if spread else None
    if named.get("part"):
        return 100 * _ONES[named["count"].lower()] / _PARTS[named["part"].lower()]
    if named.get("whole"):
        count, whole = (_small(named[name]) for name in ("count", "whole"))
        return 100 * count / whole if whole >= count else None
    if named.get("whole_zh"):
        top, bottom = parse_number(named["count_zh"]), parse_number(named["whole_zh"])
        return 100 * top / bottom if top is not None and bottom else None
    tenths = parse_number(named["tenths"])
    return None if tenths is None else 10.0 * tenths + _rest(named.get("half") or "")


def _rest(written: str) -> int:
    """What stands behind 成: 七成五 and 七成半 are both 75."""
    return 5 if written == "半" else (parse_number(written) or 0) if written else 0


def _small(written: str) -> int:
    return int(written) if written.isdigit() else _ONES[written.lower()]


def _spread(value: float, match: re.Match[str]) -> Share:
    named = match.groupdict()
    about = " ".join((named.get("about") or "").casefold().split())
    if named.get("more") or about in _ABOVE:
        return Share(value, value + 10)
    if about in _UNDER:
        return Share(value - 10, value)
    # A fraction is a round word: "two thirds" is said of 65 % as well.
    near = (0.5 if value == int(value) else 0.05) if named.get("percent") else 2.0
    if about in _NEARLY:
        return Share(value - 5, value)
    return Share(value - 3, value + 3) if about else Share(value - near, value + near)
