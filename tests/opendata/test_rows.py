"""Rows read many at once say what each says by itself, and none says anything twice."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.opendata.verify_bag import NameTwice, parsed, parsed_lines

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4) | st.sampled_from([":", '":', " :", "a:b", "\\"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)  # fmt: skip
ROWS = st.lists(st.dictionaries(st.text(max_size=4), VALUES, max_size=4), min_size=1, max_size=6)


@given(ROWS, st.sampled_from([(",", ":"), (", ", ": "), (",", " :"), (" ,", "\t:\r")]))
def test_rows_say_what_each_says_by_itself(rows: list[dict[str, Any]], between: tuple[str, str]) -> None:
    lines = [json.dumps(row, ensure_ascii=False, separators=between).encode() for row in rows]
    piece = b"".join(line + b"\n" for line in lines)
    for is_again in (False, True):
        assert list(parsed_lines(piece, is_again=is_again)) == [parsed(line) for line in lines] == rows


@pytest.mark.parametrize(
    "line",
    [
        '{"a":1,"a":1}', '{"a" :1,"a":2}', '{"a":1,"a"\t:2}', '{"a":1,"a"\r:2}', '{"a":1,"a"  :2}',
        r'{"a":1,"\u0061":2}',
        r'{"a":"\":","a":2}', '{"a":":","a":2}', '{"a":{"b":1,"b":2}}', '{"a":[{"b":1,"b":2}]}', '{"":1,"":2}',
        '{"b":1,"a":{"a":1},"a":{}}', '[{"a":1,"a":1}]',
    ],
)  # fmt: skip
@pytest.mark.parametrize("before", ["", '{"a":1}\n', '{"a":" :"}\n', '{"a":{"b":1}}\n'])
def test_no_row_says_anything_twice(line: str, before: str) -> None:
    with pytest.raises(NameTwice):
        parsed(line.encode())
    with pytest.raises(NameTwice):
        list(parsed_lines(f'{before}{line}\n{{"a":1}}\n'.encode()))
