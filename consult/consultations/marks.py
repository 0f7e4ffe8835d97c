"""What changed between two wordings, by character in Chinese and by word elsewhere. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

Op = Literal["same", "out", "in"]
Span = tuple[int, int]
"""Start and end in code points."""
Stretch = tuple[Literal["same", "changed"], Span, Span]
"""Whether it stays, where it is in the earlier text, where in the later one."""
_HAN = r"\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W\d_{_HAN}]"
_TOKEN = re.compile(
    rf"[{_HAN}]|\d+(?:[.,]\d+)*|{_LETTER}+(?:[’'-]{_LETTER}+)*|\n|[^\S\n]+|.",
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


def stretches_of(old: str, new: str) -> list[Stretch]:
    """What stays and what changes, in order."""
    found: list[Stretch] = []
    o = n = 0
    for mark in marks_between(old, new):
        size = len(mark.text)
        if mark.op == "same":
            found.append(("same", (o, o + size), (n, n + size)))
            o, n = o + size, n + size
        elif mark.op == "out":
            found.append(("changed", (o, o + size), (n, n)))
            o += size
        elif found and found[-1][0] == "changed" and found[-1][2][0] == found[-1][2][1] == n:
            found[-1] = ("changed", found[-1][1], (n, n + size))
            n += size
        else:
            found.append(("changed", (o, o), (n, n + size)))
            n += size
    return found


def projected(stretches: Iterable[Stretch], span: Span) -> Span:
    """Where a stretch of the old text stands in the new one; of what changed, all that took its place."""
    starts, ends = [], []
    for op, (o1, o2), (n1, n2) in stretches:
        if o1 == o2:
            is_inside = span[0] < o1 < span[1]
            if is_inside:
                starts.append(n1)
                ends.append(n2)
        elif o1 < span[1] and span[0] < o2:
            starts.append(n1 + max(0, span[0] - o1) if op == "same" else n1)
            ends.append(n2 - max(0, o2 - span[1]) if op == "same" else n2)
    return (min(starts), max(ends)) if starts else (0, 0)
