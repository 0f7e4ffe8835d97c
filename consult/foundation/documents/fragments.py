"""A fragment of stored HTML as a tree that writers of files can walk."""

import lxml.html
from lxml import etree


def tree_of(html: str) -> etree._Element:
    """``html`` as the children of one ``div``. Rows of tables get the number of columns they need, for setting."""
    root = lxml.html.fragment_fromstring(html or "<p></p>", create_parent="div")
    for table in root.iter("table"):
        table.set("data-columns", str(_columns(table)))
    return root


def xml_of(html: str) -> str:
    """``html`` as well-formed XML in one ``div``: no heading level left out, no white space between blocks."""
    root = tree_of(html)
    last = 0
    for heading in root.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        last = min(int(str(heading.tag)[1]), last + 1)
        heading.tag = f"h{last}"
    for element in root.iter():
        if element.tag in ("div", "ul", "ol", "table", "thead", "tbody", "tr", "blockquote"):
            element.text = _unless_blank(element.text)
            for child in element:
                child.tail = _unless_blank(child.tail)
    return etree.tostring(root, encoding="unicode", method="xml")


def _unless_blank(text: str | None) -> str | None:
    return text if text and text.strip() else None


def _columns(table: etree._Element) -> int:
    """The widest row, cells that reach down from rows above included."""
    widest = 1
    reaching: list[tuple[int, int]] = []
    for row in table.iter("tr"):
        reaching = [(columns, rows - 1) for columns, rows in reaching if rows > 1]
        width = sum(columns for columns, _ in reaching)
        for cell in row:
            columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
            width += columns
            if rows > 1:
                reaching.append((columns, rows))
        widest = max(widest, width)
    return widest


def _span(cell: etree._Element, name: str) -> int:
    value = str(cell.get(name) or "1")
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 4 else 1


def numeral(number: int, kind: str) -> str:
    """The number of a list item as a browser shows it; ``kind`` is HTML's type: 1, a, A, i or I."""
    if kind in ("a", "A") and number <= 26:
        return chr(ord(kind) + number - 1)
    if kind in ("i", "I") and number < 40:
        ones = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
        roman = "x" * (number // 10) + ones[number % 10]
        return roman.upper() if kind == "I" else roman
    return str(number)
