"""Sentences of an official text, what each cites and what stands in quotation marks in it: pure.

A citation stands in double brackets: ``[[7K4-M92-HSG]]``, ``[[art-3]]``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from consult.contributions.references import parse_reference

CITATION = re.compile(r"\[\[\s*([^\[\]\n]{1,120}?)\s*\]\]")
_END = re.compile(r"(?<=[。！？!?；])\s*|(?<=\.)(?:\s+|$)(?=[A-Z\d\"“(\[]|$)|\n+")
_SHORTENED = re.compile(
    r"(?:\b(?:No|Nos|Art|Arts|Sec|cf|e\.g|i\.e|Dr|Mr|Mrs|Ms|St|approx|vs|p|pp)|\b[A-Z])\.$"
)
_WITHIN = {
    pair: rf"{pair[0]}((?:[^{pair}\n]|\n(?!\s*\n))+){pair[1]}" for pair in ("“”", "「」", "『』", "«»")
}
_QUOTED = re.compile(
    "|".join(
        [
            *_WITHIN.values(),
            r"[\"＂]([^\"＂\n]+)[\"＂]",
            r"‘((?:[^‘\n]|\n(?!\s*\n))+?)’(?!\w)",
        ]
    )
)
_GAP = re.compile(r"\[[^\[\]\n]*\]|［[^［］\n]*］|…+|\.(?:\s?\.){2,}|⋯+")
"""What a quotation leaves out, or puts in for the reader: in square brackets, or dots."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as written, without its citations, and the keys it cites. ``start`` counts characters."""

    text: str
    start: int
    cited: tuple[str, ...]
    end: int = 0


@dataclass(frozen=True, slots=True)
class Quoted:
    """Words in quotation marks: where they stand, in which pieces, and what is cited around them."""

    start: int
    end: int
    words: str
    pieces: tuple[str, ...]
    cited: tuple[str, ...]

    @property
    def references(self) -> set[str]:
        """The comments among what is cited."""
        return {found for one in self.cited if (found := parse_reference(one))}


def sentences(text: str) -> list[Sentence]:
    """The sentences of a text in the three languages. A citation behind a full stop belongs to what it follows."""
    text = _joined(text)
    found: list[Sentence] = []
    start = 0
    for match in [*_END.finditer(text), None]:
        end = match.start() if match else len(text)
        if match and _SHORTENED.search(text[start:end]):
            continue
        piece = text[start:end]
        words = CITATION.sub("", piece).strip()
        if words:
            cited = tuple(key_of(one) for one in CITATION.findall(piece))
            begin = start + len(piece) - len(piece.lstrip())
            found.append(Sentence(" ".join(words.split()), begin, cited, end))
        start = match.end() if match else end
    return found


def _joined(text: str) -> str:
    """``text`` with each citation that stands behind a sentence moved before its stop, lengths kept."""
    return re.sub(
        r"([。！？!?；.])(\s*)((?:\[\[[^\[\]\n]{1,120}\]\]\s?)+)",
        lambda match: (
            match[2] + match[3].rstrip() + match[1] + " " * (len(match[3]) - len(match[3].rstrip()))
        ),
        text,
    )


def key_of(written: str) -> str:
    """A citation's key as it is compared: case and spaces don't count."""
    return re.sub(r"\s+", "", written).casefold()


def quoted_in(text: str) -> Iterator[Quoted]:
    """What stands in quotation marks, each with all that the sentences it stands in cite."""
    found = list(_QUOTED.finditer(text))
    if not found:
        return
    around = sentences(text)
    for match in found:
        group = match.lastindex or 0
        start, end = match.span(group)
        if "[[" in match[group]:  # between two quotations, not in one
            continue
        cited = tuple(
            dict.fromkeys(
                key
                for one in around
                if one.start < match.end() and match.start() < one.end
                for key in one.cited
            )
        )
        pieces = tuple(piece for piece in _GAP.split(match[group]) if piece.strip())
        yield Quoted(start, end, match[group], pieces, cited)
