"""Sentences of a text, with their places: what somebody can choose without scripts. Pure."""

import re

Span = tuple[int, int]
"""Start and end in code points."""
_LINE = re.compile(r"[^\n]+")
_END = re.compile(r"[。！？；…]+[」』”’）】]*|[.!?;]+[\"'”’)\]]*(?=\s)")
_ABBREVIATION = re.compile(
    r"(?:\b[A-Za-z]|\b(?:No|Nos|Art|Arts|Sec|Secs|Mr|Ms|Dr|St|para|cf|e\.g|i\.e|etc)|^\W*\w{1,4})\.$"
)
"""A point after these ends no sentence; neither does the one after a number that opens a line (1. a) …)."""


def sentences_of(text: str) -> list[Span]:
    """Where each sentence stands, in order, without the blanks around it. A line never goes on in the next one."""
    found: list[Span] = []
    for line in _LINE.finditer(text):
        start = line.start()
        for end in _END.finditer(text, line.start(), line.end()):
            if not _ABBREVIATION.search(text[start : end.end()]):
                found.append((start, end.end()))
                start = end.end()
        found.append((start, line.end()))
    spans = (trimmed(text, start, end) for start, end in found)
    return [(start, end) for start, end in spans if start < end]


def trimmed(text: str, start: int, end: int) -> Span:
    """A stretch of a text without the blanks around it."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
