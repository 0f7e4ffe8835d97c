"""What became of each article between two versions of a text. Pure.

Only the articles' texts are compared. An article is found again by its words: first where they are the same and stand
once, then between the same neighbours, then by likeness, where numbers are stable by number alone, last by its place
where it is less alike. A number alone says nothing where articles are numbered anew: of nine articles of a law of
Taiwan that bear the number of one that was left out, the legislature calls seven new and two other ones, moved.
"""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import pairwise
from typing import Literal

from consult.consultations.marks import Mark, marks_between
from consult.consultations.parting import TAKEN_OVER, Parting, Parts
from consult.consultations.shingles import shingles_of, weights_of

Kind = Literal["same", "reworded", "added", "removed", "moved", "renumbered", "split", "merged"]
KINDS: tuple[Kind, ...] = ("added", "removed", "reworded", "split", "merged", "moved", "renumbered", "same")
ALIKE = 0.33
"""From this likeness on, two articles whose numbers differ are taken for one."""
ALIKE_BY_NUMBER = 0.12
"""The same for two that bear the same number where numbers have shifted."""
ALIKE_IN_PLACE = 0.2
"""The same for two that stand between the same neighbours: the place is evidence, too."""
WHOLLY, LESS = 0.9, 0.05
"""Where one earlier article has so much of a later one's words, none that has less by so much is taken for that."""
SAME_NUMBER = 0.1
STABLE = 0.9
"""From this share of clear cases on, a number names the same article in both versions."""
SHORTEST = 12
"""Characters below which words by themselves are no evidence of anything (刪除): their neighbours are."""


@dataclass(frozen=True, slots=True)
class Piece:
    """An article of one version, as far as comparing asks."""

    anchor: str
    number: str
    heading: str
    text: str

    @property
    def label(self) -> str:
        """Number and heading, or the anchor where it has neither."""
        return f"{self.number} {self.heading}".strip() or self.anchor


@dataclass(frozen=True, slots=True)
class Change:
    """What became of an article. ``before`` and ``after`` have two or more where it was merged or split."""

    kind: Kind
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    is_moved: bool = False
    is_renumbered: bool = False

    @property
    def marks(self) -> tuple[Mark, ...]:
        """What changed in its words."""
        return marks_between(_text_of(self.before), _text_of(self.after))

    @property
    def anchor(self) -> str:
        """Of the article in the later version, else in the earlier one."""
        return (self.after or self.before)[0].anchor

    @property
    def passage(self) -> str:
        """Its name among the passages that the later version changes: ``was-`` before one that was removed."""
        return self.anchor if self.after and self.kind != "removed" else f"was-{self.before[0].anchor}"

    @property
    def is_touched(self) -> bool:
        """Whether it reads otherwise, or stands elsewhere: another number alone follows from other changes."""
        return self.kind not in ("same", "renumbered")


def _text_of(pieces: Sequence[Piece]) -> str:
    return "\n".join(one.text for one in pieces)


@lru_cache(maxsize=64)
def compare(before: tuple[Piece, ...], after: tuple[Piece, ...]) -> tuple[Change, ...]:
    """Every article of either version in the order of the later one, removed ones where they stood."""
    matching = _Matching(before, after)
    pairs = matching.pairs()
    pairs_back = {new: old for old, new in pairs.items()}
    in_order = _longest_in_order(pairs)
    split, merged = matching.split(pairs), matching.merged(pairs)
    changes: list[tuple[tuple[float, int], Change]] = []
    for new, piece in enumerate(after):
        old = pairs_back.get(new)
        if new in split.parts:
            continue
        if old is None:
            changes.append(((new, 1), Change("added", (), (piece,))))
            continue
        change = _change_of(before[old], piece, is_moved=old not in in_order)
        if new in merged.wholes:
            change = replace(
                change, kind="merged", before=tuple(before[at] for at in sorted((old, *merged.wholes[new])))
            )
        elif old in split.wholes:
            change = replace(
                change, kind="split", after=tuple(after[at] for at in sorted((new, *split.wholes[old])))
            )
        changes.append(((new, 1), change))
    follows = _places(before, pairs, in_order)
    for old, piece in enumerate(before):
        if old not in pairs and old not in merged.parts:
            changes.append(((follows[old], 0), Change("removed", (piece,), ())))
    return tuple(change for _, change in sorted(changes, key=lambda one: one[0]))


def compare_with_law(pieces: Sequence[tuple[Piece, Piece]]) -> tuple[Change, ...]:
    """A draft and the text in force that its author set beside each article (``text`` empty where there is none)."""
    changes = []
    for law, piece in pieces:
        if not law.text.strip():
            changes.append(Change("added", (), (piece,)))
        elif not piece.text.strip():
            changes.append(Change("removed", (law,), (piece,)))
        else:
            changes.append(_change_of(law, piece, is_moved=False))
    return tuple(changes)


def _change_of(old: Piece, new: Piece, *, is_moved: bool) -> Change:
    is_renumbered = bool(old.anchor) and _number(old) != _number(new)
    kind: Kind = "same"
    if _words(old) != _words(new):
        kind = "reworded"
    elif is_moved:
        kind = "moved"
    elif is_renumbered:
        kind = "renumbered"
    return Change(kind, (old,), (new,), is_moved, is_renumbered)


def _number(piece: Piece) -> str:
    return piece.anchor if piece.number else ""


def _words(piece: Piece) -> str:
    return "".join(piece.text.split())


def _longest_in_order(pairs: Mapping[int, int]) -> set[int]:
    """The old positions of the longest run of pairs that keeps its order; what is outside it has moved."""
    tails: list[int] = []
    ends: list[int] = []
    back: dict[int, int | None] = {}
    for old in sorted(pairs):
        at = bisect_left(tails, pairs[old])
        back[old] = ends[at - 1] if at else None
        tails[at : at + 1] = [pairs[old]]
        ends[at : at + 1] = [old]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = back[last]
    return kept


def _places(before: Sequence[Piece], pairs: Mapping[int, int], in_order: set[int]) -> dict[int, float]:
    """Where a removed article is listed: behind the last one before it that kept its order."""
    places: dict[int, float] = {}
    last = -1.0
    for old in range(len(before)):
        if old in in_order:
            last = float(pairs[old])
        places[old] = last + 0.5
    return places


class _Matching:
    """Which article of the later version is which of the earlier one."""

    def __init__(self, before: Sequence[Piece], after: Sequence[Piece]) -> None:
        self.before, self.after = before, after
        self.old_words, self.new_words = [_words(one) for one in before], [_words(one) for one in after]
        self.old = [shingles_of(one.text) for one in before]
        self.new = [shingles_of(one.text) for one in after]
        self.weight = weights_of([*self.old, *self.new])
        self.old_weight = [self._sum(one) for one in self.old]
        self.new_weight = [self._sum(one) for one in self.new]

    def _sum(self, shingles: frozenset[str]) -> float:
        return sum(self.weight[one] for one in shingles)

    def pairs(self) -> dict[int, int]:
        """Old position -> new position."""
        pairs = self._alone()
        pairs |= self._between(pairs, SHORTEST)
        pairs |= self._same_words(pairs, SHORTEST)
        likeness = self._likeness(pairs)
        stable = self._is_stable(pairs, likeness)
        lent = self._lent(likeness)
        ranked = sorted(
            (
                (-(value + self._bonus(old, new, stable=stable)), abs(old - new), old, new)
                for (old, new), value in likeness.items()
                if value >= ALIKE or (self._same_number(old, new) and value >= ALIKE_BY_NUMBER)
                if stable or (old, new) not in lent
            )
        )
        taken = set(pairs.values())
        for _, _, old, new in ranked:
            if old not in pairs and new not in taken:
                pairs[old] = new
                taken.add(new)
        if stable:
            pairs |= self._same_words(pairs, 0)
        pairs |= self._between(pairs, 0)
        pairs |= self._by_number(pairs) if stable else self._same_words(pairs, 0)
        pairs |= self._in_place(pairs, likeness)
        return pairs

    def _lent(self, likeness: Mapping[tuple[int, int], float]) -> set[tuple[int, int]]:
        """Pairs whose later article is all of another earlier one's words: of near-twins, what is left of the other."""
        held = {
            (old, new): value * (self.old_weight[old] + self.new_weight[new]) / (2 * self.new_weight[new])
            for (old, new), value in likeness.items()
        }
        most: dict[int, float] = defaultdict(float)
        for (_, new), share in held.items():
            most[new] = max(most[new], share)
        return {
            pair for pair, share in held.items() if most[pair[1]] >= WHOLLY and share < most[pair[1]] - LESS
        }

    def _by_number(self, pairs: Mapping[int, int]) -> dict[int, int]:
        """The same number, whatever the words."""
        taken = set(pairs.values())
        by_anchor = {one.anchor: at for at, one in enumerate(self.after) if at not in taken and one.number}
        return {
            old: by_anchor[piece.anchor]
            for old, piece in enumerate(self.before)
            if old not in pairs and piece.number and piece.anchor in by_anchor
        }

    def _in_place(
        self, pairs: Mapping[int, int], likeness: Mapping[tuple[int, int], float]
    ) -> dict[int, int]:
        """What is left on both sides between two neighbours that kept their order, and is alike enough for that."""
        olds = sorted(_longest_in_order(pairs))
        news = [pairs[old] for old in olds]
        taken = set(pairs.values())
        found: dict[int, int] = {}
        ranked = sorted(
            (-value, abs(old - new), old, new)
            for (old, new), value in likeness.items()
            if value >= ALIKE_IN_PLACE
            and old not in pairs
            and bisect_left(olds, old) == bisect_left(news, new)
        )
        for _, _, old, new in ranked:
            if old not in found and new not in taken:
                found[old] = new
                taken.add(new)
        return found

    def _bonus(self, old: int, new: int, *, stable: bool) -> float:
        """Where numbers are stable, one that bears the number goes before all that only sound alike."""
        return (1.0 if stable else SAME_NUMBER) if self._same_number(old, new) else 0.0

    def _same_number(self, old: int, new: int) -> bool:
        one, other = self.before[old], self.after[new]
        return bool(one.number) and one.anchor == other.anchor

    def _alone(self) -> dict[int, int]:
        """The same words, which stand once in each version: wherever they do, they are the same article."""
        found, new = Counter(self.old_words), Counter(self.new_words)
        places = {words: at for at, words in enumerate(self.new_words)}
        return {
            at: places[words]
            for at, words in enumerate(self.old_words)
            if found[words] == new[words] == 1 and len(words) >= SHORTEST
        }

    def _between(self, pairs: Mapping[int, int], shortest: int) -> dict[int, int]:
        """The same words between the same neighbours, in order: so what stands more than once is told apart."""
        taken = set(pairs.values())
        found: dict[int, int] = {}
        fixed = sorted((old, pairs[old]) for old in _longest_in_order(pairs))
        for (old, new), (old_end, new_end) in pairwise(
            [(-1, -1), *fixed, (len(self.before), len(self.after))]
        ):
            olds = [
                at for at in range(old + 1, old_end)
                if at not in pairs and len(self.old_words[at]) >= shortest
            ]  # fmt: skip
            news = [
                at for at in range(new + 1, new_end)
                if at not in taken and len(self.new_words[at]) >= shortest
            ]  # fmt: skip
            matcher = SequenceMatcher(
                None, [self.old_words[at] for at in olds], [self.new_words[at] for at in news], autojunk=False
            )
            for block in matcher.get_matching_blocks():
                found |= {olds[block.a + n]: news[block.b + n] for n in range(block.size)}
        return found

    def _same_words(self, pairs: Mapping[int, int], shortest: int) -> dict[int, int]:
        """The same words anywhere: under the same number, else in order where they are long enough for that."""
        taken = set(pairs.values())
        found: dict[int, int] = {}
        anchors = {one.anchor: at for at, one in enumerate(self.after)}
        for old, piece in enumerate(self.before):
            new = anchors.get(piece.anchor)
            if old in pairs or new is None or new in taken or len(self.old_words[old]) < shortest:
                continue
            if self.new_words[new] == self.old_words[old]:
                found[old] = new
        taken |= set(found.values())
        waiting: dict[str, list[int]] = defaultdict(list)
        for new, words in enumerate(self.new_words):
            if new not in taken and len(words) >= SHORTEST:
                waiting[words].append(new)
        for old, words in enumerate(self.old_words):
            if old not in pairs and old not in found and waiting.get(words):
                found[old] = waiting[words].pop(0)
        return found

    def _likeness(self, pairs: Mapping[int, int]) -> dict[tuple[int, int], float]:
        """How alike the words of two articles are, from 0 to 1, of all that have words in common, but not all of them.

        What has all of them, and isn't paired yet, is too short to be told by its words.
        """
        taken = set(pairs.values())
        places: dict[str, list[int]] = defaultdict(list)
        for new, shingles in enumerate(self.new):
            if new not in taken:
                for one in shingles:
                    places[one].append(new)
        shared: dict[tuple[int, int], float] = defaultdict(float)
        for old, shingles in enumerate(self.old):
            if old not in pairs:
                for one in shingles:
                    weight = self.weight[one]
                    for new in places.get(one, ()):
                        shared[old, new] += weight
        return {
            (old, new): 2 * weight / (self.old_weight[old] + self.new_weight[new])
            for (old, new), weight in shared.items()
            if self.old_words[old] != self.new_words[new]
        }

    def _is_stable(self, pairs: Mapping[int, int], likeness: Mapping[tuple[int, int], float]) -> bool:
        """Whether numbers name the same articles in both: most clear cases say so."""
        clear = [*pairs.items()]
        best: dict[int, tuple[float, int]] = {}
        for (old, new), value in likeness.items():
            if value >= TAKEN_OVER and value > best.get(old, (0.0, 0))[0]:
                best[old] = (value, new)
        clear += [(old, new) for old, (_, new) in best.items()]
        numbered = [(old, new) for old, new in clear if self.before[old].number and self.after[new].number]
        same = sum(self._same_number(old, new) for old, new in numbered)
        return bool(numbered) and same >= STABLE * len(numbered)

    def split(self, pairs: Mapping[int, int]) -> Parts:
        """Unmatched new articles whose words come from an old one near by that lost them."""
        loose = set(range(len(self.after))) - set(pairs.values())
        beside = {new: old for old, new in pairs.items()}
        return Parting(_texts(self.before), _texts(self.after), self.weight).parts(beside, loose)

    def merged(self, pairs: Mapping[int, int]) -> Parts:
        """Unmatched old articles whose words went into a new one near by."""
        loose = set(range(len(self.before))) - set(pairs)
        return Parting(_texts(self.after), _texts(self.before), self.weight).parts(pairs, loose)


def _texts(pieces: Sequence[Piece]) -> list[str]:
    return [one.text for one in pieces]
