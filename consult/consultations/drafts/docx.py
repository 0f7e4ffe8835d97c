"""Reading DOCX: the body's paragraphs and tables as blocks, with nothing of its authors or its past."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from consult.consultations.drafts.archives import DAMAGED, Archive, parse_xml
from consult.consultations.drafts.blocks import Block, Cell, Document, Finding, Look, excerpt
from consult.consultations.drafts.docx_paragraphs import ParagraphReader, Parts, ReadParagraph, words
from consult.consultations.drafts.docx_styles import (
    Style,
    attribute,
    child,
    children,
    integer,
    local,
    outline_level,
    read_numbering,
    read_styles,
)
from consult.consultations.drafts.fragments import escape
from consult.consultations.drafts.inline import tidy_html
from consult.consultations.drafts.markers import is_heading_like, read_marker
from consult.foundation.errors import Refused

MAIN = "word/document.xml"
_SIMPLE_LABEL = re.compile(r"^[(（]?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)）]$")
CONTAINERS = frozenset({"sdt", "sdtContent", "customXml", "smartTag", "ins", "moveTo"})


def read_docx(archive: Archive) -> Document:
    """The blocks of a DOCX. Raises Refused where it is damaged or holds what isn't Word's."""
    main = _main_part(archive)
    data = archive.read(main)
    archive.check_blocks(data.count(b"<w:p>") + data.count(b"<w:p "))  # before the work of parsing them
    root = parse_xml(data)
    body = child(root, "body")
    if body is None:
        raise Refused(DAMAGED, field="draft")
    folder = posixpath.dirname(main)

    def part(name: str) -> etree._Element | None:
        path = f"{folder}/{name}" if folder else name
        return archive.read_xml(path) if path in archive else None

    links = {
        attribute(one, "Id"): attribute(one, "Target")
        for one in children(part(f"_rels/{posixpath.basename(main)}.rels"), "Relationship")
        if attribute(one, "TargetMode") == "External"
    }
    notes = {
        (kind, attribute(one, "id")): one
        for kind in ("footnote", "endnote")
        for one in children(part(f"{kind}s.xml"), kind)
        if attribute(one, "type") in ("", "normal")
    }
    reader = _BodyReader(Parts(read_styles(part("styles.xml")), links, notes), part("numbering.xml"), archive)
    reader.read(body)
    comments = sum(1 for _ in children(part("comments.xml"), "comment"))
    if comments:
        reader.findings.append(Finding("comments_removed", "", "", str(comments)))
    return Document(tuple(reader.finish()), "", tuple(reader.findings))


def _main_part(archive: Archive) -> str:
    if "_rels/.rels" in archive:
        for one in children(archive.read_xml("_rels/.rels"), "Relationship"):
            if attribute(one, "Type").endswith("/officeDocument"):
                name = posixpath.normpath(attribute(one, "Target").lstrip("/"))
                if name in archive:
                    return name
    if MAIN not in archive:
        raise Refused(DAMAGED, field="draft")
    return MAIN


class _BodyReader:
    """Walks a body (or a cell, or a text box) and collects its blocks."""

    def __init__(self, parts: Parts, numbering: etree._Element | None, archive: Archive) -> None:
        self.archive = archive
        self.count = 0
        self.parts = parts
        self.numbering = read_numbering(numbering)
        self.paragraphs = ParagraphReader(parts)
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self.carried: ReadParagraph | None = None
        self.contents = 0

    def finish(self) -> list[Block]:
        """All blocks; a paragraph whose mark was deleted at the very end is closed here."""
        if self.carried is not None:
            self._close(self.carried, Style(), None, None)
            self.carried = None
        if self.contents:
            self.findings.append(Finding("contents_dropped", "", "", str(self.contents)))
        return self.blocks

    def read(self, container: etree._Element) -> None:
        """Add everything in ``container``."""
        for one in container:
            name = local(one)
            if name == "p":
                self._paragraph(one)
            elif name == "tbl":
                self.blocks.append(self._table(one))
            elif name in ("del", "moveFrom"):
                self.findings.append(Finding("tracked_change", "", excerpt("".join(words(one))), "deleted"))
            elif name == "altChunk":
                self.findings.append(Finding("unreadable_part", "", "", "altChunk"))
            elif name == "sdt" and "Contents" in attribute(
                child(one, "sdtPr", "docPartObj", "docPartGallery"), "val"
            ):
                self.contents += sum(1 for paragraph in one.iter() if local(paragraph) == "p")
            elif name in CONTAINERS:
                self.read(one)

    def _paragraph(self, element: etree._Element) -> None:
        self.count += 1
        self.archive.check_blocks(self.count)
        properties = child(element, "pPr")
        identifier = attribute(child(properties, "pStyle"), "val")
        style = self.parts.styles.get(identifier) or self.parts.styles.get("") or Style()
        if style.is_contents:
            self.contents += 1
            return
        read = self.carried or ReadParagraph()
        self.carried = None
        self.paragraphs.read(element, style, read)
        if read.mark_deleted:
            self.carried = read
            return
        self._close(read, style, properties, identifier)

    def _close(
        self, read: ReadParagraph, style: Style, properties: etree._Element | None, identifier: str | None
    ) -> None:
        level = self._level(style, properties)
        label, bullet = self._label(
            style, properties, identifier or "", empty=not any(line.parts for line in read.lines)
        )
        alignment = attribute(child(properties, "jc"), "val")
        look = Look(
            bold=read.all_bold,
            italic=read.all_italic,
            centred=alignment == "center" if alignment else bool(style.centred),
            size=read.size or None,
        )
        lines = [tidy_html("".join(line.parts)) for line in read.lines]
        if level is not None or style.is_title:
            lines = [tidy_html(" ".join(html for html, _ in lines))]
        first = True
        for html, text in lines:
            if not text and not (first and len(lines) == 1 and (read.findings or read.footnotes)):
                continue
            block = Block("paragraph", text, html, look=look, is_title=style.is_title)
            block = self._as_kind(block, level, label if first else "", bullet=bullet, continues=not first)
            if first:
                block = replace(block, findings=tuple(read.findings), footnotes=tuple(read.footnotes))
            self.blocks.append(block)
            first = False
        if first:
            self.findings.extend(read.findings)
        for box in read.boxes:
            self.read(box)

    @staticmethod
    def _level(style: Style, properties: etree._Element | None) -> int | None:
        own = attribute(child(properties, "outlineLvl"), "val")
        return outline_level(own) if own else style.heading_level

    def _label(
        self, style: Style, properties: etree._Element | None, identifier: str, *, empty: bool
    ) -> tuple[str, tuple[int, bool] | None]:
        """(number as printed, (depth, is it a bullet) or None where the paragraph isn't in a list)."""
        number = child(properties, "numPr")
        own = attribute(child(number, "numId"), "val")
        list_id = own or style.numbering
        if not list_id or list_id == "0" or empty:
            return "", None
        depth = integer(attribute(child(number, "ilvl"), "val"), style.depth)
        if not own:
            tied = self.numbering.depth_of_style(list_id, identifier)
            depth = depth if tied is None else tied
        label, is_bullet = self.numbering.next_label(list_id, depth)
        return label, (depth, is_bullet)

    @staticmethod
    def _as_kind(
        block: Block, level: int | None, label: str, *, bullet: tuple[int, bool] | None, continues: bool
    ) -> Block:
        """The block as heading, list item, or paragraph with its automatic number written in front."""
        numbered = (
            replace(block, text=f"{label} {block.text}", html=f"{escape(label)} {block.html}")
            if label
            else block
        )
        if level is not None and not block.is_title and block.text:
            return replace(numbered, kind="heading", level=level)
        if bullet is None or block.is_title or not block.text:
            return block
        depth, is_bullet = bullet
        simple = is_bullet or not label or bool(_SIMPLE_LABEL.match(label))
        titled = block.look.bold and is_heading_like(block.text, 80) and not is_bullet and bool(label)
        marker = read_marker(numbered.text) if label else None
        if (simple and not titled) or (continues and not marker):
            return replace(
                block,
                kind="list_item",
                level=depth + 1,
                label=label,
                ordered=bool(label) and not is_bullet,
                continues=continues,
            )
        return numbered

    # --- tables ---

    def _table(self, table: etree._Element) -> Block:
        rows: list[tuple[Cell, ...]] = []
        open_cells: dict[int, tuple[int, int]] = {}
        heads = 0
        found: list[Finding] = []
        for row in self._rows(table):
            properties = child(row, "trPr")
            if child(properties, "del") is not None:
                found.append(Finding("tracked_change", "", excerpt("".join(words(row))), "row_deleted"))
                continue
            if child(properties, "ins") is not None:
                found.append(Finding("tracked_change", "", excerpt("".join(words(row))), "row_inserted"))
            cells = self._row(row, rows, open_cells)
            if child(properties, "tblHeader") is not None and heads == len(rows):
                heads += 1
            rows.append(cells)
        kept = tuple(rows)
        text = "\n".join("\t".join(cell.text.replace("\n", " ") for cell in row) for row in kept)
        return Block(
            "table", text, "", rows=kept, header_rows=heads if heads < len(kept) else 0, findings=tuple(found)
        )

    @staticmethod
    def _rows(table: etree._Element) -> Iterator[etree._Element]:
        for one in table:
            if local(one) == "tr":
                yield one
            elif local(one) in CONTAINERS:
                yield from (row for row in one.iter() if local(row) == "tr")

    def _row(
        self, row: etree._Element, above: list[tuple[Cell, ...]], open_cells: dict[int, tuple[int, int]]
    ) -> tuple[Cell, ...]:
        """A row's cells. A cell that goes on from above lengthens that one; ``open_cells`` says where it is."""
        cells: list[Cell] = []
        column = integer(attribute(child(row, "trPr", "gridBefore"), "val"))
        cells.extend([Cell(columns=column)] if column else [])
        for one in (each for each in row.iter() if local(each) == "tc" and _row_of(each) is row):
            properties = child(one, "tcPr")
            span = max(1, min(60, integer(attribute(child(properties, "gridSpan"), "val"), 1)))
            merged = child(properties, "vMerge")
            if merged is not None and attribute(merged, "val") != "restart" and column in open_cells:
                at_row, at_cell = open_cells[column]
                origin = above[at_row][at_cell]
                lengthened = replace(
                    origin, rows=origin.rows + 1, blocks=(*origin.blocks, *self._cell_blocks(one))
                )
                above[at_row] = (*above[at_row][:at_cell], lengthened, *above[at_row][at_cell + 1 :])
                cells.append(Cell(columns=span, rows=0))
            else:
                open_cells.pop(column, None)
                if merged is not None:
                    open_cells[column] = (len(above), len(cells))
                cells.append(Cell(self._cell_blocks(one), columns=span))
            column += span
        return tuple(cells)

    def _cell_blocks(self, cell: etree._Element) -> tuple[Block, ...]:
        outer, self.blocks = self.blocks, []
        self.read(cell)
        inner, self.blocks = self.blocks, outer
        if self.carried is not None:
            carried, self.carried = self.carried, None
            outer, self.blocks = self.blocks, inner
            self._close(carried, Style(), None, None)
            inner, self.blocks = self.blocks, outer
        return tuple(inner)


def _row_of(cell: etree._Element) -> etree._Element | None:
    parent = cell.getparent()
    while parent is not None and local(parent) != "tr":
        parent = parent.getparent()
    return parent
