"""Writing the lines of a structured (XML) text: paragraphs with their printed labels, footnotes and quotations."""

import re
import unicodedata
from dataclasses import replace

from lxml import etree

from consult.consultations.drafts.blocks import Block, BlockKind, Finding, Footnote, excerpt
from consult.consultations.drafts.cleaning import tidy_line
from consult.consultations.drafts.fragments import escape, link
from consult.consultations.drafts.html import all_text
from consult.consultations.drafts.inline import Inline

INLINE = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em"), "em"),
    "sup": "sup",
    "sub": "sub",
}
_BARE_NUMBER = re.compile(r"^[0-9]{1,4}[A-Z]{0,3}$|^[a-z]{1,4}$")
MAX_DEPTH = 150


class Lines:
    """Blocks being written. The next line begins with ``opening`` (a quotation mark) and ``label`` (its number)."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.line = Inline()
        self.label = ""
        self.opening = ""
        self.quoting = 0
        self._notes: list[Footnote] = []
        self._findings: list[Finding] = []

    def add_text(self, text: str | None) -> None:
        """Words as they stand in the file."""
        if text:
            self.line.add_text(text)

    def add_note(self, mark: str, html: str, text: str) -> None:
        """A footnote: its mark in the line, its words behind the article."""
        self.line.add_html(f"<sup>{escape(mark)}</sup>")
        self._notes.append(Footnote(mark, html, text))

    def add_finding(self, finding: Finding) -> None:
        """Something to look at, told of the line it stands in."""
        self._findings.append(finding)

    def add_block(self, block: Block) -> None:
        """A block that is whole: a table."""
        self.flush()
        self.blocks.append(replace(block, findings=(*block.findings, *self._take_findings())))

    def begin_item(self, label: str) -> None:
        """A numbered part begins; where one directly holds another, both numbers stand before its first words."""
        if self._has_words():
            self.flush()
        self.label = f"{self.label} {label}".strip()

    def begin_line(self) -> None:
        """A paragraph begins. The words behind a number that stands alone are its own line's."""
        if self._has_words():
            self.flush()

    def flush(self, *, heading: bool = False) -> None:
        """End the line that is being written, if there is one."""
        line, self.line = self.line, Inline()
        html, text = line.finish()
        if self.label:
            html, text = f"{escape(self.label)} {html}".strip(), f"{self.label} {text}".strip()
            self.label = ""
        if not text:
            return
        html, text, self.opening = escape(self.opening) + html, self.opening + text, ""
        kind: BlockKind = "heading" if heading else "quote" if self.quoting else "paragraph"
        notes, self._notes = tuple(self._notes), []
        self.blocks.append(
            Block(
                kind,
                text,
                html,
                level=5 if heading else None,
                footnotes=notes,
                findings=self._take_findings(),
            )
        )

    def close_quotation(self, mark: str) -> None:
        """Put the closing mark behind the last words written."""
        self.flush()
        if mark and self.blocks and self.blocks[-1].kind == "quote":
            last = self.blocks[-1]
            self.blocks[-1] = replace(last, text=last.text + mark, html=last.html + escape(mark))

    def take(self) -> list[Block]:
        """All blocks written so far; those that follow begin anew."""
        self.flush()
        taken, self.blocks = self.blocks, []
        if self._findings and taken:
            taken[-1] = replace(taken[-1], findings=(*taken[-1].findings, *self._take_findings()))
        return taken

    def _has_words(self) -> bool:
        return bool(tidy_line(re.sub(r"<[^>]*>", "", "".join(self.line.parts))))

    def _take_findings(self) -> tuple[Finding, ...]:
        found, self._findings = tuple(self._findings), []
        return found


def tidy_tree(root: etree._Element) -> etree._Element:
    """The same tree with its words in NFC, and the names of its elements and attributes without their namespaces."""
    for element in root.iter():
        if isinstance(element.tag, str):
            element.tag = etree.QName(element).localname
        element.text, element.tail = _composed(element.text), _composed(element.tail)
        for name, value in [(str(name), str(value)) for name, value in element.attrib.items()]:
            if name.startswith("{"):
                del element.attrib[name]
                if element.get(etree.QName(name).localname) is None:
                    element.set(etree.QName(name).localname, value)
    return root


def _composed(text: str | None) -> str | None:
    return unicodedata.normalize("NFC", text) if text else text


def words(element: etree._Element | None) -> str:
    """An element's words on one line, its footnotes aside."""
    if element is None:
        return ""
    notes = {id(note) for note in element.iter("authorialNote", "FTREF", "SU", "footnote")}
    parts: list[str] = []
    _gather(element, notes, parts, 0)
    return tidy_line("".join(parts))


def _gather(element: etree._Element, notes: set[int], parts: list[str], depth: int) -> None:
    if depth > MAX_DEPTH:
        parts.append(all_text(element))
        return
    parts.append(element.text or "")
    for child in element:
        if id(child) not in notes:
            _gather(child, notes, parts, depth + 1)
        parts.append(child.tail or "")


def printed_label(text: str) -> str:
    """A part's number as it is printed: bare ones (a, 2) get the brackets that a style sheet would add."""
    text = tidy_line(text)
    return f"({text})" if _BARE_NUMBER.match(text) else text


def add_linked(lines: Lines, element: etree._Element) -> None:
    """The words of a reference, as a link where it leads to an address of the web."""
    text = all_text(element)
    lines.line.add_html(link(element.get("href") or "", escape(re.sub(r"\s+", " ", text))))


def dropped_picture(element: etree._Element) -> Finding:
    """What to tell of a picture, which isn't taken over."""
    return Finding("picture_dropped", "", excerpt(element.get("alt") or all_text(element)))
