"""From blocks to an outline: which numbers and headings make the entries, and what belongs to each."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.consultations.drafts import alternatives, comparison_tables, contents, front_matter
from consult.consultations.drafts.blocks import Block, Document, Finding, ReadArticle, excerpt
from consult.consultations.drafts.markers import (
    DELETED,
    Marker,
    drop_characters,
    is_heading_like,
    read_marker,
    remaining_html,
)
from consult.consultations.drafts.plan import Plan, find_plan
from consult.consultations.drafts.sequence import Line
from consult.consultations.drafts.units import (
    ARTICLE_RANK,
    EXPLANATION,
    IN_FORCE,
    PROPOSED,
    Unit,
    block_findings,
    close_units,
)

ZH_RANKS = {"part": 10, "subpart": 20, "ch": 30, "sec": 40, "sub": 50, "para": 60}
LATIN_ORDER = (
    "book",
    "title",
    "subtitle",
    "part",
    "subpart",
    "division",
    "ch",
    "subchapter",
    "sec",
    "subsec",
    "sous-section",
)
_RUN_IN_HEADING = re.compile(r"^([^。，；：、,;:]{2,16})。(?=.{4})")
_REFERENCES = re.compile(r"^(?:被?引用條文|被?引用条文)\s*[:：]")


@dataclass(frozen=True, slots=True)
class Outline:
    """What a document says: its title, entries, notes about it, and what the official should look at."""

    title: str
    articles: tuple[ReadArticle, ...]
    notes: tuple[str, ...]
    findings: tuple[Finding, ...]


def find_outline(document: Document) -> Outline:
    """The outline of a document.

    Numbered articles (第五条, Article 5) make the entries where there are any; else headings; else
    decimal numbers, 一、, lines set like headings; and where there is none of these, each paragraph.
    """
    title, used = front_matter.find_title(document.blocks)
    if not any(block.text.strip() for position, block in enumerate(document.blocks) if position not in used):
        title, used = "", set()
    findings = [*document.findings]
    for position in sorted(used):
        findings.extend(document.blocks[position].findings)
    blocks = [block for position, block in enumerate(document.blocks) if position not in used]
    dropped = contents.find_contents(blocks)
    if dropped:
        findings.extend(finding for position in sorted(dropped) for finding in blocks[position].findings)
        listed = excerpt(" / ".join(blocks[position].text for position in sorted(dropped)))
        findings.append(Finding("contents_dropped", "", listed, str(len(dropped))))
    blocks = [block for position, block in enumerate(blocks) if position not in dropped]
    plan = find_plan(blocks)
    units, front = _build(plan)
    read = front_matter.read_front(front, of_law=plan.of_law, title=title)
    if read.preamble:
        rank = units[0].rank if units else (ARTICLE_RANK,)
        units.insert(0, Unit(rank, heading=read.heading, is_preamble=True, body=list(read.preamble)))
    articles, found = close_units(units, of_law=plan.of_law)
    findings.extend(plan.findings)
    kept = {id(block) for block in read.preamble}
    findings.extend(finding for block in front if id(block) not in kept for finding in block_findings(block))
    title = title or document.title
    if not title and not plan.of_law:
        title = next((one.heading for one in articles if one.heading and one.level == 1), "")
    return Outline(title, articles, read.notes, (*findings, *found))


def _build(plan: Plan) -> tuple[list[Unit], list[Block]]:
    """(the entries with their blocks, the blocks before the first)."""
    ranks = _Ranks(plan)
    units: list[Unit] = []
    front: list[Block] = []
    builder = _Body(units, front, of_law=plan.of_law)
    names_below = _names_stand_below(plan)
    skip = False
    for position, line in enumerate(plan.lines):
        if skip:
            skip = False
        elif roles := plan.tables.get(position):
            builder.start_all(comparison_tables.read_units(line.block, roles, continues=bool(units)))
        elif position in plan.articles or position in plan.divisions:
            unit = _start(line, ranks.of(line, position), is_article=position in plan.articles)
            if not unit.heading and not unit.body and position in names_below:
                unit.heading = plan.lines[position + 1].block.text.strip()
                skip = True
            builder.start(unit)
        else:
            if plan.each_paragraph and _begins_paragraph(line.block):
                builder.start(Unit((ARTICLE_RANK,), is_article=True))
            builder.add(line.block, doubtful=position in plan.doubtful)
    if builder.references:
        first, count = excerpt(builder.references[0]), str(len(builder.references))
        plan.findings.append(Finding("references_dropped", "", first, count))
    return units, front


def _begins_paragraph(block: Block) -> bool:
    return block.kind in ("paragraph", "quote", "table", "heading") and bool(block.text.strip() or block.rows)


class _Body:
    """Puts blocks into the text or the explanation of the entry that is open."""

    def __init__(self, units: list[Unit], front: list[Block], *, of_law: bool) -> None:
        self.units, self.front, self.of_law = units, front, of_law
        self.into = "body"
        self.references: list[str] = []

    def start(self, unit: Unit) -> None:
        self.units.append(unit)
        self.into = "body"

    def start_all(self, units: Sequence[Unit]) -> None:
        for unit in units:
            if unit.rank == (-1,) and self.units:
                last = self.units[-1]
                last.body += unit.body
                last.explanation += unit.explanation
                last.in_force += unit.in_force
            elif unit.rank == (-1,):
                self.front.extend((*unit.body, *unit.explanation))
            else:
                self.start(unit)

    def add(self, block: Block, *, doubtful: bool = False) -> None:
        if not self.units:
            self.front.append(block)
            return
        unit = self.units[-1]
        if doubtful and not alternatives.repeats(unit.marker, unit.body, block):
            unit.findings.append(Finding("possible_article", "", excerpt(block.text)))
        block = self._turn(block)
        if self.into == "references":
            self.references.append(block.text)
        elif self.into == "explanation":
            unit.explanation.append(replace(block, kind="paragraph") if block.kind == "quote" else block)
        elif self.into == "in_force":
            unit.in_force.extend(_in_force(block, unit))
        else:
            unit.body.append(block)

    def _turn(self, block: Block) -> Block:
        """Notice a label that says what follows; returns the block, without it where it is no part of the words."""
        if block.kind == "quote" and _REFERENCES.match(block.text):
            self.into = "references"
        elif self.of_law and block.kind != "table" and EXPLANATION.match(block.text):
            self.into = "explanation"
            return replace(block, kind="paragraph")
        elif self.of_law and block.kind != "table" and (label := IN_FORCE.match(block.text)):
            self.into = "in_force"
            return _behind(block, label.end())
        elif self.into == "in_force" and (label := PROPOSED.match(block.text)):
            self.into = "body"
            return _behind(block, label.end())
        elif self.into == "references" and block.kind != "quote":
            self.into = "body"
        return block


def _behind(block: Block, end: int) -> Block:
    """The block without the label that its first ``end`` characters are."""
    return replace(
        block, kind="paragraph", text=block.text[end:].strip(), html=drop_characters(block.html, end)
    )


def _in_force(block: Block, unit: Unit) -> list[Block]:
    """A line of the text in force, without the article's own number in front of it."""
    if not block.text.strip() and not block.rows:
        return []
    marker = read_marker(block.text) if not unit.in_force and unit.marker else None
    if marker and unit.marker and (marker.family, marker.key) == (unit.marker.family, unit.marker.key):
        html = remaining_html(block.html, marker, block.text)
        return [replace(block, text=marker.rest, html=html)] if marker.rest else []
    return [] if comparison_tables.NOTHING.match(block.text) else [block]


def _names_stand_below(plan: Plan) -> set[int]:
    """Numbers alone on a line whose title is the next line (Article 5 / Subject matter), if that is the habit."""
    alone: list[int] = []
    named: set[int] = set()
    for position in sorted(plan.articles | plan.divisions):
        line = plan.lines[position]
        if line.marker is None or not line.marker.alone or position + 1 >= len(plan.lines):
            continue
        alone.append(position)
        after = plan.lines[position + 1]
        taken = position + 1 in plan.articles or position + 1 in plan.divisions
        plain = (
            after.block.kind in ("paragraph", "heading")
            and after.marker is None
            and not DELETED.match(after.block.text)
        )
        last = position + 2 >= len(plan.lines)
        if plain and not taken and not last and is_heading_like(after.block.text, 110):
            named.add(position)
    return named if len(named) * 10 >= len(alone) * 6 else set()


def _start(line: Line, rank: tuple[int, ...], *, is_article: bool) -> Unit:
    block, marker = line.block, line.marker
    unit = Unit(rank, marker=marker, is_article=is_article)
    unit.findings.extend(block.findings)
    if marker is None or (marker.family == "enumeration" and not marker.rest):
        unit.heading, unit.marker = _heading_text(block.text), None
        unit.body.extend(_footnote_holder(block))
        return unit
    unit.number, unit.heading = marker.number, _heading_text(marker.caption)
    rest = marker.rest
    if not rest:
        unit.body.extend(_footnote_holder(block))
        return unit
    if not unit.heading and _rest_is_heading(line, rest):
        unit.heading = _heading_text(
            rest.removesuffix(".") if marker.family in ("article", "section") else rest
        )
        unit.body.extend(_footnote_holder(block))
    else:
        html = remaining_html(block.html, marker, block.text)
        run_in = _RUN_IN_HEADING.match(rest) if marker.family == "enumeration" else None
        if run_in:
            unit.heading, rest = run_in[1], rest[run_in.end() :]
            html = drop_characters(html, run_in.end())
        unit.body.append(replace(block, kind="paragraph", text=rest, html=html, level=None, findings=()))
    return unit


def _heading_text(text: str) -> str:
    return re.sub(r"[\s\u200b]+", " ", text).strip().rstrip(":：").strip()


def _footnote_holder(block: Block) -> list[Block]:
    """A heading's own footnotes, carried by an empty block so that they aren't lost."""
    return [Block("paragraph", " ", "", footnotes=block.footnotes)] if block.footnotes else []


def _rest_is_heading(line: Line, rest: str) -> bool:
    marker = line.marker
    if DELETED.match(rest) and marker is not None and marker.family == "article":
        return False
    if line.is_heading:
        return True
    if marker is not None and marker.number.startswith("第") and marker.family == "article":
        return False
    return is_heading_like(rest.removesuffix("."), 110) and ". " not in rest


def _depth(marker: Marker) -> int:
    """How many numbers a decimal number has: 1.2.3 has three."""
    return sum(1 for part in marker.key if isinstance(part, int))


class _Ranks:
    """How deep an entry stands: by the kind of its number, else by the level of its heading."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.of_level: dict[int, int] = {}
        for position in sorted(plan.divisions):
            line = plan.lines[position]
            if plan.of_law and line.is_heading and line.marker and line.marker.family == "division":
                self.of_level.setdefault(line.block.level or 1, self._of_marker(line.marker))
        self.depths: dict[int, set[int]] = {}
        for position in plan.divisions:
            line = plan.lines[position]
            if line.marker and line.marker.family == "decimal":
                self.depths.setdefault(line.block.level or 0, set()).add(_depth(line.marker))
        self.outermost = min((self._of_marker(plan.lines[p].marker) for p in plan.divisions), default=30)

    def of(self, line: Line, position: int) -> tuple[int, ...]:
        """The rank of the entry that ``line`` begins."""
        if position in self.plan.articles:
            return (ARTICLE_RANK,)
        marker = line.marker
        if not self.plan.of_law:
            return self._in_headings(line)
        if marker is not None and marker.family == "appendix":
            return (self.outermost,)
        if marker is not None and marker.family in ("division", "section"):
            return (self._of_marker(marker),)
        return (self.of_level.get(line.block.level or 1, 1 + 2 * (line.block.level or 1)),)

    @staticmethod
    def _of_marker(marker: Marker | None) -> int:
        if marker is None:
            return 30
        if marker.name in ZH_RANKS and marker.number.startswith("第"):
            return ZH_RANKS[marker.name]
        return 10 + 5 * LATIN_ORDER.index(marker.name) if marker.name in LATIN_ORDER else 30

    def _in_headings(self, line: Line) -> tuple[int, ...]:
        marker = line.marker
        depth = 1
        if marker is not None and marker.family == "decimal":
            # Where the file's own heading levels already tell 1 from 1.2, the numbers need not.
            tells = line.is_heading and len(self.depths.get(line.block.level or 0, ())) <= 1
            depth = 1 if tells else _depth(marker)
        elif marker is not None and marker.family == "enumeration":
            depth = {"one": 1, "two": 2, "letter": 2}[marker.name]
        elif marker is not None and marker.family == "division" and not line.is_heading:
            return (0, self._of_marker(marker))
        return (line.block.level or 1 if line.is_heading else 5, depth)
