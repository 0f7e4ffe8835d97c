"""Reading rules of United States agencies: RegML (eRegs), eCFR XML and Federal Register XML."""

import re
from collections.abc import Iterator

from lxml import etree

from consult.consultations.drafts.blocks import Block, Cell, Document, Finding, Footnote, excerpt
from consult.consultations.drafts.html import all_text, read_table
from consult.consultations.drafts.inline import Inline
from consult.consultations.drafts.markers import read_marker
from consult.consultations.drafts.units import ARTICLE_RANK, Unit
from consult.consultations.drafts.xml_lines import INLINE, MAX_DEPTH, Lines, dropped_picture, words

# --- RegML ----------------------------------------------------------------------------------------


class RegML:
    """Turns the part of a regulation in RegML into entries; official interpretations become explanations."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.lines = Lines()
        self._by_label: dict[str, Unit] = {}

    def read(self, root: etree._Element) -> None:
        """Add the entries of a ``regulation``."""
        for part in root.iter("part"):
            self._group(part, 1)

    def _group(self, element: etree._Element, depth: int) -> None:
        for child in element:
            tag = str(child.tag)
            if tag == "content":
                self._group(child, depth)
            elif tag in ("subpart", "subjectGroup"):
                title = words(child.find("title"))
                if not title and not child.get("subpartLetter"):
                    self._group(child, depth)
                    continue
                marker = (
                    read_marker(f"Subpart {child.get('subpartLetter')}")
                    if child.get("subpartLetter")
                    else None
                )
                number = marker.number if marker and number_is_new(marker.number, title) else ""
                self.units.append(Unit((depth,), number=number, heading=title, marker=marker))
                self._group(child, depth + 1)
            elif tag == "section":
                self._section(child)
            elif tag == "appendix":
                self._appendix(child, depth)
            elif tag == "interpretations":
                self._interpretations(child, depth)

    def _section(self, element: etree._Element) -> None:
        unit = titled_unit(words(element.find("subject")), (ARTICLE_RANK,), is_article=True)
        self._open(unit, element)
        self._paragraphs(element, 0)
        unit.body.extend(self.lines.take())

    def _appendix(self, element: etree._Element, depth: int) -> None:
        unit = titled_unit(words(element.find("appendixTitle")), (depth,))
        self._open(unit, element)
        for section in element.iter("appendixSection"):
            self.lines.add_text(words(section.find("subject")))
            self.lines.flush(heading=True)
            self._by_label.setdefault(section.get("label") or "", unit)
            self._paragraphs(section, 0)
        unit.body.extend(self.lines.take())

    def _open(self, unit: Unit, element: etree._Element) -> None:
        self.units.append(unit)
        self._by_label[element.get("label") or ""] = unit

    def _interpretations(self, element: etree._Element, depth: int) -> None:
        """What the agency says a section means stands beside that section; the introduction is an entry of its own."""
        for section in element.iter("interpSection"):
            unit = self._by_label.get(_interpreted(section))
            self._interpretation(section, unit is not None)
            blocks = self.lines.take()
            if unit is not None:
                unit.explanation.extend(blocks)
            elif blocks:
                heading = f"{words(element.find('title'))}: {words(section.find('title'))}".strip(": ")
                self.units.append(Unit((depth,), heading=heading, body=blocks))

    def _interpretation(self, element: etree._Element, beside: bool) -> None:
        title = element.find("title")
        if title is not None and (beside or element.tag != "interpSection"):
            if title.get("type") == "keyterm":
                self.lines.begin_item(_printed(element))
                self._key_term(title)
            elif words(title):
                self.lines.add_text(words(title))
                self.lines.flush(heading=True)
        else:
            self.lines.begin_item(_printed(element))
        for child in element:
            if child.tag == "content":
                self._inline(child, 0)
                self.lines.flush()
            elif child.tag in ("interpParagraph", "paragraph"):
                self._interpretation(child, beside)

    def _paragraphs(self, element: etree._Element, depth: int) -> None:
        for child in element.iterchildren("paragraph"):
            self.lines.begin_line()
            self.lines.begin_item(_printed(child))
            title, content = child.find("title"), child.find("content")
            if title is not None and not words(content).startswith(words(title)):
                self._key_term(title)
            if content is not None:
                self._inline(content, 0)
            self.lines.flush()
            if depth < MAX_DEPTH:
                self._paragraphs(child, depth + 1)

    def _key_term(self, title: etree._Element) -> None:
        self.lines.line.add_html("<em>")
        self.lines.add_text(words(title))
        self.lines.line.add_html("</em> ")

    def _inline(self, element: etree._Element, depth: int) -> None:
        self.lines.add_text(element.text)
        for child in element:
            tag = str(child.tag)
            if tag in ("graphic", "img"):
                self.lines.add_finding(dropped_picture(child))
            elif depth > MAX_DEPTH:
                self.lines.add_text(all_text(child))
            elif tag in INLINE:
                self.lines.line.add_html(f"<{INLINE[tag]}>")
                self._inline(child, depth + 1)
                self.lines.line.add_html(f"</{INLINE[tag]}>")
            elif tag == "table":
                self.lines.add_block(read_table(child))
            elif tag == "footnote":
                line = Inline()
                line.add_text(re.sub(r"\s+", " ", all_text(child)))
                self.lines.add_note(child.get("ref") or "*", *line.finish())
            else:
                self._inline(child, depth + 1)
            self.lines.add_text(child.tail)


def _printed(paragraph: etree._Element) -> str:
    """A paragraph's printed number; "none" is how unnumbered ones are marked."""
    marker = paragraph.get("marker") or ""
    return "" if marker.lower() == "none" else marker


def _interpreted(section: etree._Element) -> str:
    """The label of the section or appendix that an interpretation is about."""
    return section.get("target") or (section.get("label") or "").removesuffix("-Interp")


def titled_unit(title: str, rank: tuple[int, ...], *, is_article: bool = False) -> Unit:
    """An entry whose number and heading stand in one line: § 1012.1 Purpose, Appendix A to Part 1012—Forms."""
    marker = read_marker(title)
    if marker is None:
        return Unit(rank, heading=title.removesuffix("."), is_article=is_article)
    heading = title[len(marker.number) :].strip(" .:—–-\u3000")
    return Unit(rank, number=marker.number, heading=heading, marker=marker, is_article=is_article)


def number_is_new(number: str, title: str) -> bool:
    """False where the title says the number already."""
    return number.lower() not in title.lower()


# --- eCFR and Federal Register -----------------------------------------------------------------------

_DIVIDED = re.compile(r"^DIV[1-9]$")
_ENTRY_TYPES = frozenset({"SECTION", "APPENDIX"})
_LINES = frozenset({"P", "FP", "PSPACE", "HD1", "HD2", "HD3", "HED", "LI", "DIV", "NOTE", "CITA", "p"})
_SKIPPED = frozenset((
    "PRTPAGE", "FTREF", "STARS", "CONTENTS", "AUTH", "SOURCE", "EAR", "AMDPAR", "CITA", "EDNOTE", "SECAUTH",
    "BILCOD", "FRDOC", "SIG", "LSTSUB", "VOL", "HEAD", "NODE",
))  # fmt: skip
_EMPHASISED = {"02": "strong", "03": "em", "04": "strong", "52": "sub", "51": "sup"}


class Printed:
    """Turns what the Government Publishing Office prints (eCFR, Federal Register) into entries."""

    def __init__(self) -> None:
        self.units: list[Unit] = []
        self.lines = Lines()
        self.notes: dict[str, Footnote] = {}

    def read_ecfr(self, element: etree._Element, depth: int = 1) -> None:
        """Add the entries of one or more nested DIV1 … DIV9."""
        for child in element:
            tag = str(child.tag)
            if not _DIVIDED.match(tag):
                if tag in ("ECFR", "DLPSTEXTCLASS", "TEXT", "BODY", "ECFRBRWS", "HEADER"):
                    self.read_ecfr(child, depth)
                continue
            kind, title = (child.get("TYPE") or "").upper(), words(child.find("HEAD"))
            is_section = kind == "SECTION"
            self.units.append(
                titled_unit(title, (ARTICLE_RANK,) if is_section else (depth,), is_article=is_section)
            )
            if kind in _ENTRY_TYPES:
                self._body(child)
                self._close()
            else:
                self.read_ecfr(child, depth + 1)

    def read_rule(self, root: etree._Element) -> None:
        """Add the sections and appendices that a rule in the Federal Register sets out."""
        for note in root.iter("FTNT"):
            line = Inline()
            mark = words_of_mark(note)
            line.add_text(re.sub(r"\s+", " ", all_text(note)).strip().removeprefix(mark).strip())
            html, text = line.finish()
            if mark:
                self.notes.setdefault(mark, Footnote(mark, html, text))
        for rule_text in root.iter("REGTEXT"):
            self._rule_text(rule_text, 1)

    def _rule_text(self, element: etree._Element, depth: int) -> None:
        for child in element:
            tag = str(child.tag)
            if tag in ("PART", "SUBPART", "CHAPTER", "SUBCHAP", "SUBJGRP"):
                title = words(child.find("HD"))
                sections = child.find(".//SECTION") is not None or child.find(".//APPENDIX") is not None
                if title and sections:
                    self.units.append(titled_unit(title, (depth,)))
                self._rule_text(child, depth + 1 if title and sections else depth)
            elif tag == "SECTION":
                self._section(child, depth)
            elif tag == "APPENDIX":
                self._appendix(child, depth)
            elif tag == "EXTRACT" and self.units:
                self._body(child)
                self._close()

    def _section(self, element: etree._Element, depth: int) -> None:
        title = f"{words(element.find('SECTNO'))} {words(element.find('SUBJECT'))}".strip()
        self.units.append(titled_unit(title, (ARTICLE_RANK,), is_article=True))
        for child in element:
            if child.tag in ("SECTNO", "SUBJECT"):
                continue
            if child.tag == "APPENDIX":  # printers' files put an appendix into the section before it
                self._close()
                self._appendix(child, depth)
            else:
                self._line(child, 0)
        self._close()

    def _appendix(self, element: etree._Element, depth: int) -> None:
        head = element.find("HD")
        self.units.append(titled_unit(words(head), (depth,)))
        for child in element:
            if child is not head:
                self._line(child, 0)
        self._close()

    def _close(self) -> None:
        self.units[-1].body.extend(self.lines.take())

    def _body(self, element: etree._Element) -> None:
        for child in element:
            self._line(child, 0)

    def _line(self, element: etree._Element, depth: int) -> None:
        tag = str(element.tag)
        if tag in _SKIPPED or tag == "FTNT" or depth > MAX_DEPTH:
            return
        if tag in ("HD", "HD1", "HD2", "HD3", "HED"):
            # Printers' files lose the space behind a number: § 1004.1Authority, 1(c)Scope.
            self.lines.add_text(re.sub(r"(?<=[\d)])(?=[A-Z][a-z])", " ", words(element)))
            self.lines.flush(heading=True)
        elif tag == "GPOTABLE":
            self.lines.add_block(_gpo_table(element))
        elif tag in ("TABLE", "table"):
            self.lines.add_block(read_table(_lower(element)))
        elif tag in ("GPH", "MATH", "img"):
            self.lines.add_finding(dropped_picture(element))
        elif tag in _LINES or not len(element):
            self._inline(element, depth)
            self.lines.flush()
        else:
            for child in element:
                self._line(child, depth + 1)

    def _inline(self, element: etree._Element, depth: int) -> None:
        self._spaced(element.text)
        for child in element:
            tag = str(child.tag)
            if tag in ("SU", "FTREF", "PRTPAGE"):
                mark = words_of_mark(child) if tag == "SU" else ""
                if mark in self.notes:
                    note = self.notes[mark]
                    self.lines.add_note(note.mark, note.html, note.text)
                elif tag == "SU":
                    self._wrapped(child, "sup", depth)
            elif tag == "E":
                self._wrapped(child, _EMPHASISED.get(child.get("T") or "", ""), depth)
            elif tag.lower() in INLINE:
                self._wrapped(child, INLINE[tag.lower()], depth)
            elif tag in ("GPH", "MATH", "img"):
                self.lines.add_finding(dropped_picture(child))
            elif depth < MAX_DEPTH:
                self._inline(child, depth + 1)
            self._spaced(child.tail)

    def _wrapped(self, element: etree._Element, name: str, depth: int) -> None:
        if not name:
            self._inline(element, depth + 1)
            return
        if name in ("em", "strong"):
            self._space_before(all_text(element))
        self.lines.line.add_html(f"<{name}>")
        self._inline(element, depth + 1)
        self.lines.line.add_html(f"</{name}>")

    def _spaced(self, text: str | None) -> None:
        if text:
            if self.lines.line.parts and self.lines.line.parts[-1] in ("</em>", "</strong>"):
                self._space_before(text)
            self.lines.add_text(text)

    def _space_before(self, text: str) -> None:
        """Printers' files lose the space beside emphasis: (a)<E>Scope.</E>This part."""
        before = next((part[-1] for part in reversed(self.lines.line.parts) if not part.startswith("<")), "")
        if re.match(r"[\w(§“]", text) and re.match(r"[\w.,;:)]", before):
            self.lines.add_text(" ")


def words_of_mark(element: etree._Element) -> str:
    """The number of a footnote: of its own SU, or of the one it holds first."""
    own = element if element.tag == "SU" else element.find(".//SU")
    text = (own.text or "").strip() if own is not None else ""
    return text if re.fullmatch(r"\d{1,3}|[*†‡]{1,3}", text) else ""


def _gpo_table(element: etree._Element) -> Block:
    heads = tuple(_cell(head, header=True) for head in element.iter("CHED"))
    rows = [tuple(_cell(entry) for entry in row.iter("ENT")) for row in element.iter("ROW")]
    all_rows = tuple(row for row in ((heads,) if heads else ()) + tuple(rows) if row)
    text = "\n".join("\t".join(cell.text for cell in row) for row in all_rows)
    return Block("table", text, "", rows=all_rows, header_rows=1 if heads and rows else 0)


def _cell(element: etree._Element, *, header: bool = False) -> Cell:
    line = Inline()
    line.add_text(re.sub(r"\s+", " ", all_text(element)))
    html, text = line.finish()
    return Cell((Block("paragraph", text, html),) if text else (), header=header)


def _lower(element: etree._Element) -> etree._Element:
    for one in element.iter():
        if isinstance(one.tag, str):
            one.tag = one.tag.lower()
    return element


def notice_document(root: etree._Element) -> Document:
    """A notice that sets out no section, as its headings and paragraphs: what it asks stands there."""
    blocks: list[Block] = []
    for element in _readable(root):
        line = Inline()
        line.add_text(re.sub(r"\s+", " ", words(element)))
        html, text = line.finish()
        if not text:
            continue
        if element.tag == "HD":
            level = {"HED": 1, "HD1": 1, "HD2": 2, "HD3": 3}.get(element.get("SOURCE") or "", 4)
            blocks.append(Block("heading", text, html, level=level))
        else:
            blocks.append(Block("paragraph", text, html))
    return Document(tuple(blocks), words(root.find(".//SUBJECT")))


def _readable(root: etree._Element) -> Iterator[etree._Element]:
    for element in root.iter("HD", "P", "FP"):
        if not any(
            str(ancestor.tag) in _SKIPPED or ancestor.tag == "FTNT" for ancestor in element.iterancestors()
        ):
            yield element


def preamble_left_out(root: etree._Element) -> Finding:
    """The agency's own explanation, which is no part of the rule's text."""
    return Finding("part_left_out", "", excerpt(words(root.find(".//SUPLINF/HD"))), "SUPLINF")
