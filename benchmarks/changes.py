"""Compares real laws before and after amendments: how long it takes, and whether it agrees with the legislature.

python -m benchmarks.changes        (real data in ../shared/data, or where CONSULT_REAL_DATA says)
"""

import os
import re
import time
from collections import Counter
from itertools import pairwise
from pathlib import Path

from consult.consultations.changes import Change, Piece, compare
from consult.consultations.drafts.chinese_numbers import parse_number
from consult.consultations.drafts.reading import read_draft

DATA = Path(os.environ.get("CONSULT_REAL_DATA") or Path(__file__).parents[2] / "shared" / "data")


GOAL = 2.0
"""Seconds for the marks of a law of 218 articles."""
NEW = re.compile(r"\s*一?、?\s*本條新增")
MOVED_HERE = re.compile(r"條次變更[，,]本條為原?條文第(?P<number>[^條之移]{1,12})條?移列")


def pieces(path: Path) -> tuple[tuple[Piece, ...], set[str]]:
    """(the articles of a law, the anchors of those for which the legislature gave a reason)."""
    draft = read_draft(path.read_bytes(), path.name)
    articles = [one for one in draft.articles if one.kind == "article"]
    return (
        tuple(Piece(one.anchor, one.number, one.heading, one.text) for one in articles),
        {one.anchor for one in articles if one.explanation_text.strip()},
    )


def pairs_of_china() -> list[tuple[Path, Path]]:
    """Each law of China before and after its amendment."""
    names: dict[str, list[Path]] = {}
    for path in sorted((DATA / "law-cn-versions").glob("*.md")):
        names.setdefault(re.sub(r"\(.*", "", path.name), []).append(path)
    return [(found[0], found[1]) for name, found in sorted(names.items()) if len(found) == 2]


def pairs_of_taiwan() -> list[tuple[Path, Path]]:
    """Each law of Taiwan, version by version."""
    folders = [one for one in sorted((DATA / "law-tw-versions").iterdir()) if one.is_dir()]
    return [pair for folder in folders for pair in pairwise(sorted(folder.glob("*.md")))]


def named_and_called(changes: tuple[Change, ...], reasons: set[str]) -> tuple[set[str], set[str]]:
    """(articles with a reason that we call the same, articles without one that we call changed or added)."""
    touched = {piece.anchor for one in changes if one.kind not in ("same", "removed") for piece in one.after}
    return reasons - touched, touched - reasons


def origins(path: Path) -> dict[str, str]:
    """Where an article comes from, where the legislature's reason says so: the anchor that it had; empty if it is new.

    Of a law that is numbered anew this says which article of one version is which of the other.
    """
    found = {}
    for one in read_draft(path.read_bytes(), path.name).articles:
        if NEW.match(one.explanation_text):
            found[one.anchor] = ""
        elif moved := MOVED_HERE.search(one.explanation_text[:60]):
            found[one.anchor] = f"art-{parse_number(moved['number'])}"
    return found


def paired_otherwise(
    changes: tuple[Change, ...], said: dict[str, str]
) -> dict[str, tuple[str, tuple[str, ...]]]:
    """{article: (what the legislature says it was, what we take it for)}, where the two aren't the same."""
    ours = {piece.anchor: tuple(was.anchor for was in one.before) for one in changes for piece in one.after}
    return {
        anchor: (was, ours[anchor])
        for anchor, was in said.items()
        if (was not in ours[anchor])
        if was or ours[anchor]
    }


def main() -> None:
    agreed = named = 0
    slowest = (0.0, 0, "")
    for before, after in [*pairs_of_china(), *pairs_of_taiwan()]:
        (old, _), (new, reasons) = pieces(before), pieces(after)
        compare.cache_clear()
        started = time.perf_counter()
        changes = compare(old, new)
        marks = sum(len(one.marks) for one in changes)
        seconds = time.perf_counter() - started
        kinds = ", ".join(
            f"{number} {kind}" for kind, number in Counter(one.kind for one in changes).most_common()
        )
        slowest = max(slowest, (seconds, len(old), f"{before.parent.name} {before.stem}"))
        print(
            f"{before.stem} -> {after.stem}: {len(old)} -> {len(new)} articles, {marks} marks, {seconds:.2f} s"
        )
        print(f"    {kinds}")
        if reasons:
            unfound, unnamed = named_and_called(changes, reasons)
            print(f"    reasons for {len(reasons)}: agree on {len(reasons) - len(unfound)}")
            print(f"    a reason, but the same words: {sorted(unfound) or 'none'}")
            print(f"    changed, but without a reason: {sorted(unnamed) or 'none'}")
            named, agreed = named + len(reasons | unnamed), agreed + len(reasons - unfound)
        if said := origins(after):
            otherwise = paired_otherwise(changes, said)
            print(
                f"    new, or from which article, said of {len(said)}: we say otherwise of {otherwise or 'none'}"
            )
        if len(old) == 218:
            print(
                f"    218 articles in {seconds:.2f} s ({'under' if seconds < GOAL else 'over'} {GOAL:.0f} s)"
            )
    print(f"All versions of Taiwan: {agreed} of {named} articles as the legislature's reasons name them.")
    print(f"Slowest: {slowest[0]:.2f} s for {slowest[1]} articles, {slowest[2]}.")


if __name__ == "__main__":
    main()
