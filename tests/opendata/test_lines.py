"""Lines cut into pieces say what they say when they are read as JSON, or have to be read."""

import json
import secrets
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.opendata.verify_bag import NameTwice
from consult.opendata.verify_lines import (
    MOST_ALIKE,
    MOST_BUILDS,
    CutRow,
    EntryBuilds,
    RowBuilds,
    check_pieces,
    cut_opening,
    is_canonical,
)
from consult.opendata.verify_premis import event_line, event_of
from consult.record.verify import Fault, commitment

OWN = "8afa1614208ee96d0f80345e6ff74f46"


def written(value: object, *, is_sorted: bool = True) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=is_sorted).encode()


def entry_of(opened: Mapping[str, tuple[str, str]], **more: object) -> dict[str, Any]:
    commitments = {
        name: commitment(name, value, bytes.fromhex(salt)) for name, (salt, value) in opened.items()
    }
    plain = {
        "actor": "a",
        "id": OWN,
        "objects": ["o", ""],
        "time": "2026-01-01T00:00Z",
        "type": "comment.ruled",
    }
    return {**plain, "commitments": commitments, "v": 2, **more}


TEXTS = st.text(st.characters(codec="utf-8"), max_size=8)
ENTRIES = st.builds(
    entry_of,
    st.dictionaries(st.sampled_from(["body", "name", "time"]), st.tuples(st.just("00" * 16), TEXTS)),
    actor=TEXTS, ground=TEXTS, objects=st.lists(TEXTS, max_size=3),
)  # fmt: skip


@given(st.lists(ENTRIES, max_size=8), st.booleans())
def test_an_entry_is_cut_only_where_it_is_canonical(entries: list[dict[str, Any]], is_sorted: bool) -> None:
    builds = EntryBuilds()
    for entry in entries:
        line = written(entry, is_sorted=is_sorted)
        cut = builds.cut(line)
        assert cut is None or is_canonical(entry, line)
        assert (cut is None) == (b"\\" in line or not is_sorted)
        if cut is not None:
            build, values = cut
            assert values[build.at[b"id"]].decode() == OWN
            assert [one.decode() for one in build.names] == sorted(entry["commitments"])
            assert event_line(build, values) == written(event_of(entry), is_sorted=False)


def test_entries_that_are_equally_long_are_told_apart() -> None:
    builds = EntryBuilds()
    for ground, office in (
        ("a%b", "%%s"),
        ("%%s", "a%b"),
        ("a", "bcdef"),
        ("a%b", "%%s"),
        ("", "abcdef"),
        ("a", "bcdef"),
    ):
        entry = entry_of({"time": ("00" * 16, "now")}, ground=ground, office=office)
        cut = builds.cut(written(entry))
        assert cut is not None and cut[0].fixed[b"ground"].decode() == ground
        assert event_line(*cut) == written(event_of(entry), is_sorted=False)


def test_no_value_of_an_entry_holds_another_one() -> None:
    builds, name = EntryBuilds(), 'x","y":"z'
    assert builds.cut(written(entry_of({}, actor="x" * len(name)))) is not None
    torn = written(entry_of({}, actor="?")).replace(b"?", name.encode())
    cut = builds.cut(torn)  # canonical, and has a text more
    assert cut is None or cut[0].fixed[b"y"] == b"z"


@pytest.mark.parametrize(
    "line",
    [
        b'{"id":"a","time":"b", "type":"c"}', b'{"id":"a","type":"c","time":"b"}',
        b'{"id":5,"time":"b","type":"c"}', b'{"id":"a","objects":["b",5],"time":"b","type":"c"}',
        b'{"id":"a","objects":["b",{"c":"d"}],"time":"b","type":"c"}', b'[{"id":"a","time":"b","type":"c"}]',
        b'{"actor":null,"id":"a","time":"b","type":"c"}', b'{"commitments":{"a":5},"id":"a","time":"b","type":"c"}',
        b'{"id":"a","time":"b","type":"c","v":{"id":"d"}}', b"{}", b'""',
        b'{"id":"a","objects":"b","time":"b","type":"c"}',
        b'{"commitments":"b","id":"a","time":"b","type":"c"}', b'{"id":"a","time":"b","type":"c","v":"2"}',
    ],
)  # fmt: skip
def test_what_is_built_in_an_unusual_way_is_read(line: bytes) -> None:
    plain = b'{"id":"a","time":"b","type":"c"}'
    builds = EntryBuilds()
    assert builds.cut(plain) is not None and builds.cut(line) is None and builds.cut(plain) is not None


def test_nothing_stands_behind_a_line_that_is_cut() -> None:
    plain = b'{"id":"a","time":"b","type":"c"}'
    builds = EntryBuilds()
    assert builds.cut(plain) is not None
    for more in (b"x", b'"x"', b'"', b'"x'):
        with pytest.raises(ValueError, match="more than one value"):
            builds.cut(plain + more)


def test_long_builds_are_not_kept() -> None:
    builds = EntryBuilds()
    assert (
        builds.cut(written(entry_of({f"{'x' * 60}{one}": ("00" * 16, "x") for one in range(90)}))) is not None
    )
    assert not builds._known


def test_only_values_of_openings_have_backslashes() -> None:
    assert cut_opening(rb'{"entry":"a","fields":{"body":["00","\u0041"]}}') is not None
    for line in (
        rb'{"entry":"\u0041","fields":{"body":["00","a"]}}',
        rb'{"entry":"a","fields":{"b\u0041":["00","a"]}}',
        rb'{"entry":"a","fields":{"body":["\u0030","a"]}}',
    ):
        assert cut_opening(line) is None


def test_no_package_fills_the_memory_with_builds() -> None:
    builds = EntryBuilds()
    for number in range(MOST_BUILDS + 5):
        assert builds.cut(written(entry_of({f"field{number}": ("00" * 16, "x")}))) is not None
    assert sum(len(of) for of in builds._known.values()) == 5
    for number in range(MOST_ALIKE + 5):
        builds.cut(written(entry_of({}, ground=f"{number:02}")))
    assert max(len(of) for of in builds._known.values()) == MOST_ALIKE


@given(
    st.dictionaries(
        TEXTS.filter(lambda one: "\\" not in json.dumps(one, ensure_ascii=False)), TEXTS, min_size=1
    )
)
def test_openings_that_are_cut_are_held_against_what_was_committed_to(values: dict[str, str]) -> None:
    opened = {name: (secrets.token_hex(16), value) for name, value in sorted(values.items())}
    entry = EntryBuilds().cut(written(entry_of(opened)))
    line = written({"entry": OWN, "fields": opened})
    pieces = cut_opening(line)
    assert entry is not None and (pieces is None) == (b'\\"' in line)
    if pieces is not None:
        check_pieces(*entry, pieces)
        for part in (7, 9, 11):  # a name, a salt and a value
            pieces = cut_opening(line)
            assert pieces is not None
            pieces[part] = b"ab" * 16 if pieces[part] != b"ab" * 16 else b"cd" * 16
            with pytest.raises(Fault, match="committed"):
                check_pieces(*entry, pieces)


def test_some_of_what_an_entry_commits_to_may_be_opened() -> None:
    opened = {"body": ("11" * 16, "words"), "name": ("22" * 16, ""), "time": ("33" * 16, "now")}
    entry = EntryBuilds().cut(written(entry_of(opened)))
    pieces = cut_opening(written({"entry": OWN, "fields": {"name": opened["name"]}}))
    assert entry is not None and pieces is not None
    check_pieces(*entry, pieces)
    strange = cut_opening(written({"entry": OWN, "fields": {"email": opened["name"]}}))
    assert strange is not None
    with pytest.raises(Fault, match="committed"):
        check_pieces(*entry, strange)


def test_nothing_is_opened_twice() -> None:
    opened = {"body": ("11" * 16, "words"), "name": ("22" * 16, "")}
    entry = EntryBuilds().cut(written(entry_of(opened)))
    line = written({"entry": OWN, "fields": opened}).replace(
        b'"name":["%b",""]' % (b"22" * 16), b'"body":["%b","words"]' % (b"11" * 16)
    )
    pieces = cut_opening(line)
    assert entry is not None and pieces is not None
    with pytest.raises(Fault, match="twice"):
        check_pieces(*entry, pieces)


def test_commitments_that_run_into_each_other_open_nothing() -> None:
    """Two that make the same text together are none of them the right one."""
    opened = {"a": ("11" * 16, "1"), "b": ("22" * 16, "2")}
    entry = entry_of(opened)
    both = "".join(entry["commitments"].values())
    moved = {**entry, "commitments": {"a": both[:60], "b": both[60:]}}
    cut = EntryBuilds().cut(written(moved))
    pieces = cut_opening(written({"entry": OWN, "fields": opened}))
    assert cut is not None and pieces is not None
    with pytest.raises(Fault, match="committed"):
        check_pieces(*cut, pieces)


@pytest.mark.parametrize(
    "line",
    [
        b'{"entry":"a","fields":{}}', b'{"fields":{"b":["00","c"]},"entry":"a"}',
        b'{"other":"a","fields":{"b":["00","c"]}}',
        b'{"entry":"a","fields":{"b":["00","c","d"]}}', b'{"entry":"a", "fields":{"b":["00","c"]}}',
        b'{"entry":"a","fields":{"b":["00","\\""]}}',
        written({"entry": "a", "fields": {str(one): ["00", ""] for one in range(101)}}),
    ],
)  # fmt: skip
def test_openings_that_are_written_otherwise_are_read(line: bytes) -> None:
    assert cut_opening(b'{"entry":"a","fields":{"b":["00","c"]}}') is not None and cut_opening(line) is None


ROWS = st.fixed_dictionaries(
    {"id": TEXTS, "body": TEXTS, "number": st.integers(0, 2), "is_late": st.booleans()}
)


@given(st.lists(ROWS, max_size=8))
def test_a_row_in_pieces_answers_as_the_row_does(rows: list[dict[str, Any]]) -> None:
    builds = RowBuilds()
    for row in rows:
        line = written(row, is_sorted=False)
        cut = builds.cut(line)
        assert (cut is None) == (b"\\" in line)
        if cut is not None:
            made = CutRow(line, *cut)
            assert dict(made) == made.read() == row and list(made) == list(row) and len(made) == len(row)


@pytest.mark.parametrize(
    "line", [b'{"a":["b"]}', b'{"a":{"b":"c"}}', b'{"a":5}', b'["a"]', b'{"a":["b"],"c":"d"}'],
)  # fmt: skip
def test_a_row_that_holds_more_than_texts_is_read(line: bytes) -> None:
    assert RowBuilds().cut(line) is None


def test_nothing_that_says_something_twice_is_cut() -> None:
    rows, entries = RowBuilds(), EntryBuilds()
    assert (
        rows.cut(b'{"a":"b","c":"d"}') is not None
        and entries.cut(b'{"id":"a","time":"b","type":"c"}') is not None
    )
    with pytest.raises(NameTwice):
        rows.cut(b'{"a":"b","a":"d"}')
    with pytest.raises(NameTwice):
        entries.cut(b'{"id":"a","time":"b","time":"c"}')
