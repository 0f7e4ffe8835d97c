"""Correcting an outline before it is confirmed."""

import pytest

from consult.consultations.drafts import editing
from consult.consultations.drafts.blocks import ReadArticle
from consult.foundation.errors import NotFound, Refused
from tests.consultations.drafts.samples import read


@pytest.fixture
def outline() -> tuple[ReadArticle, ...]:
    return read(
        "# 条例\n\n## 第一章 总则\n\n第一条 甲。\n\n第二条 乙。\n\n丙。\n\n- 丁\n- 戊\n\n第三条 己。\n"
    ).articles


def test_join_keeps_every_word(outline: tuple[ReadArticle, ...]) -> None:
    joined = editing.join(outline, "art-2")
    assert [one.anchor for one in joined] == ["ch-1", "art-1", "art-3"]
    assert joined[1].text == "甲。\n第二条\n乙。\n丙。\n丁\n戊"
    assert "<h5>第二条</h5>" in joined[1].html
    with pytest.raises(Refused, match="first entry"):
        editing.join(outline, "ch-1")


def test_split_puts_the_rest_behind(outline: tuple[ReadArticle, ...]) -> None:
    assert editing.paragraphs_of(outline[2]) == ("乙。", "丙。", "丁", "戊")
    split = editing.split(outline, "art-2", 1)
    assert [(one.anchor, one.text) for one in split[2:4]] == [
        ("art-2", "乙。"),
        ("art-2-part-2", "丙。\n丁\n戊"),
    ]
    again = editing.split(split, "art-2-part-2", 1)
    assert len({one.anchor for one in again}) == len(again) == 6
    assert again[4].html == "<ul><li>丁</li><li>戊</li></ul>"
    for wrong in (0, 4, -1):
        with pytest.raises(Refused, match="4 paragraphs"):
            editing.split(outline, "art-2", wrong)


def test_renumber_follows_the_number_and_stays_unique(outline: tuple[ReadArticle, ...]) -> None:
    assert editing.renumber(outline, "art-2", "第一条之一")[2].anchor == "art-1-1"
    assert editing.renumber(outline, "art-2", " 第一条 ")[2].anchor == "art-1-x2"
    assert editing.renumber(outline, "art-2", "")[2].anchor == "part-3"
    with pytest.raises(Refused):
        editing.renumber(outline, "art-2", "第" * 100)


def test_retitle_and_levels(outline: tuple[ReadArticle, ...]) -> None:
    assert editing.retitle(outline, "art-1", "  目的 \n 依据 ")[1].heading == "目的 依据"
    assert editing.change_level(outline, "art-1", 1)[1].level == 1
    with pytest.raises(Refused, match="1 to 2"):
        editing.change_level(outline, "art-1", 3)
    with pytest.raises(Refused):
        editing.change_level(outline, "ch-1", 2)


def test_divisions_come_and_go(outline: tuple[ReadArticle, ...]) -> None:
    without = editing.remove_division(outline, "ch-1")
    assert [(one.anchor, one.level) for one in without] == [("art-1", 1), ("art-2", 1), ("art-3", 1)]
    with pytest.raises(Refused, match="Only a heading"):
        editing.remove_division(outline, "art-1")
    assert editing.make_article(outline, "ch-1")[0].kind == "article"
    with pytest.raises(Refused, match="text of its own"):
        editing.make_division(outline, "art-1")
    with pytest.raises(NotFound):
        editing.retitle(outline, "nowhere", "x")
