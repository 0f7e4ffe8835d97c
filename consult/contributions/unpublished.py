"""Whether an official text says what nobody can read in public: words of hidden, withheld or covered texts. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from consult.contributions.quotations import HAN_PROBE, PROBE, is_long, runs
from consult.foundation.folding import Folded, letters

PASSAGE, HAN_PASSAGE = 6, 3
"""So many letters of a covered passage may not be said, where a run would be longer."""
OWN, HAN_OWN = 10, 5
"""So many letters must be nobody's in public where the rest of a passage is."""
NOBODYS = 3
"""What so many senders say in the same words is nobody's own …"""
UNRULED = frozenset({"pending", "unconfirmed", "held", "withheld"})
"""… unless somebody ruled that it isn't to be read."""


@dataclass(frozen=True)
class KeptBack:
    """Words that nobody can read in public, and of which comment."""

    reference: str
    state: str
    words: str
    is_passage: bool = False
    """Whether it is a covered passage of a text that is public otherwise."""


@dataclass(frozen=True)
class Said:
    """Words of an official text that are a comment's, which isn't published."""

    words: str
    reference: str


class Sought:
    """The runs of letters of some texts, to be found in others: those only have to be read once."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._runs: set[str] = set()
        self._pieces: set[str] = set()
        for text in texts:
            self._runs.update(runs(text))
            for length in (PROBE, HAN_PROBE):
                self._pieces.update(text[start : start + length] for start in range(len(text) - length + 1))

    def shared_with(self, text: str) -> set[str]:
        """The runs that ``text`` (as ``letters`` gives it) has too."""
        if self._pieces.isdisjoint(_cut(text, PROBE)) and (
            text.isascii() or self._pieces.isdisjoint(_cut(text, HAN_PROBE))
        ):
            return set()
        return self._runs.intersection(runs(text))


def _cut(text: str, length: int) -> list[str]:
    """A text in pieces, of which each run holds at least one in full: a list at once, since thousands are looked at."""
    return [text[start : start + length] for start in range(0, len(text), length)]


def said_of(texts: Sequence[str], kept: Iterable[KeptBack], public: Iterable[str]) -> list[Said]:
    """What the texts say of ``kept`` that isn't in ``public`` too, one of each comment, in reading order.

    ``public`` is only read where something is found.
    """
    folded = [Folded(text) for text in texts]
    found = _shared([one.letters for one in folded], kept)
    dropped = _drop_public(found, public) if found else set()
    told: dict[str, Said] = {}
    for one in folded:
        for (start, end), references in _places(one.letters, found):
            if not _is_own(one.letters, start, end, dropped):
                continue
            begin, behind = one.span(start, end)
            for reference in sorted(references - told.keys()):
                told[reference] = Said(one.text[begin:behind], reference)
    return list(told.values())


def _is_own(text: str, start: int, end: int, dropped: set[str]) -> bool:
    """Whether enough of it isn't in public: a word that two texts put before the same article says nothing."""
    covered = bytearray(end - start)
    for length in {len(run) for run in dropped}:
        for at in range(start - length + 1, end):
            if at >= 0 and text[at : at + length] in dropped:
                covered[max(0, at - start) : at + length - start] = b"\x01" * (
                    min(end, at + length) - max(at, start)
                )
    own = "".join(char for char, is_public in zip(text[start:end], covered, strict=True) if not is_public)
    return len(own) == end - start or is_long(own, OWN, HAN_OWN)


def _shared(texts: Sequence[str], kept: Iterable[KeptBack]) -> dict[str, set[str]]:
    """Run -> references of the comments that say it."""
    sought = Sought(texts)
    found: dict[str, set[str]] = defaultdict(set)
    ruled: set[str] = set()
    for one in kept:
        words = letters(one.words)
        runs_of = sought.shared_with(words)
        if one.is_passage and is_long(words, PASSAGE, HAN_PASSAGE) and any(words in text for text in texts):
            runs_of = {*runs_of, words}
        for run in runs_of:
            found[run].add(one.reference)
        if one.is_passage or one.state not in UNRULED:
            ruled |= runs_of
    return {run: who for run, who in found.items() if run in ruled or len(who) < NOBODYS}


def _drop_public(found: dict[str, set[str]], public: Iterable[str]) -> set[str]:
    """Take out what is said in public too; returns that."""
    sought = Sought(found)
    whole = [one for one in found if one not in sought.shared_with(one)]
    dropped: set[str] = set()
    for text in public:
        words = letters(text)
        shared = [*sought.shared_with(words), *(one for one in whole if one in words)]
        dropped.update(one for one in shared if found.pop(one, None) is not None)
        if not found:
            break
    return dropped


def _places(text: str, found: dict[str, set[str]]) -> Iterator[tuple[tuple[int, int], set[str]]]:
    """Where runs that touch stand, joined, with whose they are."""
    hits = sorted(
        (start, start + length)
        for length in {len(run) for run in found}
        for start in range(len(text) - length + 1)
        if text[start : start + length] in found
    )
    at: tuple[int, int] | None = None
    whose: set[str] = set()
    for start, end in hits:
        if at and start <= at[1]:
            at = (at[0], max(at[1], end))
        else:
            if at:
                yield at, whose
            at, whose = (start, end), set()
        whose |= found[text[start:end]]
    if at:
        yield at, whose
