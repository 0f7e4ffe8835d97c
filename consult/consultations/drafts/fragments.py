"""Turning blocks into the plain HTML fragment and the plain text that are stored."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape as _escape
from urllib.parse import urlsplit

from consult.consultations.drafts.blocks import Block, Cell, Footnote

SAFE_SCHEMES = frozenset({"http", "https", "mailto"})


def escape(text: str) -> str:
    """``text`` as element content."""
    return _escape(text, quote=False)


def safe_href(address: str) -> str:
    """``address`` if it may be linked to (http, https, mailto, with nothing hidden in it), else empty."""
    address = address.strip()
    if not address or len(address) > 2_000 or re.search(r"[\x00-\x20<>\"`\\]", address):
        return ""
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    return address if scheme in SAFE_SCHEMES else ""


def link(address: str, inner_html: str) -> str:
    """A link round ``inner_html``, or the inner HTML alone where the address may not be linked to."""
    href = safe_href(address)
    return f'<a href="{_escape(href)}">{inner_html}</a>' if href and inner_html.strip() else inner_html


def wrap(tag: str, inner_html: str) -> str:
    """``inner_html`` inside ``tag``, unless there is nothing to wrap."""
    return f"<{tag}>{inner_html}</{tag}>" if inner_html.strip() else inner_html


def render_html(blocks: Sequence[Block]) -> str:
    """The blocks as one fragment, with their footnotes as last paragraphs."""
    parts: list[str] = []
    position = 0
    while position < len(blocks):
        block = blocks[position]
        end = position + 1
        if block.kind in ("list_item", "quote"):
            while end < len(blocks) and blocks[end].kind == block.kind:
                end += 1
        group = blocks[position:end]
        if block.kind == "list_item":
            parts.append(_render_list(group))
        elif block.kind == "quote":
            parts.append("<blockquote>" + "".join(f"<p>{one.html}</p>" for one in group) + "</blockquote>")
        else:
            parts.append(_render_one(block))
        position = end
    parts.extend(f"<p><sup>{escape(note.mark)}</sup> {note.html}</p>" for note in _footnotes(blocks))
    return "\n".join(part for part in parts if part)


def _render_one(block: Block) -> str:
    if block.kind == "heading":
        return f"<h5>{block.html}</h5>"
    if block.kind == "table":
        return render_table(block.rows, block.header_rows)
    if block.kind == "code":
        return f"<pre><code>{escape(block.text)}</code></pre>"
    return f"<p>{block.html}</p>" if block.html.strip() else ""


def _footnotes(blocks: Iterable[Block]) -> list[Footnote]:
    notes: list[Footnote] = []
    for block in blocks:
        notes.extend(block.footnotes)
        for row in block.rows:
            for cell in row:
                notes.extend(_footnotes(cell.blocks))
    return notes


def _open_list(block: Block) -> str:
    """The start tag of the list that ``block`` begins; its kind of number is kept where it is not 1, 2, 3."""
    if not block.ordered:
        return "<ul>"
    first = block.label.strip("().、 ")
    if first.isascii() and first.isdigit() and len(first) < 7:
        return "<ol>" if int(first) == 1 else f'<ol start="{int(first)}">'
    kinds = {"a": "a", "A": "A", "i": "i", "I": "I"}
    return f'<ol type="{kinds[first]}">' if first in kinds else "<ol>"


def _render_list(items: Sequence[Block]) -> str:
    """List items of any depth as nested lists, each continuation inside its item."""
    parts: list[str] = []
    open_lists: list[str] = []
    for item in items:
        depth = max(1, item.level or 1)
        if item.continues and open_lists:
            parts.append(f"<p>{item.html}</p>")
            continue
        while len(open_lists) > depth:
            parts.append(f"</li></{open_lists.pop()}>")
        tag = "ol" if item.ordered else "ul"
        if len(open_lists) == depth and open_lists[-1] != tag:
            parts.append(f"</li></{open_lists.pop()}>")
        if len(open_lists) < depth:
            open_lists.append(tag)
            parts.append(_open_list(item))
        else:
            parts.append("</li>")
        parts.append(f"<li>{item.html}")
    while open_lists:
        parts.append(f"</li></{open_lists.pop()}>")
    return "".join(parts)


def render_table(rows: Sequence[Sequence[Cell]], header_rows: int) -> str:
    """Rows of cells as a table; ``header_rows`` of them, from the top, are its head."""
    head = "".join(_render_row(row, header=True) for row in rows[:header_rows])
    body = "".join(_render_row(row, header=False) for row in rows[header_rows:])
    return "<table>" + wrap("thead", head) + wrap("tbody", body) + "</table>"


def _render_row(row: Sequence[Cell], *, header: bool) -> str:
    cells = []
    for cell in row:
        if cell.rows == 0:  # covered by the cell above it
            continue
        tag = "th" if header or cell.header else "td"
        spans = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
        spans += f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
        cells.append(f"<{tag}{spans}>{_render_cell(cell)}</{tag}>")
    return "<tr>" + "".join(cells) + "</tr>"


def _render_cell(cell: Cell) -> str:
    inner = tuple(block for block in cell.blocks if block.html or block.rows)
    if len(inner) == 1 and inner[0].kind in ("paragraph", "heading"):
        return inner[0].html
    # A cell's footnotes are printed after the table's article, with all others.
    return render_html([_without_footnotes(block) for block in inner])


def _without_footnotes(block: Block) -> Block:
    return replace(block, footnotes=()) if block.footnotes else block


def render_text(blocks: Sequence[Block]) -> str:
    """The blocks as plain text: one line a paragraph, list items with their labels, table cells by tab."""
    lines: list[str] = []
    for block in blocks:
        if block.kind == "table":
            lines.extend("\t".join(" ".join(cell.text.split("\n")) for cell in row) for row in block.rows)
        elif block.kind == "list_item" and not block.continues:
            lines.append(f"{block.label} {block.text}".strip() if block.ordered else block.text)
        else:
            lines.append(block.text)
    lines.extend(f"{note.mark} {note.text}" for note in _footnotes(blocks))
    return "\n".join(line for line in lines if line.strip())
