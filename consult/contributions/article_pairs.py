"""Whether an earlier and a later article are one beyond doubt: how alike they are, and what rivals them. Pure."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from consult.consultations.parting import TAKEN_OVER
from consult.consultations.shingles import shingles_of, weights_of
from consult.contributions.version_texts import VersionText

ALIKE, APART = 0.5, 0.2
"""Two articles are surely one from this likeness on, where no other comes nearer than APART."""
ARTICLE_MAY_BE = 0.15
"""From this likeness on another article may be meant."""
LONG = 12
"""So many tokens that stand once in both versions are the same words, wherever they stand."""


class Alike(NamedTuple):
    """How alike an earlier and a later article are, from 0 to 1. Rare words count more."""

    value: float
    kept: float
    """Which share of the earlier one's words stands in the later one."""
    held: float
    """Which share of the later one's words stood in the earlier one."""


NOTHING = Alike(0.0, 0.0, 0.0)


class ArticlePairs:
    """The articles of two versions, by their positions."""

    def __init__(self, old: VersionText, new: VersionText) -> None:
        self._old, self._new = old, new

    def is_same_words(self, old: int, new: int) -> bool:
        """Whether they read alike, blanks aside."""
        return self._old.squeezed[old].words == self._new.squeezed[new].words

    def is_sure(self, old: int, new: int) -> bool:
        """Whether they are one article beyond doubt."""
        if self.is_same_words(old, new):
            words = self._old.squeezed[old].words
            if len(self._old.by_words[words]) == 1 and len(self._new.by_words[words]) == 1:
                return len(words) >= LONG or self._has_same_neighbours(old, new)
            return self._has_same_neighbours(old, new)
        own = self.likeness[old].get(new)
        if own is None or min(own.value, own.kept) < ALIKE or not self._is_likeliest_origin(old, new):
            return False
        others = self.rivals(old, new)
        if any(self._is_taken_from(old, one) for one in others):
            return False
        rivals = [self.likeness[old][one] for one in others]
        return (
            own.value - max((one.value for one in rivals), default=0.0) >= APART
            and own.kept - max((one.kept for one in rivals), default=0.0) >= APART
        )

    def rivals(self, old: int, new: int) -> list[int]:
        """Other articles of the later version that are as much like it, but for those that are another one's words."""
        own = self.likeness[old]
        return sorted(
            (
                one
                for one, alike in own.items()
                if one != new
                and max(alike.value, alike.kept) >= ARTICLE_MAY_BE
                and not self._old.by_words.get(self._new.squeezed[one].words)
            ),
            key=lambda one: own[one],
            reverse=True,
        )

    def _is_taken_from(self, old: int, new: int) -> bool:
        """Whether a later article is made of this earlier one's words and of no other's: a part of it by itself."""
        return self.likeness[old][new].held >= TAKEN_OVER and self._is_likeliest_origin(old, new)

    def _is_likeliest_origin(self, old: int, new: int) -> bool:
        """Whether no other earlier article holds as much of the later one's words.

        Where one does, the later one may be what is left of it: of two nearly alike one was left out, and the other one
        was cut short. One that still stands, word for word, holds nothing here.
        """
        own = self.likeness[old][new].held
        return not any(
            one != old
            and row.get(new, NOTHING).held >= own
            and not self._new.by_words.get(self._old.squeezed[one].words)
            for one, row in enumerate(self.likeness)
        )

    def _has_same_neighbours(self, old: int, new: int) -> bool:
        """Where words alone can't tell, the articles on both sides do: unlike any other, and the same in both."""
        return all(
            self._is_end(old, new, step)
            or (
                0 <= old + step < len(self._old.pieces)
                and 0 <= new + step < len(self._new.pieces)
                and self.is_same_words(old + step, new + step)
                and len(self._old.by_words[self._old.squeezed[old + step].words]) == 1
                and len(self._new.by_words[self._new.squeezed[new + step].words]) == 1
            )
            for step in (-1, 1)
        )

    def _is_end(self, old: int, new: int, step: int) -> bool:
        if step < 0:
            return old == new == 0
        return old == len(self._old.pieces) - 1 and new == len(self._new.pieces) - 1

    @cached_property
    def likeness(self) -> list[dict[int, Alike]]:
        """Of each earlier article: later one -> how alike they are, of all that have words in common."""
        old = [shingles_of(one.text) for one in self._old.pieces]
        new = [shingles_of(one.text) for one in self._new.pieces]
        weight = weights_of([*old, *new])
        sums = [sum(weight[one] for one in shingles) for shingles in new]
        where: dict[str, list[int]] = defaultdict(list)
        for at, shingles in enumerate(new):
            for one in shingles:
                where[one].append(at)
        rows = []
        for shingles in old:
            shared: dict[int, float] = defaultdict(float)
            for one in shingles:
                for at in where.get(one, ()):
                    shared[at] += weight[one]
            own = sum(weight[one] for one in shingles)
            rows.append(
                {
                    at: Alike(2 * value / (own + sums[at]), value / own, value / sums[at])
                    for at, value in shared.items()
                }
            )
        return rows
