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
        self._has_formulas = True
        """Whether a cell may begin like a formula, among the lines that were read at once with the last one."""
        self._lines = chain.from_iterable(self._read(package))
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

    def _read(self, package: Package) -> Iterator[io.StringIO]:
        for piece in package.whole_lines(self._path):
            self._has_formulas = _FORMULAS in piece.translate(_AS_FORMULAS)
            yield _lines_of(piece)

    def _plain(self, values: list[Any]) -> str | None:
        """The line that says these values; None where one has a quotation mark or begins like a formula."""
        for place in self._written_otherwise:
            values[place] = cell_of(values[place])
        try:
            line = '"' + '","'.join(values) + '"'
        except TypeError:
            return None  # others than in the row before are no words
        is_plain = line.count('"') == 2 * len(values) and not self._is_formula_in(line)
        return line + self._end if is_plain else None

    def _is_formula_in(self, line: str) -> bool:
        """Whether a cell begins like a formula in a line that is compared with the last one that was read."""
        return self._has_formulas and _BEGINS.search(line) is not None

    def _filled(self, row: CutRow) -> str | None:
        """The same of a row in pieces: in no text of it is a quotation mark."""
        build = row.build
        if not build.csv:
            if self._columns != build.columns:
                return None
            cells = ("%b" if one in build.at else cell_of(build.fixed[one]) for one in build.columns)
            build.csv = b",".join(f'"{cell}"'.encode() for cell in cells)
        line = (build.csv % build.texts(row.pieces)).decode()
        return None if self._is_formula_in(line) else line + self._end

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
    return chain.from_iterable(map(_lines_of, package.whole_lines(path)))


def _lines_of(piece: bytes) -> io.StringIO:
    csv.field_size_limit(LONGEST)
    return io.StringIO(piece.decode(), newline="\n")


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
_STARTS = bytes({one.encode()[0] for one in _FIRST - {"\n"}})
_FORMULAS, _AS_FORMULAS = b'"=', bytes.maketrans(_STARTS, b"=" * len(_STARTS))
"""What stands where a cell may begin so, once every byte that such a beginning has is made the same one: to look for
that in many lines at once takes less time. A line end isn't among them: what has one stands in no single line."""
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
