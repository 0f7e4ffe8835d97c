"""Where comments stand in later versions, who supports what, and what moved which passage: by the entries alone.

Standard library only: packages carry this file.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from consult.record.verify import Fault

Row = Mapping[str, Any]
RECEIVED = ("reference", "stance", "language", "edition", "quote", "proposal")
"""Columns of a comment that say what its entry says."""
LATER = {"comments.carried", "comment.placed", "comment.restated"}
"""Entries that say where a comment stands in a later version."""


class Trace:
    """What the entries say of it, act by act."""

    def __init__(self) -> None:
        self.carries: dict[tuple[str, str], str | None] = {}

    def take(self, type_: str, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log, with those of its values that the package opens."""
        objects = [str(one) for one in entry.get("objects", [])]
        if type_ == "comments.carried":
            names = set(entry.get("commitments", {})) - {"time", "person"}
            self.carries.update({(name, objects[0]): opened.get(name) for name in names})
        elif type_ in LATER:
            self.carries[objects[0], objects[1]] = opened.get("place")

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


def received_values(opened: Mapping[str, str]) -> tuple[str | None, ...]:
    """What the entry of a comment says of it, in the order of its columns; None where the package doesn't open it."""
    quote = str(json.loads(opened["quote"]).get("exact")) if "quote" in opened else None
    said = {**opened, "quote": quote}
    return tuple(said.get(name) for name in RECEIVED)
