"""Days by which themes and parts are owed, by the entries alone. Standard library only: packages carry this file."""

from collections.abc import Iterable, Mapping
from typing import Any

from consult.record.verify import Fault


class DueDays:
    """What the entries say of due days, act by act."""

    READS = ("due.",)
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.days: dict[str, dict[str, str]] = {}

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log. Raises Fault."""
        type_, objects = str(entry.get("type", "")), [str(one) for one in entry.get("objects", [])]
        if type_ == "due.set":
            self.days[objects[0]] = dict(opened)
        elif type_ in ("due.moved", "due.dropped", "due.overdue"):
            if objects[0] not in self.days:
                raise Fault(f"due day {objects[0]} was never named")
            if type_ == "due.moved":
                self.days[objects[0]] = dict(opened)
            elif type_ == "due.dropped":
                del self.days[objects[0]]

    def check(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """The table says what the entries say, and nothing else."""
        left = dict(self.days)
        for row in rows:
            said = left.pop(row["id"], None)
            if said is None:
                raise Fault(f"data/due_days.jsonl: {row['id']} has no entry: it was added to the table")
            for column in ("due_on", "reason"):
                if said.get(column, row[column]) != row[column]:
                    raise Fault(f"data/due_days.jsonl: {row['id']}: “{column}” is not what its entry says")
        if left:
            raise Fault(f"data/due_days.jsonl: {min(left)} is missing")
