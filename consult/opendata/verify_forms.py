"""The forms in which a package says its tables: JSON Lines, CSV, and lists in its reading room.

Standard library only: packages carry this file. Each row is read once in every form, side by side.
"""

import csv
import io
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import eq, itemgetter
from typing import Any

from consult.opendata.verify_bag import LONGEST, UNFIT, Package, parsed
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
SHOWN_SINCE = "note_language"
"""Stood in tables before lists showed it: in a list of an older package no row has it."""


class Forms:
    """The tables of a package, each compared with its other forms while it is read.

    What they say otherwise is told by ``finish``: what a table says against the log is the plainer fault.
    ``compares``: not where another process does that.
    """

    def __init__(self, package: Package, *, compares: bool = True) -> None:
        self.package, self._compares = package, compares
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
        rows = self.package.rows(f"data/{table}.jsonl")
        if not self._compares or table in self._done:
            yield from rows
            return
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

    def finish(self) -> None:
        """Every table was compared to its end, those too that nothing else is held against. Raises the first fault."""
        facts = parsed(self.package.read("data/package.json").strip())
        needed = TABLES if facts["grade"] == "public" else (*TABLES, *AUDITORS_TABLES)
        csvs = (one[5:-4] for one in self.package.names if one.endswith(".csv") and one.count("/") == 1)
        for table in sorted({*needed, *csvs}):
            for _row in self.rows(table) if table not in self._done else ():
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


def _others(package: Package, table: str) -> "list[_Csv | _Room]":
    return [_Csv(package, table), *([_Room(package, table)] if table in SHOWN else [])]


# CSV ----------------------------------------------------------------------------------------------


class _Csv:
    """A table as CSV, row by row."""

    def __init__(self, package: Package, table: str) -> None:
        self._path, self._table = f"data/{table}.csv", f"data/{table}.jsonl"
        self._rows = csv_rows(package, self._path)
        self._columns: list[str] | None = None
        self._written_otherwise: list[int] = []
        """Where values of the row before are no words, as they mostly are in this one too."""
        self._number = 1

    def compare(self, row: Mapping[str, Any]) -> None:
        """Take the next row of the table. Raises Fault where the CSV says it otherwise, or has none."""
        if self._columns is None:
            self._columns = next(self._rows, [])
        self._number += 1
        cells = next(self._rows, [])
        if self._columns == list(row):
            values = list(row.values())
            for place in self._written_otherwise:
                values[place] = cell_of(values[place])
            if cells == values and _FIRST.isdisjoint(map(_letter, filter(None, cells))):
                return  # nothing but words that stand there as they are, and none that begins like a formula
        if len(row) != len(self._columns) or not self._is_same(cells, list(map(row.get, self._columns))):
            raise Fault(f"{self._path}, row {self._number}: not what {self._table} says")

    def _is_same(self, cells: Sequence[str], values: Sequence[object]) -> bool:
        """Whether a row of cells says these values."""
        self._written_otherwise = [at for at, value in enumerate(values) if not isinstance(value, str)]
        return len(cells) == len(values) and all(map(eq, cells, map(cell_of, values)))

    def finish(self) -> None:
        """The table has no more rows. Raises Fault where the CSV has."""
        if self._columns is None:
            next(self._rows, None)
        if next(self._rows, None) is not None:
            raise Fault(f"{self._path}, row {self._number + 1}: a row more than {self._table} has")


def csv_rows(package: Package, path: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST)
    pieces = (io.StringIO(piece.decode(), newline="\n") for piece in package.whole_lines(path))
    rows = csv.reader(chain.from_iterable(pieces))
    try:
        yield from rows
    except csv.Error as error:
        raise Fault(f"{path}, line {rows.line_num}: {error}") from error


_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")
_FORMULA = re.compile(
    r"'*+[=+\-@\t\r\n＝＋－＠]" if sys.version_info >= (3, 11) else r"'*[=+\-@\t\r\n＝＋－＠]"
)
_letter = itemgetter(slice(0, 1))
_json = json.JSONEncoder(ensure_ascii=False).encode


def cell_of(value: object) -> str:
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _FIRST and _FORMULA.match(value) else value
    if value is True or value is False:
        return "true" if value else "false"
    if value is None:
        return ""
    if isinstance(value, (list, dict)):  # a union would be made anew for every cell
        return cell_of(_json(value)) if value else "[]" if isinstance(value, list) else "{}"
    return str(value)


# The reading room ---------------------------------------------------------------------------------


class _Room:
    """The list of a table in the reading room, row by row."""

    def __init__(self, package: Package, table: str) -> None:
        self._table, self._columns = table, SHOWN[table]
        self._package, self._shown = package, _shown_rows(package, table)
        self._beside: dict[tuple[Any, str], list[list[Any]]] | None = None
        self._told: Sequence[str] = TRACED if table == "comments" else ()
        self._has_since: bool | None = None

    def compare(self, row: Mapping[str, Any]) -> None:
        """Take the next row of the table. Raises Fault where the list shows it otherwise, or not."""
        name, shown = next(self._shown, ("", {}))
        if not name:
            raise Fault(f"data/{self._table}.jsonl has more rows than the reading room shows")
        if self._beside is None:
            self._beside = _beside(self._package) if self._told else {}
        for column in self._told:
            told = shown.pop(column, [])
            if told != (self._beside.get((row.get("reference"), column), []) if self._beside else []):
                raise Fault(f"{name}: {row.get('reference')} is followed otherwise than the tables say")
        due = {column: row[column] for column in self._columns if row.get(column)}
        if SHOWN_SINCE in due:
            has, self._has_since = self._has_since, SHOWN_SINCE in shown
            if not self._has_since:
                del due[SHOWN_SINCE]
            if has not in (None, self._has_since):
                raise Fault(f"{name}: some rows say “{SHOWN_SINCE}” and some leave it out")
        if shown != due:
            raise Fault(f"{name}: not what data/{self._table}.jsonl says")

    def finish(self) -> None:
        """The table has no more rows. Raises Fault where the list has."""
        name, _shown = next(self._shown, ("", {}))
        if name:
            raise Fault(f"{name}: not what data/{self._table}.jsonl says")


def _shown_rows(package: Package, table: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each row of a list with the name of the script that holds it."""
    folder = f"data/reading-room/rows/{table}-"
    for name in sorted(one for one in package.names if one.startswith(folder)):
        script = package.read(name).decode()
        if not (script.startswith("readingRoom.take([") and script.endswith("]);\n")):
            raise Fault(f"{name}: not a list of rows")
        for shown in json.loads(script[len("readingRoom.take(") : -3]):
            yield name, shown


def _form_of(package: Package) -> Any:
    return parsed(package.read("data/package.json").strip())["format"]


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


TRACED = ("moved", "stands")
"""What rows of the list of comments hold beside the table's columns."""


def _beside(package: Package) -> dict[tuple[Any, str], list[list[Any]]]:
    """What the list of comments says beside one: where it stands in later versions, and which passages it moved."""
    found: dict[tuple[Any, str], list[list[Any]]] = {}
    causes = [row for row in package.table("causes") if not row["unlinked_at"]]
    for row in causes:
        told = [row["version"], row["passage"], row["kind"]]
        found.setdefault((row["reference"], "moved"), []).append(told)
    if any(row["kind"] == "reply" for row in causes) and _form_of(package) not in OLDER:
        _lead_back(causes, package, found)
    for row in package.table("carries"):
        told = [row["version"], row["state"], row["article"], row["words"]]
        found.setdefault((row["reference"], "stands"), []).append(told)
    return found
