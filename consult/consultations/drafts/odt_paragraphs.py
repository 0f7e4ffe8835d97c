"""An ODT paragraph: its spans, links and notes, with tracked changes, hidden text and pictures reported."""

from dataclasses import dataclass, field

from lxml import etree

from consult.consultations.drafts.blocks import Finding, Footnote, excerpt
from consult.consultations.drafts.docx_styles import attribute, integer, local
from consult.consultations.drafts.fragments import link
from consult.consultations.drafts.inline import Inline, tidy_html
from consult.consultations.drafts.odt_styles import OdtStyle, OdtStyles

MAX_SPACES = 1_000


@dataclass(slots=True)
class OdtParagraph:
    """A paragraph's lines (a line break begins another) and what was met in it."""

    lines: list[Inline] = field(default_factory=lambda: [Inline()])
    findings: list[Finding] = field(default_factory=list)
    footnotes: list[Footnote] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    bold: int = 0
    italic: int = 0
    plain: int = 0


@dataclass(slots=True)
class Changes:
    """The tracked changes of a file: what was deleted, and which insertions are open where we read."""

    deleted: dict[str, str] = field(default_factory=dict)
    inserted: set[str] = field(default_factory=set)
    open: dict[str, list[str]] = field(default_factory=dict)
    comments: int = 0
    notes: int = 0

    @classmethod
    def of(cls, text: etree._Element) -> "Changes":
        """The changes listed at the head of a text."""
        changes = cls()
        for region in (one for one in text.iter() if local(one) == "changed-region"):
            identifier = attribute(region, "id")
            for change in region:
                if local(change) == "deletion":
                    changes.deleted[identifier] = " ".join(
                        words(one) for one in change if local(one) in ("p", "h", "list", "table")
                    )
                elif local(change) == "insertion":
                    changes.inserted.add(identifier)
        return changes

    def mark(self, element: etree._Element, findings: list[Finding]) -> None:
        """Note where a change stands, begins or ends."""
        identifier, name = attribute(element, "change-id"), local(element)
        if identifier in self.deleted and name in ("change", "change-start"):
            findings.append(Finding("tracked_change", "", excerpt(self.deleted[identifier]), "deleted"))
        elif identifier in self.inserted and name == "change-start":
            self.open[identifier] = []
        elif name == "change-end" and identifier in self.open:
            findings.append(
                Finding("tracked_change", "", excerpt("".join(self.open.pop(identifier))), "inserted")
            )

    def passing(self, text: str) -> None:
        """Text read while insertions are open belongs to them."""
        for parts in self.open.values():
            parts.append(text)


def read_paragraph(
    element: etree._Element, style: OdtStyle, styles: OdtStyles, changes: Changes, into: OdtParagraph
) -> None:
    """Add a paragraph's content to ``into``."""
    _Reader(style, styles, changes, into).walk(element, style)


class _Reader:
    def __init__(self, style: OdtStyle, styles: OdtStyles, changes: Changes, into: OdtParagraph) -> None:
        self.paragraph, self.styles, self.changes, self.into = style, styles, changes, into

    def walk(self, element: etree._Element, style: OdtStyle) -> None:
        self._text(element.text or "", style)
        for one in element:
            self._child(one, style)
            self._text(one.tail or "", style)

    def _text(self, text: str, style: OdtStyle) -> None:
        if not text:
            return
        self.changes.passing(text)
        # A bold paragraph style is its look, not emphasis.
        tags = [
            tag
            for tag, on in (
                ("strong", style.bold and not self.paragraph.bold),
                ("em", style.italic and not self.paragraph.italic),
            )
            if on
        ]
        tags += [style.raised] if style.raised else []
        line = self.into.lines[-1]
        for tag in tags:
            line.add_html(f"<{tag}>")
        line.add_text(text)
        for tag in reversed(tags):
            line.add_html(f"</{tag}>")
        count = len(text.strip())
        self.into.bold += count if style.bold else 0
        self.into.italic += count if style.italic else 0
        self.into.plain += 0 if style.bold else count

    def _child(self, one: etree._Element, style: OdtStyle) -> None:
        name = local(one)
        if name == "span":
            self._span(one, style)
        elif name == "a":
            self._link(one, style)
        elif name in ("s", "tab"):
            self._text(" " * min(MAX_SPACES, max(1, integer(attribute(one, "c"), 1))), style)
        elif name == "line-break":
            self.into.lines.append(Inline())
        elif name == "note":
            self._note(one)
        elif name == "annotation":
            self.changes.comments += 1
        elif name in ("hidden-text", "hidden-paragraph"):
            self._hidden(one)
        elif name in ("frame", "custom-shape", "g", "object"):
            self._frame(one)
        else:
            self.changes.mark(one, self.into.findings)
            self.walk(one, style)

    def _span(self, one: etree._Element, style: OdtStyle) -> None:
        own = self.styles.get(attribute(one, "style-name"))
        if own.hidden:
            self._hidden(one)
            return
        joined = OdtStyle(
            bold=own.bold or style.bold,
            italic=own.italic or style.italic,
            raised=own.raised or style.raised,
            size=own.size,
        )
        self.walk(one, joined)

    def _hidden(self, one: etree._Element) -> None:
        text = excerpt(words(one) or attribute(one, "string-value"))
        if text:
            self.into.findings.append(Finding("hidden_text_removed", "", text))

    def _link(self, one: etree._Element, style: OdtStyle) -> None:
        outer, self.into.lines = self.into.lines, [Inline()]
        self.walk(one, style)
        inner, self.into.lines = self.into.lines, outer
        for line in inner:
            self.into.lines[-1].linked += line.loose
        self.into.lines[-1].add_html(
            link(attribute(one, "href"), " ".join("".join(line.parts) for line in inner))
        )

    def _note(self, one: etree._Element) -> None:
        self.changes.notes += 1
        mark = str(self.changes.notes)
        read = OdtParagraph()
        for body in (each for each in one if local(each) == "note-body"):
            for paragraph in body:
                read_paragraph(paragraph, OdtStyle(), self.styles, self.changes, read)
                read.lines.append(Inline())
        html, text = tidy_html(" ".join("".join(line.parts) for line in read.lines))
        self.into.lines[-1].add_html(f"<sup>{mark}</sup>")
        self.into.footnotes.append(Footnote(mark, html, text))
        self.into.findings.extend(read.findings)

    def _frame(self, one: etree._Element) -> None:
        boxes = [each for each in one.iter() if local(each) == "text-box"]
        self.into.boxes.extend(boxes)
        if not boxes:
            said = " ".join((each.text or "") for each in one.iter() if local(each) in ("title", "desc"))
            self.into.findings.append(Finding("picture_dropped", "", excerpt(said)))


def words(element: etree._Element) -> str:
    """All the text in an element, notes about changes and comments aside."""
    parts = [element.text or ""]
    for one in element:
        if local(one) not in ("change-info", "annotation", "note-citation"):
            parts.append(" " * integer(attribute(one, "c"), 1) if local(one) == "s" else words(one))
        parts.append(one.tail or "")
    return "".join(parts)
