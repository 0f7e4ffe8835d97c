"""Dividing a long draft into pages of a size that a phone can read: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

WHOLE = 60
"""A draft of up to so many articles is one page; of a longer one each page has at most so many."""


class Row(Protocol):
    """A line of a table of contents."""

    @property
    def anchor(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def level(self) -> int: ...


@dataclass(frozen=True)
class Chapter:
    """One page of a long draft: its rows from ``start`` up to ``end`` (excluded)."""

    anchor: str
    start: int
    end: int


def chapters_of(rows: Sequence[Row]) -> list[Chapter]:
    """The pages of a draft: one where it is short, else by division, and by number where a division is long."""
    if count_articles(rows, 0, len(rows)) <= WHOLE:
        return [Chapter(rows[0].anchor, 0, len(rows))] if rows else []
    return [Chapter(rows[start].anchor, start, end) for start, end in _divide(rows, 0, len(rows), 1)]


def chapter_with(chapters: Sequence[Chapter], rows: Sequence[Row], anchor: str) -> int | None:
    """The position of the chapter in which the entry with this anchor stands, or None."""
    for position, chapter in enumerate(chapters):
        if any(row.anchor == anchor for row in rows[chapter.start : chapter.end]):
            return position
    return None


def count_articles(rows: Sequence[Row], start: int, end: int) -> int:
    """How many of these rows are articles."""
    return sum(1 for row in rows[start:end] if row.kind == "article")


def _divide(rows: Sequence[Row], start: int, end: int, level: int) -> Iterator[tuple[int, int]]:
    """Spans of at most WHOLE articles that begin at divisions of ``level`` or deeper where there are any."""
    if count_articles(rows, start, end) <= WHOLE:
        yield start, end
        return
    deepest = max((row.level for row in rows[start:end] if row.kind == "division"), default=0)
    if level > deepest:
        yield from _cut(rows, start, end)
        return
    starts = [n for n in range(start, end) if rows[n].kind == "division" and rows[n].level <= level]
    if not starts or starts[0] != start:
        starts.insert(0, start)
    for first, last in zip(starts, [*starts[1:], end], strict=True):
        yield from _divide(rows, first, last, level + 1)


def _cut(rows: Sequence[Row], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where nothing divides them: so many articles a page, about equally many on each."""
    total = count_articles(rows, start, end)
    size = -(-total // -(-total // WHOLE))
    seen, first = 0, start
    for position in range(start, end):
        if rows[position].kind == "article":
            if seen == size:
                yield first, position
                seen, first = 0, position
            seen += 1
    yield first, end
