"""A DOCX paragraph: its runs, links and notes, with tracked changes, hidden text and pictures reported."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from lxml import etree

from consult.consultations.drafts.blocks import Finding, Footnote, excerpt
from consult.consultations.drafts.docx_styles import Style, attribute, by_name, child, integer, is_on, local
from consult.consultations.drafts.fragments import link
from consult.consultations.drafts.inline import Inline, tidy_html

KEPT = frozenset({"ins", "moveTo"})
DROPPED = frozenset({"del", "moveFrom"})
CHANGES = {"ins": "inserted", "moveTo": "moved_to", "del": "deleted", "moveFrom": "moved_from"}
TRANSPARENT = frozenset(
    {"smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "bdo", "dir", "ruby", "rubyBase", "hyperlink"}
)
PICTURES = frozenset({"drawing", "pict", "object"})
TRUE_MATHS = frozenset({"oMath", "oMathPara"})
PLAIN = Style()


@dataclass(slots=True)
class Parts:
    """What paragraphs need from elsewhere in the file."""

    styles: Mapping[str, Style]
    links: Mapping[str, str] = field(default_factory=dict)
    notes: Mapping[tuple[str, str], etree._Element] = field(default_factory=dict)
    note_count: int = 0


@dataclass(slots=True)
class ReadParagraph:
    """A paragraph's lines (a line break begins another) and what was met in it."""

    lines: list[Inline] = field(default_factory=lambda: [Inline()])
    findings: list[Finding] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    bold: int = 0
    italic: int = 0
    plain: int = 0
    size: float = 0.0
    mark_deleted: bool = False

    @property
    def all_bold(self) -> bool:
        """True where every character is bold."""
        return self.bold > 0 and self.plain == 0

    @property
    def all_italic(self) -> bool:
        """True where every character is italic."""
        return self.italic > 0 and self.italic >= self.bold + self.plain


class ParagraphReader:
    """Reads the paragraphs of one file, one after another."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts

    def read(self, element: etree._Element, style: Style, into: ReadParagraph) -> None:
        """Add the paragraph to ``into``."""
        mark = child(element, "pPr", "rPr")
        if child(mark, "ins") is not None:
            into.findings.append(Finding("tracked_change", "", "", "paragraph_inserted"))
        into.mark_deleted = child(mark, "del") is not None
        if into.mark_deleted:
            into.findings.append(Finding("tracked_change", "", "", "paragraph_deleted"))
        self._walk(element, style, into)

    def _walk(self, element: etree._Element, style: Style, into: ReadParagraph) -> None:
        for one in element:
            name = local(one)
            if name == "r":
                self._run(one, style, into)
            elif name in DROPPED:
                self._note_change(one, name, into)
            elif name in KEPT:
                self._note_change(one, name, into)
                self._walk(one, style, into)
            elif name == "hyperlink":
                self._link(one, style, into)
            elif name in TRANSPARENT:
                self._walk(one, style, into)
            elif name in TRUE_MATHS:
                into.lines[-1].add_text("".join(words(one)))

    def _note_change(self, element: etree._Element, name: str, into: ReadParagraph) -> None:
        into.findings.append(Finding("tracked_change", "", excerpt("".join(words(element))), CHANGES[name]))

    def _link(self, element: etree._Element, style: Style, into: ReadParagraph) -> None:
        target = self.parts.links.get(attribute(element, "id"), "")
        outer = into.lines
        into.lines = [Inline()]
        self._walk(element, style, into)
        inner, into.lines = into.lines, outer
        html = " ".join("".join(line.parts) for line in inner)
        for line in inner:
            into.lines[-1].linked += line.loose
        into.lines[-1].add_html(link(target, html))

    def _run(self, run: etree._Element, style: Style, into: ReadParagraph) -> None:
        properties = by_name(child(run, "rPr"))
        own = self.parts.styles.get(attribute(properties.get("rStyle"), "val")) or PLAIN
        if _first(is_on(properties.get("vanish")), own.hidden, style.hidden):
            text = excerpt("".join(words(run)))
            if text:
                into.findings.append(Finding("hidden_text_removed", "", text))
            return
        bold = bool(_first(is_on(properties.get("b")), own.bold, style.bold))
        italic = bool(_first(is_on(properties.get("i")), own.italic, style.italic))
        position = attribute(properties.get("vertAlign"), "val")
        # A heading's or a bold paragraph style's weight is its look, not emphasis.
        tags = [
            tag
            for tag, on in (("strong", bold and not style.bold), ("em", italic and not style.italic))
            if on
        ]
        tags += (
            [{"superscript": "sup", "subscript": "sub"}[position]]
            if position in ("superscript", "subscript")
            else []
        )
        size = integer(attribute(properties.get("sz"), "val")) / 2 or own.size or style.size or 0.0
        for one in run:
            name = local(one)
            self._run_child(one, name, tags, into)
            if name == "t" and (count := len((one.text or "").strip())):
                into.bold += count if bold else 0
                into.italic += count if italic else 0
                into.plain += 0 if bold else count
                into.size = max(into.size, size)

    def _run_child(self, one: etree._Element, name: str, tags: list[str], into: ReadParagraph) -> None:
        line = into.lines[-1]
        if name == "t" and one.text:
            for tag in tags:
                line.add_html(f"<{tag}>")
            line.add_text(one.text)
            for tag in reversed(tags):
                line.add_html(f"</{tag}>")
        elif name in ("tab", "ptab"):
            line.add_text(" ")
        elif name in ("noBreakHyphen", "softHyphen"):
            line.add_text("-" if name == "noBreakHyphen" else "")
        elif name in ("br", "cr") and attribute(one, "type") in ("", "textWrapping"):
            into.lines.append(Inline())
        elif name in ("footnoteReference", "endnoteReference"):
            self._footnote(one, name, into)
        elif name in PICTURES or name == "AlternateContent":
            self._picture(one, into)

    def _footnote(self, one: etree._Element, name: str, into: ReadParagraph) -> None:
        element = self.parts.notes.get((name.removesuffix("Reference"), attribute(one, "id")))
        if element is None:
            return
        self.parts.note_count += 1
        mark = str(self.parts.note_count)
        into.lines[-1].add_html(f"<sup>{mark}</sup>")
        read = ReadParagraph()
        for paragraph in element:
            if local(paragraph) == "p":
                self._walk(paragraph, Style(), read)
                read.lines.append(Inline())
        html, text = tidy_html(" ".join("".join(line.parts) for line in read.lines))
        into.footnotes.append(Footnote(mark, html, text))
        into.findings.extend(read.findings)

    def _picture(self, one: etree._Element, into: ReadParagraph) -> None:
        chosen = (
            next((each for each in one if local(each) == "Choice"), one)
            if local(one) == "AlternateContent"
            else one
        )
        boxes = [each for each in chosen.iter() if local(each) == "txbxContent"]
        into.boxes.extend(boxes)
        if not boxes and any(
            local(each) in ("blip", "imagedata", "chart", "OLEObject", "drawing", "pict", "object")
            for each in one.iter()
        ):
            said = next((attribute(each, "descr") for each in one.iter() if local(each) == "docPr"), "")
            into.findings.append(Finding("picture_dropped", "", excerpt(said)))


def words(element: etree._Element) -> Iterator[str]:
    """All the text in an element, deleted text included."""
    for one in element.iter():
        if local(one) in ("t", "delText") and one.text:
            yield one.text
        elif local(one) in ("tab", "br"):
            yield " "


def _first(*values: bool | None) -> bool | None:
    for value in values:
        if value is not None:
            return value
    return None
