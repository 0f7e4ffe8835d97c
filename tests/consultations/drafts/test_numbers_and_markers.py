"""Numbers as laws print them, and what the beginning of a line may name."""

import pytest

from consult.consultations.drafts.anchors import anchor_for, make_unique, slug
from consult.consultations.drafts.chinese_numbers import (
    format_digits,
    format_number,
    format_roman,
    parse_number,
    parse_roman,
)
from consult.consultations.drafts.cleaning import as_ideographs
from consult.consultations.drafts.markers import drop_characters, is_heading_like, read_marker


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("一百二十三", 123),
        ("一百零五", 105),
        ("三百十七", 317),
        ("一千二百六十", 1260),
        ("一万零五", 10005),
        ("〇", 0),
        ("一五六", 156),
        ("二〇二四", 2024),
        ("两百", 200),
        ("廿三", 23),
        ("卅", 30),
        ("１２", 12),
        ("356", 356),
        (" 三 十 ", 30),
        ("", None),
        ("条", None),
        ("9" * 5000, None),
    ],
)
def test_a_printed_number_has_its_value(printed: str, value: int | None) -> None:
    assert parse_number(printed) == value


def test_numbers_survive_being_written_and_read() -> None:
    assert [parse_number(format_number(value)) for value in range(1, 12_000)] == list(range(1, 12_000))
    assert [parse_roman(format_roman(value)) for value in range(1, 400)] == list(range(1, 400))
    assert format_digits(105) == "一〇五"
    assert parse_roman("IIX") is None
    assert parse_roman("iV") is None


@pytest.mark.parametrize(
    ("line", "anchor"),
    [
        ("第十三条 内容", "art-13"),
        ("第三百五十六條 之一", "art-356-1"),
        ("第356條之1", "art-356-1"),
        ("第 356-1 條", "art-356-1"),
        ("第一條 (立法目的)", "art-1"),
        ("第十八條之一（定義）本法所稱", "art-18-1"),
        ("第一章 总 则", "ch-1"),
        ("第六章之一　關係企業", "ch-6-1"),
        ("第二编 分则", "part-2"),
        ("Article 5", "art-5"),
        ("Art. 5. Scope", "art-5"),
        ("Article 1er - Objet", "art-1"),
        ("Article premier", "art-1"),
        ("ARTICLE IV", "art-4"),
        ("Article L. 121-3", "art-l-121-3"),
        ("§ 1012.2 Definitions.", "sec-1012-2"),
        ("Section 4", "sec-4"),
        ("Sec. 4. The Board decides.", "sec-4"),
        ("1.2.3 Title", "sec-1-2-3"),
        ("V1.2 Injection", "sec-v1-2"),
        ("Appendix A: Definitions", "appendix-a"),
        ("附件一", "appendix-1"),
        ("附件2：表格", "appendix-2"),
        ("Annex II", "annex-2"),
        ("Appendix B to Part 1012—Forms", "appendix-b"),
        ("Subpart A—General", "subpart-a"),
        ("(a) In general", "sec-a"),
        ("三、保障措施", "sec-3"),
    ],
)
def test_a_line_names_its_part(line: str, anchor: str) -> None:
    marker = read_marker(line)
    assert marker is not None
    assert anchor_for(marker) == anchor


@pytest.mark.parametrize(
    "line",
    [
        "依第五條規定",
        "第五條規定之事項，另定之。",
        "第五条第二款所称主管部门",
        "第三條至第五條之規定",
        "第五條之三人以上",
        "Section 7 of this document",
        "Article 5 of the Treaty applies.",
        "Articles 5 and 6",
        "§ 1012.2(a) says so",
        "§ 5 and § 6",
        "2015 was a year",
        "一百人以上",
        "附表所列事项",
        "Part of the work",
    ],
)
def test_a_mention_names_nothing(line: str) -> None:
    marker = read_marker(line)
    assert marker is None


def test_a_caption_is_told_from_a_deleted_article() -> None:
    named, deleted = read_marker("第二條（適用範圍）"), read_marker("第二條（刪除）")
    assert named is not None and (named.caption, named.rest) == ("適用範圍", "")
    assert deleted is not None and (deleted.caption, deleted.rest) == ("", "（刪除）")


def test_anchors_are_unique_and_plain() -> None:
    assert make_unique("art-1", ["art-1", "art-1-x2"]) == "art-1-x3"
    assert slug("Überprüfung: § 5 & 条") == "uberprufung-5"


def test_taking_off_a_number_keeps_tags_balanced() -> None:
    assert drop_characters("<strong>第一条</strong> 为了<em>规范</em>", 3) == "为了<em>规范</em>"
    assert drop_characters("第一条&amp;<strong>x</strong>", 4) == "<strong>x</strong>"


def test_a_heading_is_short_and_no_sentence() -> None:
    assert is_heading_like("总则")
    assert is_heading_like("Scope of Sec. 5")
    assert not is_heading_like("本条例自公布之日起施行。")
    assert not is_heading_like("They shall publish it.")
    assert not is_heading_like("x" * 200)


def test_radicals_that_pdfs_give_are_read_as_the_characters_meant() -> None:
    assert as_ideographs("第⼀條 ⽬的，第⼆款 ⻔⻓ 一目門") == "第一條 目的，第二款 门长 一目門"
