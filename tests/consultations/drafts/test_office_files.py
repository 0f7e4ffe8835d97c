"""DOCX, ODT and PDF made here: looks, numbers, tables, notes, tracked changes, and what must not come along."""

import hashlib
import io
import zipfile

import docx as python_docx
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from odfdo import Document as OdfDocument
from odfdo import Header, List, Paragraph, Table

from consult.consultations.drafts.limits import DraftLimits
from consult.consultations.drafts.reading import read_draft
from tests.consultations.drafts.samples import (
    anchors,
    articles,
    docx,
    numbers,
    outline,
    paragraph,
    pdf,
    table,
)
from tests.pace import within


def _saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def test_heading_styles_make_the_outline() -> None:
    document = python_docx.Document()
    document.core_properties.author = "Secret Author"
    document.add_heading("Open policy", 0)
    document.add_heading("Aims", 1)
    document.add_paragraph("We want ").add_run("openness").bold = True
    document.add_heading("Code", 1)
    document.add_heading("Reuse", 2)
    document.add_paragraph("One", style="List Bullet")
    document.add_paragraph("Two", style="List Bullet")
    draft = read_draft(_saved(document), "draft.docx")
    assert draft.title == "Open policy"
    assert [(one.kind, one.level, one.heading) for one in draft.articles] == [
        ("article", 1, "Aims"),
        ("division", 1, "Code"),
        ("article", 2, "Reuse"),
    ]
    assert draft.articles[0].html == "<p>We want <strong>openness</strong></p>"
    assert draft.articles[2].html == "<ul><li>One</li><li>Two</li></ul>"
    assert "Secret Author" not in repr(draft)


def test_a_law_without_any_heading_style() -> None:
    document = python_docx.Document()
    for text, centred in (
        ("某市供水条例", True),
        ("（征求意见稿）", True),
        ("第一章　总则", True),
        ("第一条　为了保障供水，制定本条例。", False),
        ("第二条　本条例适用于本市。", False),
        ("依照第一条规定执行。", False),
        ("第二章　附则", True),
        ("第三条　本条例自公布之日起施行。", False),
    ):
        added = document.add_paragraph()
        added.add_run(text).bold = centred
        if centred:
            added.alignment = WD_ALIGN_PARAGRAPH.CENTER
    draft = read_draft(_saved(document), "draft.docx")
    assert draft.title == "某市供水条例（征求意见稿）"
    assert anchors(draft) == ["ch-1", "art-1", "art-2", "ch-2", "art-3"]
    assert draft.articles[2].text == "本条例适用于本市。\n依照第一条规定执行。"


def test_centred_bold_lines_are_headings_where_nothing_else_is() -> None:
    body = (
        paragraph("Notice on parks", properties='<w:jc w:val="center"/>', run='<w:b/><w:sz w:val="36"/>')
        + paragraph("Opening hours", run="<w:b/>")
        + paragraph("Parks open at six in the morning, all year round.")
        + paragraph("Dogs", run="<w:b/>")
        + paragraph("Dogs are kept on a lead in every park of the city.")
    )
    draft = read_draft(docx(body), "draft.docx")
    assert draft.title == "Notice on parks"
    assert [(one.kind, one.heading) for one in draft.articles] == [
        ("article", "Opening hours"),
        ("article", "Dogs"),
    ]


def test_automatic_numbers_are_read_from_the_numbering() -> None:
    numbering = (
        '<w:numbering XMLNS><w:abstractNum w:abstractNumId="7">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:lvlText w:val="第%1章"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
        '<w:lvlText w:val="第%2条"/></w:lvl>'
        '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%3）"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>'
    )

    def numbered(text: str, depth: int) -> str:
        return paragraph(text, properties=f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>')

    body = (
        paragraph("某办法")
        + numbered("总则", 0)
        + "".join(numbered(f"事项{position}。", 1) for position in range(11))
        + numbered("采集；", 2)
        + numbered("使用。", 2)
    )
    draft = read_draft(docx(body, numbering=numbering), "draft.docx")
    assert numbers(draft)[9:] == ["第十条", "第十一条"]
    assert draft.articles[0].number == "第一章"
    assert articles(draft)[-1].text == "事项10。\n（一） 采集；\n（二） 使用。"


def test_three_columns_never_run_together() -> None:
    body = paragraph("某法部分條文修正草案條文對照表") + table(
        ("修正條文", "現行條文", "說明"),
        ("第二章　組織",),
        ("第五條　新第一項。\n新第二項。", "第五條　舊文字。", "一、修正第一項。\n二、增訂第二項。"),
        ("第五條之一　增訂條文。", "", "一、本條新增。"),
        ("", "第六條　舊法。", "一、本條刪除。"),
        ("修正條文", "現行條文", "說明"),
        ("第七條　移列。", "第八條　原文。", "條次變更。"),
    )
    draft = read_draft(docx(body), "draft.docx")
    assert outline(draft) == [
        (1, "第二章", "組織"),
        *[(2, number, "") for number in ("第五條", "第五條之一", "第六條", "第七條")],
    ]
    fifth, added, removed, moved = articles(draft)
    assert fifth.html == "<p>新第一項。</p>\n<p>新第二項。</p>"
    assert fifth.in_force_text == "舊文字。"
    assert fifth.explanation_text == "一、修正第一項。\n二、增訂第二項。"
    assert (added.text, added.in_force_text) == ("增訂條文。", "")
    assert (removed.text, removed.in_force_text, removed.explanation_text) == ("", "舊法。", "一、本條刪除。")
    assert moved.in_force_text == "第八條\n原文。"


def test_before_and_after_in_two_columns() -> None:
    body = paragraph("修订对照表") + table(
        ("修订前", "修订后"), ("第一条 旧。", "第一条 新。"), ("第二条 删。", ""), ("", "第二条 增。")
    )
    draft = read_draft(docx(body), "draft.docx")
    assert [(one.anchor, one.text, one.in_force_text) for one in draft.articles] == [
        ("art-1", "新。", "旧。"),
        ("art-2", "", "删。"),
        ("art-2-x2", "增。", ""),
    ]


def test_tracked_changes_are_settled_and_every_one_listed() -> None:
    change = 'w:id="1" w:author="Somebody Named" w:date="2024-01-01T00:00:00Z"'
    body = (
        "<w:p><w:r><w:t>第一条　甲</w:t></w:r>"
        f"<w:ins {change}><w:r><w:t>新增</w:t></w:r></w:ins>"
        f"<w:del {change}><w:r><w:delText>删去</w:delText></w:r></w:del>"
        f"<w:moveFrom {change}><w:r><w:t>移走</w:t></w:r></w:moveFrom>"
        f"<w:r><w:rPr><w:rPrChange {change}/></w:rPr><w:t>乙。</w:t></w:r></w:p>"
        f"<w:p><w:pPr><w:rPr><w:del {change}/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>后半。</w:t></w:r></w:p>"
    )
    draft = read_draft(docx(body), "draft.docx")
    assert draft.articles[0].text == "甲新增乙。\n前半后半。"
    assert [(one.kind, one.where, one.detail, one.excerpt) for one in draft.findings] == [
        ("tracked_change", "art-1", "inserted", "新增"),
        ("tracked_change", "art-1", "deleted", "删去"),
        ("tracked_change", "art-1", "moved_from", "移走"),
        ("tracked_change", "art-1", "paragraph_deleted", ""),
    ]
    assert "Somebody" not in repr(draft)


def test_comments_hidden_text_and_pictures_stay_behind_and_are_reported() -> None:
    body = (
        '<w:p><w:commentRangeStart w:id="0"/><w:r><w:t>第一条　公开。</w:t></w:r>'
        '<w:r><w:commentReference w:id="0"/></w:r>'
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部意见</w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>可见。</w:t></w:r>'
        "<w:r><w:drawing><x:blip xmlns:x='y'/></w:drawing></w:r></w:p>"
    )
    comments = (
        '<w:comments XMLNS><w:comment w:id="0" w:author="Somebody"><w:p><w:r><w:t>悄悄话</w:t></w:r></w:p>'
        "</w:comment></w:comments>"
    )
    draft = read_draft(docx(body, comments=comments), "draft.docx")
    assert draft.articles[0].text == "公开。可见。"
    assert {(one.kind, one.where, one.excerpt, one.detail) for one in draft.findings} == {
        ("hidden_text_removed", "art-1", "内部意见", ""),
        ("picture_dropped", "art-1", "", ""),
        ("comments_removed", "", "", "1"),
    }
    assert "悄悄话" not in repr(draft)


def test_footnotes_are_kept_with_their_article() -> None:
    body = (
        "<w:p><w:r><w:t>第一条　甲</w:t></w:r>"
        '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:t>乙。</w:t></w:r></w:p>'
        + paragraph("第二条　丙。")
    )
    footnotes = (
        '<w:footnotes XMLNS><w:footnote w:type="separator" w:id="0"/>'
        '<w:footnote w:id="2"><w:p><w:r><w:t>见某法。</w:t></w:r></w:p></w:footnote></w:footnotes>'
    )
    first = read_draft(docx(body, footnotes=footnotes), "draft.docx").articles[0]
    assert first.html == "<p>甲<sup>1</sup>乙。</p>\n<p><sup>1</sup> 见某法。</p>"
    assert first.text == "甲1乙。\n1 见某法。"


def test_word_contents_are_dropped_with_a_finding() -> None:
    styles = (
        '<w:styles XMLNS><w:style w:type="paragraph" w:styleId="a1"><w:name w:val="toc 1"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>'
    )
    body = (
        paragraph("第一章　总则\t1", properties='<w:pStyle w:val="a1"/>')
        + paragraph("第一章　总则", properties='<w:pStyle w:val="1"/>')
        + paragraph("第一条　甲。")
    )
    draft = read_draft(docx(body, styles=styles), "draft.docx")
    assert anchors(draft) == ["ch-1", "art-1"]
    assert [(one.kind, one.detail) for one in draft.findings] == [("contents_dropped", "1")]


def test_an_odt_with_headings_lists_tables_and_a_note() -> None:
    document = OdfDocument("text")
    body = document.body
    body.clear()
    body.append(Header(1, "Parks"))
    body.append(Header(2, "Hours"))
    noted = Paragraph("Parks open at six.")
    noted.insert_note(after="six", note_id="n1", citation="1", body="Summer only.")
    body.append(noted)
    body.append(List(["One", "Two"]))
    body.append(Header(2, "Fees"))
    fees = Table("Fees", width=2, height=1)
    fees.set_values([["Dog", "5"]])
    body.append(fees)
    draft = read_draft(_saved(document), "draft.odt")
    assert draft.title == "Parks"
    # The library's template numbers its headings, as the office programs print them.
    assert outline(draft) == [(1, "1", "Parks"), (2, "1.1", "Hours"), (2, "1.2", "Fees")]
    assert draft.articles[1].text.split("\n") == ["Parks open at six1.", "One", "Two", "1 Summer only."]
    assert "<td>Dog</td><td>5</td>" in draft.articles[2].html


def _odt(body: str, styles: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
        for name, space in (("office", "office"), ("text", "text"), ("style", "style"), ("table", "table"))
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr(
            "content.xml",
            f"<office:document-content {spaces} xmlns:dc='dc'>"
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
    return out.getvalue()


def test_odt_tracked_changes_comments_and_hidden_text() -> None:
    tracked = (
        "<text:tracked-changes>"
        '<text:changed-region text:id="d"><text:deletion><office:change-info>'
        "<dc:creator>Somebody</dc:creator></office:change-info>"
        "<text:p>删去</text:p></text:deletion></text:changed-region>"
        '<text:changed-region text:id="i"><text:insertion/></text:changed-region></text:tracked-changes>'
    )
    body = (
        f'{tracked}<text:p>第一条　甲<text:change text:change-id="d"/><text:change-start text:change-id="i"/>新增'
        '<text:change-end text:change-id="i"/>乙。<office:annotation><dc:creator>Somebody</dc:creator>'
        "<text:p>悄悄话</text:p></office:annotation><text:hidden-text>内部</text:hidden-text></text:p>"
    )
    draft = read_draft(_odt(body), "draft.odt")
    assert draft.articles[0].text == "甲新增乙。"
    assert {(one.kind, one.detail, one.excerpt) for one in draft.findings} == {
        ("tracked_change", "deleted", "删去"),
        ("tracked_change", "inserted", "新增"),
        ("hidden_text_removed", "", "内部"),
        ("comments_removed", "1", ""),
    }
    assert "Somebody" not in repr(draft) and "悄悄话" not in repr(draft)


def test_odt_automatic_numbers() -> None:
    styles = (
        '<text:list-style style:name="L"><text:list-level-style-number text:level="1" '
        'style:num-format="一, 二, 三, ..." '
        'style:num-prefix="第" style:num-suffix="條"/></text:list-style>'
    )
    items = "".join(
        f"<text:list-item><text:p>事項{number}。</text:p></text:list-item>" for number in range(3)
    )
    draft = read_draft(
        _odt(f'<text:p>某辦法</text:p><text:list text:style-name="L">{items}</text:list>', styles),
        "draft.odt",
    )
    assert draft.title == "某辦法"
    assert [(one.number, one.text) for one in draft.articles] == [
        ("第一條", "事項0。"),
        ("第二條", "事項1。"),
        ("第三條", "事項2。"),
    ]


@pytest.mark.parametrize("compress", [False, True])
def test_a_pdf_by_sizes_and_places(compress: bool) -> None:
    pages = []
    words = ["", "at night", "by day", "in summer", "on Sundays"]
    for number in range(1, 5):
        top = 780.0
        lines = [(72, 815, 9, "City of Somewhere - draft")]
        if number == 1:
            lines += [(150, top, 24, "Rules for parks")]
        lines += [
            (72, top - 50, 16, f"{number}. Part of parks"),
            (
                72,
                top - 80,
                11,
                "Everybody may use the parks of the city from six in the morning until ten at",
            ),
            (72, top - 94, 11, "night, on foot."),
            (
                72,
                top - 122,
                11,
                "A second paragraph says that nothing else is asked of those who use the parks",
            ),
            (72, top - 136, 11, f"of the city {words[number]}."),
            (290, 30, 9, f"- {number} -"),
        ]
        pages.append(lines)
    draft = read_draft(pdf(*pages, compress=compress), "draft.pdf")
    assert draft.title == "Rules for parks"
    assert anchors(draft) == ["sec-1", "sec-2", "sec-3", "sec-4"]
    assert draft.articles[0].heading == "Part of parks"
    assert draft.articles[0].text.split("\n") == [
        "Everybody may use the parks of the city from six in the morning until ten at night, on foot.",
        "A second paragraph says that nothing else is asked of those who use the parks of the city at night.",
    ]
    assert [one.kind for one in draft.findings] == ["headers_dropped"]


def test_a_word_file_as_long_as_one_may_be_is_read_in_seconds() -> None:
    run = '<w:r><w:rPr><w:rFonts w:hint="eastAsia"/><w:sz w:val="24"/></w:rPr><w:t>{}</w:t></w:r>'
    body = ""
    for number in range(1, 2_801):
        body += paragraph(f"第{number}條　甲")
        for further in range(3):
            words = hashlib.sha256(f"{number}.{further}".encode()).hexdigest()
            body += f"<w:p>{''.join(run.format(f'應依{words[at : at + 10]}規定辦理') for at in range(0, 60, 10))}</w:p>"
    data = docx(body)
    assert 6_000_000 < len(body.encode()) < DraftLimits().max_part_bytes
    with within(8):
        assert len(read_draft(data, "law.docx").articles) == 2_800
