"""Reading PDF: lines by their place on the page, joined to paragraphs; headers and page numbers left out."""

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median
from typing import Any

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect

from consult.consultations.drafts import comparison_tables
from consult.consultations.drafts.archives import DAMAGED
from consult.consultations.drafts.blocks import Block, Cell, Document, Finding, Look, excerpt
from consult.consultations.drafts.cleaning import as_ideographs, remove_controls, tidy_line
from consult.consultations.drafts.fragments import escape
from consult.consultations.drafts.limits import DraftLimits
from consult.consultations.drafts.markers import is_heading_like, read_marker
from consult.consultations.drafts.pdf_safety import check_pdf
from consult.consultations.drafts.plain import join_lines
from consult.foundation.errors import N_, Refused, TooLarge

EDGE_LINES = 2
FEWEST_RULES = 6
"""A page with fewer drawn lines has no table."""
LARGER = 1.15
_PAGE_NUMBER = re.compile(
    r"^[\s\-–—第]*(?:page\s*)?\d{1,4}(?:\s*(?:/|of|页|頁|共)\s*(?:共)?\s*\d{0,4})?\s*[页頁]?[\s\-–—]*$",
    re.IGNORECASE,
)
_BULLET = re.compile(r"^[•●▪■◦‣\uf0b7]\s*")
PROTECTED = N_("This file is protected by a password. Save it without one and send it again.")


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """One line on a page. ``left``, ``right`` and ``top`` are points from the page's corner."""

    text: str
    left: float
    right: float
    top: float
    size: float
    bold: bool
    page: int
    width: float
    table: Block | None = None
    """A table that compares texts, in the place of its lines."""


def read_pdf(data: bytes, limits: DraftLimits) -> Document:
    """The blocks of a PDF with text. Raises Refused for scans, passwords and damage."""
    check_pdf(data, limits)
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    lines: list[PrintedLine] = []
    pictures = 0
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > limits.max_pdf_pages:
                raise TooLarge(
                    N_("This PDF has %(count)s pages; at most %(limit)s are accepted."), field="draft",
                    count=len(pdf.pages), limit=limits.max_pdf_pages,
                )  # fmt: skip
            characters = 0
            tables = _Tables()
            for page in pdf.pages:
                found = tables.lines_of(page)
                characters += sum(len(line.text) for line in found)
                if characters > limits.max_characters:
                    raise TooLarge(
                        N_("This text is longer than %(limit)s characters. Send it in parts."),
                        field="draft",
                        limit=limits.max_characters,
                    )
                lines.extend(found)
                pictures += len(page.images)
                page.close()
    except Refused:
        raise
    except PDFPasswordIncorrect as error:
        raise Refused(PROTECTED, field="draft") from error
    except Exception as error:
        raise _refusal_for(error) from error
    if not lines:
        raise Refused(
            N_(
                "This PDF holds pictures of pages and no text. "
                "Send the file it was made from, or recognise its text first."
            ),
            field="draft",
        )
    kept, dropped = _without_edges(lines)
    findings = [Finding("picture_dropped", "", "", str(pictures))] if pictures else []
    if dropped:
        findings.append(Finding("headers_dropped", "", excerpt(" / ".join(sorted(dropped)))))
    return Document(tuple(_blocks(kept)), "", tuple(findings))


def _refusal_for(error: BaseException) -> Refused:
    """A password hides behind other errors as their cause."""
    seen: BaseException | None = error
    while seen is not None:
        name = type(seen).__name__ + " ".join(
            type(one).__name__ for one in seen.args if isinstance(one, BaseException)
        )
        if "Password" in name or "Encryption" in name:
            return Refused(PROTECTED, field="draft")
        seen = seen.__cause__ or seen.__context__
    return Refused(DAMAGED, field="draft")


def _page_lines(page: Any) -> list[PrintedLine]:
    lines = []
    for line in page.extract_text_lines(return_chars=True, strip=True, x_tolerance_ratio=0.3):
        characters = line["chars"]
        text = tidy_line(as_ideographs(remove_controls(line["text"])[0]))
        if not text or not characters:
            continue
        bold = sum(
            1
            for one in characters
            if re.search(r"bold|black|heavy|hei", str(one.get("fontname", "")), re.IGNORECASE)
        )
        lines.append(
            PrintedLine(
                text=text,
                left=float(line["x0"]),
                right=float(line["x1"]),
                top=float(line["top"]),
                size=round(median(float(one["size"]) for one in characters), 1),
                bold=bold * 10 >= len(characters) * 9,
                page=int(page.page_number),
                width=float(page.width),
            )
        )
    return lines


class _Tables:
    """Finds the tables that compare texts, also where one goes on over the page without its headers."""

    def __init__(self) -> None:
        self.last: Block | None = None
        self.roles: comparison_tables.Roles | None = None

    def lines_of(self, page: Any) -> list[PrintedLine]:
        """The lines of a page, with each such table in the place of its own."""
        if len(page.rects) + len(page.lines) + len(page.curves) < FEWEST_RULES:
            return _page_lines(page)
        found: list[PrintedLine] = []
        rest = page
        for table in page.find_tables():
            block = self._read(page, table)
            if block is not None:
                found.append(_table_line(block, table.bbox, page))
                rest = rest.outside_bbox(_within(table.bbox, page))
        return sorted([*_page_lines(rest), *found], key=lambda line: line.top) if found else _page_lines(page)

    def _read(self, page: Any, table: Any) -> Block | None:
        rows = tuple(
            tuple(Cell(tuple(_cell_blocks(page, box))) for box in row.cells if box is not None)
            for row in table.rows
        )
        block = Block("table", "\n".join(cell.text for row in rows for cell in row), "", rows=rows)
        roles = comparison_tables.roles_of(block) or comparison_tables.continued_roles(
            block, self.last, self.roles, adjacent=False
        )
        if roles is None:
            return None
        self.last, self.roles = block, roles
        return block


def _within(box: tuple[float, float, float, float], page: Any) -> tuple[float, float, float, float]:
    left, top, right, bottom = page.bbox
    return max(box[0], left), max(box[1], top), min(box[2], right), min(box[3], bottom)


def _cell_blocks(page: Any, box: tuple[float, float, float, float]) -> Iterator[Block]:
    lines = _page_lines(page.crop(_within(box, page)))
    margin = (min((line.left for line in lines), default=0), max((line.right for line in lines), default=0))
    run: list[PrintedLine] = []
    for line in lines:
        if run and _begins_paragraph(line, run[-1], margin):
            yield _block(run)
            run = []
        run.append(line)
    if run:
        yield _block(run)


def _table_line(block: Block, box: tuple[float, float, float, float], page: Any) -> PrintedLine:
    sizes = [
        inner.look.size for row in block.rows for cell in row for inner in cell.blocks if inner.look.size
    ]
    return PrintedLine(
        text=block.text, left=box[0], right=box[2], top=box[1], size=median(sizes) if sizes else 10.0, bold=False,
        page=int(page.page_number), width=float(page.width), table=block,
    )  # fmt: skip


def _without_edges(lines: list[PrintedLine]) -> tuple[list[PrintedLine], set[str]]:
    """(the lines without running headers, footers and page numbers, what was left out)."""
    pages: dict[int, list[PrintedLine]] = {}
    for line in lines:
        pages.setdefault(line.page, []).append(line)
    edges = [line for page in pages.values() for line in {*page[:EDGE_LINES], *page[-EDGE_LINES:]}]
    repeated = Counter(_place(line) for line in edges)
    exactly = Counter(line.text for line in edges)
    usual = median(line.size for line in lines)
    often = max(3, len(pages) // 2)
    dropped: set[str] = set()
    kept: list[PrintedLine] = []
    edge = set(edges)
    for line in lines:
        last = pages[line.page][-1] is line or pages[line.page][0] is line
        same = exactly[line.text] >= often or (
            repeated[_place(line)] >= often and read_marker(line.text) is None
        )
        running = line in edge and len(pages) > 2 and same and line.size <= usual * LARGER
        if running or (last and _PAGE_NUMBER.match(line.text) and len(pages[line.page]) > 1):
            dropped.add(re.sub(r"\d+", "#", line.text))
        else:
            kept.append(line)
    return kept, dropped


def _place(line: PrintedLine) -> tuple[str, int]:
    """A running line by its words without numbers and its height on the page, in steps of three points."""
    return re.sub(r"\d+", "#", line.text), round(line.top / 3)


def _blocks(lines: list[PrintedLine]) -> list[Block]:
    usual = median([line.size for line in lines for _ in range(1 + len(line.text) // 10)])
    margin = _margin(lines)
    blocks: list[Block] = []
    run: list[PrintedLine] = []
    for line in lines:
        if run and (line.table or _begins_paragraph(line, run[-1], margin)):
            blocks.append(_block(run))
            run = []
        if line.table:
            blocks.append(line.table)
        else:
            run.append(line)
    if run:
        blocks.append(_block(run))
    return _as_headings(blocks, usual)


def _margin(lines: list[PrintedLine]) -> tuple[float, float]:
    """(left, right) margin of the running text."""
    lefts = Counter(round(line.left) for line in lines)
    rights = sorted(line.right for line in lines)
    return float(lefts.most_common(1)[0][0]), rights[int(len(rights) * 0.9) - 1 if len(rights) > 10 else -1]


def _begins_paragraph(line: PrintedLine, before: PrintedLine, margin: tuple[float, float]) -> bool:
    left, right = margin
    if abs(line.size - before.size) > 1 or line.bold != before.bold or _BULLET.match(line.text):
        return True
    marker = read_marker(line.text)
    if marker is not None and (marker.family != "decimal" or marker.key != ()) and not marker.glued:
        return True
    short = before.right < right - 2.5 * before.size
    indented = line.left > before.left + 1.2 * line.size and line.left > left + line.size
    gap = line.page == before.page and line.top - before.top > 2.3 * line.size
    return short or indented or gap


def _block(run: list[PrintedLine]) -> Block:
    text = join_lines([line.text for line in run])
    first = run[0]
    middle = (first.left + first.right) / 2
    centred = (
        len(run) <= 2
        and abs(middle - first.width / 2) < first.width * 0.03
        and first.left > first.width * 0.2
    )
    bullet = _BULLET.match(text)
    if bullet:
        words = text[bullet.end() :]
        return Block("list_item", words, escape(words), level=1)
    return Block(
        "paragraph",
        text,
        escape(text),
        look=Look(bold=all(one.bold for one in run), centred=centred, size=first.size),
    )


def _as_headings(blocks: list[Block], usual: float) -> list[Block]:
    """Blocks clearly larger than the text become headings, the largest of them level 1."""
    large = [block for block in blocks if _is_large(block, usual)]
    sizes = sorted({block.look.size for block in large if block.look.size}, reverse=True)[:6]
    out: list[Block] = []
    for block in blocks:
        if _is_large(block, usual) and block.look.size in sizes:
            level = sizes.index(block.look.size) + 1
            out.append(Block("heading", block.text, block.html, level=level, look=block.look))
        else:
            out.append(block)
    return out


def _is_large(block: Block, usual: float) -> bool:
    size = block.look.size or 0
    return block.kind == "paragraph" and size >= usual * LARGER and is_heading_like(block.text, 160)
