"""Where comments stand in later versions, who supports what, and what moved which passage: by the entries alone.

Standard library only: packages carry this file.
"""

import json
import sys
from collections.abc import Iterable, Mapping
from typing import Any

from consult.opendata.verify_signatures import Row
from consult.record.verify import Fault

RECEIVED = ("reference", "stance", "language", "edition", "quote", "proposal")
"""Columns of a comment that say what its entry says."""
FEW_VALUES = frozenset({"stance", "language", "edition"})
"""Those of them that are alike in many comments: kept in memory once."""
LATER = {"comments.carried", "comment.placed", "comment.restated"}
"""Entries that say where a comment stands in a later version."""


class Trace:
    """What the entries say of it, act by act."""

    READS = ("comments.carried", "comment.placed", "comment.restated", "passage.", "proposal.")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.carries: dict[tuple[str, str], str | None] = {}
        self.causes: dict[str, dict[str, str]] = {}
        self.supports: dict[str, set[str]] = {}

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log, with those of its values that the package opens."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_ == "comments.carried":
            names = set(entry.get("commitments", {})) - {"time", "person"}
            self.carries.update({(name, objects[0]): opened.get(name) for name in names})
        elif type_ in LATER:
            self.carries[objects[0], objects[1]] = opened.get("place")
        elif type_ == "passage.traced":
            cited = objects[2] if len(objects) > 2 else ""
            self.causes[objects[0]] = {**opened, "version": objects[1], "cited": cited, "unlinked": ""}
        elif type_ == "passage.untraced":
            if objects[0] not in self.causes:
                raise Fault(f"cause {objects[0]} is taken back and was never linked")
            self.causes[objects[0]]["unlinked"] = "yes"
        elif type_ == "proposal.supported":
            self.supports.setdefault(objects[0], set()).add(str(entry.get("actor", "")))
        elif type_ == "proposal.unsupported":
            self.supports.get(objects[0], set()).discard(str(entry.get("actor", "")))

    def check_carries(
        self,
        rows: Iterable[Row],
        comments: Mapping[str, str],
        versions: Mapping[Any, str],
        articles: Mapping[tuple[Any, str], str],
    ) -> int:
        """Every comment that was carried stands in the table as its entry says, and no other does.

        ``comments``: reference by id; ``versions``: id by number; ``articles``: id by version and anchor.
        """
        ids = {reference: own for own, reference in comments.items()}
        left, number = dict(self.carries), 0
        for row in rows:
            where = f"data/carries.jsonl: {row['reference']} in version {row['version']}"
            key = (ids.get(row["reference"], ""), versions.get(row["version"], ""))
            if key not in left:
                raise Fault(f"{where} has no entry")
            told = left.pop(key)
            article = articles.get((row["version"], row["article"]), "-")
            place = f"{row['state']} {article} {row['start']} {row['end']}"
            if told is not None and row["start"] != "" and told != place:
                raise Fault(f"{where} is not what its entry says")
            number += 1
        missing = [key for key in left if key[0] in comments]
        if missing:
            raise Fault(f"data/carries.jsonl: {comments[missing[0][0]]} was carried and is missing here")
        return number

    def check_causes(
        self, rows: Iterable[Row], comments: Mapping[str, str], versions: Mapping[Any, str]
    ) -> int:
        """Every link from a passage to what moved it is the one that its entry tells of, and none is missing."""
        seen = set()
        shown = set(versions.values())
        for row in rows:
            where, said = f"data/causes.jsonl: {row['id']}", self.causes.get(row["id"])
            if said is None or row["id"] in seen:
                raise Fault(f"{where} has no entry of its own")
            seen.add(row["id"])
            cited = comments.get(said["cited"], said["cited"])
            if cited not in (row["reference"], row["reply"]) or said["version"] != versions.get(
                row["version"]
            ):
                raise Fault(f"{where} cites something else than its entry")
            if bool(said["unlinked"]) != bool(row["unlinked_at"]):
                raise Fault(f"{where}: the entries and the table disagree whether it was taken back")
            for name in ("passage", "kind", "reason"):
                if said.get(name, row[name]) != row[name]:
                    raise Fault(f"{where}: “{name}” is not what the entry says")
        for own, said in self.causes.items():
            if own not in seen and said["version"] in shown:
                raise Fault(f"data/causes.jsonl: {own} has an entry and is missing here")
        return len(seen)

    def check_supports(self, reference: str, own: str, number: int) -> None:
        """As many people support a proposed wording as the table says."""
        if number != len(self.supports.get(own, ())):
            raise Fault(
                f"data/comments.jsonl: {reference} is supported by {number}, and by "
                f"{len(self.supports.get(own, ()))} by the entries"
            )


def received_values(opened: Mapping[str, str]) -> tuple[str | None, ...]:
    """What the entry of a comment says of it, in the order of its columns; None where the package doesn't open it."""
    said = dict(opened)
    if "quote" in opened:
        said["quote"] = str(json.loads(opened["quote"]).get("exact"))
    for name in FEW_VALUES:
        if name in said:
            said[name] = sys.intern(said[name])
    return tuple(map(said.get, RECEIVED))
