"""Which of the lines that could begin an article do begin one."""

from collections.abc import Sequence
from dataclasses import dataclass

from consult.consultations.drafts.blocks import Block
from consult.consultations.drafts.markers import Family, Key, Marker, is_heading_like

Order = tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A block with what its beginning could be. ``explains`` is true inside an explanation."""

    block: Block
    marker: Marker | None
    explains: bool = False

    @property
    def is_heading(self) -> bool:
        """True for a heading the file itself marks."""
        return self.block.kind == "heading"


def order(key: Key) -> Order:
    """A key that compares: numbers before words, each among themselves."""
    return tuple((0, part, "") if isinstance(part, int) else (1, 0, part) for part in key)


def follows(key: Key, last: Key | None) -> bool:
    """True where ``key`` is the number that comes next after ``last`` (13 → 14, 13-1; 13-1 → 13-2, 14)."""
    if last is None or not last:
        return key[-1:] in ((1,), ("a",), ("i",))
    if len(key) == len(last) + 1 and key[: len(last)] == last and key[-1] == 1:
        return True
    for depth in range(1, min(len(key), len(last)) + 1):
        mine, theirs = key[depth - 1], last[depth - 1]
        if mine == theirs:
            continue
        step = isinstance(mine, int) and isinstance(theirs, int) and mine == theirs + 1
        return step and (len(key) == depth or all(part == 1 for part in key[depth:]))
    return False


def accept_articles(lines: Sequence[Line], families: frozenset[Family]) -> tuple[set[int], list[int]]:
    """(lines that begin an article, lines that only look so) among markers of ``families``.

    Headings and numbers on a line of their own are taken as they come. A number with text behind
    it must not go backwards, unless it starts again at one. With no space between, or inside an
    explanation, it must be the very next number, and that number must stand nowhere more clearly.
    """
    accepted: set[int] = set()
    clear = {
        line.marker.key
        for line in lines
        if line.marker and line.marker.family in families and _is_clear(line)
    }
    doubtful: list[int] = []
    last: Key | None = None
    next_clear = _next_clear(lines, families)
    for position, line in enumerate(lines):
        marker = line.marker
        if marker is None or marker.family not in families or not marker.key:
            continue
        if _is_accepted(line, marker, last, clear):
            accepted.add(position)
            if not _is_outlier(marker.key, last, next_clear[position]):
                last = marker.key
        elif line.block.kind in ("paragraph", "heading"):
            doubtful.append(position)
    return accepted, doubtful


def _next_clear(lines: Sequence[Line], families: frozenset[Family]) -> list[Key | None]:
    """For each line the number of the next clear candidate behind it."""
    found: list[Key | None] = [None] * len(lines)
    key: Key | None = None
    for position in range(len(lines) - 1, -1, -1):
        found[position] = key
        line = lines[position]
        if line.marker and line.marker.family in families and line.marker.key and _is_clear(line):
            key = line.marker.key
    return found


def _is_outlier(key: Key, last: Key | None, after: Key | None) -> bool:
    """True for a number that jumps where the next one goes on as before: a slip of the pen, not to be counted from."""
    return last is not None and after is not None and not follows(key, last) and follows(after, last)


def _is_clear(line: Line) -> bool:
    """True for a number that is a heading, stands alone or is set off by a space."""
    return line.is_heading or (
        line.block.kind == "paragraph"
        and line.marker is not None
        and not line.marker.glued
        and not line.explains
    )


def _is_accepted(line: Line, marker: Marker, last: Key | None, clear: set[Key]) -> bool:
    if line.is_heading:
        return True
    if line.block.kind != "paragraph":
        return False
    is_next = follows(marker.key, last)
    if marker.glued or line.explains:
        return is_next and marker.key not in clear
    if marker.alone and not line.explains:
        return True
    starts_again = marker.key == (1,)
    return is_next or starts_again or last is None or order(marker.key) > order(last)


def accept_numbered(lines: Sequence[Line], name: str) -> set[int]:
    """Paragraphs that begin a numbered section by an enumeration called ``name`` (one, two, letter).

    The numbers must run 1, 2, 3 …, starting again at 1 as often as they like.
    """
    accepted: set[int] = set()
    last: Key | None = None
    for position, line in enumerate(lines):
        marker = line.marker
        if marker is None or marker.family != "enumeration" or marker.name != name or not marker.rest:
            continue
        if line.block.kind in ("paragraph", "heading") and (
            follows(marker.key, last) or marker.key[0] in (1, "a")
        ):
            accepted.add(position)
            last = marker.key
    return accepted


def accept_decimals(lines: Sequence[Line]) -> set[int]:
    """Paragraphs that begin a section by a decimal number (1, 1.2, 1.2.3) with a short title behind it.

    A single number counts only where a number with a point hangs below it, or where every one of
    them carries a title and text stands between them: otherwise it is a list.
    """
    candidates = [
        (position, line.marker)
        for position, line in enumerate(lines)
        if line.marker is not None
        and line.marker.family == "decimal"
        and (line.is_heading or line.block.kind == "paragraph")
    ]
    accepted: set[int] = set()
    last: Key | None = None
    for position, marker in candidates:
        deep = len(marker.key) > 1
        titled = is_heading_like(marker.rest, 100)
        if (deep or titled) and (
            lines[position].is_heading or follows(marker.key, last) or _starts(marker.key, last)
        ):
            accepted.add(position)
            last = marker.key
    deep_found = any(len(marker.key) > 1 for position, marker in candidates if position in accepted)
    if deep_found:
        return accepted
    spaced = all(position + 1 not in accepted for position in accepted)
    return accepted if len(accepted) >= 2 and spaced else set()


def _starts(key: Key, last: Key | None) -> bool:
    """True for the first number of a document or of a level (1, 1.1 after 0 or nothing, 3.1 in an excerpt)."""
    if last is None:
        return True
    return key[-1] == 1 and order(key) > order(last)
