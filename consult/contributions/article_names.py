"""Which article of a draft a table means by “Article 5”, “第五條”, “5” or an anchor: pure."""

import re
from collections.abc import Iterable

from consult.consultations.drafts.anchors import anchor_of_number
from consult.consultations.drafts.chinese_numbers import NUMERAL, parse_number
from consult.contributions.import_values import fold

_NUMERAL = re.compile(rf"[{NUMERAL}]+")
_SEVERAL = 0
"""Stands for a name that more than one article has, and so means none."""


class ArticleNames:
    """The names of a draft's articles, in all its language editions.

    ``articles`` are (id, anchor, number, heading), an article once for each edition.
    """

    def __init__(self, articles: Iterable[tuple[int, str, str, str]]) -> None:
        self._names: dict[str, int] = {}
        for article_id, anchor, number, heading in articles:
            for name in {anchor, number, f"{number} {heading}", heading, *_numeral(number)} - {"", " "}:
                self._add(fold(name), article_id)

    def _add(self, name: str, article_id: int) -> None:
        if self._names.setdefault(name, article_id) != article_id:
            self._names[name] = _SEVERAL

    def find(self, written: str) -> int | None:
        """The article's id, or None where nothing or more than one has this name: then it is the whole draft."""
        for name in (written, anchor_of_number(written, 0), *_numeral(written)):
            if found := self._names.get(fold(name)):
                return found
        return None


def _numeral(number: str) -> list[str]:
    """The number in “Article 5” or “第五條”, where there is exactly one: “#5”."""
    found = _NUMERAL.findall(number)
    value = parse_number(found[0]) if len(found) == 1 else None
    return [] if value is None else [f"number {value}"]
