"""Tables in and out: CSV, TSV and JSON Lines, plain or gzip, in the encodings that offices use.

Reading streams: one pass finds the encoding, a second yields rows; memory doesn't grow with the file.
A row that can't be read comes out as a ``BadRow`` with its reason; rows in are rows out plus bad rows.
Writing guards cells against spreadsheets that run them as formulas, and the guard can be taken off exactly.
"""

import csv
import io
import json
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, BinaryIO, Self, TextIO, cast

import regex

from consult.foundation.encodings import detect
from consult.foundation.errors import N_, Refused
from consult.foundation.unpacking import unpacked

_CHUNK = 1 << 16
_RAW = 2000
_TOO_MANY = N_("The table has more than %(limit)s rows.")
_HALF = regex.compile("[\ud800-\udfff]")  # bytes that could not be decoded, too


@dataclass(frozen=True)
class TableLimits:
    """``bytes`` once unpacked; ``field``, ``line`` in characters; ``ratio``: unpacked to packed bytes."""

    bytes: int = 512 << 20
    rows: int = 2_000_000
    columns: int = 5_000
    field: int = 1_000_000
    line: int = 16_000_000
    ratio: int = 400


@dataclass(frozen=True)
class Row:
    """``number`` counts the rows below the heading, from 1. Every column has a value, perhaps ""."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class BadRow:
    """A row that can't be used: why, and how it stands in the file (at most 2,000 characters)."""

    number: int
    reason: str
    raw: str


class Table(Iterator[Row | BadRow]):
    """Rows in the order of the file; ``columns`` are known before the first row is read.

    A file that ``read_table`` opened is closed after the last row, on a refusal and by ``with``.
    """

    def __init__(
        self, columns: Sequence[str], rows: Iterator[Row | BadRow], encoding: str, owned: IO[bytes] | None
    ) -> None:
        self.columns = tuple(columns)
        self.encoding = encoding
        self._rows = rows
        self._owned = owned

    def __next__(self) -> Row | BadRow:
        try:
            return next(self._rows)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        if self._owned is not None:
            self._owned.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class _Lines(Iterator[str]):
    """Lines of a text with their ends; keeps those of the current record and refuses endless ones."""

    def __init__(self, stream: TextIO, limit: int) -> None:
        self.stream, self.limit = stream, limit
        self.record: list[str] = []
        self.size = 0

    def __next__(self) -> str:
        try:
            line = self.stream.readline(self.limit)
        except UnicodeDecodeError as error:
            raise Refused(N_("The file can’t be read as text. Save it in UTF-8."), field="file") from error
        if not line:
            raise StopIteration
        self.size += len(line)
        if self.size >= self.limit:
            raise Refused(
                N_("A row is longer than %(limit)s characters; is a quotation mark open near “%(near)s”?"),
                field="file",
                limit=self.limit,
                near=(self.record or [line])[0][:60].strip(),
            )
        self.record.append(line)
        return line

    def start(self) -> None:
        self.record.clear()
        self.size = 0

    def raw(self) -> str:
        return _HALF.sub("\ufffd", "".join(self.record)[:_RAW].rstrip("\r\n"))


def _fault(cells: Iterable[str], limits: TableLimits) -> str | None:
    """Why these cells can't be used, if so."""
    for cell in cells:
        if len(cell) > limits.field:
            return N_("a cell is too long")
        if "\x00" in cell:
            return N_("a cell holds a NUL character")
        if not cell.isascii() and _HALF.search(cell):
            return N_("a cell holds bytes or half characters that aren’t text")
    return None


def _delimiter(sample: str) -> str:
    """The delimiter under which the heading has columns and the rows agree with it."""

    def score(mark: str) -> tuple[bool, float, int]:
        try:
            rows = [row for row in islice(csv.reader(io.StringIO(sample, ""), delimiter=mark), 30) if row]
        except csv.Error:
            return False, 0.0, 0
        width = len(rows[0]) if rows else 0
        rows = rows[1:-1] or rows[1:] or rows  # the last may be cut
        return width > 1, sum(len(row) == width for row in rows) / max(len(rows), 1), width

    return max(",;\t", key=score)


def _heading(cells: Sequence[str], limits: TableLimits) -> list[str]:
    names = [cell.strip().strip("\ufeff") for cell in cells]
    while names and not names[-1]:
        names.pop()
    names = [name or f"column {at}" for at, name in enumerate(names, 1)]
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise Refused(
            N_("Two columns have the same heading: %(names)s."), field="file", names=", ".join(twice)
        )
    if not names:
        raise Refused(N_("The file is empty."), field="file")
    if len(names) > limits.columns:
        raise Refused(N_("The table has more than %(limit)s columns."), field="file", limit=limits.columns)
    return names


def _records(lines: _Lines, mark: str) -> Iterator[list[str] | None]:
    """The cells of each record that isn't blank; None for one whose quotation marks are wrong."""
    reader = csv.reader(lines, delimiter=mark, strict=True)
    while True:
        lines.start()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if "unexpected end" in str(error):
                raise Refused(
                    N_("A quotation mark that opens near “%(near)s” isn’t closed."),
                    field="file",
                    near=lines.raw()[:60],
                ) from error
            yield None
            continue
        if cells:
            yield cells


def _csv_row(number: int, names: list[str], cells: list[str] | None, limits: TableLimits) -> Row | str:
    """The row, or why it can't be used."""
    if cells is None:
        return N_("quotation marks aren’t closed or doubled")
    while len(cells) > len(names) and not cells[-1]:
        cells.pop()
    if len(cells) != len(names):
        found = {"found": len(cells), "expected": len(names)}
        return N_("%(found)s cells where the heading has %(expected)s") % found
    return _fault(cells, limits) or Row(number, dict(zip(names, cells, strict=True)))


def _csv_rows(
    lines: _Lines, names: list[str], records: Iterator[list[str] | None], limits: TableLimits
) -> Iterator[Row | BadRow]:
    for number, cells in enumerate(records, 1):
        if number > limits.rows:
            raise Refused(_TOO_MANY, field="file", limit=limits.rows)
        row = _csv_row(number, names, cells, limits)
        yield BadRow(number, row, lines.raw()) if isinstance(row, str) else row


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(N_("a name occurs twice"))
    return found


def _cell(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json_rows(lines: _Lines, limits: TableLimits) -> Iterator[Row | BadRow]:
    number = 0
    while True:
        lines.start()
        line = next(lines, None)
        if line is None:
            return
        if not line.strip():
            continue
        number += 1
        if number > limits.rows:
            raise Refused(_TOO_MANY, field="file", limit=limits.rows)
        try:
            # Numbers stay as they are written: nothing is rounded, and no digit string is too long.
            found = json.loads(
                line, object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=str
            )
            values = (
                {name: _cell(value) for name, value in found.items()} if isinstance(found, dict) else None
            )
        except (ValueError, RecursionError):
            values = None
        fault = N_("not one JSON object on one line") if values is None else _fault(values.values(), limits)
        yield (
            Row(number, values)
            if values is not None and not fault
            else BadRow(number, fault or "", lines.raw())
        )


def _completed(rows: Iterator[Row | BadRow]) -> tuple[list[str], Iterator[Row | BadRow]]:
    """The names that the first 200 objects have, and all rows with each of them."""
    first = list(islice(rows, 200))
    names = dict.fromkeys((name for row in first if isinstance(row, Row) for name in row.values), "")
    return list(names), (
        Row(row.number, names | row.values) if isinstance(row, Row) else row for row in chain(first, rows)
    )


def read_table(source: Path | str | IO[bytes], *, limits: TableLimits | None = None) -> Table:
    """The rows of a .csv, .tsv or .jsonl file, each also .gz; told apart by content, not by name.

    ``source`` is a path or a binary stream. Raises Refused for an empty or damaged file, one beyond
    the limits, two equal headings or a quotation mark that is never closed (while iterating, too).
    """
    limits = limits or TableLimits()
    owned: IO[bytes] | None = None
    if isinstance(source, Path | str):
        owned = Path(source).open("rb")  # noqa: SIM115 - the table closes it
    elif not source.seekable():
        owned = tempfile.SpooledTemporaryFile(8 << 20)  # noqa: SIM115
        shutil.copyfileobj(source, owned)
    try:
        return _table(cast(BinaryIO, owned or source), limits, owned)
    except BaseException as error:
        if owned is not None:
            owned.close()
        if isinstance(error, UnicodeDecodeError):
            raise Refused(N_("The file can’t be read as text. Save it in UTF-8."), field="file") from error
        raise


def _table(stream: BinaryIO, limits: TableLimits, owned: IO[bytes] | None) -> Table:
    def start() -> io.BufferedReader:
        return unpacked(stream, limit=limits.bytes, ratio=limits.ratio)

    encoding = detect(start())
    errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
    sample = io.TextIOWrapper(start(), encoding, errors=errors, newline="").read(_CHUNK)
    text = io.TextIOWrapper(start(), encoding, errors=errors, newline="")
    lines = _Lines(text, limits.line)
    if sample.lstrip("\ufeff \r\n").startswith("{"):
        return Table(*_completed(_json_rows(lines, limits)), encoding, owned)
    hint = regex.match(r"\ufeff?sep=([,;\t])\r?\n", sample)
    if hint:
        next(lines)
    csv.field_size_limit(max(csv.field_size_limit(), limits.line))  # our own limit comes first, with a reason
    records = _records(lines, hint.group(1) if hint else _delimiter(sample))
    first = next(records, None)
    if first is None:
        raise Refused(N_("The first line must be the heading of the table."), field="file")
    names = _heading(first, limits)
    return Table(names, _csv_rows(lines, names, records, limits), encoding, owned)


_FORMULA = regex.compile(r"'*+[=+\-@\t\r\n＝＋－＠]")
_RISKY = frozenset("'=+-@\t\r\n＝＋－＠")
"""What such a cell begins with: nearly all others are told by their first character."""


def guarded(cell: str) -> str:
    """``cell`` so that no spreadsheet runs it: ``'`` before =, +, -, @, tab, line ends and full-width forms.

    A cell that already begins with such quotes gets one more, so that ``unguarded`` is exact.
    """
    return "'" + cell if cell[:1] in _RISKY and _FORMULA.match(cell) else cell


def unguarded(cell: str) -> str:
    """The text that ``guarded`` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _plain(value: object) -> object:
    """Values as exports write them: times in UTC with ``Z``, dates as ISO, None stays None."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _csv_cell(value: object) -> object:
    if isinstance(value, str):
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None or isinstance(value, int | float):
        return value
    plain = _plain(value)
    return guarded(plain if isinstance(plain, str) else json.dumps(plain, ensure_ascii=False, default=_plain))


def write_csv(
    rows: Iterable[Mapping[str, object] | Sequence[object]], columns: Sequence[str], stream: TextIO
) -> int:
    """Write a heading and ``rows`` (mappings, or sequences in the order of ``columns``); returns how many.

    ``stream`` is opened with ``newline=""``. Every cell is quoted: a spreadsheet that splits at ``;``
    would otherwise make cells, and formulas, of its own.
    """
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL)
    writer.writerow([guarded(name) for name in columns])
    count = 0
    for row in rows:
        cells = [row.get(name) for name in columns] if isinstance(row, Mapping) else row
        writer.writerow(
            [cell if type(cell) is str and cell[:1] not in _RISKY else _csv_cell(cell) for cell in cells]
        )
        count += 1
    return count


_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def write_jsonl(rows: Iterable[Mapping[str, object]], stream: IO[bytes]) -> int:
    """Write one JSON object a line: UTF-8, ``\\n``, keys in the order given, texts exactly as they are."""
    count = 0
    for row in rows:
        stream.write(_line(row).encode("utf-8") + b"\n")
        count += 1
    return count
