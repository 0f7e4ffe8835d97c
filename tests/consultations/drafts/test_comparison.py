"""Tables and labels that set texts beside each other: each column goes where it belongs, never run together."""

import pytest

from consult.consultations.drafts.blocks import ReadArticle
from tests.consultations.drafts.samples import articles, docx, pdf, read, read_draft_bytes, table
from tests.real_data import real


def _read_table(*rows: tuple[str, ...], kind: str = "html") -> list[ReadArticle]:
    if kind == "docx":
        return articles(read_draft_bytes(docx(table(*rows)), "draft.docx"))
    cells = "".join(
        "<tr>" + "".join(f"<td><p>{cell.replace(chr(10), '</p><p>')}</p></td>" for cell in row) + "</tr>"
        for row in rows
    )
    return articles(read(f"<h1>T</h1><table>{cells}</table>", "draft.html"))


@pytest.mark.parametrize("kind", ["html", "docx"])
@pytest.mark.parametrize(
    "header",
    [
        ("修正條文", "現行條文", "說明"),
        ("修正草案", "現行條文", "修正說明"),
        ("修订后条文", "现行条文", "修改理由"),
        ("Proposed text", "Current text", "Explanation"),
        ("Draft provision", "Existing provision", "Reasons"),
    ],
)
def test_three_columns_are_read_apart(header: tuple[str, ...], kind: str) -> None:
    found = _read_table(
        header,
        ("第五條　新文字。\n第二項。", "第五條　舊文字。", "一、修正。\n二、增列。"),
        ("第五條之一　增訂。", "（新增）", "本條新增。"),
        ("", "第六條　舊法。", "本條刪除。"),
        kind=kind,
    )
    assert [(one.number, one.text, one.in_force_text, one.explanation_text) for one in found] == [
        ("第五條", "新文字。\n第二項。", "舊文字。", "一、修正。\n二、增列。"),
        ("第五條之一", "增訂。", "", "本條新增。"),
        ("第六條", "", "舊法。", "本條刪除。"),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [("修正草案", "現行條文"), ("第一條　新。", "第一條　舊。")],
            [("第一條", "", "新。", "舊。", "")],
        ),
        ([("条文", "说明"), ("第一条　新。", "因为。")], [("第一条", "", "新。", "", "因为。")]),
        (
            [("名稱", "說明"), ("市場條例", "定名。"), ("條文", "說明"), ("第一條　新。", "因。")],
            [("", "名稱", "市場條例", "", "定名。"), ("第一條", "", "新。", "", "因。")],
        ),
        (
            [("Section", "Proposed amendment", "Existing provision"), ("Section 3A", "Ten.", "Five.")],
            [("Section 3A", "", "Ten.", "Five.", "")],
        ),
        (
            [("No.", "Proposed text", "Current text"), ("3", "Ten.", "Five."), ("3A", "New.", "None")],
            [("3", "", "Ten.", "Five.", ""), ("3A", "", "New.", "", "")],
        ),
        (
            [("Proposed text", "Current text"), ("Article 1 Purpose\nNew.", "Article 1 Purpose\nOld.")],
            [("Article 1", "Purpose", "New.", "Old.", "")],
        ),
    ],
)
def test_other_tables_that_compare(
    rows: list[tuple[str, ...]], expected: list[tuple[str, str, str, str, str]]
) -> None:
    assert [
        (one.number, one.heading, one.text, one.in_force_text, one.explanation_text)
        for one in _read_table(*rows)
    ] == expected


def test_table_goes_on_behind_a_page_break_without_its_headers() -> None:
    header = "<tr><td>修正條文</td><td>現行條文</td></tr>"
    first = f"<table>{header}<tr><td>第一條　新。</td><td>第一條　舊。</td></tr></table>"
    second = "<table><tr><td>第二條　新二。</td><td>第二條　舊二。</td></tr></table>"
    found = articles(read(f"<h1>T</h1>{first}{second}", "a.html"))
    assert [(one.number, one.text, one.in_force_text) for one in found] == [
        ("第一條", "新。", "舊。"),
        ("第二條", "新二。", "舊二。"),
    ]


def test_alternatives_in_columns_of_their_own() -> None:
    (one,) = _read_table(("甲案", "乙案", "說明"), ("第一條　規範。", "第一條　促進。", "併陳。"))
    assert [(each.label, each.text) for each in one.alternatives] == [("甲案", "規範。"), ("乙案", "促進。")]
    assert one.explanation_text == "併陳。"


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("第二條 費用如下。\n\n甲案：十元。\n\n乙案：\n\n二十元。", ["甲案", "乙案"]),
        ("第二条 【方案一】十元。\n\n【方案二】二十元。", ["方案一", "方案二"]),
        ("第二條 費用如下。\n\n（甲案）\n\n十元。\n\n（乙案）\n\n二十元。", ["甲案", "乙案"]),
        (
            "Article 2. The fee is set here.\n\n**Option A:** 10.\n\n**Option B:** 20.",
            ["Option A", "Option B"],
        ),
        ("Article 2. The fee is set here.\n\nOption A – 10.\n\nOption B – 20.", ["Option A", "Option B"]),
        ("甲案：\n\n第二條 十元。\n\n乙案：\n\n第二條 二十元。", ["甲案", "乙案"]),
    ],
)
def test_alternatives_are_found_however_they_are_labelled(text: str, labels: list[str]) -> None:
    first = "Article 1. It is open to all." if "Article" in text else "第一條 開放。"
    last = "Article 3. It ends on the last day." if "Article" in text else "第三條 施行。"
    _, one, after = articles(read(f"{first}\n\n{text}\n\n{last}"))
    assert [each.label for each in one.alternatives] == labels
    assert all(each.text and "第二" not in each.text for each in one.alternatives)
    assert not after.alternatives


def test_texts_in_force_and_explanations_are_told_by_their_labels() -> None:
    first, second = articles(
        read(
            "第一條 新的。\n\n現行條文：第一條 舊的。\n\n說明：因為。\n\n第二條 二新。\n\n現行條文\n\n二舊。\n"
        )
    )
    assert (first.text, first.in_force_text, first.explanation_text) == ("新的。", "舊的。", "因為。")
    assert (second.text, second.in_force_text) == ("二新。", "二舊。")


@pytest.mark.parametrize(
    ("number", "words"), [("2", "公司名稱，應標明閉鎖性字樣。"), ("7", "公司得依第一五六條")]
)
def test_real_alternatives_of_a_taiwanese_draft(number: str, words: str) -> None:
    path = real("docx", "vtaiwan-closely-held", f"356-{number}.docx")
    (one,) = articles(read_draft_bytes(path.read_bytes(), path.name))
    first, second = one.alternatives
    assert (first.label, second.label) == ("甲案", "乙案")
    assert first.text.startswith(words) and first.text != second.text
    assert "乙案" not in first.text and "你知道" not in second.text
    assert one.explanation_text.startswith("你知道嗎？")


def test_table_in_a_pdf_is_read_by_its_columns_and_over_pages() -> None:
    columns, rows = (50, 210, 370), (700, 600)
    boxes = [(left, foot, 160, 100) for left in columns for foot in rows]

    def cells(top: float, *texts: str) -> list[tuple[float, float, float, str]]:
        return [
            (left + 5, top - 14 * n, 10, line)
            for left, text in zip(columns, texts, strict=True)
            for n, line in enumerate(text.split("\n"))
        ]

    heading = cells(780, "Proposed text", "Current text", "Explanation")
    first = cells(
        680,
        "Article 1. The fee is ten\ndollars a day.",
        "Article 1. The fee is five\ndollars.",
        "Prices rose.",
    )
    second = cells(780, "Article 2. Dogs are kept\non a lead.", "Article 2. Dogs are free.", "Safety.")
    third = cells(680, "Article 3. Music ends at\neight.", "", "New.")
    found = articles(read_draft_bytes(pdf([*heading, *first], [*second, *third], boxes=boxes), "table.pdf"))
    assert [(one.number, one.text, one.in_force_text, one.explanation_text) for one in found] == [
        ("Article 1", "The fee is ten dollars a day.", "The fee is five dollars.", "Prices rose."),
        ("Article 2", "Dogs are kept on a lead.", "Dogs are free.", "Safety."),
        ("Article 3", "Music ends at eight.", "", "New."),
    ]
