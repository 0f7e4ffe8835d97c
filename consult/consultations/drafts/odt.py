"""Reading ODT: the text's headings, paragraphs, lists and tables as blocks."""

from dataclasses import replace

from lxml import etree

from consult.consultations.drafts.archives import DAMAGED, Archive, parse_xml
from consult.consultations.drafts.blocks import Block, Cell, Document, Finding, Look, excerpt
from consult.consultations.drafts.docx_styles import attribute, child, integer, local
from consult.consultations.drafts.fragments import escape
from consult.consultations.drafts.inline import tidy_html
from consult.consultations.drafts.markers import read_marker
from consult.consultations.drafts.odt_paragraphs import Changes, OdtParagraph, read_paragraph, words
from consult.consultations.drafts.odt_styles import OdtListLevel, OdtStyles, read_odt_styles, write_odt_number
from consult.foundation.errors import N_, Refused

INDEXES = frozenset(
    {"table-of-content", "alphabetical-index", "illustration-index", "table-index", "bibliography"}
)
IGNORED = frozenset(
    {"forms", "sequence-decls", "variable-decls", "user-field-decls", "tracked-changes", "soft-page-break"}
)
MAX_REPEATED = 100
_AROUND_NUMBERS = "()[]、 ."
_NO_LEVEL = OdtListLevel()


def read_odt(archive: Archive) -> Document:
    """The blocks of an ODT. Raises Refused where it is damaged, encrypted or no text document."""
    if "META-INF/manifest.xml" in archive and b"encryption-data" in archive.read("META-INF/manifest.xml"):
        raise Refused(
            N_("This file is protected by a password. Save it without one and send it again."), field="draft"
        )
    if "content.xml" not in archive:
        raise Refused(DAMAGED, field="draft")
    data = archive.read("content.xml")
    archive.check_blocks(data.count(b"<text:p>") + data.count(b"<text:p "))  # before the work of parsing them
    root = parse_xml(data)
    styles = archive.read_xml("styles.xml") if "styles.xml" in archive else None
    text = child(root, "body", "text")
    if text is None:
        raise Refused(DAMAGED, field="draft")
    reader = _TextReader(read_odt_styles((styles, root)), Changes.of(text), archive)
    reader.read(text)
    if reader.changes.comments:
        reader.findings.append(Finding("comments_removed", "", "", str(reader.changes.comments)))
    if reader.contents:
        reader.findings.append(Finding("contents_dropped", "", "", str(reader.contents)))
    return Document(tuple(reader.blocks), "", tuple(reader.findings))


class _TextReader:
    """Walks the text and collects its blocks."""

    def __init__(self, styles: OdtStyles, changes: Changes, archive: Archive) -> None:
        self.archive = archive
        self.count = 0
        self.styles = styles
        self.changes = changes
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self.headings: dict[int, int] = {}
        self.counts: dict[str, dict[int, int]] = {}
        self.contents = 0

    def read(self, container: etree._Element) -> None:
        """Add everything in ``container``."""
        for one in container:
            name = local(one)
            if name == "h":
                self._heading(one)
            elif name == "p":
                self._paragraph(one)
            elif name == "list":
                self._list(one, 1, "")
            elif name == "table":
                self.blocks.append(self._table(one))
            elif name in INDEXES:
                self.contents += sum(1 for each in one.iter() if local(each) in ("p", "h"))
            elif name == "section" and attribute(one, "display") == "none":
                self.findings.append(Finding("hidden_text_removed", "", excerpt(words(one))))
            elif name in ("change", "change-start", "change-end"):
                self.changes.mark(one, self.findings)
            elif name not in IGNORED:
                self.read(one)

    def _heading(self, element: etree._Element) -> None:
        level = min(9, max(1, integer(attribute(element, "outline-level"), 1)))
        start = (self.styles.outline.get(level) or _NO_LEVEL).start
        self.headings[level] = self.headings.get(level, start - 1) + 1
        for deeper in [one for one in self.headings if one > level]:
            del self.headings[deeper]
        label = write_odt_number(self.styles.outline, self.headings, level)
        for block in self._blocks_of(element):
            if block.is_title or not block.text:
                self.blocks.append(block)
                continue
            heading = replace(block, kind="heading", level=level)
            self.blocks.append(_numbered(heading, label) if label else heading)
            label = ""

    def _paragraph(self, element: etree._Element) -> None:
        self.blocks.extend(self._blocks_of(element))

    def _blocks_of(self, element: etree._Element) -> list[Block]:
        self.count += 1
        self.archive.check_blocks(self.count)
        style = self.styles.get(attribute(element, "style-name"))
        read = OdtParagraph()
        read_paragraph(element, style, self.styles, self.changes, read)
        look = Look(
            read.bold > 0 and not read.plain,
            read.italic > 0 and read.italic >= read.bold + read.plain,
            style.centred,
            style.size,
        )
        blocks = []
        findings = tuple(read.findings)
        for line in read.lines:
            html, text = tidy_html("".join(line.parts))
            if text:
                blocks.append(Block("paragraph", text, html, look=look, is_title=style.is_title))
        if blocks:
            blocks[0] = replace(blocks[0], findings=findings, footnotes=tuple(read.footnotes))
        else:
            self.findings.extend(findings)
        for box in read.boxes:
            outer, self.blocks = self.blocks, blocks
            self.read(box)
            blocks, self.blocks = self.blocks, outer
        return blocks

    # --- lists ---

    def _list(self, element: etree._Element, depth: int, inherited: str) -> None:
        name = attribute(element, "style-name") or inherited
        levels = self.styles.lists.get(name, {})
        level = levels.get(depth, _NO_LEVEL)
        counts = self.counts.setdefault(name, {})
        goes_on = attribute(element, "continue-numbering") == "true" or attribute(element, "continue-list")
        if depth > 1 or not goes_on:
            counts[depth] = level.start - 1
        for item in element:
            if local(item) not in ("list-item", "list-header"):
                continue
            if local(item) == "list-item":
                start = attribute(item, "start-value")
                counts[depth] = integer(start) if start else counts.get(depth, level.start - 1) + 1
            self._item(
                item,
                depth,
                name,
                write_odt_number(levels, counts, depth),
                level.bullet or depth not in levels,
            )

    def _item(self, item: etree._Element, depth: int, name: str, label: str, is_bullet: bool) -> None:
        first = True
        for one in item:
            if local(one) == "list":
                self._list(one, depth + 1, name)
            elif local(one) == "h":
                self._heading(one)
            elif local(one) == "p":
                for block in self._blocks_of(one):
                    self.blocks.append(
                        _list_item(block, depth, label if first else "", is_bullet, continues=not first)
                    )
                    first = False

    # --- tables ---

    def _table(self, element: etree._Element) -> Block:
        rows: list[tuple[Cell, ...]] = []
        heads = 0
        for one in element.iter():
            if local(one) != "table-row" or _table_of(one) is not element:
                continue
            heads += local(one.getparent()) == "table-header-rows" and heads == len(rows)  # type: ignore[arg-type]
            rows.append(self._row(one))
        text = "\n".join("\t".join(cell.text.replace("\n", " ") for cell in row) for row in rows)
        return Block("table", text, "", rows=tuple(rows), header_rows=heads if heads < len(rows) else 0)

    def _row(self, row: etree._Element) -> tuple[Cell, ...]:
        cells: list[Cell] = []
        for one in row:
            times = min(MAX_REPEATED, max(1, integer(attribute(one, "number-columns-repeated"), 1)))
            if local(one) == "covered-table-cell":
                cells.extend([Cell(rows=0)] * times)
            elif local(one) == "table-cell":
                outer, self.blocks = self.blocks, []
                self.read(one)
                inner, self.blocks = tuple(self.blocks), outer
                cells.extend(
                    [Cell(inner, 1, max(1, integer(attribute(one, "number-rows-spanned"), 1)))] * times
                )
        return _with_columns(row, cells)


def _with_columns(row: etree._Element, cells: list[Cell]) -> tuple[Cell, ...]:
    """Cells that span columns take the covered cells behind them in."""
    spans = [
        max(1, integer(attribute(one, "number-columns-spanned"), 1))
        for one in row
        if local(one) in ("table-cell", "covered-table-cell")
        for _ in range(min(MAX_REPEATED, max(1, integer(attribute(one, "number-columns-repeated"), 1))))
    ]
    out: list[Cell] = []
    position = 0
    while position < len(cells):
        span = min(spans[position], len(cells) - position)
        covered = all(cell.rows == 0 for cell in cells[position + 1 : position + span])
        out.append(replace(cells[position], columns=span) if covered else cells[position])
        position += span if covered else 1
    return tuple(out)


def _list_item(block: Block, depth: int, label: str, is_bullet: bool, *, continues: bool) -> Block:
    """A list item, or a paragraph with its number in front where that number is more than 1. or a)."""
    bare = label.strip(_AROUND_NUMBERS)
    simple = is_bullet or not label or (bare.isascii() and bare.isalnum())
    if not simple and read_marker(f"{label} {block.text}"):
        return _numbered(block, label)
    return replace(
        block,
        kind="list_item",
        level=depth,
        label=label,
        ordered=bool(label) and not is_bullet,
        continues=continues,
    )


def _numbered(block: Block, label: str) -> Block:
    return replace(block, text=f"{label} {block.text}", html=f"{escape(label)} {block.html}")


def _table_of(row: etree._Element) -> etree._Element | None:
    parent = row.getparent()
    while parent is not None and local(parent) != "table":
        parent = parent.getparent()
    return parent
