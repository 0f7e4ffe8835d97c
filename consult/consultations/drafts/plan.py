"""Which lines of a document begin an entry of its outline."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from consult.consultations.drafts import alternatives, comparison_tables, sequence
from consult.consultations.drafts.blocks import Block, Finding
from consult.consultations.drafts.markers import Marker, is_heading_like, read_marker
from consult.consultations.drafts.sequence import Line
from consult.consultations.drafts.units import EXPLANATION, IN_FORCE


@dataclass(slots=True)
class Plan:
    """The lines of a document and which of them begin what; ``doubtful`` ones only look like an article."""

    lines: list[Line]
    articles: set[int]
    divisions: set[int]
    doubtful: frozenset[int]
    of_law: bool
    each_paragraph: bool = False
    findings: list[Finding] = field(default_factory=list)
    tables: dict[int, comparison_tables.Roles] = field(default_factory=dict)
    """Line -> which column holds what, of the tables that compare texts."""


def read_lines(blocks: Iterable[Block]) -> list[Line]:
    """Blocks with their markers; inside an explanation only the very next article may begin."""
    lines: list[Line] = []
    explains = False
    for block in blocks:
        may_begin = block.kind in ("heading", "paragraph")
        marker = read_marker(block.text) if may_begin else None
        if may_begin and (EXPLANATION.match(block.text) or IN_FORCE.match(block.text)) and marker is None:
            explains = True
        elif block.kind == "heading" or (
            marker and marker.family in ("article", "division") and marker.alone
        ):
            explains = False
        lines.append(Line(block, marker, explains))
    return lines


def find_plan(blocks: Sequence[Block]) -> Plan:
    lines = read_lines(blocks)
    tables = _comparison_tables(lines)
    articles, doubtful = sequence.accept_articles(lines, frozenset({"article"}))
    if articles and not _is_stray(lines, articles):
        return Plan(
            lines,
            articles | set(tables),
            _divisions(lines, articles, doubtful),
            frozenset(doubtful),
            of_law=True,
            tables=tables,
        )
    if tables:
        return Plan(
            lines,
            set(tables),
            _divisions(lines, set(tables), []),
            frozenset(doubtful),
            of_law=True,
            tables=tables,
        )
    headings = {position for position, line in enumerate(lines) if line.is_heading}
    sections, doubtful = sequence.accept_articles(lines, frozenset({"section"}))
    plain_sections = {position for position in sections if not lines[position].is_heading}
    if len(plain_sections) >= 2:
        return Plan(lines, sections, _divisions(lines, sections, doubtful), frozenset(doubtful), of_law=True)
    if headings:
        return Plan(lines, set(), headings | plain_sections, frozenset(doubtful), of_law=False)
    return _plan_without_headings(lines)


def _comparison_tables(lines: Sequence[Line]) -> dict[int, comparison_tables.Roles]:
    tables: dict[int, comparison_tables.Roles] = {}
    last: int | None = None
    for position, line in enumerate(lines):
        before = lines[last].block if last is not None else None
        roles = comparison_tables.roles_of(line.block) or comparison_tables.continued_roles(
            line.block, before, tables.get(last) if last is not None else None, adjacent=last == position - 1
        )
        if roles:
            tables[position], last = roles, position
    return tables


def _is_stray(lines: Sequence[Line], articles: set[int]) -> bool:
    """True where a document of many headings only mentions an article or two."""
    headings = sum(1 for line in lines if line.is_heading)
    real = sum(
        1
        for position in articles
        if lines[position].is_heading or (lines[position].marker or _NONE).key == (1,)
    )
    return headings >= 3 and len(articles) <= 2 and not real


_NONE = Marker("article", "art", "", ())


def _plan_without_headings(lines: list[Line]) -> Plan:
    decimals = sequence.accept_decimals(lines)
    divisions = {
        position
        for position, line in enumerate(lines)
        if line.marker and line.marker.family in ("division", "appendix", "section") and _is_own_line(line)
    }
    if decimals:
        return Plan(lines, set(), decimals | divisions, frozenset(), of_law=False)
    first = sequence.accept_numbered(lines, "one")
    if len(first) >= 2:
        titled = sum(1 for position in first if is_heading_like((lines[position].marker or _NONE).rest, 80))
        second = sequence.accept_numbered(lines, "two") if titled * 2 > len(first) else set()
        return Plan(lines, set(), first | second | divisions, frozenset(), of_law=False)
    usual = _usual_size(lines)
    looks = {position for position, line in enumerate(lines) if _looks_like_heading(line.block, usual)}
    if divisions or looks:
        return Plan(lines, set(), divisions | looks, frozenset(), of_law=False)
    letters = sequence.accept_numbered(lines, "letter")
    if len(letters) >= 2:
        return Plan(lines, set(), letters, frozenset(), of_law=False)
    return Plan(lines, set(), set(), frozenset(), of_law=False, each_paragraph=True)


def _is_own_line(line: Line) -> bool:
    marker = line.marker
    return marker is not None and (
        line.is_heading or not marker.rest or is_heading_like(line.block.text, 160)
    )


def _usual_size(lines: Sequence[Line]) -> float | None:
    """The middle size of the longer lines, in points, where the reader knows sizes."""
    sizes = sorted(
        line.block.look.size for line in lines if line.block.look.size and len(line.block.text) > 40
    )
    return sizes[len(sizes) // 2] if sizes else None


def _looks_like_heading(block: Block, usual: float | None) -> bool:
    """A short line in bold, or larger than the text, where the file marks no heading."""
    if block.kind != "paragraph" or not is_heading_like(block.text.rstrip(":："), 120):
        return False
    larger = bool(block.look.size and usual and block.look.size >= usual * 1.15)
    return block.look.bold or larger


def _divisions(lines: Sequence[Line], articles: set[int], doubtful: Sequence[int]) -> set[int]:
    """Lines that begin a division of a law: marked headings, 第二章, PART IV, 附件一 on a line of their own.

    Where articles are headings themselves, a deeper heading belongs to its article.
    """
    article_levels = [lines[position].block.level or 1 for position in articles if lines[position].is_heading]
    deepest = max(article_levels) if article_levels else None
    found: set[int] = set()
    skipped = articles.union(doubtful)
    for position, line in enumerate(lines):
        if position in skipped or alternatives.label_of(line.block.text):
            continue
        if line.is_heading and (deepest is None or (line.block.level or 1) <= deepest):
            found.add(position)
        elif line.marker and line.block.kind == "paragraph" and not line.explains:
            names = line.marker.family in ("division", "appendix") or (
                line.marker.family == "section" and line.marker.name == "sec" and deepest is None
            )
            if (names and _is_own_line(line) and not line.marker.glued) or (
                names and line.marker.glued and is_heading_like(line.block.text, 60)
            ):
                found.add(position)
    return found
