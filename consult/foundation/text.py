"""Text on its way in and on its way to a page: the only importer of bleach and nh3.

Every rendering is a pure function of its arguments and linear in their length, whatever was typed.
What these functions return is what pages print unescaped, so nothing else may build HTML from words
that people wrote. When the output of a rendering changes, ``VERSION`` rises and stored HTML is made again.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from html import escape
from itertools import islice

import bleach
import nh3
import regex

from consult.foundation.errors import N_, Refused
from consult.foundation.html_lines import lines_of

VERSION = 2
"""Version of the renderings in this file, stored beside every HTML they made.

2: redacted words carry brackets, and the language of the ground where it is another than the words'."""

MAX_MARKS = 12
"""Combining marks allowed on one base; the largest Tibetan stack in use has eight."""
MAX_CLUSTER = 40
"""Code points allowed in what readers see as one character; a family emoji has eleven."""
MAX_DEPTH = 200
"""HTML elements allowed inside one another; parsing costs the square of it."""
BLOCK = "█████"
"""Stands for redacted words, always five blocks, so that it doesn't tell their length."""
LINK_REL = "nofollow ugc noopener"

_UNPRINTABLE = regex.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_FLOOD = regex.compile(rf"[\p{{M}}\p{{Grapheme_Extend}}\u200d]{{{MAX_MARKS + 1}}}")
_BLANK_RUN = regex.compile(r"\n(?:[^\S\n]*+\n){3,}+")
_EXTEND = r"\p{GCB=Extend}\p{GCB=ZWJ}\p{GCB=SpacingMark}"
# A run of flag letters is paired here because \X alone looks back over the whole run each time.
_CLUSTER = regex.compile(rf"\p{{RI}}\p{{RI}}?[{_EXTEND}]*+|\X")
_JOINING = regex.compile(rf"[{_EXTEND}\p{{GCB=Prepend}}\p{{RI}}\p{{GCB=L}}\p{{GCB=V}}\p{{GCB=T}}\r]")
_INVISIBLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{C}\s\u2800]*")
_IGNORABLE = regex.compile(r"[\p{Default_Ignorable_Code_Point}\p{Cf}]+")

_BIDI = regex.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_NESTING = regex.compile(r"[\u202a-\u202e\u2066-\u2069]")
_PDF, _PDI = "\u202c", "\u2069"
_CLOSER = dict.fromkeys("\u202a\u202b\u202d\u202e", _PDF) | dict.fromkeys("\u2066\u2067\u2068", _PDI)
_RTL = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
# Joiners inside emoji, tags inside flags and the emoji variation selector are how these are spelt: no mark.
_HIDDEN = regex.compile(
    r"(?<=[\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f])\u200d(?=\p{Extended_Pictographic})(*SKIP)(*FAIL)"
    r"|\U0001F3F4[\U000E0061-\U000E007A\U000E0030-\U000E0039]{1,8}\U000E007F(*SKIP)(*FAIL)|\ufe0f(*SKIP)(*FAIL)"
    r"|[\p{Default_Ignorable_Code_Point}\p{Cf}\u2028\u2029\x00-\x08\x0b-\x1f\x7f-\x9f]"
)
_ABBREVIATIONS = {
    "\u00ad": "SHY", "\u034f": "CGJ", "\u061c": "ALM", "\u200b": "ZWSP", "\u200c": "ZWNJ", "\u200d": "ZWJ",
    "\u200e": "LRM", "\u200f": "RLM", "\u2028": "LS", "\u2029": "PS", "\u202a": "LRE", "\u202b": "RLE",
    "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2060": "WJ", "\u2066": "LRI", "\u2067": "RLI",
    "\u2068": "FSI", "\u2069": "PDI", "\ufeff": "BOM",
}  # fmt: skip

# An address ends at white space, quotes, invisible marks and at Chinese, Japanese or full-width characters,
# which follow an address without a space. No part of the pattern can match the same character in two ways.
_LINK = regex.compile(
    r"(?<![A-Za-z0-9])(?:https?://(?=[\p{L}\p{N}\[])|mailto:(?=[^\s@<>]{1,64}@[\p{L}\p{N}]))"
    r"[^\s<>\"'`\\{}|^\p{C}\p{Default_Ignorable_Code_Point}\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Bopomofo}"
    r"\u2010-\u205e\u3000-\u303f\uff00-\uff65]++",
    regex.IGNORECASE,
)
_PAIRS = {")": "(", "]": "["}
_PARAGRAPHS = regex.compile(r"\n(?:[^\S\n]*+\n)++")
_GAP = "\x00"  # where redacted words were, while the rest is rendered


def _clusters(text: str) -> Iterator[str]:
    return (match.group() for match in _CLUSTER.finditer(text))


def count_characters(text: str) -> int:
    """How many characters a person sees: an emoji with its skin tone is one, a letter with accents too."""
    if (text.isascii() and "\r" not in text) or not _JOINING.search(text):
        return len(text)
    return sum(1 for _ in _CLUSTER.finditer(text))


def normalise(text: str, *, limit: int, field: str | None) -> str:
    """Return ``text`` as it is stored: NFC, ``\\n`` line ends, no outer white space, at most two blank lines.

    ``limit`` is in characters as people count them. Raises Refused (for ``field``) for control
    characters, lone surrogates, floods of combining marks and texts over the limit. May return "".
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    if found := _UNPRINTABLE.search(text):
        raise Refused(
            N_("Remove the control character U+%(code)s, which can’t be shown, after “%(before)s”."),
            field=field,
            code=f"{ord(found.group()):04X}",
            before=text[max(0, found.start() - 20) : found.start()].replace("\n", " "),
        )
    # Before NFC, whose reordering of marks costs the square of their number.
    if _FLOOD.search(text):
        raise Refused(
            N_("A character carries more than %(limit)s combining marks. Remove the marks."),
            field=field,
            limit=MAX_MARKS,
        )
    text = unicodedata.normalize("NFC", text).strip().strip("\ufeff\u200b").strip()
    text = _BLANK_RUN.sub("\n\n\n", text)
    if len(text) > limit:
        _check_length(text, limit, field)
    return text


def _check_length(text: str, limit: int, field: str | None) -> None:
    count = count_characters(text)
    if count > limit:
        raise Refused(
            N_("The text has %(count)s characters; at most %(limit)s are allowed."),
            field=field,
            count=count,
            limit=limit,
        )
    if any(len(cluster) > MAX_CLUSTER for cluster in _clusters(text)):
        raise Refused(
            N_("A character is put together from more than %(limit)s parts. Write it more simply."),
            field=field,
            limit=MAX_CLUSTER,
        )


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: only white space, joiners, fillers and direction marks."""
    return _INVISIBLE.fullmatch(text) is not None


def excerpt(text: str, length: int) -> str:
    """The first ``length`` characters on one line, "…" included where cut; never half a character.

    Direction marks are left out: an excerpt stands inside other sentences.
    """
    line = " ".join(_BIDI.sub("", text).split())
    start = list(islice(_clusters(line), length + 1))
    if len(start) <= length:
        return line
    kept = start[: max(length - 1, 0)]
    for back in range(len(kept) - 1, max(len(kept) - 16, 0), -1):
        if kept[back] == " " and start[len(kept)] != " ":
            kept = kept[:back]
            break
    return "".join(kept).rstrip() + "…"


def same_words(text: str) -> str:
    """Fold for duplicate checks: NFKC, case, white space; invisible characters don't make a difference."""
    text = _FLOOD.sub("", _IGNORABLE.sub("", text))
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold()).split())


def has_bidi_controls(text: str) -> bool:
    """Whether ``text`` holds characters that change the order in which it is read (Trojan Source)."""
    return _BIDI.search(text) is not None


def _closed(line: str) -> str:
    """The line with every embedding and isolate it opens closed, and closers that close nothing left out."""
    out: list[str] = []
    waiting: list[str] = []
    isolates = 0
    for char in line:
        if char in _CLOSER:
            waiting.append(_CLOSER[char])
            isolates += _CLOSER[char] == _PDI
        elif char == _PDF:
            if not waiting or waiting[-1] != _PDF:
                continue
            waiting.pop()
        elif char == _PDI:
            if not isolates:
                continue
            while waiting.pop() != _PDI:
                pass
            isolates -= 1
        out.append(char)
    return "".join(out) + "".join(reversed(waiting))


def _link_end(url: str) -> int:
    """Where the address in ``url`` ends once the sentence's own punctuation is taken off."""
    surplus = {closer: url.count(closer) - url.count(opener) for closer, opener in _PAIRS.items()}
    end = len(url)
    while end:
        last = url[end - 1]
        if surplus.get(last, 0) > 0:
            surplus[last] -= 1
        elif last not in ".,;:!?*":
            break
        end -= 1
    return end


def _inline(line: str) -> str:
    """One line as HTML with links. Direction controls can't act beyond the line or into a link."""
    marked = _BIDI.search(line) is not None
    if marked and _NESTING.search(line):
        line = _closed(line)
    out: list[str] = []
    done = 0
    for match in _LINK.finditer(line):
        end = match.start() + _link_end(match.group())
        url = line[match.start() : end]
        authority = url.partition("//")[2].partition("/")[0]
        if line[end : end + 1] == _GAP or "@" in authority or len(url) < 10:
            continue  # the address goes on in redacted words, or pretends to be another site's
        href = escape(url)
        shown = f'<bdi dir="ltr">{href}</bdi>' if marked else href
        out.append(f'{escape(line[done : match.start()])}<a href="{href}" rel="{LINK_REL}">{shown}</a>')
        done = end
    out.append(escape(line[done:]))
    return f"<bdi>{''.join(out)}</bdi>" if marked else "".join(out)


def _paragraphs(text: str, inline: Callable[[str], str]) -> str:
    out: list[str] = []
    for paragraph in _PARAGRAPHS.split(text.strip("\n")):
        if paragraph.strip():
            direction = ' dir="auto"' if _RTL.search(paragraph) else ""
            out.append(f"<p{direction}>{'<br>'.join(map(inline, paragraph.split(chr(10))))}</p>")
    return "\n".join(out)


def plain_html(text: str) -> str:
    """Plain text as safe HTML: paragraphs, ``<br>``, links to http, https and mailto addresses."""
    return _paragraphs(_UNPRINTABLE.sub("\ufffd", text), _inline)


def _inline_marked(line: str) -> str:
    out: list[str] = []
    done = 0
    for match in _HIDDEN.finditer(line):
        code = f"U+{ord(match.group()):04X}"
        label = f"{code} {_ABBREVIATIONS.get(match.group(), '')}".strip()
        out.append(f'{escape(line[done : match.start()])}<mark class="control-mark">{label}</mark>')
        done = match.end()
    return "".join(out) + escape(line[done:])


def show_controls(text: str) -> str:
    """Safe HTML for moderators: direction controls and invisible characters are visible labels.

    The characters themselves are left out, so the words stand in the order in which they are stored.
    """
    return _paragraphs(regex.sub("[\ud800-\udfff]", "\ufffd", text), _inline_marked)


def _kept(text: str, spans: Sequence[tuple[int, int]]) -> list[str]:
    """The pieces of ``text`` around ``spans``; refuses spans that aren't sorted, inside and apart."""
    pieces: list[str] = []
    done = 0
    for start, end in spans:
        if not done <= start < end <= len(text):
            raise Refused(
                N_("Marked passages must be in the text, in order and apart (%(start)s to %(end)s)."),
                field="spans",
                start=start,
                end=end,
            )
        pieces.append(text[done:start])
        done = end
    pieces.append(text[done:])
    return pieces


def redact(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """``text`` with each span (offsets of code points, end excluded) replaced by ``BLOCK``.

    Raises Refused for spans that are empty, out of range, unsorted or overlapping.
    """
    return BLOCK.join(_kept(text, spans))


def redacted_html(
    text: str, spans: Sequence[tuple[int, int]], label: str | Sequence[str], *, language: str = ""
) -> str:
    """``redact`` rendered as ``plain_html`` does; each span is a ``<mark class="redacted">``.

    ``label`` names the ground, one for all spans or one for each; ``language`` is its BCP 47 tag where the words are
    in another. The brackets tell it from the words where no colour does. An address that is cut is no link.
    """
    labels = [label] * len(spans) if isinstance(label, str) else list(label)
    if len(labels) != len(spans):
        raise ValueError("redacted_html: as many labels as spans are needed")
    text = _GAP.join(_UNPRINTABLE.sub("\ufffd", piece) for piece in _kept(text, spans))
    rendered = _paragraphs(text, _inline).split(_GAP)
    spoken = f' lang="{escape(language)}"' if language else ""
    marks = [f'<mark class="redacted"{spoken}>[{escape(name)}]</mark>' for name in labels]
    return "".join(piece + mark for piece, mark in zip(rendered, [*marks, ""], strict=True))


_GLOBAL_ATTRIBUTES = {"lang", "dir"}
_ATTRIBUTES: dict[str, set[str]] = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "ol": {"start", "type", "reversed"},
    "li": {"value"},
}
_TAGS = {
    "h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "blockquote", "pre", "ul", "ol", "li", "dl",
    "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td", "strong", "b", "em",
    "i", "u", "s", "sub", "sup", "code", "a", "abbr", "ins", "del", "q", "small",
}  # fmt: skip
_DROPPED = {
    "script", "style", "template", "noscript", "iframe", "object", "svg", "math", "title", "textarea",
    "select",
}  # fmt: skip
_SCHEMES = {"http", "https", "mailto"}
_SPAN = regex.compile(r"[1-9]\d{0,2}")
_NUMBER = regex.compile(r"-?\d{1,6}")
_VALUES = {
    "colspan": _SPAN,
    "rowspan": _SPAN,
    "start": _NUMBER,
    "value": _NUMBER,
    "type": regex.compile(r"[1aAiI]"),
    "scope": regex.compile(r"row|col|rowgroup|colgroup"),
    "dir": regex.compile(r"ltr|rtl|auto"),
    "lang": regex.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8}){0,5}"),
    "href": regex.compile(r"(?:https?://|mailto:)[^\s\p{C}]++", regex.IGNORECASE),
}
_TAG = regex.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)")
# Elements that have no end or whose end the parser supplies: many in a row don't make it deep.
_FLAT = {
    "br", "hr", "img", "input", "meta", "link", "col", "area", "base", "embed", "source", "track",
    "wbr", "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot",
}  # fmt: skip


def _allowed(tag: str, name: str, value: str) -> bool:
    if name not in _GLOBAL_ATTRIBUTES and name not in _ATTRIBUTES.get(tag, ()):
        return False
    rule = _VALUES.get(name)
    return rule is None or rule.fullmatch(value.strip()) is not None


def _check_depth(html: str) -> None:
    depth = 0
    for closing, name in _TAG.findall(html):
        if name.lower() not in _FLAT:
            depth = max(depth - 1, 0) if closing else depth + 1
            if depth > MAX_DEPTH:
                raise Refused(N_("The HTML nests more than %(limit)s elements."), field=None, limit=MAX_DEPTH)


def clean_document(html: str) -> str:
    """Authored or imported HTML reduced to headings, paragraphs, lists, tables and links.

    nh3 first drops what scripts and styles hold (bleach would leave their text on the page), bleach
    applies the allow-list, nh3 parses the result again and serialises it (mutation XSS). Raises
    Refused where elements nest too deep.
    """
    _check_depth(html)
    html = _FLOOD.sub("", _UNPRINTABLE.sub("", html.replace("\r\n", "\n").replace("\r", "\n")))
    allowed = _ATTRIBUTES | {"*": _GLOBAL_ATTRIBUTES}
    html = nh3.clean(html, tags=_TAGS, attributes=allowed, clean_content_tags=_DROPPED, link_rel=None)
    html = bleach.clean(html, tags=_TAGS, attributes=_allowed, protocols=_SCHEMES, strip=True)
    html = nh3.clean(html, tags=_TAGS, attributes=allowed, url_schemes=_SCHEMES, link_rel=LINK_REL)
    return unicodedata.normalize("NFC", html)


_READ_TAGS = _TAGS | {"div", "section", "article", "header", "footer", "img", "center", "figcaption"}


def html_to_text(html: str) -> str:
    """The words of an HTML comment as plain text: entities, line breaks, lists, tables; no script or style.

    The address of a link follows its words in brackets. Raises Refused where elements nest too deep.
    """
    _check_depth(html)
    # The standard parser alone takes quadratic time over broken markup; what nh3 writes is well formed.
    attributes = {"a": {"href"}, "img": {"alt"}, "ol": {"start"}}
    html = nh3.clean(html, tags=_READ_TAGS, attributes=attributes, clean_content_tags=_DROPPED, link_rel=None)
    return lines_of(html)
