"""Splits, merges and insertions made in real laws, one at a time, and how many of them are shown as what they are.

python -m benchmarks.splits [--seed 1] [--each 16]   (real data in ../shared/data, or where CONSULT_REAL_DATA says)

Half of the laws are numbered anew by it, in half of them numbers hold and what is new stands between. An insertion is
right where every article that stays is the one it was, also those that say only that they were deleted.
"""

import argparse
import random
from collections import Counter
from collections.abc import Sequence

from benchmarks.anchors import laws
from consult.consultations.changes import Piece, compare
from consult.contributions.sentences import sentences_of

STRETCH = 60
"""Articles of a law in one try."""
KINDS = ("split", "merge", "insert")
Found = list[tuple[str, list[int], list[int]]]
"""(kind, positions in the earlier version, positions in the later one) of what isn't the same article."""


def numbered(texts: Sequence[str], numbers: Sequence[str]) -> tuple[Piece, ...]:
    """The articles of a version."""
    return tuple(
        Piece(f"art-{number}", number, "", text) for number, text in zip(numbers, texts, strict=True)
    )


def edited(
    kind: str, texts: list[str], foreign: str, rng: random.Random
) -> tuple[int, list[str], Found] | None:
    """(where, the texts after one edit, what is to be found); None where no article has two sentences."""
    if kind == "split":
        fit = [at for at, text in enumerate(texts) if len(sentences_of(text)) >= 2]
        if not fit:
            return None
        at = rng.choice(fit)
        cut = rng.choice(sentences_of(texts[at])[1:])[0]
        halves = [texts[at][:cut].strip(), texts[at][cut:].strip()]
        return at, [*texts[:at], *halves, *texts[at + 1 :]], [("split", [at], [at, at + 1])]
    if kind == "merge":
        at = rng.randrange(len(texts) - 1)
        whole = f"{texts[at]}\n{texts[at + 1]}"
        return at, [*texts[:at], whole, *texts[at + 2 :]], [("merged", [at, at + 1], [at])]
    at = rng.randrange(len(texts))
    return at, [*texts[:at], foreign, *texts[at:]], [("added", [], [at])]


def numbers_after(kind: str, at: int, size: int, *, hold: bool) -> list[str]:
    """The numbers of the later version."""
    if not hold:
        return [str(number) for number in range(1, size + (0 if kind == "merge" else 2))]
    numbers = [str(number) for number in range(1, size + 1)]
    if kind == "merge":
        return [*numbers[: at + 1], *numbers[at + 2 :]]
    after = at + (kind == "split")
    return [*numbers[:after], f"{after}-1", *numbers[after:]]


def found(before: Sequence[Piece], after: Sequence[Piece]) -> Found:
    """What the comparison says."""
    old = {piece.anchor: at for at, piece in enumerate(before)}
    new = {piece.anchor: at for at, piece in enumerate(after)}
    return [
        (one.kind, sorted(old[piece.anchor] for piece in one.before), sorted(new[piece.anchor] for piece in one.after))
        for one in compare(tuple(before), tuple(after))
        if one.kind not in ("same", "renumbered")
    ]  # fmt: skip


def measure(seed: int, each: int) -> tuple[Counter[str], Counter[str], list[str]]:
    """(tries, how many are shown right, those that aren't) by kind."""
    rng = random.Random(seed)
    tries, right, wrong = Counter[str](), Counter[str](), []
    known = laws()
    for kind in KINDS:
        for name, articles in known:
            for number in range(each):
                first = rng.randrange(max(1, len(articles) - STRETCH))
                texts = [one.text for one in articles[first : first + STRETCH]]
                foreign = rng.choice(rng.choice(known)[1]).text
                if (made := edited(kind, texts, foreign, rng)) is None:
                    continue
                at, later, wanted = made
                numbers = [str(one) for one in range(1, len(texts) + 1)]
                after = numbered(later, numbers_after(kind, at, len(texts), hold=bool(number % 2)))
                told = found(numbered(texts, numbers), after)
                tries[kind] += 1
                right[kind] += told == wanted
                if told != wanted:
                    wrong.append(f"{kind}, {name}, {texts[at][:50]!r}: {wanted} shown as {told[:4]}")
    return tries, right, wrong


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=16, help="tries of each kind in each law")
    options = parser.parse_args()
    tries, right, wrong = measure(options.seed, options.each)
    for kind in KINDS:
        print(f"{kind}: {right[kind]} of {tries[kind]} shown as that")
    for one in wrong[:40]:
        print("   ", one)


if __name__ == "__main__":
    main()
