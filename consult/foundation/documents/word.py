"""Safe HTML as a Word file (DOCX), with real headings, lists and tables, and the language set for the speller."""

from copy import deepcopy
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree

from consult.foundation.documents.fragments import numeral, tree_of

HEADINGS = {f"h{level}": level for level in range(1, 7)}
ASIAN_FONTS = {"zh-Hant": "PMingLiU", "zh-Hans": "SimSun"}
"""Fonts that word processors have or replace by their own for the script."""
LIST_DEPTHS = 3
EARLIEST = (1980, 1, 1, 0, 0, 0)


def make_word(html: str, *, title: str, language: str, at: datetime) -> bytes:
    """``html`` as DOCX; the same input gives the same bytes. ``language`` is a BCP 47 tag."""
    document = docx.Document()
    _name(document, title, language, at)
    for element in tree_of(html):
        _add(document, document, element, 0)
    written = BytesIO()
    document.save(written)
    return _dated(written.getvalue())


def _name(document: Document, title: str, language: str, at: datetime) -> None:
    properties = document.core_properties
    properties.title, properties.language = title, language
    properties.author = properties.last_modified_by = properties.comments = ""
    properties.created = properties.modified = at.replace(tzinfo=None, microsecond=0)
    properties.revision = 1
    run = document.styles.element.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if run is None:
        return
    tongue = run.find(qn("w:lang"))
    if tongue is None:
        tongue = OxmlElement("w:lang")
        run.append(tongue)
    is_chinese = language.lower().startswith("zh")
    tongue.set(qn("w:eastAsia" if is_chinese else "w:val"), _office_tag(language))
    fonts = run.find(qn("w:rFonts"))
    if fonts is not None and is_chinese:
        for name in list(fonts.attrib):
            if "Theme" in str(name):
                del fonts.attrib[name]
        fonts.set(qn("w:ascii"), "Times New Roman")
        fonts.set(qn("w:hAnsi"), "Times New Roman")
        fonts.set(qn("w:eastAsia"), ASIAN_FONTS.get(language, "SimSun"))


def _office_tag(language: str) -> str:
    return {"zh-Hans": "zh-CN", "zh-Hant": "zh-TW"}.get(language, language)


def _add(document: Document, place: object, element: etree._Element, depth: int) -> None:
    """One block of the fragment, at the end of ``place`` (the document or a table's cell)."""
    tag = str(element.tag)
    if tag in HEADINGS:
        _write(place.add_paragraph(style=f"Heading {HEADINGS[tag]}"), element)  # type: ignore[attr-defined]
    elif tag in ("ul", "ol"):
        _list(document, place, element, depth)
    elif tag == "table":
        _table(document, place, element)
    elif tag == "blockquote":
        for child in element:
            _write(place.add_paragraph(style="Quote"), child)  # type: ignore[attr-defined]
        if not len(element):
            _write(place.add_paragraph(style="Quote"), element)  # type: ignore[attr-defined]
    elif tag in ("div", "section"):
        for child in element:
            _add(document, place, child, depth)
    else:
        _write(place.add_paragraph(), element)  # type: ignore[attr-defined]


def _list(document: Document, place: object, element: etree._Element, depth: int) -> None:
    """Items, numbered ones with their numbers as text: what is printed must not change by opening the file."""
    number = int(element.get("start") or "1")
    kind = element.get("type") or "1"
    for item in element.iterchildren("li"):
        own = deepcopy(item)
        nested = [child for child in own if child.tag in ("ul", "ol", "p", "table")]
        for child in nested:
            own.remove(child)
        level = min(depth, LIST_DEPTHS - 1)
        if element.tag == "ul":
            paragraph = place.add_paragraph(style="List Bullet" + (f" {level + 1}" if level else ""))  # type: ignore[attr-defined]
        else:
            paragraph = place.add_paragraph(style="List Continue" + (f" {level + 1}" if level else ""))  # type: ignore[attr-defined]
            paragraph.add_run(f"{numeral(number, kind)}. ")
        _write(paragraph, own)
        for child in nested:
            _add(document, place, child, depth + 1)
        number += 1


def _table(document: Document, place: object, element: etree._Element) -> None:
    rows = list(element.iter("tr"))
    columns = int(element.get("data-columns") or "1")
    if not rows:
        return
    if place is document:
        table = document.add_table(len(rows), columns, style="Table Grid")
    else:
        table = place.add_table(len(rows), columns)  # type: ignore[attr-defined]
    taken: set[tuple[int, int]] = set()
    for down, row in enumerate(rows):
        across = 0
        for cell in row:
            while (down, across) in taken:
                across += 1
            if across >= columns:
                break
            right = min(columns, across + int(cell.get("colspan") or "1")) - 1
            bottom = min(len(rows), down + int(cell.get("rowspan") or "1")) - 1
            taken |= {(r, c) for r in range(down, bottom + 1) for c in range(across, right + 1)}
            into = table.cell(down, across)
            if (bottom, right) != (down, across):
                into = into.merge(table.cell(bottom, right))
            _fill(document, into, cell)
            across = right + 1


def _fill(document: Document, into: object, cell: etree._Element) -> None:
    blocks = [child for child in cell if child.tag in ("p", "ul", "ol", "table", "blockquote", "pre")]
    first = into.paragraphs[0]  # type: ignore[attr-defined]
    if not blocks:
        _write(first, cell, bold=cell.tag == "th")
        return
    for position, block in enumerate(blocks):
        if position == 0 and block.tag == "p":
            _write(first, block, bold=cell.tag == "th")
        else:
            _add(document, into, block, 0)


def _write(paragraph: Paragraph, element: etree._Element, **look: bool) -> None:
    """The words of an element as runs, each set as its tags say."""
    _run(paragraph, element.text, look)
    for child in element:
        tag = str(child.tag)
        if tag == "br":
            paragraph.add_run().add_break()
        elif tag == "a" and (address := child.get("href")):
            _link(paragraph, child, str(address), look)
        else:
            _write(paragraph, child, **{**look, **_LOOKS.get(tag, {})})
        _run(paragraph, child.tail, look)


def _link(paragraph: Paragraph, element: etree._Element, address: str, look: dict[str, bool]) -> None:
    """A link that works in Word: its runs, moved into a hyperlink that names the address."""
    before = len(paragraph.runs)
    _write(paragraph, element, **{**look, "underline": True})
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(
        qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    )
    for run in paragraph.runs[before:]:
        hyperlink.append(run._r)
    paragraph._p.append(hyperlink)


_LOOKS: dict[str, dict[str, bool]] = {
    "strong": {"bold": True}, "em": {"italic": True}, "sup": {"superscript": True}, "sub": {"subscript": True},
    "ins": {"underline": True}, "del": {"strike": True},
}  # fmt: skip


def _run(paragraph: Paragraph, text: str | None, look: dict[str, bool]) -> None:
    if not text:
        return
    run = paragraph.add_run(text)
    run.bold, run.italic, run.underline = look.get("bold"), look.get("italic"), look.get("underline")
    run.font.superscript, run.font.subscript = look.get("superscript"), look.get("subscript")
    run.font.strike = look.get("strike")


def _dated(data: bytes) -> bytes:
    """The same archive with one fixed time on every part, so that equal drafts are equal files."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as read, ZipFile(out, "w", ZIP_DEFLATED) as written:
        for info in read.infolist():
            content = read.read(info)
            info.date_time = EARLIEST
            written.writestr(info, content, ZIP_DEFLATED)
    return out.getvalue()
