"""How rulings are drawn to be judged again, so that anybody draws the same ones. Standard library only."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from consult.record.verify import Fault

METHOD = "sha256-rank"
"""Rank the rulings by SHA-256 of "seed:number:id" and take the first ones; ``number``: of the sample, from 1."""
MINUTE_OF_SAMPLE = len("2026-01-01T00:00")
JUDGED = ("ruling", "act", "ground", "judge")
DRAWN_FROM = frozenset({"publish", "hide", "redact", "refer"})
"""Acts that are judged again. Results of reviews were looked at twice already."""


def draw(seed: str, number: int, ids: Sequence[str], size: int) -> list[str]:
    """The ids drawn, in the order in which they are judged."""
    return sorted(ids, key=lambda one: hashlib.sha256(f"{seed}:{number}:{one}".encode()).digest())[:size]


class SecondLooks:
    """What the log says about samples and what was judged, to be held against the tables."""

    READS = ("sample.drawn", "ruling.judged")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.samples: dict[str, Mapping[str, str]] = {}
        self.judged: dict[str, tuple[str, ...]] = {}
        """Judgement -> ruling, act, ground, judge and the minute."""

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log."""
        type_ = entry.get("type")
        objects = [str(one) for one in entry.get("objects", [])]
        if type_ == "sample.drawn" and objects:
            self.samples[objects[0]] = {**opened, "drawn_at": str(entry.get("time", ""))[:MINUTE_OF_SAMPLE]}
        elif type_ == "ruling.judged" and len(objects) > 1:
            self.judged[objects[0]] = (
                objects[1], opened.get("act", ""), opened.get("ground", ""), str(entry.get("actor", "")),
                str(entry.get("time", ""))[:MINUTE_OF_SAMPLE],
            )  # fmt: skip

    def compare(self, samples: Sequence[Mapping[str, Any]], judgements: Sequence[Mapping[str, Any]]) -> None:
        """Raises Fault where the tables say something else than the log."""
        if [str(one["id"]) for one in samples] != list(self.samples):
            raise Fault("data/samples.jsonl: not the samples that the log says were drawn")
        for one in samples:
            said = self.samples[str(one["id"])]
            if any(str(one[name]) != said.get(name) for name in ("seed", "method", "population", "size")):
                raise Fault(f"data/samples.jsonl, {one['id']}: drawn otherwise than the log says")
            if str(one["drawn_at"])[:MINUTE_OF_SAMPLE] != said["drawn_at"]:
                raise Fault(f"data/samples.jsonl, {one['id']}: “drawn_at” is not when the log says")
        found = {
            str(one["id"]): (*(str(one[name]) for name in JUDGED), str(one["judged_at"])[:MINUTE_OF_SAMPLE])
            for one in judgements
            if one["judged_at"]
        }
        if found != self.judged:
            raise Fault("data/judgements.jsonl: not the judgements that the log says were made")


def check_samples(
    samples: Sequence[Mapping[str, Any]],
    judgements: Sequence[Mapping[str, Any]],
    rulings: Sequence[Mapping[str, Any]],
) -> tuple[int, int]:
    """Draw each sample again and count the judgements. Returns (judged, of them alike). Raises Fault.

    The tables are those of the package; rulings in the order in which they were made.
    """
    first = {str(one["id"]): one for one in rulings}
    judged = alike = 0
    for number, sample in enumerate(samples, 1):
        where = f"data/samples.jsonl, {sample['id']}"
        if sample["method"] != METHOD:
            raise Fault(f"{where}: drawn by an unknown method")
        eligible = [
            str(one["id"])
            for one in rulings[: int(sample["population"])]
            if one["act"] in DRAWN_FROM and not one["is_of_review"]
        ]
        drawn = draw(str(sample["seed"]), number, eligible, int(sample["size"]))
        rows = [one for one in judgements if one["sample"] == sample["id"]]
        if [str(one["ruling"]) for one in rows] != drawn:
            raise Fault(f"{where}: these are not the rulings that its seed draws")
        for place, one in enumerate(rows, 1):
            if (one["position"], one["reference"]) != (place, first[str(one["ruling"])]["reference"]):
                raise Fault(f"data/judgements.jsonl, {one['id']}: not at its place, or of another comment")
            if one["judged_at"]:
                is_alike = one["act"] == first[str(one["ruling"])]["act"]
                if is_alike != bool(one["agrees"]):
                    raise Fault(f"data/judgements.jsonl, {one['id']}: whether it agrees is said wrongly")
                judged, alike = judged + 1, alike + is_alike
    return judged, alike
