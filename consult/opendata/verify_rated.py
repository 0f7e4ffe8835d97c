"""What authors say of answers and second looks at them, by the entries alone.

Standard library only: packages carry this file.
"""

from collections import Counter
from collections.abc import Iterable, Mapping

from consult.opendata.verify_signatures import Row
from consult.record.verify import Fault


class Rated:
    """The last word of each author on the answer, and each second look, act by act."""

    READS = ("reply.", "answer.")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[str, str]] = {}
        """By comment: (reply, what was said; empty where this grade doesn't open it)."""
        self.looks: dict[str, dict[str, str]] = {}
        self.answered: dict[str, set[str]] = {}

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_ in ("reply.published", "reply.corrected"):
            self.answered.setdefault(objects[0], set()).add(str(entry.get("actor", "")))
        elif type_ == "answer.rated":
            self.values[objects[0]] = (objects[2], opened.get("value", ""))
        elif type_ == "answer.second_look_asked":
            if any(one["comment"] == objects[0] for one in self.looks.values()):
                raise Fault(f"a second look at the answer to {objects[0]} was asked for before")
            self.looks[objects[1]] = {"comment": objects[0], "reply": objects[2]}
        elif type_ == "answer.second_look_closed":
            self._close(objects, str(entry.get("actor", "")), opened)

    def _close(self, objects: list[str], who: str, opened: Mapping[str, str]) -> None:
        look = self.looks.get(objects[1])
        if look is None or "closed" in look:
            raise Fault(f"second look {objects[1]} is closed and wasn’t open")
        if who in self.answered.get(look["reply"], ()):
            raise Fault(f"second look {objects[1]} was closed by who gave the answer")
        look |= {"closed": "yes", **({"note": opened["note"]} if "note" in opened else {})}

    def check_ratings(self, rows: Iterable[Row]) -> int:
        """As many said something of each reply as the table says. Returns how many said anything."""
        counted: dict[str, Counter[str]] = {}
        for reply, value in self.values.values():
            counted.setdefault(reply, Counter())[value] += 1
        for row in rows:
            found = counted.pop(row["reply"], Counter())
            if found.total() != row["answers"] + row["misses"]:
                raise Fault(
                    f"data/answer_ratings.jsonl: {row['reply']}: the entries tell of {found.total()} ratings"
                )
            if not found[""] and (found["answers"], found["misses"]) != (row["answers"], row["misses"]):
                raise Fault(f"data/answer_ratings.jsonl: {row['reply']}: the entries tell of other ratings")
        if counted:
            raise Fault(f"data/answer_ratings.jsonl: reply {min(counted)} was rated and is missing here")
        return len(self.values)

    def check_looks(self, rows: Iterable[Row], references: Mapping[str, str]) -> None:
        """Each second look is as its entries say, and none is missing. ``references``: by id of the comment."""
        seen = set()
        for row in rows:
            where, said = f"data/second_looks.jsonl: {row['id']}", self.looks.get(row["id"])
            if said is None or row["id"] in seen:
                raise Fault(f"{where} has no entry of its own")
            seen.add(row["id"])
            if references.get(said["comment"]) != row["reference"] or said["reply"] != row["reply"]:
                raise Fault(f"{where} is about something else than its entry")
            if bool(row["closed_at"]) != ("closed" in said):
                raise Fault(f"{where}: the entries and the table disagree whether it is closed")
            if said.get("note", row["note"]) != row["note"]:
                raise Fault(f"{where}: “note” is not what the entry says")
        if missing := self.looks.keys() - seen:
            raise Fault(f"data/second_looks.jsonl: {min(missing)} has an entry and is missing here")
