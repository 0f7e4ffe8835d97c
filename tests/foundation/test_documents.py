"""Safe HTML as files: what is printed stays what was written, for eyes and for screen readers."""

import io
from datetime import UTC, datetime

import docx
import pdfplumber
import pytest
from markdown_it import MarkdownIt

from consult.foundation.documents.markdown import make_markdown
from consult.foundation.documents.pdf import make_pdf
from consult.foundation.documents.word import make_word

AT = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
HTML = """<h1>夜间安静条例</h1><h2>第一条 目的</h2>
<p>为了<strong>安静</strong>，制定本条例<sup>1</sup>，见<a href="https://city.example/a?b=1&amp;c=2">说明</a>。</p>
<ul><li>钟楼<ul><li>大钟</li></ul></li><li>车站</li></ul>
<ol type="a"><li>first</li><li>second</li></ol><ol start="3"><li>third</li></ol>
<table><thead><tr><th>修正条文</th><th>现行条文</th></tr></thead>
<tbody><tr><td rowspan="2">甲</td><td>乙</td></tr><tr><td>丙</td></tr>
<tr><td colspan="2">#let x = $1$ [丁]</td></tr></tbody></table>
<blockquote><p>引文</p></blockquote>
<h5>小题</h5><p lang="en">Not *bold* here</p>"""
WORDS = (
    "夜间安静条例",
    "第一条 目的",
    "钟楼",
    "大钟",
    "first",
    "third",
    "修正条文",
    "丁",
    "引文",
    "小题",
    "Not *bold* here",
)


def test_a_pdf_is_tagged_named_and_holds_every_word() -> None:
    data = make_pdf(HTML, title="夜间安静条例", language="zh-Hans", at=AT, footer="第1稿")
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        text = "\n".join(page.extract_text() for page in pdf.pages)
        catalogue = pdf.doc.catalog
        metadata = pdf.metadata
    for words in (*WORDS, "第1稿", "#let x = $1$"):
        assert words.replace(" ", "") in text.replace(" ", ""), words
    assert catalogue["MarkInfo"]["Marked"] and "StructTreeRoot" in catalogue
    assert catalogue["Lang"] in (b"zh-CN", "zh-CN") and metadata["Title"] == "夜间安静条例"
    assert b"pdfuaid:part" in data or b"<pdfuaid" in data


@pytest.mark.parametrize(("language", "face"), [("zh-Hant", "NotoSansCJKtc"), ("zh-Hans", "NotoSansCJKsc")])
def test_numbers_in_chinese_are_of_the_chinese_face(language: str, face: str) -> None:
    data = make_pdf("<h1>第12條</h1><p>共35則。</p>", title="t", language=language, at=AT)
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        faces = {one["fontname"] for one in pdf.pages[0].chars if one["text"] in "1235第共"}
    assert faces and all(face in one for one in faces)


def test_a_level_of_headings_that_is_left_out_stops_no_pdf() -> None:
    assert make_pdf("<h3>x</h3><h5>y</h5>", title="t", language="en", at=AT).startswith(b"%PDF")


@pytest.mark.parametrize("language", ["en", "zh-Hant", "zh-Hans", "fr"])
def test_files_of_the_same_text_are_the_same_bytes(language: str) -> None:
    for make in (make_pdf, make_word):
        assert make(HTML, title="t", language=language, at=AT) == make(
            HTML, title="t", language=language, at=AT
        )


def test_a_word_file_has_headings_lists_tables_links_and_its_language() -> None:
    document = docx.Document(io.BytesIO(make_word(HTML, title="夜间安静条例", language="zh-Hant", at=AT)))
    styles = [(one.style.name, one.text) for one in document.paragraphs if one.style is not None]
    assert styles[:2] == [("Heading 1", "夜间安静条例"), ("Heading 2", "第一条 目的")]
    assert ("List Bullet", "钟楼") in styles and ("List Bullet 2", "大钟") in styles
    assert ("List Continue", "a. first") in styles and ("List Continue", "3. third") in styles
    assert ("Quote", "引文") in styles
    cells = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert cells == [["修正条文", "现行条文"], ["甲", "乙"], ["甲", "丙"], ["#let x = $1$ [丁]"] * 2]
    assert [link.address for one in document.paragraphs for link in one.hyperlinks] == [
        "https://city.example/a?b=1&c=2"
    ]
    assert document.core_properties.title == "夜间安静条例" and document.core_properties.author == ""
    assert 'w:eastAsia="zh-TW"' in document.styles.element.xml


def test_markdown_is_read_as_what_it_was_made_from() -> None:
    made = make_markdown(HTML)
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(made)
    for words in (
        *WORDS,
        "<strong>安静</strong>",
        "<sup>1</sup>",
        "a. first",
        '<ol start="3">',
        "<th>修正条文</th>",
    ):
        assert words in html, words
    assert '<a href="https://city.example/a?b=1&amp;c=2">说明</a>' in html
