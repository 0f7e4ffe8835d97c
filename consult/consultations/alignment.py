"""Which entries of two language editions are the same one: by number, and by order where there is none. Pure."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

_SECOND = re.compile(r"-x\d+$")


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an outline, as far as aligning asks."""

    anchor: str
    kind: str
    level: int
    number: str

    @property
    def key(self) -> tuple[str, ...]:
        """Its number without the word for it (art-356-1 and sec-356-1 alike); empty where it has none."""
        if not self.number:
            return ()
        first, *parts = _SECOND.sub("", self.anchor).split("-")
        parts = [part for part in parts if any(character.isdigit() for character in part)] or parts
        return (self.kind, *parts) if parts else (self.kind, first)


def align(known: Sequence[Entry], added: Sequence[Entry]) -> list[int | None]:
    """For each entry of ``added`` the position in ``known`` of the one it is, or None where it has none there.

    Numbered ones are the same by anchor, or by number where that is found once on each side. What has no number
    is the same by its place between those, where both sides have as many of its kind there.
    """
    found: list[int | None] = [None] * len(added)
    free = set(range(len(known)))
    anchors = {one.anchor: at for at, one in enumerate(known) if one.number}
    for at, one in enumerate(added):
        there = anchors.get(one.anchor) if one.number else None
        if there in free and known[there].kind == one.kind:
            found[at] = there
            free.discard(there)
    _by_number(known, added, found, free)
    for mine, theirs in _gaps(found, len(known)):
        for kind in ("division", "article"):
            left = [at for at in mine if found[at] is None and added[at].kind == kind]
            right = [at for at in theirs if at in free and known[at].kind == kind]
            for at, there in _pairs(known, added, left, right):
                found[at] = there
                free.discard(there)
    return found


def _by_number(
    known: Sequence[Entry], added: Sequence[Entry], found: list[int | None], free: set[int]
) -> None:
    here = Counter(one.key for at, one in enumerate(added) if found[at] is None)
    there = Counter(known[at].key for at in free)
    places = {known[at].key: at for at in free}
    for at, one in enumerate(added):
        if found[at] is None and one.key and here[one.key] == 1 and there[one.key] == 1:
            found[at] = places[one.key]
            free.discard(places[one.key])


def _gaps(found: Sequence[int | None], length: int) -> Iterator[tuple[range, range]]:
    """Stretches of both sides between entries that are the same, as far as these keep their order."""
    fixed = [(-1, -1)]
    for at, there in enumerate(found):
        if there is not None and there > fixed[-1][1]:
            fixed.append((at, there))
    fixed.append((len(found), length))
    for (mine, theirs), (mine_next, theirs_next) in pairwise(fixed):
        yield range(mine + 1, mine_next), range(theirs + 1, theirs_next)


def _pairs(
    known: Sequence[Entry], added: Sequence[Entry], left: Sequence[int], right: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Entries without a number, or divisions, that are alone with their like in a stretch."""
    mine = [at for at in left if not added[at].number or added[at].kind == "division"]
    theirs = [at for at in right if not known[at].number or known[at].kind == "division"]
    if len(mine) == len(theirs):
        yield from zip(mine, theirs, strict=True)
