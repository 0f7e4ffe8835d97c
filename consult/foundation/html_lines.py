"""Well-formed HTML to lines of plain text. Called by ``foundation.text`` on what its sanitiser wrote."""

import re
from html.parser import HTMLParser

_BLOCKS = {
    "p", "div", "section", "article", "header", "footer", "center", "h1", "h2", "h3", "h4", "h5", "h6",
    "blockquote", "pre", "ul", "ol", "dl", "table", "figcaption", "hr",
}  # fmt: skip
_ROWS = {"li", "dt", "dd", "tr", "caption", "option"}
_SPACE = re.compile(r"[ \t\n\r\f]+")
_EDGES = re.compile(r"[ \t]*+\n[ \t]*+")
_MANY = re.compile(r"\n{3,}+")
_BARE = " \t\u00a0\u3000"


class _Lines(HTMLParser):
    """Collects text; ``gap`` is how many line ends are owed before the next word."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.gap = 0
        self.pre = 0
        self.counters: list[int | None] = []
        self.links: list[tuple[str, int]] = []
        self.fresh = True  # nothing but white space on this line so far
        self.cell = False  # the next word follows a table cell

    def add(self, words: str) -> None:
        if not self.pre:
            words = _SPACE.sub(" ", words)
            if self.fresh or self.gap or (self.out and self.out[-1].endswith(" ")):
                words = words.lstrip(" ")
        if not words:
            return
        if self.gap and self.out:
            self.out.append("\n" * self.gap)
        elif self.cell and not self.fresh:
            self.out.append(" | ")
            words = words.lstrip(" ")
        self.gap = 0
        self.cell = False
        self.fresh = False
        self.out.append(words)

    def handle_data(self, data: str) -> None:
        self.add(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "br":
            self.gap = min(self.gap + 1, 2)
        elif tag in _BLOCKS:
            self.gap = max(self.gap, 1 if tag in {"ul", "ol"} and self.counters else 2)
        elif tag in _ROWS:
            self.gap = max(self.gap, 1)
            self.cell = False
        if tag == "pre":
            self.pre += 1
        elif tag in {"ul", "ol"}:
            start = given.get("start") or "1"
            first = int(start) if re.fullmatch(r"-?\d{1,6}", start, re.ASCII) else 1
            self.counters.append(first if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "a":
            self.links.append((given.get("href") or "", len(self.out)))
        elif tag == "img" and given.get("alt"):
            self.add(f"[{given['alt']}]")

    def _item(self) -> None:
        number = self.counters[-1] if self.counters else None
        if number is not None:
            self.counters[-1] = number + 1
        self.add("- " if number is None else f"{number}. ")
        self.fresh = True

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.gap = max(self.gap, 1 if tag in {"ul", "ol"} and len(self.counters) > 1 else 2)
        elif tag in _ROWS:
            self.gap = max(self.gap, 1)
        elif tag in {"td", "th"}:
            self.cell = True
        if tag == "pre":
            self.pre = max(self.pre - 1, 0)
        elif tag in {"ul", "ol"} and self.counters:
            self.counters.pop()
        elif tag == "a" and self.links:
            href, start = self.links.pop()
            words = "".join(self.out[start:])
            outside = href.lower().startswith(("http://", "https://", "mailto:"))
            if outside and href.partition(":")[2] not in words:
                self.add(f" ({href})")


def lines_of(html: str) -> str:
    """The text of ``html``: paragraphs a blank line apart, list items and table rows on their own lines."""
    parser = _Lines()
    parser.feed(html)
    parser.close()
    text = "".join(parser.out)
    lines = (line.rstrip(_BARE) for line in _EDGES.sub("\n", text).split("\n")) if not parser.pre else [text]
    return _MANY.sub("\n\n", "\n".join(lines)).strip()
