"""Reading plain text: paragraphs by blank lines or by line, wrapped lines joined again."""

import re
import unicodedata
from itertools import pairwise

from consult.consultations.drafts.blocks import Block, Document
from consult.consultations.drafts.cleaning import tidy_line
from consult.consultations.drafts.fragments import escape
from consult.consultations.drafts.markers import read_marker

_BULLET = re.compile(r"^[\-*•·●▪○–—]\s+")
MAX_LINE_OF_WRAPPED_TEXT = 100


def read_plain(text: str) -> Document:
    """The blocks of a plain text: each line a paragraph, or, where lines are wrapped, each run of them."""
    lines = text.split("\n")
    wrapped = _is_wrapped(lines)
    blocks: list[Block] = []
    run: list[str] = []
    for line in [*lines, ""]:
        stripped = tidy_line(line)
        if run and (not stripped or not wrapped or _begins_paragraph(line, stripped, run[-1])):
            blocks.append(_block(join_lines(run)))
            run = []
        if stripped:
            run.append(stripped)
    return Document(tuple(blocks))


def _block(text: str) -> Block:
    bullet = _BULLET.match(text)
    if bullet:
        words = text[bullet.end() :]
        return Block("list_item", words, escape(words), level=1)
    return Block("paragraph", text, escape(text))


def width(text: str) -> int:
    """Columns ``text`` takes where a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def _is_wrapped(lines: list[str]) -> bool:
    """True where most lines inside a paragraph are about equally long and short enough for a screen."""
    inner = [
        width(line.rstrip())
        for line, after in pairwise(lines)
        if line.strip() and after.strip() and read_marker(tidy_line(after)) is None
    ]
    if len(inner) < 3:
        return False
    longest = sorted(inner)[int(len(inner) * 0.95) - 1 if len(inner) > 20 else -1]
    full = sum(1 for one in inner if one >= longest * 0.75)
    return 30 <= longest <= MAX_LINE_OF_WRAPPED_TEXT and full * 2 > len(inner)


def _begins_paragraph(line: str, stripped: str, before: str) -> bool:
    indented = line[:1] == "\u3000" or (line[:2].isspace() and before[-1:] in ".:;。：；")
    return indented or read_marker(stripped) is not None or bool(_BULLET.match(stripped))


def join_lines(lines: list[str]) -> str:
    """Wrapped lines as one: a space between words, none between Chinese characters, hyphens taken back."""
    text = lines[0] if lines else ""
    for line in lines[1:]:
        if not text or not line or text[-1] > "\u2e7f" or line[0] > "\u2e7f":
            text += line
        elif text[-1] in "-\u2010" and text[-2:-1].isalpha() and line[0].islower():
            text = text[:-1] + line
        else:
            text += " " + line
    return text
