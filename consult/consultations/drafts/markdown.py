"""Reading Markdown: front matter aside, it is made HTML and read as that."""

import re
from dataclasses import replace

from markdown_it import MarkdownIt
from mdit_py_cjk_friendly import cjk_friendly

from consult.consultations.drafts.blocks import Document
from consult.consultations.drafts.cleaning import tidy_line
from consult.consultations.drafts.html import read_html

_FRONT = re.compile(r"\A\s*---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_DEFINITION = re.compile(r"^( {0,3}\[[^\]\n]{1,200}\]:[^\n]*)$", re.MULTILINE)
_PARAGRAPH = re.compile(r"(?:^.*[^\s].*$\n?)+", re.MULTILINE)
MAX_EMPHASIS = 1_000
MAX_BRACKETS = 8_000
"""Marks in one paragraph beyond which none of them is read: a parser's time grows with their square."""
_LINE = re.compile(r"^([A-Za-z_][\w-]{0,40}):[ \t]*(.*)$", re.MULTILINE)


def split_front_matter(text: str) -> tuple[str, str]:
    """(the title that YAML front matter gives, the text behind it). The YAML is never evaluated."""
    match = _FRONT.match(text)
    if not match or len(match[1]) > 20_000 or not (_LINE.search(match[1]) or not match[1].strip()):
        return "", text
    title = next((value for name, value in _LINE.findall(match[1]) if name.lower() == "title"), "")
    return tidy_line(title.strip().strip("\"'")), text[match.end() :]


def read_markdown(text: str) -> Document:
    """The blocks of a Markdown text, tables and HTML inside it included."""
    title, body = split_front_matter(text)
    # A parser tries each of a run of link definitions again with every line behind it: give each a paragraph.
    body = _DEFINITION.sub(r"\1\n", _without_comments(body))
    body = _PARAGRAPH.sub(_calmed, body)
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 60}).enable(["table", "strikethrough"])
    parser.disable("code")  # official texts indent paragraphs; nobody means code by it
    parser.use(cjk_friendly)
    document = read_html(parser.render(body))
    return replace(document, title=title)


def _calmed(paragraph: re.Match[str]) -> str:
    """A paragraph as it is, or with its marks escaped where there are more than anybody means."""
    text = paragraph[0]
    if len(text) <= MAX_EMPHASIS:
        return text
    stars, brackets = text.count("*") + text.count("_") + text.count("~"), text.count("[") + text.count("]")
    if stars <= MAX_EMPHASIS and brackets <= MAX_BRACKETS:
        return text
    return re.sub(r"[*_~\[\]!]", r"\\\g<0>", text)


def _without_comments(text: str) -> str:
    """``text`` without HTML comments; one that is never closed stays as it is."""
    kept: list[str] = []
    position = 0
    while (start := text.find("<!--", position)) >= 0 and (end := text.find("-->", start)) >= 0:
        kept.append(text[position:start])
        position = end + 3
    return "".join((*kept, text[position:]))
