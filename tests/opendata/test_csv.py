"""Rows of a CSV that are compared as they are written: none passes that says another value."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from typing import Any, cast

import pytest

from consult.opendata.verify_bag import Package
from consult.opendata.verify_csv import CsvTable, cell_of
from consult.opendata.verify_lines import CutRow, RowBuilds
from consult.record.verify import Fault

PLAIN: Mapping[str, Any] = {"id": "a", "words": "lamps", "number": 1}


class Written:
    """A package that holds one table as CSV, in two pieces."""

    def __init__(self, cells: list[list[str]], end: str = "\n") -> None:
        stream = io.StringIO(newline="")
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator=end)
        writer.writerows([list(PLAIN), *cells])
        self._lines = [one + b"\n" for one in stream.getvalue().encode()[:-1].split(b"\n")]

    def whole_lines(self, _name: str) -> Iterator[bytes]:
        yield b"".join(self._lines[:2])
        yield b"".join(self._lines[2:])


def cut(row: Mapping[str, Any]) -> Mapping[str, Any]:
    """The row in pieces, where it can be cut."""
    line = json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode()
    found = RowBuilds().cut(line)
    return row if found is None else CutRow(line, *found)


def compare(rows: list[Mapping[str, Any]], package: Written) -> None:
    table = CsvTable(cast(Package, package), "comments")
    for row in rows:
        table.compare(row)
    table.finish()


def cells_of(row: Mapping[str, Any]) -> list[str]:
    return [cell_of(value) for value in row.values()]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "words", [f"{one}1" for one in "'=+-@\t\r＝＋－＠（x"] + ["'=1", "", "=", "a=1", "a\n=1"]
)
def test_what_begins_like_a_formula_is_compared_as_it_must_be_written(words: str, end: str) -> None:
    rows: list[Mapping[str, Any]] = [PLAIN, {**PLAIN, "id": "b", "words": words}, {**PLAIN, "id": "c"}]
    bare = [[str(value) for value in row.values()] for row in rows]
    for given in (rows, [cut(row) for row in rows]):
        compare(given, Written([cells_of(row) for row in rows], end))
        if cell_of(words) != words:
            with pytest.raises(Fault, match="row 3: not what"):
                compare(given, Written(bare, end))


@pytest.mark.parametrize("place", range(3))
def test_no_row_stands_for_another_one(place: int) -> None:
    rows: list[Mapping[str, Any]] = [PLAIN, {**PLAIN, "id": "b"}]
    cells = [cells_of(row) for row in rows]
    cells[1][place] += "x"
    for given in (rows, [cut(row) for row in rows]):
        with pytest.raises(Fault, match="row 3: not what"):
            compare(given, Written(cells))


def test_cells_are_held_against_their_own_columns() -> None:
    moved = {name: PLAIN[name] for name in reversed(list(PLAIN))}
    swapped = {"id": "lamps", "words": "a", "number": 1}
    for row in (moved, cut(moved)):
        compare([row], Written([cells_of(PLAIN)]))
        for other in (swapped, moved):
            with pytest.raises(Fault, match="row 2: not what"):
                compare([row], Written([cells_of(other)]))
