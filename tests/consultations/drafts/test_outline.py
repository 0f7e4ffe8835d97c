"""Outlines of texts written for these tests, in the forms that drafts come in."""

import pytest

from consult.foundation.errors import Refused
from tests.consultations.drafts.samples import anchors, articles, numbers, outline, read

LAW = """# 某市数据条例

2024年1月2日 某市第一届人民代表大会常务委员会第三次会议通过

<!-- INFO END -->

## 第一章 总 则

第一条 为了规范数据管理，制定本条例。

第二条 本市的数据活动适用本条例，依照第一条规定执行：

（一）采集；

（二）使用。

## 第二章 开放

### 第一节 一般规定

第三条 数据应当开放。

第三条规定的开放，由主管部门组织。

第三条之一 开放不收费。

### 第二节 例外

第四条 规定期限内不开放的数据，应当说明理由。

第六条所列情形除外。

## 第三章 附则

第五条 本条例自公布之日起施行。
"""


def test_a_chinese_law_in_markdown() -> None:
    draft = read(LAW)
    assert draft.title == "某市数据条例"
    assert draft.notes == ("2024年1月2日 某市第一届人民代表大会常务委员会第三次会议通过",)
    assert numbers(draft) == ["第一条", "第二条", "第三条", "第三条之一", "第四条", "第五条"]
    assert anchors(draft) == [
        *("ch-1", "art-1", "art-2"),
        *("ch-2", "ch-2-sec-1", "art-3", "art-3-1", "ch-2-sec-2", "art-4"),
        *("ch-3", "art-5"),
    ]
    assert [article.level for article in draft.articles] == [1, 2, 2, 1, 2, 3, 3, 2, 3, 1, 2]
    second, third, fourth = (articles(draft)[position] for position in (1, 2, 4))
    assert second.text.split("\n") == [
        "本市的数据活动适用本条例，依照第一条规定执行：",
        "（一）采集；",
        "（二）使用。",
    ]
    assert third.text.endswith("第三条规定的开放，由主管部门组织。")
    assert fourth.text == "规定期限内不开放的数据，应当说明理由。\n第六条所列情形除外。"
    assert draft.kind == "markdown" and len(draft.sha256) == 64
    assert draft.characters == sum(article.characters for article in draft.articles)


def test_the_same_law_without_spaces_or_markup_gives_the_same_articles() -> None:
    law = LAW.replace("条 规定期限", "条 法定期限").replace("条 ", "条")
    plain = "\n".join(line.lstrip("# ") for line in law.split("\n") if not line.startswith("<"))
    draft = read(plain, "draft.txt")
    assert numbers(draft) == numbers(read(LAW))
    assert anchors(draft) == anchors(read(LAW))


def test_traditional_articles_with_captions_reasons_and_references() -> None:
    draft = read(
        "第一章  總則\n============\n第一條 (立法目的)\n----\n　　為保障權利，特制定本法。  \n"
        "　　本法未規定者，從其他法律。  \n"
        "> 理由：　　一、明定目的。\n\n> 　　二、參考外國立法例。\n\n\n"
        "第二條 \n----\n　　（刪除）  \n> 被引用條文: 他法 [第三條](../x.md#第三條-)\n\n\n"
        "第二條 之一 \n----\n　　第一條之規定，準用之。  \n",
    )
    assert outline(draft) == [
        (1, "第一章", "總則"),
        (2, "第一條", "立法目的"),
        (2, "第二條", ""),
        (2, "第二條之一", ""),
    ]
    first, second, inserted = articles(draft)
    assert first.text == "為保障權利，特制定本法。\n本法未規定者，從其他法律。"
    assert first.explanation_text == "一、明定目的。\n二、參考外國立法例。"
    assert first.html == "<p>為保障權利，特制定本法。</p>\n<p>本法未規定者，從其他法律。</p>"
    assert second.text == "（刪除）" and not second.explanation_text
    assert inserted.anchor == "art-2-1" and inserted.text == "第一條之規定，準用之。"
    assert [(finding.kind, finding.detail) for finding in draft.findings] == [("references_dropped", "1")]


def test_alternatives_and_explanations_stay_with_their_article() -> None:
    draft = read(
        "第三十條之二\n\n甲案：\n\n名稱應標明。\n\n乙案：本條刪除。\n\n你知道嗎？\n\n"
        "因為公司種類很多。\n\n第五條規定可以參考。\n\n"
        "第三十一條　其他事項。\n",
        "draft.txt",
    )
    first, second = articles(draft)
    assert [(one.label, one.text) for one in first.alternatives] == [
        ("甲案", "名稱應標明。"),
        ("乙案", "本條刪除。"),
    ]
    assert first.text == "甲案：\n名稱應標明。\n乙案：本條刪除。"
    assert first.explanation_text.split("\n") == ["你知道嗎？", "因為公司種類很多。", "第五條規定可以參考。"]
    assert second.text == "其他事項。"


@pytest.mark.parametrize("title", ["目 录", "目錄", "目次"])
def test_a_table_of_contents_is_not_read_twice(title: str) -> None:
    text = (
        f"某办法\n\n{title}\n\n第一章 总则……1\n第二章 附则……9\n\n第一章 总则\n\n第一条 甲事项。\n\n"
        "第二章 附则\n\n第二条 乙事项。\n"
    )
    draft = read(text, "draft.txt")
    assert outline(draft) == [
        (1, "第一章", "总则"),
        (2, "第一条", ""),
        (1, "第二章", "附则"),
        (2, "第二条", ""),
    ]
    assert [finding.kind for finding in draft.findings] == ["contents_dropped"]


def test_a_table_of_contents_in_english_with_titles_on_their_own_line() -> None:
    draft = read(
        "REGULATION ON DATA\n\nCONTENTS\n\nCHAPTER I General\nArticle 1 Scope\nArticle 2 Terms\n\n"
        "Whereas data are a common good that all should be able to use;\n\n"
        "CHAPTER I\nGENERAL\n\nArticle 1\nScope\n\nThis applies to all. Section 2 of another act does not.\n\n"
        "Article 2\nTerms\n\nIn this Regulation:\n(a) data means facts.\n"
        "Article 3 of the Treaty applies.\n\nANNEX I\nForms\n\nA form.\n",
        "draft.txt",
    )
    assert outline(draft) == [
        (1, "", ""),
        (1, "CHAPTER I", "GENERAL"),
        (2, "Article 1", "Scope"),
        (2, "Article 2", "Terms"),
        (1, "ANNEX I", "Forms"),
    ]
    assert draft.articles[0].anchor == "preamble"
    assert draft.articles[3].text.endswith("Article 3 of the Treaty applies.")


def test_sections_with_a_sign() -> None:
    draft = read(
        "Data Rule\n\n§ 12.1 Purpose.\nThis part carries out the Act.\n\n§ 12.2 Terms.\n(a) Data means facts.\n"
        "§ 12.1(a) applies here too.\n\n§ 12.3 Duties.\nEach agency publishes.\n",
        "draft.txt",
    )
    assert outline(draft) == [(1, "§ 12.1", "Purpose"), (1, "§ 12.2", "Terms"), (1, "§ 12.3", "Duties")]
    assert anchors(draft) == ["sec-12-1", "sec-12-2", "sec-12-3"]


def test_headings_make_sections_and_groups() -> None:
    draft = read(
        "---\ntitle: 'Open policy'\nlayout: page\n---\n\n[Next page](b.md) | [Contents](c.md)\n\n"
        "## 1. Aims\n\nWe want openness.\n\n"
        "## 2. Code\n\n- [Reuse](#reuse)\n- [Release](#release)\n\n### Reuse\n\nReuse it.\n\n"
        "### Release\n\n#### How\n\nLike this.\n\n"
        "## Appendix A: Terms\n\n**Code**: instructions.\n",
    )
    assert draft.title == "Open policy"
    assert [(one.kind, one.level, one.number, one.heading) for one in draft.articles] == [
        ("article", 1, "1", "Aims"),
        ("division", 1, "2", "Code"),
        ("article", 2, "", "Reuse"),
        ("division", 2, "", "Release"),
        ("article", 3, "", "How"),
        ("article", 1, "Appendix A", "Terms"),
    ]
    assert anchors(draft) == ["sec-1", "sec-2", "part-3", "part-4", "part-5", "appendix-a"]


def test_decimal_numbers_in_plain_text() -> None:
    draft = read(
        "Open policy\n\n1 Introduction\nWe want data to be open.\n\n1.1 Background\nNothing was open.\n"
        "2.5 percent were closed.\n\n"
        "1.2 Aims\n1. One aim.\n2. Another aim.\n\n2 Scope\n2.1 Bodies\nAll bodies.\n\n"
        "Appendix A Glossary\nData: facts.\n",
        "draft.txt",
    )
    assert outline(draft) == [
        (1, "1", "Introduction"),
        (2, "1.1", "Background"),
        (2, "1.2", "Aims"),
        (1, "2", "Scope"),
        (2, "2.1", "Bodies"),
        (1, "Appendix A", "Glossary"),
    ]


def test_a_chinese_opinion_by_its_enumeration() -> None:
    draft = read(
        "关于推进数字政务的意见\n（征求意见稿）\n\n为推进数字政务，现提出以下意见，请各单位研究。\n\n"
        "一、总体要求\n（一）指导思想。坚持以人民为中心推进工作。\n"
        "（二）基本原则。统筹规划分步实施工作。\n二、保障措施\n各部门要加强领导。\n附件：分工表\n",
        "draft.txt",
    )
    assert draft.title == "关于推进数字政务的意见（征求意见稿）"
    assert anchors(draft) == ["preamble", "sec-1", "sec-1-1", "sec-1-2", "sec-2", "appendix"]
    assert draft.articles[2].heading == "指导思想" and draft.articles[2].text == "坚持以人民为中心推进工作。"


def test_a_text_without_any_structure_is_divided_by_paragraph() -> None:
    draft = read("First we say this.\n\nThen we say that.\n\n- and\n- so on\n\nAt last this.\n")
    assert anchors(draft) == ["part-1", "part-2", "part-3"]
    assert draft.articles[1].text == "Then we say that.\nand\nso on"


def test_sections_that_begin_again_get_anchors_of_their_own() -> None:
    draft = read(
        "# Loi\n\n## Section 1 – A\n\n### Article 1 - Un\n\nTexte.\n\n## Section 1 – B\n\n"
        "### Article 2 - Deux\n\nTexte.\n"
    )
    assert anchors(draft) == ["sec-1", "art-1", "sec-1-x2", "art-2"]
    assert [one.heading for one in draft.articles] == ["A", "Un", "B", "Deux"]


def test_one_wrong_number_does_not_swallow_the_articles_behind_it() -> None:
    draft = read(
        "# 条例\n\n第一条 甲。\n\n第二十条 乙。\n\n第二条 丙。\n\n第三条 丁。\n\n第二条 的引用在此。\n\n"
        "第四条 戊。\n"
    )
    assert numbers(draft) == ["第一条", "第二十条", "第二条", "第三条", "第四条"]
    assert [(one.kind, one.where) for one in draft.findings] == [("possible_article", "art-3")]


def test_parts_keep_their_names_beside_texts_without_a_number() -> None:
    draft = read(
        "# 法典\n\n## 序言\n\n序言的文字。\n\n## 第一编 总则\n\n### 第一章 规定\n\n第一条 甲。\n\n"
        "## 附件\n\n表。\n"
    )
    assert anchors(draft) == ["text-1", "part-1", "part-1-ch-1", "art-1", "appendix"]
    assert [one.kind for one in draft.articles] == ["article", "division", "division", "article", "article"]


def test_a_comparison_table_keeps_its_columns_apart() -> None:
    draft = read(
        "# 某法修正草案\n\n| 修正條文 | 現行條文 | 說明 |\n|---|---|---|\n"
        "| 第二章 組織 | | |\n"
        "| 第五條　新文字。 | 第五條　舊文字。 | 一、修正文字。 |\n| 第五條之一　增訂。 | "
        "| 本條新增。 |\n| | 第六條　舊法。 | 本條刪除。 |\n",
    )
    assert outline(draft) == [
        (1, "第二章", "組織"),
        (2, "第五條", ""),
        (2, "第五條之一", ""),
        (2, "第六條", ""),
    ]
    first, added, removed = articles(draft)
    assert (first.text, first.in_force_text, first.explanation_text) == (
        "新文字。",
        "舊文字。",
        "一、修正文字。",
    )
    assert (added.text, added.in_force_text, added.explanation_text) == ("增訂。", "", "本條新增。")
    assert (removed.text, removed.in_force_text, removed.explanation_text) == ("", "舊法。", "本條刪除。")


def test_an_ordinary_table_stays_a_table() -> None:
    draft = read(
        "# Fees\n\n## Table of fees\n\n| What | Fee |\n|---|---|\n| Copy | 1 |\n\n## Rest\n\nNo more.\n"
    )
    assert draft.articles[0].html == (
        "<table><thead><tr><th>What</th><th>Fee</th></tr></thead><tbody><tr><td>Copy</td><td>1</td></tr>"
        "</tbody></table>"
    )
    assert draft.articles[0].text == "What\tFee\nCopy\t1"


def test_html_keeps_a_short_list_of_tags_and_reports_the_rest() -> None:
    draft = read(
        "<html><head><title>Act</title><style>p{}</style></head><body onload=x()>"
        "<script>alert(1)</script><h1>Act</h1>"
        "<h2 class=a>Article 1</h2><p style='color:red' onclick=y>See <a href='javascript:z'>this</a> and "
        "<a href='https://example.org/?a=1&amp;b=2' target=_blank>that</a> <b>now</b>"
        "<br>or later<img src=x alt=Map></p>"
        "<ol start=3><li>three<ul><li>deep</li></ul></li><li>four</li></ol><p hidden>secret</p>"
        "<h2>Article 2</h2><p>Old <del>gone</del><ins>new</ins> text</p></body></html>",
        "draft.html",
    )
    first, second = articles(draft)
    assert first.html == (
        '<p>See this and <a href="https://example.org/?a=1&amp;b=2">that</a> <strong>now</strong></p>\n'
        "<p>or later</p>\n"
        '<ol start="3"><li>three<ul><li>deep</li></ul></li><li>four</li></ol>'
    )
    assert first.text == "See this and that now\nor later\n3. three\ndeep\n4. four"
    assert second.text == "Old new text"
    found = {(finding.kind, finding.where, finding.excerpt) for finding in draft.findings}
    assert ("script_dropped", "", "alert(1)") in found
    assert ("picture_dropped", "art-1", "Map") in found
    assert ("tracked_change", "art-2", "gone") in found and ("tracked_change", "art-2", "new") in found
    assert any(kind == "hidden_text_removed" and words == "secret" for kind, _, words in found)


def test_bold_beside_full_width_punctuation() -> None:
    assert (
        read("# 条例\n\n第一条 中文**“引号”**加粗。\n").articles[0].html
        == "<p>中文<strong>“引号”</strong>加粗。</p>"
    )


def test_a_file_of_headings_without_words_is_refused() -> None:
    with pytest.raises(Refused, match="No text"):
        read("#\n\n##\n")
