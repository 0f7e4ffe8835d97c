"""Building inline HTML piece by piece, with its text kept equal to it."""

import re
from dataclasses import dataclass, field
from html import unescape

from consult.consultations.drafts.cleaning import tidy_line
from consult.consultations.drafts.fragments import escape

_TOKEN = re.compile(r"(<[^>]*>)")
_EMPTY = re.compile(r"<(\w+)(?: [^>]*)?>\s*</\1>")
_UNCOUNTED = re.compile(r"[\s|·•«»<>\-–—:/]+")
_INVISIBLE = re.compile(r"[\u200b\ufeff\u2060\u00ad]")
_SPACES = re.compile(r"[ \t\n\r\x0b\x0c\u00a0]+")
_REPEATED = re.compile(r"</(strong|em|sup|sub|code)>(\s*)<\1>")


@dataclass(slots=True)
class Inline:
    """A line being written.

    ``linked``, ``local`` and ``loose`` count characters in links, in links within the text, and outside.
    """

    parts: list[str] = field(default_factory=list)
    linked: int = 0
    local: int = 0
    loose: int = 0

    def add_text(self, text: str, *, in_link: bool = False, in_local_link: bool = False) -> None:
        """Text as it is; it is escaped here."""
        if not text:
            return
        self.parts.append(escape(text))
        count = len(_UNCOUNTED.sub("", text))
        if in_local_link:
            self.local += count
        elif in_link:
            self.linked += count
        else:
            self.loose += count

    def add_html(self, html: str) -> None:
        """A tag, or HTML already safe."""
        self.parts.append(html)

    @property
    def links_only(self) -> bool:
        """True where every word stands in a link."""
        return self.linked > 0 and self.loose == 0

    @property
    def links_within(self) -> bool:
        """True where every word stands in a link to a place in the same text."""
        return self.local > 0 and self.loose == 0 and self.linked == 0

    def finish(self) -> tuple[str, str]:
        """(html, text), both tidied so that the one is the other without its tags."""
        return tidy_html("".join(self.parts))


def tidy_html(html: str) -> tuple[str, str]:
    """(inline HTML without doubled or outer white space and empty tags, its text)."""
    previous = ""
    while previous != html:
        previous = html
        html = _EMPTY.sub(lambda match: " " if " " in match[0] and match[0].endswith(" ") else "", html)
        html = _REPEATED.sub(r"\2", html)
    out: list[str] = []
    text = ""
    for token in _TOKEN.split(html):
        if token.startswith("<"):
            out.append(token)
            continue
        words = _SPACES.sub(" ", _INVISIBLE.sub("", unescape(token)))
        if not text:
            words = words.lstrip(" \u3000")
        elif text.endswith(" "):
            words = words.lstrip(" ")
        text += words
        out.append(escape(words))
    _trim_end(out)
    return "".join(out), tidy_line(text)


def _trim_end(parts: list[str]) -> None:
    for position in range(len(parts) - 1, -1, -1):
        if not parts[position].startswith("<"):
            parts[position] = parts[position].rstrip(" \u3000")
            if parts[position]:
                return


def text_of(html: str) -> str:
    """The text of inline HTML."""
    return tidy_line(unescape(re.sub(r"<[^>]*>", "", html)))
