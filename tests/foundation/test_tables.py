import csv
import gzip
import io
import json
import random
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.foundation.errors import Refused
from consult.foundation.tables import (
    BadRow,
    Row,
    TableLimits,
    guarded,
    read_table,
    unguarded,
    write_csv,
    write_jsonl,
)
from tests.real_data import real

SIMPLIFIED = "编号,意见内容\r\n1,我认为应当增加公共住房供应。\r\n2,不同意第三条\r\n"
TRADITIONAL = "編號,意見內容\r\n1,我認為應增加公共住宅供應。\r\n2,不同意第三條\r\n"
FRENCH = "id;texte\r\n1;Très bien été, où ça ? Noël à l'île\r\n2;d'accord, né\r\n"


def read(data: bytes, **limits: int) -> list[Row | BadRow]:
    return list(read_table(io.BytesIO(data), limits=TableLimits(**limits)))


def values(data: bytes) -> list[list[str]]:
    return [list(row.values.values()) if isinstance(row, Row) else [row.reason] for row in read(data)]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "utf-16"),
        (SIMPLIFIED, "utf-16-le"),
        (TRADITIONAL, "utf-16-be"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "big5"),
        (FRENCH, "utf-8"),
        (FRENCH, "cp1252"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_encoding_and_delimiter_are_found_by_content(text: str, encoding: str, packed: bool) -> None:
    data = gzip.compress(text.encode(encoding)) if packed else text.encode(encoding)
    mark = ";" if text is FRENCH else ","
    expected = list(csv.reader(io.StringIO(text), delimiter=mark))
    table = read_table(io.BytesIO(data))
    assert list(table.columns) == expected[0]
    assert [list(row.values.values()) for row in table if isinstance(row, Row)] == expected[1:]


def test_chinese_after_a_long_ascii_start_is_still_found() -> None:
    data = b"id,text\n" + b"1,plain words only\n" * 40_000 + "2,支持这个意见\n".encode("gb18030")
    *_, last = read_table(io.BytesIO(data))
    assert isinstance(last, Row)
    assert last.values["text"] == "支持这个意见"


def test_quoted_line_ends_and_tabs() -> None:
    assert values(b'a\tb\n"x\ny\t""z"""\t2\n') == [['x\ny\t"z"', "2"]]
    assert values(b"sep=;\r\na;b\r\n1,5;2\r\n") == [["1,5", "2"]]


def test_ragged_rows_come_out_with_their_reason_and_text() -> None:
    rows = read(b'a,b\n1\n1,2\n1,2,3\n1,2,,\n"x"y,2\n3,\x00\n')
    assert [(row.number, row.reason, row.raw) for row in rows if isinstance(row, BadRow)] == [
        (1, "1 cells where the heading has 2", "1"),
        (3, "3 cells where the heading has 2", "1,2,3"),
        (5, "quotation marks aren’t closed or doubled", '"x"y,2'),
        (6, "a cell holds a NUL character", "3,\x00"),
    ]
    assert [row.number for row in rows if isinstance(row, Row)] == [2, 4]


def test_broken_bytes_in_unicode_are_one_bad_row() -> None:
    data = b"a,b\n" + "1,中文意见很长很长\n".encode() * 50 + b"2,\xe4\xb8\n" + "3,好\n".encode()
    bad = [row for row in read(data) if isinstance(row, BadRow)]
    assert [(row.number, row.reason) for row in bad] == [
        (51, "a cell holds bytes or half characters that aren’t text")
    ]
    bad[0].raw.encode("utf-8")


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf", gzip.compress(b"", mtime=0)])
def test_an_empty_file_is_refused(data: bytes) -> None:
    with pytest.raises(Refused, match="empty"):
        read(data)


def test_two_equal_headings_are_refused_by_name() -> None:
    with pytest.raises(Refused, match="Two columns have the same heading: text"):
        read(b"id,text,text\n1,2,3\n")


def test_an_open_quotation_mark_is_refused_not_swallowed() -> None:
    with pytest.raises(Refused, match="isn’t closed"):
        read(b'a,b\n1,"open\n' + b"2,3\n" * 100)
    with pytest.raises(Refused, match="near"):
        read(b'a,b\n1,"open\n' + b"2,3\n" * 1000, line=2000)


def test_limits() -> None:
    with pytest.raises(Refused, match="larger than"):
        read(gzip.compress(b"a,b\n" + b"0" * 50_000_000))
    with pytest.raises(Refused, match="larger than 100 bytes"):
        read(b"a,b\n" + b"1,2\n" * 100, bytes=100)
    with pytest.raises(Refused, match="more than 3 rows"):
        read(b"a,b\n" + b"1,2\n" * 4, rows=3)
    with pytest.raises(Refused, match="columns"):
        read(b"a,b,c\n", columns=2)
    with pytest.raises(Refused, match="damaged"):
        read(gzip.compress(b"a,b\n" * 1000)[:-12])
    with pytest.raises(Refused, match="workbook"):
        read(b"PK\x03\x04xxxx")
    assert read(b"a,b\nxxxx,1\n", field=3) == [BadRow(1, "a cell is too long", "xxxx,1")]


def test_json_lines() -> None:
    lines = [
        '{"id": 12345678901234567890.10, "text": "a\\nb"}',
        "[1]",
        '{"id": 1, "id": 2}',
        '{"id": ' + "9" * 5000 + "}",
        '{"text": null, "new": {"x": [true]}}',
        "[" * 100_000,
        '{"text": "\\ud800"}',
    ]
    rows = read("\n".join(lines).encode())
    assert isinstance(rows[0], Row)
    assert rows[0].values == {"id": "12345678901234567890.10", "text": "a\nb", "new": ""}
    assert isinstance(rows[4], Row)
    assert rows[4].values == {"id": "", "text": "", "new": '{"x": [true]}'}
    assert [row.number for row in rows if isinstance(row, BadRow)] == [2, 3, 6, 7]


CELLS = st.text(alphabet=st.sampled_from(list("'=+-@\t\r\n＝＋－＠a中, ;\"")), max_size=8)


@given(st.one_of(CELLS, st.text()))
def test_the_guard_comes_off_exactly_and_nothing_guarded_is_a_formula(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell
    assert not guarded(cell).startswith(tuple("=+-@\t\r＝＋－＠"))


@given(CELLS, CELLS)
def test_the_guard_keeps_different_cells_different(one: str, other: str) -> None:
    assert (guarded(one) == guarded(other)) == (one == other)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_an_export_reads_back_to_the_same_text(rows: list[tuple[str, str]]) -> None:
    stream = io.StringIO(newline="")
    assert write_csv(rows, ["a", "b"], stream) == len(rows)
    found = read(stream.getvalue().encode())
    assert [
        tuple(map(unguarded, row.values.values())) if isinstance(row, Row) else None for row in found
    ] == rows


def test_values_in_exports() -> None:
    stream = io.StringIO(newline="")
    write_csv(
        [{"n": -5, "t": datetime(2026, 1, 2, 3, tzinfo=UTC), "b": True, "x": None}],
        ["n", "t", "b", "x"],
        stream,
    )
    assert stream.getvalue() == '"n","t","b","x"\r\n"-5","2026-01-02T03:00:00Z","true",""\r\n'


def test_json_lines_out_are_exact() -> None:
    stream = io.BytesIO()
    assert write_jsonl([{"b": "=1 中\u2028", "a": 1}], stream) == 1
    assert stream.getvalue() == '{"b":"=1 中\u2028","a":1}\n'.encode()


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def peak(rows: int) -> int:
        path = tmp_path / f"{rows}.csv"
        line = "1," + "".join(random.Random(1).choices("abcdefgh 中文", k=500)) + "\n"
        path.write_text("id,text\n" + line * rows, encoding="utf-8")
        tracemalloc.start()
        assert sum(1 for _ in read_table(path)) == rows
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(8_000) < peak(500) + 1_000_000


def tables() -> Iterator[Path]:
    for path in sorted(real().glob("*/*.csv*")):
        if path.parent.name != "acceptance.sealed":
            yield path


def test_every_real_table_reads_like_the_standard_reader_and_survives_an_export() -> None:
    guards = 0
    for path in tables():
        opened = gzip.open if path.suffix == ".gz" else open
        with opened(path, "rt", encoding="utf-8-sig", newline="") as stream:
            heading, *expected = list(csv.reader(stream))
        rows = [row.values for row in read_table(path) if isinstance(row, Row)]
        assert [list(row.values()) for row in rows] == expected, path
        out = io.StringIO(newline="")
        write_csv(rows, heading, out)
        guards += sum(guarded(cell) != cell for row in expected for cell in row)
        back = [row.values for row in read_table(io.BytesIO(out.getvalue().encode())) if isinstance(row, Row)]
        assert [{key: unguarded(value) for key, value in row.items()} for row in back] == rows, path
        exact = io.BytesIO()
        write_jsonl(rows, exact)
        assert [json.loads(line) for line in exact.getvalue().splitlines()] == rows
    assert guards > 100
