"""The forms in which a package says its tables: JSON Lines, CSV, and lists in its reading room.

Standard library only: packages carry this file. Each row is read once in every form, side by side.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import Enum
from itertools import compress
from typing import Any, TypeVar

from consult.opendata.verify_bag import UNFIT, Package, facts_of, parsed, value_at
from consult.opendata.verify_csv import CsvTable
from consult.opendata.verify_lines import CutRow, RowBuilds
from consult.opendata.verify_schema import AUDITORS_TABLES, OLDER, ORDERS, InOrder
from consult.record.verify import Fault

TABLES = (
    "consultation", "versions", "articles", "submissions", "comments", "rulings", "reviews", "statements", "votes",
    "replies", "dispositions", "outcomes", "date_changes", "more_time", "bodies", "carries", "causes", "samples",
    "judgements", "figures", "quiet_effects", "quiet_exemptions", "due_days", "asked", "asked_letters",
    "earlier_comments", "dictionary",
)  # fmt: skip
SHOWN = {
    "comments": ("reference", "in_reply_to", "article", "version", "state", "stance", "name", "body", "ground",
                 "public_note", "note_language", "received_at", "language", "is_redacted"),
    "rulings": ("reference", "act", "ground", "note", "note_language", "role", "office", "ruled_at"),
    "replies": ("comments", "body", "office", "replied_at", "corrected_at", "correction_reason", "language"),
}  # fmt: skip
"""What lists of the reading room show of a table, where it isn't empty."""
HELD_AGAINST_STATE = frozenset(SHOWN)
"""Of them, tables of which a process with the state reads every row as JSON, whoever compares their other forms."""
COMPARED_WITH_STATE = frozenset({"submissions", "revisions"})
"""Tables that the process with the state compares with their other forms while it reads them: so many that both
processes have as much to do."""
SHOWN_SINCE = "note_language"
"""Stood in tables before lists showed it: in a list of an older package no row has it."""

Compared = TypeVar("Compared", bound=Mapping[str, Any])


class Share(Enum):
    """Which tables a process compares with their other forms."""

    ALL = "every table: one process does all"
    WITH_STATE = "those of COMPARED_WITH_STATE: it recomputes the state, and reads them for that anyway"
    WITHOUT_STATE = "all others: it needs no row for anything else"


class Forms:
    """The tables of a package, each compared with its other forms while it is read.

    What they say otherwise is told by ``finish``: what a table says against the log is the plainer fault.
    ``share``: of the tables, where two processes do this.
    """

    def __init__(self, package: Package, share: Share = Share.ALL) -> None:
        self.package, self._share = package, share
        self._done: set[str] = set()
        self.numbers: dict[str, int] = {}
        """How many rows each has."""
        self.states = Counter[str]()
        """How many comments stand how."""
        self._moved: dict[str, int] = {}
        """Table -> the first line that doesn't stand in its order."""
        self._faults: dict[str, Exception] = {}
        """The first one of each table."""

    def rows(self, table: str) -> Iterator[dict[str, Any]]:
        """The rows of a table, none where the grade has no such table. Raises Fault where they are none."""
        names = {f"data/{table}.jsonl", f"data/{table}.csv"} & self.package.names
        if not names:
            return
        is_again = table in self._done or not self._is_due(table)
        rows = self.package.rows(f"data/{table}.jsonl", is_again=is_again)
        yield from rows if is_again else self._compared(table, rows)

    def _cut_rows(self, table: str) -> Iterator[Mapping[str, Any]]:
        """The same of a table whose rows nobody needs here, and which another process reads."""
        builds = RowBuilds()
        for line in self.package.lines(f"data/{table}.jsonl"):
            cut = builds.cut(line)
            yield parsed(line) if cut is None else CutRow(line, *cut)

    def _compared(self, table: str, rows: Iterable[Compared]) -> Iterator[Compared]:
        others, order, number = _others(self.package, table), InOrder(table), 0
        for number, row in enumerate(rows, 1):
            yield row
            if table == "comments":
                self.states[row["state"]] += 1
            if not order.take(row):
                self._moved.setdefault(table, number)
            for other in others:
                try:
                    other.compare(row)
                except UNFIT as fault:
                    self._faults.setdefault(table, fault)
                    others = [one for one in others if one is not other]
        for other in others:
            try:
                other.finish()
            except UNFIT as fault:
                self._faults.setdefault(table, fault)
        self._done.add(table)
        self.numbers[table] = number

    def _is_due(self, table: str) -> bool:
        if self._share is Share.ALL:
            return True
        return (table in COMPARED_WITH_STATE) == (self._share is Share.WITH_STATE)

    def _is_read_elsewhere(self, table: str) -> bool:
        """Whether another process, the one with the state, reads this table as JSON."""
        return self._share is Share.WITHOUT_STATE and table in HELD_AGAINST_STATE

    def finish(self) -> None:
        """Every table was compared to its end, those too that nothing else is held against. Raises the first fault."""
        facts = facts_of(self.package)
        needed = TABLES if facts["grade"] == "public" else (*TABLES, *AUDITORS_TABLES)
        csvs = (one[5:-4] for one in self.package.names if one.endswith(".csv") and one.count("/") == 1)
        for table in sorted(filter(self._is_due, {*needed, *csvs})):
            is_cut = self._is_read_elsewhere(table) and f"data/{table}.jsonl" in self.package.names
            rows = self._compared(table, self._cut_rows(table)) if is_cut else self.rows(table)
            for _row in rows if table not in self._done else ():
                pass
            if table not in self._done:
                raise Fault(f"data/{table}.jsonl is missing")
        for table in sorted(self._faults):
            raise self._faults[table]
        if facts["format"] not in OLDER:
            self._check_alike(facts["rows"])

    def _check_alike(self, told: Mapping[str, int]) -> None:
        """Every table rises as it must, and has as many rows as the package tells. Raises the first fault."""
        for table in sorted(self._moved):
            rise = ", ".join(ORDERS[table])
            raise Fault(
                f"data/{table}.jsonl, line {self._moved[table]}: rows rise by {rise}, and this one doesn’t"
            )
        for table in sorted(self.numbers.keys() - {"dictionary"}):  # which is held against their columns
            if told.get(f"data/{table}.csv") != self.numbers[table]:
                raise Fault(f"data/package.json: another number of rows than data/{table}.jsonl has")


def _others(package: Package, table: str) -> "list[CsvTable | _Room]":
    return [CsvTable(package, table), *([_Room(package, table)] if table in SHOWN else [])]


class _Room:
    """The list of a table in the reading room, row by row."""

    def __init__(self, package: Package, table: str) -> None:
        self._table, self._columns = table, SHOWN[table]
        self._package, self._list = package, _List(package, table)
        self._beside: dict[tuple[Any, str], list[list[Any]]] | None = None
        self._told: Sequence[str] = TRACED if table == "comments" else ()
        self._has_since: bool | None = None

    def compare(self, row: Mapping[str, Any]) -> None:
        """Take the next row of the table. Raises Fault where the list shows it otherwise, or not."""
        if self._beside is None:
            self._beside = _beside(self._package) if self._told else {}
        if isinstance(row, CutRow):
            if self._list.takes(self._written(row)):
                return
            row = row.read()
        name, shown = self._list.next()
        if not name:
            raise Fault(f"data/{self._table}.jsonl has more rows than the reading room shows")
        self._follow(name, row, shown)
        values = list(map(row.get, self._columns))
        due = dict(compress(zip(self._columns, values, strict=True), values))  # what isn't empty
        if SHOWN_SINCE in due:
            has, self._has_since = self._has_since, SHOWN_SINCE in shown
            if not self._has_since:
                del due[SHOWN_SINCE]
            if has not in (None, self._has_since):
                raise Fault(f"{name}: some rows say “{SHOWN_SINCE}” and some leave it out")
        if shown != due:
            raise Fault(f"{name}: not what data/{self._table}.jsonl says")

    def _follow(self, name: str, row: Mapping[str, Any], shown: dict[str, Any]) -> None:
        for column in self._told:
            told = shown.pop(column, [])
            if told != (self._beside.get((row.get("reference"), column), []) if self._beside else []):
                raise Fault(f"{name}: {row.get('reference')} is followed otherwise than the tables say")

    def _written(self, row: CutRow) -> str:
        """How the list shows a row in pieces. Empty where that hangs on more than the row."""
        build, pieces = row.build, row.pieces
        if self._beside or row.get(SHOWN_SINCE):
            return ""
        if not build.shown:
            for column in self._columns:
                name, place, value = column.encode(), build.at.get(column, 0), build.fixed.get(column)
                if place or value:
                    told = b'"' if place else json.dumps(value).encode()
                    build.shown.append((b'"%b":%b' % (name, told), place))
        parts = [
            before + pieces[place] + b'"' if place else before
            for before, place in build.shown if not place or pieces[place]
        ]  # fmt: skip
        return (b"{%b}" % b",".join(parts)).decode()

    def finish(self) -> None:
        """The table has no more rows. Raises Fault where the list has."""
        name, _shown = self._list.next()
        if name:
            raise Fault(f"{name}: not what data/{self._table}.jsonl says")


class _List:
    """The rows of a list in the reading room, from one script after the other."""

    def __init__(self, package: Package, table: str) -> None:
        folder = f"data/reading-room/rows/{table}-"
        self._package = package
        self._names = iter(sorted(one for one in package.names if one.startswith(folder)))
        self._name, self._script, self._at, self._end = "", "", 0, 0

    def takes(self, row: str) -> bool:
        """Whether the next row is written so, and another one stands behind it; it is taken then."""
        if not row or not self._script.startswith(row + ",{", self._at):
            return False
        self._at += len(row) + 1
        return True

    def next(self) -> tuple[str, dict[str, Any]]:
        """The next row with the name of the script that holds it; none behind the last one."""
        while not self._is_row_next():
            self._name = next(self._names, "")
            if not self._name:
                return "", {}
            self._script = self._package.read(self._name).decode()
            self._at, self._end = len(BEGINNING), len(self._script) - len(ENDING)
            if not (self._script.startswith(BEGINNING) and self._script.endswith(ENDING)):
                raise Fault(f"{self._name}: not a list of rows")
        shown, self._at = value_at(self._script, self._at)
        self._skip()
        is_last = self._at == self._end
        if not is_last and self._script[self._at] != ",":
            raise Fault(f"{self._name}: not a list of rows")
        self._at += not is_last
        if not is_last and not self._is_row_next():
            raise Fault(f"{self._name}: not a list of rows")
        return self._name, shown

    def _is_row_next(self) -> bool:
        self._skip()
        return self._at < self._end

    def _skip(self) -> None:
        while self._script[self._at : self._at + 1] in BLANKS:
            self._at += 1


def _lead_back(
    causes: Sequence[Mapping[str, Any]], package: Package, found: dict[tuple[Any, str], list[list[Any]]]
) -> None:
    """A passage that cites a reply was moved by each comment it answers: once, and not where that is cited itself."""
    answered = {row["id"]: row["comments"].split() for row in package.table("replies")}
    known = {(row["version"], row["passage"], row["reference"]) for row in causes}
    for row in (one for one in causes if one["kind"] == "reply"):
        for reference in answered.get(row["reply"], ()):
            place = (row["version"], row["passage"], reference)
            if place not in known:
                known.add(place)
                told = [row["version"], row["passage"], row["kind"]]
                found.setdefault((reference, "moved"), []).append(told)


BEGINNING, ENDING, BLANKS = "readingRoom.take([", "]);\n", frozenset(" \t\r\n")
"""What stands in a script before its rows and behind them, and may stand between them."""
TRACED = ("moved", "stands")
"""What rows of the list of comments hold beside the table's columns."""


def _beside(package: Package) -> dict[tuple[Any, str], list[list[Any]]]:
    """What the list of comments says beside one: where it stands in later versions, and which passages it moved."""
    found: dict[tuple[Any, str], list[list[Any]]] = {}
    causes = [row for row in package.table("causes") if not row["unlinked_at"]]
    for row in causes:
        told = [row["version"], row["passage"], row["kind"]]
        found.setdefault((row["reference"], "moved"), []).append(told)
    if any(row["kind"] == "reply" for row in causes) and facts_of(package)["format"] not in OLDER:
        _lead_back(causes, package, found)
    for row in package.table("carries"):
        told = [row["version"], row["state"], row["article"], row["words"]]
        found.setdefault((row["reference"], "stands"), []).append(told)
    return found
