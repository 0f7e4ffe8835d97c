"""Reading HTML, and Markdown once it is HTML: a walk over the tree that keeps a short list of tags."""

import re
from collections.abc import Iterator
from dataclasses import replace

import lxml.html
from lxml import etree

from consult.consultations.drafts.blocks import Block, Cell, Document, Finding, Look, excerpt
from consult.consultations.drafts.cleaning import tidy_line
from consult.consultations.drafts.fragments import escape, safe_href
from consult.consultations.drafts.inline import Inline
from consult.foundation.errors import N_, Refused

DROPPED = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "iframe",
        "object",
        "embed",
        "applet",
        "svg",
        "math",
        "form",
        "input",
        "select",
        "button",
        "textarea",
        "nav",
        "canvas",
        "video",
        "audio",
        "map",
        "frameset",
    ]
)
REPORTED = frozenset({"script", "iframe", "object", "embed", "form", "svg", "math"})
HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "main",
        "body",
        "html",
        "header",
        "footer",
        "aside",
        "ul",
        "ol",
        "li",
        "dl",
        "dt",
        "dd",
        "table",
        "blockquote",
        "pre",
        "figure",
        "figcaption",
        "address",
        "center",
        "hr",
        "details",
        "summary",
        "hgroup",
        "fieldset",
        "legend",
        "caption",
    ]
).union(HEADINGS)
INLINE = {
    **dict.fromkeys(("b", "strong"), "strong"),
    **dict.fromkeys(("i", "em", "cite", "dfn", "var"), "em"),
    **dict.fromkeys(("code", "tt", "kbd", "samp"), "code"),
    "sup": "sup",
    "sub": "sub",
}
MAX_DEPTH = 150


def read_html(text: str) -> Document:
    """The blocks of an HTML page or fragment. Raises Refused where nothing can be made of it."""
    if not text.strip():
        return Document(())
    parser = lxml.html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = lxml.html.document_fromstring(text.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise Refused(
            N_("This file can’t be read as HTML. Save it again, or send it as text."), field="draft"
        ) from error
    walker = _Walker()
    walker.walk(root, 0)
    title = root.find(".//title")
    return Document(
        tuple(walker.finish()),
        tidy_line(all_text(title)) if title is not None else "",
        tuple(walker.findings),
    )


class _Walker:
    """Collects blocks from a tree; inline content gathers in ``line`` until a block begins or ends."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.findings: list[Finding] = []
        self.pending: list[Finding] = []
        self.line = Inline()
        self.lists: list[tuple[bool, int, str]] = []
        self.item_is_new = False
        self.quoting = 0
        self.heading = 0
        self.centred = 0
        self.link_depth = 0
        self.local_links = 0

    def finish(self) -> list[Block]:
        self.flush()
        self.findings.extend(self.pending)
        return self.blocks

    def walk(self, element: etree._Element, depth: int) -> None:
        if depth > MAX_DEPTH:
            self.line.add_text(all_text(element))
            return
        tag = str(element.tag)
        if tag in DROPPED:
            if tag in REPORTED:
                self.findings.append(Finding("script_dropped", "", excerpt(all_text(element)), tag))
        elif _is_hidden(element):
            hidden = excerpt(all_text(element))
            if hidden:
                self.pending.append(Finding("hidden_text_removed", "", hidden))
        elif tag in ("del", "ins"):
            self._tracked(element, tag, depth)
        elif tag == "table":
            self.flush()
            self.blocks.append(replace(read_table(element), findings=tuple(self.pending)))
            self.pending = []
        elif tag in BLOCKS:
            self._block(element, tag, depth)
        else:
            self._inline(element, tag, depth)

    def children(self, element: etree._Element, depth: int) -> None:
        if element.text:
            self._text(element.text)
        for child in element:
            self.walk(child, depth + 1)
            if child.tail:
                self._text(child.tail)

    def _text(self, text: str) -> None:
        self.line.add_text(text, in_link=self.link_depth > 0, in_local_link=self.local_links > 0)

    def _tracked(self, element: etree._Element, tag: str, depth: int) -> None:
        words = excerpt(all_text(element))
        if words:
            self.pending.append(
                Finding("tracked_change", "", words, "inserted" if tag == "ins" else "deleted")
            )
        if tag == "ins":
            self.children(element, depth)

    def _inline(self, element: etree._Element, tag: str, depth: int) -> None:
        if tag == "br":
            if self.heading or self.link_depth:
                self.line.add_text(" ")
            else:
                self.flush()
        elif tag == "img":
            self.pending.append(
                Finding("picture_dropped", "", excerpt(element.get("alt") or element.get("title") or ""))
            )
        elif tag == "a" and (href := safe_href(element.get("href") or "")):
            self.link_depth += 1
            self.line.add_html(f'<a href="{escape(href).replace(chr(34), "&quot;")}">')
            self.children(element, depth)
            self.line.add_html("</a>")
            self.link_depth -= 1
        elif tag == "a":
            linked = bool(element.get("href"))
            local = (element.get("href") or "").startswith("#")
            self.link_depth += linked
            self.local_links += local
            self.children(element, depth)
            self.link_depth -= linked
            self.local_links -= local
        elif tag in INLINE and not any(child.tag in BLOCKS or child.tag == "br" for child in element.iter()):
            self.line.add_html(f"<{INLINE[tag]}>")
            self.children(element, depth)
            self.line.add_html(f"</{INLINE[tag]}>")
        else:
            self.children(element, depth)

    def _block(self, element: etree._Element, tag: str, depth: int) -> None:
        self.flush()
        centred = _is_centred(element, tag)
        self.centred += centred
        if tag in HEADINGS:
            self.heading = HEADINGS[tag]
            self.children(element, depth)
            self.flush()
            self.heading = 0
        elif tag in ("ul", "ol"):
            start = element.get("start") or "1"
            self.lists.append(
                (
                    tag == "ol",
                    int(start) if start.isascii() and start.isdigit() and len(start) < 7 else 1,
                    element.get("type") or "1",
                )
            )
            self.children(element, depth)
            self.flush()
            self.lists.pop()
        elif tag == "li":
            self._item(element, depth)
        elif tag == "blockquote":
            self.quoting += 1
            self.children(element, depth)
            self.flush()
            self.quoting -= 1
        elif tag == "pre":
            text = all_text(element).strip("\n")
            if text.strip():
                self.blocks.append(Block("code", text, ""))
        else:
            self.children(element, depth)
            self.flush()
        self.centred -= centred

    def _item(self, element: etree._Element, depth: int) -> None:
        if not self.lists:
            self.lists.append((False, 1, "1"))
            self.item_is_new = True
            self.children(element, depth)
            self.flush()
            self.lists.pop()
            return
        self.item_is_new = True
        self.children(element, depth)
        self.flush()
        ordered, number, kind = self.lists[-1]
        self.lists[-1] = (ordered, number + 1, kind)

    def flush(self) -> None:
        """End the line that is being written, if there is one."""
        line, self.line = self.line, Inline()
        html, text = line.finish()
        if not text:
            return
        found, self.pending = tuple(self.pending), []
        look = Look(bold=_all_in("strong", html), italic=_all_in("em", html), centred=self.centred > 0)
        if self.heading and not self.lists and not self.quoting:
            self.blocks.append(Block("heading", text, html, level=self.heading, look=look, findings=found))
        elif self.quoting:
            self.blocks.append(Block("quote", text, html, look=look, findings=found))
        elif self.lists:
            ordered, number, kind = self.lists[-1]
            label = _label(number, kind) if ordered else ""
            self.blocks.append(Block("list_item", text, html, level=len(self.lists), label=label, ordered=ordered,
                                     continues=not self.item_is_new, links_only=line.links_only,
                                     links_within=line.links_within, look=look, findings=found))  # fmt: skip
            self.item_is_new = False
        else:
            self.blocks.append(
                Block("paragraph", text, html, links_only=line.links_only, look=look, findings=found)
            )


def all_text(element: etree._Element) -> str:
    """All the text in an element, as it is."""
    return "".join(str(text) for text in element.itertext())


def _label(number: int, kind: str) -> str:
    if kind in ("a", "A") and 0 < number <= 26:
        return chr(ord(kind) + number - 1) + "."
    if kind in ("i", "I") and 0 < number < 40:
        roman = (
            "x" * (number // 10) + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[number % 10]
        )
        return (roman.upper() if kind == "I" else roman) + "."
    return f"{number}."


def _all_in(tag: str, html: str) -> bool:
    """True where the whole line stands in ``tag``."""
    rest = re.sub(rf"<{tag}>.*?</{tag}>", "", html)
    return rest != html and not re.sub(r"<[^>]*>|[\s:：.。]", "", rest)


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _is_centred(element: etree._Element, tag: str) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return tag == "center" or (element.get("align") or "").lower() == "center" or "text-align:center" in style


def _rows(table: etree._Element) -> Iterator[tuple[etree._Element, bool]]:
    for child in table:
        if child.tag == "tr":
            yield child, False
        elif child.tag in ("thead", "tbody", "tfoot"):
            for row in child:
                if row.tag == "tr":
                    yield row, child.tag == "thead"


def read_table(table: etree._Element) -> Block:
    """A table as one block with its cells' blocks."""
    rows: list[tuple[Cell, ...]] = []
    heads = 0
    for row, in_head in _rows(table):
        cells = tuple(_cell(cell) for cell in row if cell.tag in ("td", "th"))
        if cells:
            rows.append(cells)
            heads += (in_head or all(cell.header for cell in cells)) and heads == len(rows) - 1
    text = "\n".join("\t".join(cell.text.replace("\n", " ") for cell in row) for row in rows)
    return Block("table", text, "", rows=tuple(rows), header_rows=heads if heads < len(rows) else 0)


def _cell(element: etree._Element) -> Cell:
    walker = _Walker()
    walker.children(element, 0)
    blocks = tuple(walker.finish())
    if walker.findings and blocks:
        blocks = (replace(blocks[0], findings=(*blocks[0].findings, *walker.findings)), *blocks[1:])
    return Cell(blocks, _span(element, "colspan"), _span(element, "rowspan"), element.tag == "th")


def _span(element: etree._Element, name: str) -> int:
    value = element.get(name) or "1"
    return (
        min(int(value), 60)
        if value.isascii() and value.isdigit() and 0 < len(value) < 4 and int(value)
        else 1
    )
