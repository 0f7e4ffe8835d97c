"""What changed between two wordings, by character in Chinese and by word elsewhere. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

Op = Literal["same", "out", "in"]
_TOKEN = re.compile(
    r"[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
    r"|\d+(?:[.,]\d+)*|[^\W\d_]+(?:[’'-][^\W\d_]+)*|\n|[^\S\n]+|.",
    re.DOTALL,
)
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
EXACT = 4_000_000
"""Beyond so many pairs of tokens the frequent ones are not looked at: slower than anybody would wait."""
SPECK = 3
"""A single token that stays between two changes of at least so many is drawn into them: it is chance, not sense."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that stays, goes out or comes in."""

    op: Op
    text: str


def tokens_of(text: str) -> list[str]:
    """Chinese by character, other scripts by word; numbers, spaces and signs by themselves."""
    return _TOKEN.findall(text)


@lru_cache(maxsize=4_096)
def marks_between(before: str, after: str) -> tuple[Mark, ...]:
    """From one text to the other: without what goes out it reads ``after``, without what comes in ``before``."""
    marks: list[Mark] = []
    old, new = _LINE.findall(before), _LINE.findall(after)
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            marks.append(Mark("same", "".join(old[i1:i2])))
        else:
            marks.extend(_inside(tokens_of("".join(old[i1:i2])), tokens_of("".join(new[j1:j2]))))
    return tuple(_joined(mark for mark in marks if mark.text))


def _inside(old: Sequence[str], new: Sequence[str]) -> Iterator[Mark]:
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > EXACT)
    codes = matcher.get_opcodes()
    for at, (tag, i1, i2, j1, j2) in enumerate(codes):
        if tag == "equal" and not _is_speck(codes, at, old[i1:i2]):
            yield Mark("same", "".join(old[i1:i2]))
        else:
            yield Mark("out", "".join(old[i1:i2]))
            yield Mark("in", "".join(new[j1:j2]))


def _is_speck(codes: Sequence[tuple[str, int, int, int, int]], at: int, tokens: Sequence[str]) -> bool:
    """Whether what stays here is too little to be seen between what changes on both sides."""
    if not 0 < at < len(codes) - 1 or "\n" in tokens:
        return False
    around = (codes[at - 1], codes[at + 1])
    sizes = [max(i2 - i1, j2 - j1) for _, i1, i2, j1, j2 in around]
    if all(token.isspace() for token in tokens):
        return all(code[0] == "replace" for code in around)
    return len(tokens) == 1 and min(sizes) >= SPECK


def _joined(marks: Iterator[Mark]) -> Iterator[Mark]:
    """Neighbours of one kind put together, what goes out before what comes in."""
    out, new = "", ""
    same = ""
    for mark in marks:
        if mark.op == "same":
            if out or new:
                yield from _pair(out, new)
                out, new = "", ""
            same += mark.text
            continue
        if same:
            yield Mark("same", same)
            same = ""
        if mark.op == "out":
            out += mark.text
        else:
            new += mark.text
    if same:
        yield Mark("same", same)
    yield from _pair(out, new)


def _pair(out: str, new: str) -> Iterator[Mark]:
    if out:
        yield Mark("out", out)
    if new:
        yield Mark("in", new)
