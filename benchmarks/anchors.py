"""Carries comments over made edits of real laws, and counts what became of each: nothing wrong may be called sure.

python -m benchmarks.anchors [--edits 1000] [--seed 1] [--seeds 1]
(real data in ../shared/data, or where CONSULT_REAL_DATA says; with ``--seeds 20`` twenty seeds, from ``--seed`` on)

Every character of a law knows where it came from, whatever the edits do with it; so what is right doesn't come from
the rules that are measured. A round is a stretch of a law with one edit of each kind, and every article of it, a
sentence and a phrase of each are targets.
"""

import argparse
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from benchmarks.changes import DATA, pieces
from consult.consultations.changes import Piece
from consult.consultations.marks import tokens_of
from consult.contributions.anchors import Carried, Carrier, Target
from consult.contributions.quotes import quote_at
from consult.contributions.sentences import Span, sentences_of, trimmed
from consult.contributions.version_texts import Place

KINDS = ("insert", "delete", "reword", "move", "split", "merge", "renumber", "swap")
STRETCH = 45
"""Articles of a law in one round."""
KEPT = 0.95
"""So many of the unchanged or moved targets are to be kept."""

Origin = tuple[int, int]
"""Which character of which earlier article."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A character and where it came from; ``replaced`` where it took the place of those."""

    char: str
    origins: tuple[Origin, ...] = ()
    replaced: bool = False


@dataclass
class Made:
    """An article while it is edited. ``number`` 0: it is new."""

    cells: list[Cell]
    number: int = 0

    @property
    def text(self) -> str:
        return "".join(cell.char for cell in self.cells)


class Law:
    """A stretch of a law, and what the edits made of it."""

    def __init__(self, articles: Sequence[Piece], foreign: Sequence[str], rng: random.Random) -> None:
        self.rng, self.foreign = rng, foreign
        self.before = [Piece(f"a{at}", f"{at}", "", one.text) for at, one in enumerate(articles, 1)]
        self.made = [
            Made([Cell(char, ((at, place),)) for place, char in enumerate(one.text)], at + 1)
            for at, one in enumerate(self.before)
        ]
        self.is_renumbered = False

    def edit(self, kind: str) -> None:
        getattr(self, "_" + kind)()

    def after(self) -> list[Piece]:
        """With numbers that hold (new ones stand between), or numbered anew."""
        found, last, between = [], 0, 0
        for at, one in enumerate(self.made, 1):
            if self.is_renumbered:
                number = f"{at}"
            elif one.number:
                last, between, number = one.number, 0, f"{one.number}"
            else:
                between += 1
                number = f"{last}-{between}"
            found.append(Piece(f"a{number}", number, "", one.text))
        return found

    def _any(self, least: int = 1) -> int:
        fit = [at for at, one in enumerate(self.made) if len(sentences_of(one.text)) >= least]
        return self.rng.choice(fit or range(len(self.made)))

    def _sentence(self, at: int) -> Span:
        return self.rng.choice(sentences_of(self.made[at].text) or [(0, 0)])

    def _strange(self) -> list[Cell]:
        return [Cell(char) for char in self.rng.choice(self.foreign)]

    def _insert(self) -> None:
        at = self._any()
        if self.rng.random() < 0.5:
            self.made.insert(at + 1, Made(self._strange() + self._strange()))
        else:
            _, end = self._sentence(at)
            self.made[at].cells[end:end] = self._strange()

    def _delete(self) -> None:
        if self.rng.random() < 0.5:
            self.made.pop(self._any())
        else:
            at = self._any(2)
            start, end = self._sentence(at)
            del self.made[at].cells[start:end]

    def _reword(self) -> None:
        at = self._any()
        spans = [self._sentence(at)] if self.rng.random() < 0.5 else [(0, len(self.made[at].cells))]
        share = self.rng.choice((0.05, 0.1, 0.2, 0.4))
        for start, end in spans:
            cells = self.made[at].cells[start:end]
            self.made[at].cells[start:end] = self._reworded(cells, share)

    def _reworded(self, cells: list[Cell], share: float) -> list[Cell]:
        found: list[Cell] = []
        place = 0
        for token in tokens_of("".join(cell.char for cell in cells)):
            own = cells[place : place + len(token)]
            place += len(token)
            if token.isspace() or self.rng.random() >= share:
                found += own
                continue
            origins = tuple(origin for cell in own for origin in cell.origins)
            others = [one for one in tokens_of(self.rng.choice(self.foreign)) if one.strip() and one != token]
            if not others:
                found += own
                continue
            other = self.rng.choice(others)
            found += [Cell(char, origins, replaced=True) for char in other]
        return found

    def _move(self) -> None:
        if self.rng.random() < 0.5:
            one = self.made.pop(self._any())
            self.made.insert(self.rng.randrange(len(self.made) + 1), one)
            if not self.is_renumbered:
                one.number = 0
            return
        at = self._any(2)
        start, end = self._sentence(at)
        cells = self.made[at].cells[start:end]
        del self.made[at].cells[start:end]
        other = self._any()
        _, into = self._sentence(other)
        self.made[other].cells[into:into] = cells

    def _split(self) -> None:
        at = self._any(2)
        spans = sentences_of(self.made[at].text)
        if len(spans) < 2:
            return
        cut = spans[self.rng.randrange(1, len(spans))][0]
        second = Made(self.made[at].cells[cut:])
        del self.made[at].cells[cut:]
        self.made.insert(at + 1, second)
        if self.rng.random() < 0.25:  # one half is deleted
            del self.made[at + self.rng.randrange(2)]

    def _merge(self) -> None:
        at = self.rng.randrange(len(self.made) - 1)
        self.made[at].cells += [Cell("\n"), *self.made.pop(at + 1).cells]

    def _renumber(self) -> None:
        self.is_renumbered = True

    def _swap(self) -> None:
        """The two articles that are most alike change places, their numbers stay."""
        grams = [frozenset(zip(one.text, one.text[1:], strict=False)) for one in self.made]
        pairs = [
            (len(grams[one] & grams[other]) / (len(grams[one] | grams[other]) or 1), one, other)
            for one in range(len(grams)) for other in range(one)
            if self.made[one].text != self.made[other].text
        ]  # fmt: skip
        _, one, other = self.rng.choice(sorted(pairs, reverse=True)[:3])
        first, second = self.made[one], self.made[other]
        first.cells, second.cells = second.cells, first.cells


@dataclass
class Truth:
    """Where the characters of a target are: article -> places. ``replaced`` ones took the place of some."""

    size: int
    kept: dict[str, list[int]] = field(default_factory=dict)
    replaced: dict[str, list[int]] = field(default_factory=dict)
    is_kept: bool = False
    """All of them stand together, in order, with nothing else between them."""

    @property
    def number(self) -> int:
        return sum(map(len, self.kept.values()))


class Places:
    """Where each character of the earlier version is in the later one."""

    def __init__(self, law: Law, after: Sequence[Piece]) -> None:
        self.law, self.after = law, after
        self.kept: dict[Origin, tuple[str, int]] = {}
        self.replaced: dict[Origin, list[tuple[str, int]]] = {}
        self.made = {piece.anchor: one for piece, one in zip(after, law.made, strict=True)}
        for piece, one in zip(after, law.made, strict=True):
            for place, cell in enumerate(one.cells):
                for origin in cell.origins:
                    if cell.replaced:
                        self.replaced.setdefault(origin, []).append((piece.anchor, place))
                    else:
                        self.kept[origin] = (piece.anchor, place)

    def truth(self, at: int, span: Span) -> Truth:
        own = [place for place in range(*span) if not self.law.before[at].text[place].isspace()]
        truth = Truth(len(own))
        order = []
        for place in own:
            if found := self.kept.get((at, place)):
                truth.kept.setdefault(found[0], []).append(found[1])
                order.append(found)
            for anchor, where in self.replaced.get((at, place), ()):
                truth.replaced.setdefault(anchor, []).append(where)
        if len(order) == len(own) and len(truth.kept) == 1:
            anchor, places = next(iter(truth.kept.items()))
            words = [n for n, cell in enumerate(self.made[anchor].cells) if not cell.char.isspace()]
            ranks = {place: rank for rank, place in enumerate(words)}
            truth.is_kept = [ranks[one] for one in places] == list(
                range(ranks[places[0]], ranks[places[0]] + len(places))
            )
        return truth


def judge(found: Carried, truth: Truth, *, is_whole: bool, is_twin: bool) -> str:
    """right, wrong or asked. ``is_twin``: of two articles with the very same words either is right."""
    if not found.is_sure:
        return "asked"
    if found.state == "gone":
        few = truth.number <= (0.25 if is_whole else 0.34) * truth.size
        return "right" if few else "wrong"
    place = found.place
    assert place is not None
    inside = [one for one in truth.kept.get(place.anchor, ()) if place.start <= one < place.end]
    if found.state in ("same", "moved"):
        if is_twin:
            return "right"
        if not is_whole:
            return "right" if truth.is_kept and len(inside) == truth.size else "wrong"
        return "right" if len(inside) == truth.size else "wrong"
    if truth.number:
        return "right" if len(inside) * 2 >= truth.number else "wrong"
    took = [one for one in truth.replaced.get(place.anchor, ()) if place.start <= one < place.end]
    return "right" if took else "wrong"


def targets(law: Law, rng: random.Random) -> Iterator[tuple[int, Span, bool]]:
    """(article, span, whether it is the whole article)."""
    for at, piece in enumerate(law.before):
        if not piece.text.strip():
            continue
        yield at, (0, len(piece.text)), True
        spans = sentences_of(piece.text)
        start, end = rng.choice(spans)
        yield at, (start, end), False
        tokens = tokens_of(piece.text[start:end])
        size = rng.randrange(3, 12)
        if len(tokens) > size:
            first = rng.randrange(len(tokens) - size)
            begin = start + len("".join(tokens[:first]))
            yield at, trimmed(piece.text, begin, begin + len("".join(tokens[first : first + size]))), False


@cache
def laws() -> list[tuple[str, list[Piece]]]:
    """Every law of the data, the newest state of each, in Chinese and English."""
    found = []
    paths = [
        *sorted((DATA / "law-cn-versions").glob("*.md")),
        *sorted((DATA / "law-tw-versions").rglob("*.md")),
    ]
    for path in paths:
        if path.name != "SOURCE.md":
            articles = [one for one in pieces(path)[0] if one.text.strip()]
            if len(articles) >= 12:
                found.append((path.stem, articles))
    return found


@dataclass
class Figures:
    """What became of all targets."""

    targets: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    keepable: int = 0
    kept: int = 0
    orphans: int = 0
    listed: int = 0
    edits: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the unchanged or moved targets, how many were kept."""
        return self.kept / self.keepable

    @property
    def is_good(self) -> bool:
        """Nothing wrong called sure, every orphan listed, enough kept."""
        return not self.wrong and self.listed == self.orphans and self.share >= KEPT

    def tell(self) -> None:
        """All of it, on the screen."""
        print(f"{self.edits.total()} edits: {dict(self.edits)}; {self.targets} targets, {self.seconds:.1f} s")
        for verdict, number in sorted(self.verdicts.items()):
            print(f"    {verdict}: {number}")
        print(f"wrong and called sure: {len(self.wrong)}")
        for one in self.wrong[:40]:
            print("   ", one)
        print(f"orphans: {self.orphans}, listed {self.listed}")
        print(f"unchanged or moved: {self.keepable}, kept {self.kept} ({self.share:.2%})")


def round_of(law: Law, figures: Figures, name: str, rng: random.Random) -> None:
    """One round: an edit of each kind, then every target."""
    kinds = [kind for kind in KINDS if kind != "renumber" or rng.random() < 0.5]
    kinds += ["reword"] * (len(KINDS) - len(kinds))
    rng.shuffle(kinds)
    for kind in kinds:
        law.edit(kind)
        figures.edits[kind] += 1
    after = law.after()
    places = Places(law, after)
    by_anchor = {one.anchor: one for one in after}
    started = time.perf_counter()
    carrier = Carrier(law.before, after)
    for at, span, is_whole in targets(law, rng):
        piece = law.before[at]
        found = carrier.carry(Target(piece.anchor, None if is_whole else quote_at(piece.text, span)))
        truth = places.truth(at, span)
        own = by_anchor[found.place.anchor].text if found.place else ""
        is_all = piece.text[slice(*span)].strip() == piece.text.strip()  # also its only sentence is
        is_twin = is_all and own == piece.text and sum(one.text == own for one in law.before) > 1
        verdict = judge(found, truth, is_whole=is_whole, is_twin=is_twin)
        figures.targets += 1
        figures.verdicts[f"{found.state}, {verdict}"] += 1
        if verdict == "wrong":
            figures.wrong.append(_told(name, piece, span, found, truth, by_anchor))
        is_exact = truth.is_kept and (not is_whole or _is_all(truth, by_anchor))
        figures.keepable += is_exact
        figures.kept += is_exact and found.state in ("same", "moved") and verdict == "right"
        is_orphan = not truth.number and not truth.replaced
        figures.orphans += is_orphan
        figures.listed += is_orphan and (not found.is_sure or found.state == "gone")
    figures.seconds += time.perf_counter() - started


def _is_all(truth: Truth, by_anchor: dict[str, Piece]) -> bool:
    anchor = next(iter(truth.kept))
    return len("".join(by_anchor[anchor].text.split())) == truth.size


def _told(name: str, piece: Piece, span: Span, found: Carried, truth: Truth, after: dict[str, Piece]) -> str:
    place: Place | None = found.place
    now = after[place.anchor].text[place.start : place.end] if place else ""
    return (
        f"{name} {piece.anchor}: {piece.text[slice(*span)][:70]!r} called {found.state} "
        f"{place.anchor if place else '-'} {now[:70]!r}; {truth.number} of {truth.size} "
        f"characters are in {list(truth.kept)}"
    )


def measure(edits: int, seed: int) -> Figures:
    """So many edits of the laws."""
    rng, figures = random.Random(seed), Figures()
    known = laws()
    while figures.edits.total() < edits:
        name, articles = rng.choice(known)
        texts = {one.text for one in articles}
        _, others = rng.choice([one for one in known if not texts & {article.text for article in one[1]}])
        first = rng.randrange(max(1, len(articles) - STRETCH))
        foreign = [one.text[slice(*span)] for one in others for span in sentences_of(one.text)]
        round_of(Law(articles[first : first + STRETCH], foreign, rng), figures, name, rng)
    return figures


def tell_together(found: Mapping[int, Figures]) -> None:
    """A line for each seed, and what the worst of them is."""
    print("seed: targets, wrong and sure, orphans, listed, kept")
    for seed, one in found.items():
        print(
            f"{seed}: {one.targets}, {len(one.wrong)}, {one.orphans}, {one.listed}, {one.share:.2%}"
            f"{'' if one.is_good else ' NOT GOOD'}"
        )
    print(
        f"{len(found)} seeds: {sum(one.targets for one in found.values())} targets, "
        f"{sum(len(one.wrong) for one in found.values())} wrong and sure, "
        f"{sum(one.orphans - one.listed for one in found.values())} orphans unlisted, "
        f"at least {min(one.share for one in found.values()):.2%} kept"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--edits", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--seeds", type=int, default=1, help="so many seeds, from --seed on")
    options = parser.parse_args()
    found = {}
    for seed in range(options.seed, options.seed + options.seeds):
        print(f"seed {seed}:")
        found[seed] = measure(options.edits, seed)
        found[seed].tell()
    if options.seeds > 1:
        tell_together(found)
    if not all(one.is_good for one in found.values()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
