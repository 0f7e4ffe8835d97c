"""A package's tables as CSV, held row by row against the same tables as JSON Lines. Standard library only."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from operator import eq
from typing import Any

from consult.opendata.verify_bag import LONGEST, Package
from consult.opendata.verify_lines import CutRow
from consult.record.verify import Fault


class CsvTable:
    """A table as CSV, row by row."""

    def __init__(self, package: Package, table: str) -> None:
        self._path, self._table = f"data/{table}.csv", f"data/{table}.jsonl"
        self._lines = _csv_lines(package, self._path)
        self._columns: list[str] | None = None
        self._end = ""
        """Of its first line; others end in the same way where they are plain."""
        self._written_otherwise: list[int] = []
        """Where values of the row before are no words, as they mostly are in this one too."""
        self._number = 1

    def compare(self, row: Mapping[str, Any]) -> None:
        """Take the next row of the table. Raises Fault where the CSV says it otherwise, or has none."""
        if self._columns is None:
            first = next(self._lines, "")
            self._columns, self._end = self._cells(first), "\r\n" if first.endswith("\r\n") else "\n"
        self._number += 1
        line = next(self._lines, "")
        if isinstance(row, CutRow):
            if line == self._filled(row):
                return
            row = row.read()
        elif self._columns == list(row) and line == self._plain(list(row.values())):
            return
        cells = self._cells(line)
        if len(row) != len(self._columns) or not self._is_same(cells, list(map(row.get, self._columns))):
            raise Fault(f"{self._path}, row {self._number}: not what {self._table} says")

    def _plain(self, values: list[Any]) -> str | None:
        """The line that says these values; None where one has a quotation mark or begins like a formula."""
        for place in self._written_otherwise:
            values[place] = cell_of(values[place])
        try:
            line = '"' + '","'.join(values) + '"'
        except TypeError:
            return None  # others than in the row before are no words
        return line + self._end if line.count('"') == 2 * len(values) and not _BEGINS.search(line) else None

    def _filled(self, row: CutRow) -> str | None:
        """The same of a row in pieces: in no text of it is a quotation mark."""
        build = row.build
        if not build.csv:
            if self._columns != build.columns:
                return None
            cells = ("%b" if one in build.at else cell_of(build.fixed[one]) for one in build.columns)
            build.csv = b",".join(f'"{cell}"'.encode() for cell in cells)
        line = (build.csv % build.texts(row.pieces)).decode()
        return None if _BEGINS.search(line) else line + self._end

    def _cells(self, line: str) -> list[str]:
        """The cells of a row that begins with this line; none behind the last line."""
        try:
            return next(csv.reader(chain([line], self._lines)), []) if line else []
        except csv.Error as error:
            raise Fault(f"{self._path}, row {self._number}: {error}") from error

    def _is_same(self, cells: Sequence[str], values: Sequence[object]) -> bool:
        """Whether a row of cells says these values."""
        self._written_otherwise = [at for at, value in enumerate(values) if not isinstance(value, str)]
        return len(cells) == len(values) and all(map(eq, cells, map(cell_of, values)))

    def finish(self) -> None:
        """The table has no more rows. Raises Fault where the CSV has."""
        if self._columns is None:
            self._cells(next(self._lines, ""))
        if next(self._lines, None) is not None:
            raise Fault(f"{self._path}, row {self._number + 1}: a row more than {self._table} has")


def _csv_lines(package: Package, path: str) -> Iterator[str]:
    """The lines of a CSV with their ends. A row may have several."""
    csv.field_size_limit(LONGEST)
    return chain.from_iterable(
        io.StringIO(piece.decode(), newline="\n") for piece in package.whole_lines(path)
    )


def csv_rows(package: Package, path: str) -> Iterator[list[str]]:
    """The rows of a CSV. Raises Fault where it is none."""
    rows = csv.reader(_csv_lines(package, path))
    try:
        yield from rows
    except csv.Error as error:
        raise Fault(f"{path}, line {rows.line_num}: {error}") from error


_FIRST = frozenset("'=+-@\t\r\n＝＋－＠")
_FORMULA = re.compile(
    r"'*+[=+\-@\t\r\n＝＋－＠]" if sys.version_info >= (3, 11) else r"'*[=+\-@\t\r\n＝＋－＠]"
)
_BEGINS = re.compile(f'"[{re.escape("".join(sorted(_FIRST)))}]')
"""A cell that begins so, where none has a quotation mark within."""
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
