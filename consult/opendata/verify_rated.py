"""What authors say of answers and second looks at them, by the entries alone.

Standard library only: packages carry this file.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping

from consult.opendata.verify_signatures import Row
from consult.opendata.verify_told import UNSAID, Deed, Unknown
from consult.record.verify import Fault


def answer_of(row: Row) -> str:
    """The answer that a row of either table is about. Tables of before an outcome could be rated have replies alone."""
    return str(row["reply"] or row.get("outcome", ""))


class Rated:
    """The last word of each author on the answer, and each second look, act by act.

    An answer is a reply, or what the published outcome made of the comment; entries name it by its id.
    """

    GIVES = (
        "reply.published", "reply.corrected", "outcome.published", "outcome.corrected", "disposition.set",
        "disposition.theme_set",
    )  # fmt: skip
    """Entries by which an answer says what it says."""
    READS = (*GIVES, "answer.")
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.values: dict[str, tuple[str, str]] = {}
        """By comment: (answer, what was said; empty where this grade doesn't open it)."""
        self.looks: dict[str, dict[str, str]] = {}
        self.answered: dict[str, set[str]] = {}
        """By reply, outcome or disposition: whose words it said at any time."""
        self.outcome = ""
        self.received: object = UNSAID
        """How many comments the outcome answers, as it was counted when it was published."""

    def take(self, entry: Row, opened: Mapping[str, str]) -> None:
        """Take the next entry. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_ in self.GIVES:
            self.answered.setdefault(objects[0], set()).add(str(entry.get("actor", "")))
            if type_ == "outcome.published":
                self.outcome = objects[0]
                counted = Deed(entry, opened).says("coverage")
                self.received = counted if isinstance(counted, Unknown) else json.loads(counted)["received"]
        elif type_ == "answer.rated":
            self._check_given(objects, opened)
            self.values[objects[0]] = (objects[2], opened.get("value", ""))
        elif type_ == "answer.second_look_asked":
            if any(one["comment"] == objects[0] for one in self.looks.values()):
                raise Fault(f"a second look at the answer to {objects[0]} was asked for before")
            self._check_given(objects, opened)
            meant = opened.get("dispositions", "")
            self.looks[objects[1]] = {"comment": objects[0], "answer": objects[2], "dispositions": meant}
        elif type_ == "answer.second_look_closed":
            self._close(objects, str(entry.get("actor", "")), opened)

    def _check_given(self, objects: list[str], opened: Mapping[str, str]) -> None:
        for one in (objects[2], *opened.get("dispositions", "").split()):
            if one not in self.answered:
                raise Fault(f"{one} is called the answer to {objects[0]}, and was never published")

    def _close(self, objects: list[str], who: str, opened: Mapping[str, str]) -> None:
        look = self.looks.get(objects[1])
        if look is None or "closed" in look:
            raise Fault(f"second look {objects[1]} is closed and wasn’t open")
        if any(who in self.answered[one] for one in (look["answer"], *look["dispositions"].split())):
            raise Fault(f"second look {objects[1]} was closed by who gave the answer")
        look |= {"closed": "yes", **({"note": opened["note"]} if "note" in opened else {})}

    def check_ratings(self, rows: Iterable[Row]) -> int:
        """As many said something of each answer as the table says. Returns how many said anything."""
        counted: dict[str, Counter[str]] = {}
        for answer, value in self.values.values():
            counted.setdefault(answer, Counter())[value] += 1
        for row in rows:
            own = answer_of(row)
            found = counted.pop(own, Counter())
            if found.total() != row["answers"] + row["misses"]:
                raise Fault(f"data/answer_ratings.jsonl: {own}: the entries tell of {found.total()} ratings")
            if not found[""] and (found["answers"], found["misses"]) != (row["answers"], row["misses"]):
                raise Fault(f"data/answer_ratings.jsonl: {own}: the entries tell of other ratings")
        if counted:
            raise Fault(f"data/answer_ratings.jsonl: answer {min(counted)} was rated and is missing here")
        return len(self.values)

    def check_looks(self, rows: Iterable[Row], references: Mapping[str, str]) -> None:
        """Each second look is as its entries say, and none is missing. ``references``: by id of the comment."""
        seen = set()
        for row in rows:
            where, said = f"data/second_looks.jsonl: {row['id']}", self.looks.get(row["id"])
            if said is None or row["id"] in seen:
                raise Fault(f"{where} has no entry of its own")
            seen.add(row["id"])
            told = self.outcome if row.get("outcome") else row["reply"]
            if (
                references.get(said["comment"]) != row["reference"]
                or not answer_of(row) == told == said["answer"]
            ):
                raise Fault(f"{where} is about something else than its entry")
            if bool(row["closed_at"]) != ("closed" in said):
                raise Fault(f"{where}: the entries and the table disagree whether it is closed")
            if said.get("note", row["note"]) != row["note"]:
                raise Fault(f"{where}: “note” is not what the entry says")
        if missing := self.looks.keys() - seen:
            raise Fault(f"data/second_looks.jsonl: {min(missing)} has an entry and is missing here")
