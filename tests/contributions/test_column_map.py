import csv
import gzip
import io
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.contributions.column_map import (
    ColumnMap,
    ImportedComment,
    RefusedRow,
    column_map,
    parse_map,
    read_comments,
)
from consult.contributions.import_values import instant_of, language_of, plain_body, stance_of
from consult.foundation.errors import Refused
from consult.foundation.tables import BadRow, Row, read_table
from tests.real_data import real

TAIPEI = ZoneInfo("Asia/Taipei")


def read(rows: list[dict[str, str]], written: str | None = None) -> list[ImportedComment | RefusedRow]:
    mapped = column_map(list(rows[0]), written)
    numbered = [Row(number, values) for number, values in enumerate(rows, 1)]
    return list(read_comments(numbered, mapped, default_language="en", zone=TAIPEI))


def one(**values: str) -> ImportedComment:
    (found,) = read([values])
    assert isinstance(found, ImportedComment)
    return found


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        (
            "编号 姓名 意见内容 提交时间",
            {"body": "意见内容", "id": "编号", "name": "姓名", "submitted_at": "提交时间"},
        ),
        ("序號 條文 意見 立場", {"body": "意見", "id": "序號", "article": "條文", "stance": "立場"}),
        ("編號 條號 意見 姓名", {"body": "意見", "id": "編號", "article": "條號", "name": "姓名"}),
        ("Comment-ID Comment-Body Author", {"body": "Comment-Body", "id": "Comment-ID", "name": "Author"}),
        ("id date time text", {"body": "text", "id": "id", "submitted_at": "date+time"}),
        ("Numéro Texte Auteur Objet", {"body": "Texte", "id": "Numéro", "name": "Auteur", "title": "Objet"}),
        (
            "fecha hora comentario título",
            {"body": "comentario", "submitted_at": "fecha+hora", "title": "título"},
        ),
    ],
)
def test_headings_are_understood(columns: str, expected: dict[str, str]) -> None:
    assert {
        field: "+".join(names) for field, names in column_map(columns.split()).columns.items()
    } == expected


def test_a_written_map_is_used_alone_and_says_what_is_missing() -> None:
    columns = ["a,b", "x+y", "Text", "subject", "name"]
    assert column_map(columns, "id=a,b, title=x+y").columns == {
        "id": ("a,b",),
        "title": ("x+y",),
        "body": ("Text",),
    }
    assert column_map(columns, "body=subject+text").columns == {"body": ("subject", "Text")}
    with pytest.raises(Refused, match=r"no column “nowhere”.*a,b, x\+y, Text"):
        column_map(columns, "body=nowhere")
    with pytest.raises(Refused, match=r"hold the comments.*one, two"):
        column_map(["one", "two"])


@pytest.mark.parametrize("written", ["body", "=x", "colour=red", "body=a,body=b", "body="])
def test_what_is_no_map_is_refused(written: str) -> None:
    with pytest.raises(Refused):
        parse_map(written)


@pytest.mark.parametrize(
    ("cell", "utc"),
    [
        ("2018/7/12 9:34:05", "2018-07-12T01:34:05"),
        ("2018-07-12", "2018-07-11T16:00:00"),
        ("2018-07-12T09:34:05.123+0200", "2018-07-12T07:34:05"),
        ("2018-07-12T09:34:05Z", "2018-07-12T09:34:05"),
        ("12/07/2018", "2018-07-11T16:00:00"),
        ("07/13/2018 12:00 am", "2018-07-12T16:00:00"),
        ("2018年7月12日 9时34分05秒", "2018-07-12T01:34:05"),
        ("民國107年7月12日", "2018-07-11T16:00:00"),
        ("12-Jul-18", "2018-07-11T16:00:00"),
        ("12 août 2018", "2018-08-11T16:00:00"),
        ("12 de julio de 2018", "2018-07-11T16:00:00"),
        ("July 12, 2018 1:02 PM", "2018-07-12T05:02:00"),
        ("1531359245000", "2018-07-12T01:34:05"),
        ("1531359245", "2018-07-12T01:34:05"),
        ("２０１８／７／１２　９：３４", "2018-07-12T01:34:00"),
    ],
)
def test_dates_in_many_forms(cell: str, utc: str) -> None:
    assert instant_of(cell, TAIPEI) == (datetime.fromisoformat(utc).replace(tzinfo=UTC), None)


@pytest.mark.parametrize(
    ("cell", "flag"),
    [
        ("2018-02-30", "impossible_date"),
        ("31/31/2018", "impossible_date"),
        ("2018-13-01", "impossible_date"),
        ("2018-01-01 25:00", "impossible_date"),
        ("9999-01-01", "impossible_date"),
        ("12 Foo 2018", "impossible_date"),
        ("yesterday", "unreadable_date"),
        ("9" * 5000, "unreadable_date"),
        ("", None),
    ],
)
def test_a_date_that_cannot_be_is_flagged_and_the_row_kept(cell: str, flag: str | None) -> None:
    found = one(text="words", date=cell)
    assert found.submitted_at is None
    assert found.flags == ((flag,) if flag else ())


@given(st.text(max_size=40))
def test_no_date_raises(cell: str) -> None:
    instant_of(cell, TAIPEI)
    language_of(cell)
    stance_of(cell)


@pytest.mark.parametrize(
    ("cell", "stance"),
    [
        ("for", "support"),
        ("Agree", "support"),
        ("支持", "support"),
        ("贊同", "support"),
        ("pour", "support"),
        ("a favor", "support"),
        ("mixed", "amend"),
        ("修改", "amend"),
        ("AGAINST", "oppose"),
        ("反對", "oppose"),
        ("不同意", "oppose"),
        ("en contra", "oppose"),
        ("-1", "oppose"),
        ("1", "support"),
        ("neutral", "remark"),
        ("", ""),
    ],
)
def test_stances(cell: str, stance: str) -> None:
    assert one(text="words", stance=cell).stance == stance


def test_what_is_not_understood_is_flagged_not_dropped() -> None:
    found = one(text="a\x07b", stance="sideways", language="no such", name="n" * 300)
    assert set(found.flags) == {"control_characters", "unknown_stance", "unknown_language", "long_name"}
    assert (found.body, found.stance, found.language, len(found.name or "")) == ("ab", "", "en", 200)


@pytest.mark.parametrize(
    ("cell", "tag"),
    [
        ("ZH_hant_tw", "zh-Hant-TW"),
        ("en", "en"),
        ("pt-br", "pt-BR"),
        ("x", None),
        ("english", None),
        ("a" * 99, None),
    ],
)
def test_language_tags(cell: str, tag: str | None) -> None:
    assert language_of(cell) == tag


def test_html_becomes_text_and_is_kept() -> None:
    cell = "<p>L&rsquo;article&nbsp;1</p><ul><li>un</li><li>deux</li></ul><script>alert(1)</script>"
    found = one(body_html=cell)
    assert (found.body, found.source_html) == ("L’article\u00a01\n\n- un\n- deux", cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("see <http://example.org/a> and a < b > c", None),
        ("un<br />\ndeux\ntrois <nom>", "un\ndeux\ntrois <nom>"),
        ("R&amp;D\nnext", "R&D\nnext"),
        ("AT&T & <b>bold</b>", "AT&T & bold"),
    ],
)
def test_only_real_html_is_taken_for_html(cell: str, text: str | None) -> None:
    assert plain_body(cell) == ((cell, False) if text is None else (text, True))


def test_unusable_rows_come_out_with_their_reason() -> None:
    rows = [{"id": "1", "text": "x"}, {"id": "2", "text": " \u200b"}, {"id": "3", "text": "字" * 50_001}]
    rows += [
        {"id": "1", "text": "y"},
        {"id": "5", "text": "<div>" * 400},
        {"id": "6", "text": "a" + "\u0301" * 99},
    ]
    first, *refused = read(rows)
    assert isinstance(first, ImportedComment)
    reasons = [row.reason for row in refused if isinstance(row, RefusedRow)]
    assert reasons[0] == "The comment is empty."
    assert reasons[1] == "The text has 50001 characters; at most 50000 are allowed."
    assert reasons[2] == "The id 1 is already that of row 1."
    assert "nests" in reasons[3]
    assert "marks" in reasons[4]
    bad = BadRow(7, "3 cells where the heading has 2", "1,2,3")
    (kept,) = read_comments([bad], ColumnMap({"body": ("text",)}), default_language="en", zone=UTC)
    assert kept == RefusedRow(7, bad.reason, {}, bad.raw)


def test_the_same_letter_twice_is_two_comments_and_stays_two() -> None:
    rows = [{"text": "same"}, {"text": "same"}, {"text": "other"}]
    hashes = [found.content_hash for found in read(rows) if isinstance(found, ImportedComment)]
    assert len(set(hashes)) == 3
    assert hashes == [found.content_hash for found in read(rows) if isinstance(found, ImportedComment)]


# Rows, comments, map (None: guessed), HTML bodies, rows with an instant.
REAL = {
    "us-stem-opt-comments/comments.csv.gz": (6463, 6460, None, 0, 6460),
    "cn-wenzheng-messages/messages.csv.gz": (2133, 2133, None, 0, 2133),
    "cn-wenzheng-messages/messages_with_replies.csv.gz": (1406, 1406, "body=subject+text,date=time", 0, 1406),
    "es-decide-madrid/comments.csv.gz": (2760, 2743, None, 0, 2743),
    "es-decide-madrid/proposals.csv": (40, 40, "body=summary+text,id=id,date=date", 0, 40),
    "es-decide-madrid/proposals_2024_2025.csv.gz": (1342, 1101, None, 1006, 1101),
    "fr-republique-numerique/arguments.csv.gz": (2152, 2152, None, 16, 2152),
    "fr-republique-numerique/proposals.csv.gz": (338, 338, None, 333, 338),
    "fr-republique-numerique/sources.csv": (176, 176, None, 0, 176),
    "ca-consultations/national_security_emails.csv": (100, 100, None, 0, 0),
    "ca-consultations/generation_energy_forum.csv": (100, 100, None, 0, 100),
    "tw-join-petition/endorsements.csv": (682, 321, None, 0, 321),
}


@pytest.mark.parametrize("name", REAL)
def test_real_sets_come_in_whole(name: str) -> None:
    path = real(*name.split("/"))
    rows, comments, written, html, timed = REAL[name]
    with read_table(path) as table:
        mapped = column_map(table.columns, written)
        found = list(read_comments(table, mapped, default_language="en", zone=TAIPEI))
    kept = [row for row in found if isinstance(row, ImportedComment)]
    assert (len(found), len(kept)) == (rows, comments)
    assert {row.reason for row in found if isinstance(row, RefusedRow)} <= {"The comment is empty."}
    assert len({row.content_hash for row in kept}) == comments
    assert sum(row.source_html is not None for row in kept) == html
    assert sum(row.submitted_at is not None for row in kept) == timed
    assert not any(row.flags for row in kept)
    if html:
        assert not any("<p>" in row.body or "&nbsp;" in row.body for row in kept)


def test_threads_and_stances_of_real_sets() -> None:
    madrid = real("es-decide-madrid", "comments.csv.gz")
    france = real("fr-republique-numerique", "arguments.csv.gz")

    def kept(path: Path) -> list[ImportedComment]:
        with read_table(path) as table:
            rows = read_comments(table, column_map(table.columns), default_language="es", zone=TAIPEI)
            return [row for row in rows if isinstance(row, ImportedComment)]

    with gzip.open(madrid, "rt", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["text"].strip()]
    threads = kept(madrid)
    assert [row.parent_external_id or "" for row in threads] == [row["parent_id"] for row in rows]
    assert [row.external_id for row in threads] == [row["id"] for row in rows]
    ids = {row["id"] for row in rows}
    assert sum(bool(row.parent_external_id) and row.parent_external_id not in ids for row in threads) > 100
    assert Counter(row.stance for row in kept(france)) == {"support": 1088, "oppose": 1064}


def test_a_table_in_gb18030_comes_in() -> None:
    data = "编号,立场,意见内容,提交时间\n1,支持,应当公开数据,2020年1月2日\n".encode("gb18030")
    table = read_table(io.BytesIO(data))
    (found,) = read_comments(table, column_map(table.columns), default_language="zh-Hans", zone=TAIPEI)
    assert isinstance(found, ImportedComment)
    assert (found.external_id, found.stance, found.body) == ("1", "support", "应当公开数据")
    assert found.submitted_at == datetime(2020, 1, 1, 16, tzinfo=UTC)
