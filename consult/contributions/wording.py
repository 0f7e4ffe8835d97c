"""What a correction changes, word by word: pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

MOST_WORDS = 4_000
"""Above this, lines are compared instead of words: comparing takes the square of their number."""
_WORD = re.compile(r"\s+|[A-Za-z0-9\u00c0-\u024f]+|.", re.DOTALL)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


def changes(before: str, after: str) -> list[tuple[str, str]]:
    """``(kind, words)`` in order, kind being same, removed or added; joined without removed ones they are ``after``."""
    old, new = _pieces(before, _WORD), _pieces(after, _WORD)
    if max(len(old), len(new)) > MOST_WORDS:
        old, new = _pieces(before, _LINE), _pieces(after, _LINE)
    return list(_joined(_compared(old, new)))


def _pieces(text: str, pattern: re.Pattern[str]) -> list[str]:
    return pattern.findall(text)


def _compared(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for act, start, end, new_start, new_end in SequenceMatcher(None, old, new).get_opcodes():
        if act == "equal":
            yield "same", "".join(old[start:end])
            continue
        if end > start:
            yield "removed", "".join(old[start:end])
        if new_end > new_start:
            yield "added", "".join(new[new_start:new_end])


def _joined(pieces: Iterator[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Pieces of the same kind that follow each other become one."""
    last: tuple[str, str] | None = None
    for kind, words in pieces:
        if last and last[0] == kind:
            last = kind, last[1] + words
        else:
            if last:
                yield last
            last = kind, words
    if last:
        yield last
