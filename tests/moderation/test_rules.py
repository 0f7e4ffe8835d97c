"""Finding the words to black out."""

import pytest

from consult.foundation.errors import Refused
from consult.moderation import rules


@pytest.mark.parametrize(
    ("body", "lines", "spans"),
    [
        ("Lin met Lin.", "Lin", [(0, 3), (8, 11)]),
        ("Lin met Lin.", "Lin #2", [(8, 11)]),
        ("Lin met Lin.", "Lin#1", [(0, 3)]),
        ("Flat #2 is loud.", "Flat #2", [(0, 7)]),
        ("王小明住在三樓。", "王小明\n三樓", [(0, 3), (5, 7)]),
        ("王小明與王小明", "王小明＃2", [(4, 7)]),
        ("abcdef", "abc\ncde\n\n", [(0, 5)]),
        ("a 👨‍👩‍👧 b", "👨‍👩‍👧", [(2, 7)]),
        ("ab", "a\na", [(0, 1)]),
    ],
)
def test_find_spans_reads_one_passage_a_line(body: str, lines: str, spans: list[tuple[int, int]]) -> None:
    assert rules.find_spans(body, lines) == spans


@pytest.mark.parametrize("lines", ["Mei", "Lin #3", "lin", "Lin #0"])
def test_find_spans_names_words_that_are_not_there(lines: str) -> None:
    with pytest.raises(Refused, match="isn’t in the text") as refused:
        rules.find_spans("Lin met Lin.", lines)
    assert refused.value.field == "words"


def test_find_spans_refuses_a_flood_of_passages() -> None:
    with pytest.raises(Refused):
        rules.find_spans("ab" * 5_000, "a")


def test_words_of_the_article_are_left_out_before_passages_are_counted() -> None:
    body = "a" * 700 + "b" + "ac"
    assert rules.find_spans(body, "a", is_own=lambda place: place[0] > 700) == [(701, 702)]
    assert rules.words_of(body, [(701, 702)]) == "a #701"
    assert rules.find_spans(body, "a #701", is_own=lambda place: place[0] > 700) == [(701, 702)]
    for line in ("a #3", "aab"):
        with pytest.raises(Refused, match="article’s own words"):
            rules.find_spans(body, line, is_own=lambda place: place[0] > 700)
    with pytest.raises(Refused, match="isn’t in the text"):
        rules.find_spans(body, "a #702")


@pytest.mark.parametrize("spans", [[(0, 3)], [(8, 11)], [(0, 3), (8, 11)], [(4, 7)]])
def test_words_of_gives_back_the_lines_that_find_them(spans: list[tuple[int, int]]) -> None:
    body = "Lin met Lin."
    assert rules.find_spans(body, rules.words_of(body, spans)) == spans


@pytest.mark.parametrize("spans", [[], [(3, 3)], [(0, 6)], [(0, 3), (3, 6)], [(0, 7)], [(-1, 2)]])
def test_check_spans_refuses_none_all_and_outside(spans: list[tuple[int, int]]) -> None:
    with pytest.raises(Refused):
        rules.check_spans("redact", "abcdef", spans)


def test_check_spans_joins_what_touches() -> None:
    assert rules.check_spans("redact", "abcdef", [(2, 4), (0, 3)]) == [(0, 4)]
