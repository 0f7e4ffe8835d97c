"""Reading texts marked up as a hierarchy: Akoma Ntoso 3.0 (OASIS) and United States Legislative Markup.

Both nest named containers (chapter, article, section …), each with a number and a heading, round paragraphs.
"""

import re

from lxml import etree

from consult.consultations.drafts.blocks import Block, Finding
from consult.consultations.drafts.html import all_text, read_table
from consult.consultations.drafts.inline import Inline
from consult.consultations.drafts.markers import Marker, read_marker
from consult.consultations.drafts.units import ARTICLE_RANK, Unit
from consult.consultations.drafts.xml_lines import (
    INLINE,
    MAX_DEPTH,
    Lines,
    add_linked,
    dropped_picture,
    printed_label,
    words,
)

NUMBERS = ("num", "enum")
HEADINGS = ("heading", "header", "subheading", "crossHeading")
DIVISIONS = frozenset((
    "book", "tome", "part", "subpart", "title", "subtitle", "division", "subdivision", "chapter", "subchapter",
    "section", "subsection", "article", "hcontainer", "container", "schedule", "level", "appendix",
    "legis-body", "rule",
))  # fmt: skip
LEVELS = frozenset((
    "article", "section", "subsection", "paragraph", "subparagraph", "clause", "subclause", "item", "subitem",
    "point", "indent", "alinea", "list", "proviso", "transitional", "level", "subchapter", "subdivision",
    "listItem", "rule",
))  # fmt: skip
LINES = frozenset((
    "p", "content", "chapeau", "intro", "wrapUp", "continuation", "listIntroduction", "listWrapUp", "recital",
    "citation", "formula", "tblock", "block", "text", "wrap", "blockContainer", "recitals", "citations",
    "enactingFormula", "resolvingClause", "listContent", "quoted-block-continuation-text", "container",
    "preambleFinal", "li", "ul", "ol",
))  # fmt: skip
QUOTATIONS = frozenset({"quotedStructure", "quotedContent", "quoted-block", "embeddedStructure"})
SKIPPED = frozenset((
    "meta", "toc", "tocItem", "coverPage", "preface", "signatures", "attestation", "endorsement", "endMarker",
    "noteRef", "sidenote", "metadata", "form",
))  # fmt: skip
BESIDE = {"text": "body", "explanation": "explanation", "inForce": "in_force"}
PICTURES = frozenset({"img", "figure", "graphic"})


class Hierarchy:
    """Turns the body of one text into entries; ``article`` is the name of its smallest numbered unit."""

    def __init__(self, body: etree._Element) -> None:
        self.article = _smallest_unit(body)
        self.units: list[Unit] = []
        self.lines = Lines()
        self.front: list[Block] = []

    def read(self, body: etree._Element) -> None:
        """Add the entries of ``body``; words before the first stay in ``front``."""
        self._group(body, 1)
        self._close_open()

    def add_preamble(self, preamble: etree._Element) -> None:
        """Recitals, citations and the enacting words, as one entry before the articles."""
        self._words_of(preamble, 0)
        blocks = self.lines.take()
        if blocks:
            self.units.append(Unit((ARTICLE_RANK,), is_preamble=True, body=blocks))

    def add_leaf(self, element: etree._Element, depth: int, number: str = "", heading: str = "") -> None:
        """An entry that holds all of ``element``: an annex, a schedule without parts of its own."""
        self._close_open()
        marker = read_marker(f"{number} {heading}".strip()) if number or heading else None
        if not number and marker is not None:
            number, heading = marker.number, marker.rest or marker.caption
        self.units.append(Unit((depth,), number=number, heading=_title(heading), marker=marker))
        self._children(element, 0, skip_title=True)
        self._close_open()

    def _close_open(self) -> None:
        blocks = self.lines.take()
        if self.units:
            self.units[-1].body.extend(blocks)
        else:
            self.front.extend(blocks)

    def _group(self, element: etree._Element, depth: int) -> None:
        """The entries inside a container that isn't one itself."""
        for child in element:
            tag = str(child.tag)
            if tag in SKIPPED or tag in NUMBERS or tag in HEADINGS:
                continue
            if tag == self.article:
                self._article(child)
            elif tag in DIVISIONS and depth < MAX_DEPTH:
                self._division(child, depth)
            elif tag in LEVELS and not self.article:
                self._article(child)
            else:
                self._word_or_line(child, 0)
                self.lines.add_text(child.tail)

    def _division(self, element: etree._Element, depth: int) -> None:
        number, heading = _number(element), _heading(element)
        if not number and not heading:
            self._group(element, depth)
            return
        if _has_articles(element, self.article):
            self._close_open()
            marker = _marker(str(element.tag), number)
            self.units.append(Unit((depth,), number=number, heading=_title(heading), marker=marker))
            self._group(element, depth + 1)
        else:
            self.add_leaf(element, depth, number, heading)

    def _article(self, element: etree._Element) -> None:
        self._close_open()
        number, heading = _number(element), _heading(element)
        marker = _marker(str(element.tag), number)
        self.units.append(
            Unit((ARTICLE_RANK,), number=number, heading=_title(heading), marker=marker, is_article=True)
        )
        beside = {
            child.get("name"): child
            for child in element.iterchildren("hcontainer")
            if child.get("name") in BESIDE
        }
        if beside:
            self._beside(beside)
        else:
            self._children(element, 0, skip_title=True)
        self._close_open()

    def _beside(self, parts: dict[str | None, etree._Element]) -> None:
        """What stands beside an article's text, as ``akoma_ntoso`` writes it: its explanation, the text in force."""
        for name, into in BESIDE.items():
            if (part := parts.get(name)) is not None:
                self._children(part, 0)
                getattr(self.units[-1], into).extend(self.lines.take())

    def _children(self, element: etree._Element, depth: int, *, skip_title: bool = False) -> None:
        self.lines.add_text(element.text)
        for child in element:
            tag = str(child.tag)
            if not (skip_title and (tag in NUMBERS or tag in HEADINGS)):
                self._word_or_line(child, depth + 1)
            self.lines.add_text(child.tail)

    def _words_of(self, element: etree._Element, depth: int) -> None:
        self.lines.begin_line()
        self._children(element, depth)
        self.lines.flush()

    def _word_or_line(self, element: etree._Element, depth: int) -> None:
        tag = str(element.tag)
        if depth > MAX_DEPTH:
            self.lines.add_text(all_text(element))
        elif tag in SKIPPED or self._set_apart(element, tag):
            return
        elif tag in QUOTATIONS:
            self._quotation(element, depth)
        elif tag in HEADINGS:
            self.lines.flush()
            self._children(element, depth)
            self.lines.flush(heading=True)
        elif tag in NUMBERS:
            self.lines.begin_item(printed_label(words(element)))
        elif tag in LEVELS or (tag in DIVISIONS and _number(element)):
            self._level(element, depth)
        elif tag in LINES or tag in DIVISIONS:
            self._words_of(element, depth)
        else:
            self._inline(element, tag, depth)

    def _set_apart(self, element: etree._Element, tag: str) -> bool:
        """True where the element was no line of words: a table, a picture, a footnote."""
        if tag == "table":
            self.lines.add_block(read_table(element))
        elif tag in PICTURES:
            self.lines.add_finding(dropped_picture(element))
        elif tag in ("authorialNote", "footnote", "note"):
            self._note(element)
        else:
            return False
        return True

    def _level(self, element: etree._Element, depth: int) -> None:
        """A numbered part of an entry: its number and heading run into its first line."""
        self.lines.begin_line()
        number, heading = _number(element), _heading(element)
        if number:
            self.lines.begin_item(printed_label(number))
        if heading:
            self.lines.line.add_html("<em>")
            self.lines.add_text(heading)
            self.lines.line.add_html("</em> ")
            if _stands_alone(element):
                self.lines.flush()
        self._run_in(element, depth)
        self.lines.flush()

    def _run_in(self, element: etree._Element, depth: int) -> None:
        """The content of a part; the first paragraph goes on in the line that its number has begun."""
        first = True
        self.lines.add_text(element.text)
        for child in element:
            tag = str(child.tag)
            if tag in NUMBERS or tag in HEADINGS:
                continue
            if first and tag in LINES:
                self._children(child, depth + 1)
                self.lines.flush()
            else:
                self._word_or_line(child, depth + 1)
            first = False
            self.lines.add_text(child.tail)

    def _note(self, element: etree._Element) -> None:
        line = Inline()
        line.add_text(re.sub(r"\s+", " ", all_text(element)))
        html, text = line.finish()
        mark = element.get("marker") or "*"
        self.lines.add_note(mark, html, text)

    def _quotation(self, element: etree._Element, depth: int) -> None:
        self.lines.flush()
        self.lines.quoting += 1
        self.lines.opening = element.get("startQuote") or ""
        self._children(element, depth)
        self.lines.opening = ""
        self.lines.close_quotation(element.get("endQuote") or "")
        self.lines.quoting -= 1

    def _inline(self, element: etree._Element, tag: str, depth: int) -> None:
        if tag in ("br", "eol"):
            self.lines.add_text(" ")
        elif tag in ("ref", "a", "external-xref") and not len(element) and element.get("href"):
            add_linked(self.lines, element)
        elif tag in INLINE:
            self.lines.line.add_html(f"<{INLINE[tag]}>")
            self._children(element, depth)
            self.lines.line.add_html(f"</{INLINE[tag]}>")
        else:
            self.lines.add_text(element.get("startQuote"))
            self._children(element, depth)
            self.lines.add_text(element.get("endQuote"))


def left_out(element: etree._Element, name: str) -> Finding:
    """A part of the file that is no part of the draft, told to the official."""
    return Finding("part_left_out", "", name, str(element.tag))


def _quoted(element: etree._Element) -> bool:
    return any(ancestor.tag in QUOTATIONS for ancestor in element.iterancestors())


def _smallest_unit(body: etree._Element) -> str:
    """article, or section where articles hold sections or there are none; empty where neither stands in the text."""
    articles = [element for element in body.iter("article") if not _quoted(element)]
    sections = [element for element in body.iter("section") if not _quoted(element)]
    if articles and not any(element.find(".//section") is not None for element in articles):
        return "article"
    return "section" if sections else "rule" if body.find(".//rule") is not None else ""


def _has_articles(element: etree._Element, article: str) -> bool:
    if article:
        return any(not _quoted(found) for found in element.iter(article) if found is not element)
    return any(child.tag in LEVELS for child in element)


def _number(element: etree._Element) -> str:
    found = next((child for child in element if child.tag in NUMBERS), None)
    return (
        re.sub(r"[\s.—–:-]+$", "", words(found))
        if found is not None and str(element.tag) in DIVISIONS
        else words(found)
    )


def _heading(element: etree._Element) -> str:
    return " ".join(words(child) for child in element if child.tag in HEADINGS and words(child))


def _title(heading: str) -> str:
    """A heading without the stop that law printers put behind it."""
    return heading.removesuffix(".").removesuffix("—").strip()


def _stands_alone(element: etree._Element) -> bool:
    """True where a part's heading is a line of its own because nothing but further parts follows it."""
    rest = [child for child in element if child.tag not in NUMBERS and child.tag not in HEADINGS]
    return bool(rest) and rest[0].tag in LEVELS


_MARKED = {"section": ("section", "sec"), "article": ("article", "art"), "rule": ("section", "rule")}


def _marker(tag: str, number: str) -> Marker | None:
    """What the number says, read as printed; a bare number is one of the element it stands in."""
    if not number:
        return None
    found = read_marker(number)
    if found is not None and found.family != "decimal":
        return found
    parts = re.findall(r"\d{1,9}|[A-Za-z]+", number)
    key = tuple(int(part) if part.isdigit() else part.lower() for part in parts)
    if tag in _MARKED:
        family, name = _MARKED[tag]
        return Marker("article" if family == "article" else "section", name, number, key)
    return found or (Marker("division", "part", number, key) if key else None)
