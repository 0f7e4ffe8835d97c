"""Which articles were split off from another one, or merged into it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consult.consultations.shingles import runs_of

TAKEN_OVER = 0.6
"""So much of an article's words stands in another one: it was split off from it, or merged into it."""
EVIDENCE = 24
"""Characters below which a part comes from the article right beside it, word for word, or from none."""
NEAR = 3
"""How many articles away the parts of one that was split, or the sources of a merged one, are looked for."""


@dataclass(frozen=True)
class Parts:
    """Articles that go together: the whole -> the parts that aren't matched with it, and all of these."""

    wholes: dict[int, list[int]]
    parts: set[int]


class Parting:
    """Finds the parts of wholes: of earlier articles among later ones, or the other way round."""

    def __init__(self, wholes: Sequence[str], parts: Sequence[str], weight: Mapping[str, float]) -> None:
        self._wholes, self._parts, self._weight = wholes, parts, weight
        self._counted: dict[str, Counter[str]] = {}

    def parts(self, beside: Mapping[int, int], loose: set[int]) -> Parts:
        """Loose parts most of whose words stand in a whole, and not in what that is matched with already.

        ``beside``: the matched part -> its whole. A short part belongs to the whole of the part right beside it, where
        its words stand there, word for word, once more than in the other parts.
        """
        owner = dict(beside)
        texts: dict[int, list[str]] = defaultdict(list)
        for part, whole in beside.items():
            texts[whole].append(self._parts[part])
        long = [part for part in sorted(loose) if len(_words(self._parts[part])) >= EVIDENCE]
        short = sorted(loose.difference(long))
        for part in long:
            near = [beside[at] for at in range(part - NEAR, part + NEAR + 1) if at in beside]
            shares = {one: self._share_left(self._parts[part], self._wholes[one], texts[one]) for one in near}
            best = max(shares, key=lambda one: shares[one], default=None)
            if best is not None and shares[best] >= TAKEN_OVER:
                owner[part] = best
                texts[best].append(self._parts[part])
        for part in (
            *short,
            *reversed(short),
        ):  # the second time for those before a part that was found later
            for one in (owner[at] for at in (part - 1, part + 1) if at in owner and part not in owner):
                if _stands_once_more(self._parts[part], self._wholes[one], texts[one]):
                    owner[part] = one
                    texts[one].append(self._parts[part])
                    break
        found = {part: whole for part, whole in owner.items() if part not in beside}
        together: dict[int, list[int]] = defaultdict(list)
        for part, whole in found.items():
            together[whole].append(part)
        return Parts(dict(together), set(found))

    def _share_left(self, part: str, whole: str, others: Sequence[str]) -> float:
        """Which share of a part's words stands in a whole, besides those that stand in its other parts."""
        own, left = self._runs(part), Counter(self._runs(whole))
        for one in others:
            left -= self._runs(one)
        return self._weight_of(own & left) / self._weight_of(own)

    def _runs(self, text: str) -> Counter[str]:
        if text not in self._counted:
            self._counted[text] = Counter(runs_of(text))
        return self._counted[text]

    def _weight_of(self, runs: Counter[str]) -> float:
        return sum(self._weight[one] * number for one, number in runs.items())


def _stands_once_more(part: str, whole: str, others: Sequence[str]) -> bool:
    """Whether the words of a part stand in a whole, which has more, once more than in its other parts."""
    words, all_words = _words(part), _words(whole)
    is_part = bool(words) and words != all_words
    return is_part and all_words.count(words) > sum(_words(one).count(words) for one in others)


def _words(text: str) -> str:
    return "".join(text.split())
