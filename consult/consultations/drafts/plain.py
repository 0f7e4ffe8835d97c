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
FULL_LINE = 0.75
SENTENCE_ENDS = frozenset("。；：.;:")


def read_plain(text: str) -> Document:
    """The blocks of a plain text: each line a paragraph, or, where lines are wrapped, each run of them."""
    lines = text.split("\n")
    full = _wrapped_at(lines) * FULL_LINE
    blocks: list[Block] = []
    run: list[str] = []
    for line in [*lines, ""]:
        stripped = tidy_line(line)
        if run and (not stripped or not full or _begins_paragraph(line, stripped, run[-1], full)):
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


def _wrapped_at(lines: list[str]) -> int:
    """The width at which lines were wrapped, or 0 where each line is a paragraph.

    Wrapped lines are about equally long, short enough for a screen, and mostly end inside a sentence.
    """
    inner = [
        width(line.rstrip())
        for line, after in pairwise(lines)
        if line.strip() and after.strip() and read_marker(tidy_line(after)) is None
    ]
    if len(inner) < 3:
        return 0
    longest = sorted(inner)[int(len(inner) * 0.95) - 1 if len(inner) > 20 else -1]
    full = sum(1 for one in inner if one >= longest * FULL_LINE)
    ended = sum(1 for line, after in pairwise(lines) if after.strip() and line.rstrip()[-1:] in SENTENCE_ENDS)
    is_wrapped = (
        30 <= longest <= MAX_LINE_OF_WRAPPED_TEXT and full * 2 > len(inner) and ended * 5 < len(inner) * 2
    )
    return longest if is_wrapped else 0


def _begins_paragraph(line: str, stripped: str, before: str, full: float) -> bool:
    indented = line[:1] == "\u3000" or (line[:2].isspace() and before[-1:] in ".:;。：；")
    ended = width(before) < full and before[-1] in SENTENCE_ENDS
    return ended or indented or read_marker(stripped) is not None or bool(_BULLET.match(stripped))


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
