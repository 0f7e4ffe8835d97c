"""Files made to do harm, and files that can’t be read: refused in words a person can act on."""

import io
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pytest

from consult.consultations.drafts.limits import DraftLimits
from consult.consultations.drafts.reading import read_draft
from consult.foundation.errors import Refused, TooLarge
from tests.consultations.drafts.samples import WORD, docx, paragraph, pdf, read
from tests.pace import within

LAUGHS = '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'


def _document(prefix: str = "", body: str = "<w:p><w:r><w:t>Article 1</w:t></w:r></w:p>") -> str:
    return f'{prefix}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'


def _zip(entries: dict[str, bytes | str], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return out.getvalue()


def _refused(data: bytes, name: str, match: str, limits: DraftLimits | None = None) -> Refused:
    with within(2), pytest.raises(Refused, match=match) as caught:
        read_draft(data, name, limits=limits or DraftLimits())
    assert caught.value.field == "draft"
    return caught.value


@pytest.mark.parametrize("prefix", [LAUGHS, OUTSIDE, "<?xml version='1.0'?>\n" + LAUGHS])
@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "_rels/.rels"])
def test_a_document_type_is_refused_in_any_part(part: str, prefix: str) -> None:
    entries: dict[str, bytes | str] = {"word/document.xml": _document()}
    entries[part] = _document(prefix, "<w:p><w:r><w:t>&b;</w:t></w:r></w:p>")
    _refused(_zip(entries), "draft.docx", "document type")


def test_a_document_type_is_refused_in_utf16_and_in_odt() -> None:
    wide = _document('<?xml version="1.0" encoding="utf-16"?>' + LAUGHS).encode("utf-16")
    _refused(_zip({"word/document.xml": wide}), "draft.docx", "document type")
    _refused(_zip({"content.xml": LAUGHS + "<a/>"}), "draft.odt", "document type")
    _refused(
        _zip({"word/document.xml": b"<?xml version='1.0' encoding='utf-7'?><a/>"}),
        "draft.docx",
        "document type",
    )


def test_a_bomb_is_stopped_while_it_unpacks() -> None:
    bomb = _zip({"word/document.xml": b"<a>" + b" " * 30_000_000 + b"</a>"})
    assert len(bomb) < 100_000
    tracemalloc.start()
    _refused(bomb, "draft.docx", "unpacks to more")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40_000_000


def test_a_size_that_lies_is_found_out() -> None:
    honest = bytearray(docx(paragraph("Article 1") * 2000))
    place = honest.find(b"PK\x01\x02", honest.find(b"word/document.xml", honest.find(b"PK\x01\x02")) - 60)
    size = struct.unpack("<I", honest[place + 24 : place + 28])[0]
    assert size > 100_000
    honest[place + 24 : place + 28] = struct.pack("<I", 100)
    _refused(bytes(honest), "draft.docx", "damaged")


def test_entries_that_overlap_are_refused() -> None:
    data = bytearray(_zip({"word/document.xml": _document(), "word/x.xml": "x" * 500}))
    first, second = data.find(b"PK\x01\x02"), data.rfind(b"PK\x01\x02")
    data[second + 42 : second + 46] = data[first + 42 : first + 46]
    _refused(bytes(data), "draft.docx", "damaged")


def test_too_many_entries_and_other_oddities_of_archives() -> None:
    _refused(_zip({f"{number}.xml": "" for number in range(2_100)}), "draft.docx", "2100 parts")
    _refused(_zip({"word/document.xml": _document()}, zipfile.ZIP_BZIP2), "draft.docx", "damaged")
    _refused(_zip({"other.txt": "x"}), "draft.docx", "damaged")
    _refused(_zip({"other.txt": "x"}), "draft.odt", "damaged")
    _refused(docx(paragraph("x"))[:-40], "draft.docx", "damaged")
    _refused(_zip({"word/document.xml": _zip({"word/document.xml": _document()})}), "draft.docx", "damaged")
    _refused(_zip({"word/document.xml": "<w:document>" * 5_000}), "draft.docx", "damaged")


def test_a_password_is_named_as_the_reason() -> None:
    locked = bytearray(docx(paragraph("x")))
    place = locked.find(b"PK\x01\x02")
    locked[place + 8] |= 1
    _refused(bytes(locked), "draft.docx", "password")
    compound = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
    _refused(compound + "EncryptedPackage".encode("utf-16-le"), "draft.docx", "password")
    _refused(compound, "draft.doc", "old format")
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    _refused(_zip({"META-INF/manifest.xml": manifest, "content.xml": "x"}), "draft.odt", "password")


def test_content_must_be_what_the_name_says() -> None:
    _refused(docx(paragraph("x")), "draft.pdf", "isn’t what its name says")
    _refused(docx(paragraph("x")), "draft.txt", "isn’t what its name says")
    _refused(b"%PDF-1.4 x", "draft.md", "isn’t what its name says")
    _refused(b"# Text", "draft.docx", "isn’t what its name says")
    _refused(b"\x89PNG\r\n\x1a\n....", "draft.pdf", "picture")
    _refused(b"x", "draft.exe", "can’t be read")
    _refused(b"x", "draft", "can’t be read")
    _refused(b"", "draft.md", "empty")
    _refused(b" \n\t ", "draft.docx", "empty")
    _refused(b"<html><body><script>x</script></body></html>", "draft.html", "No text")


def test_limits_are_named() -> None:
    assert isinstance(_refused(b"x" * 200, "a.md", "larger than", DraftLimits(max_file_bytes=100)), TooLarge)
    many = "".join(f"第{number}条 甲。\n\n" for number in range(1, 30)).encode()
    _refused(many, "a.md", "29 articles", DraftLimits(max_articles=20))
    _refused("第一条 ".encode() + b"x" * 500, "a.md", "第一条", DraftLimits(max_article_characters=400))
    _refused(b"word " * 500, "a.txt", "longer than 1000", DraftLimits(max_characters=1000))
    _refused(pdf(*[[(72, 700, 11, "Words")]] * 5), "a.pdf", "5 pages", DraftLimits(max_pdf_pages=4))


def test_pdfs_that_hold_no_text_or_too_much() -> None:
    _refused(pdf([]), "scan.pdf", "pictures of pages")
    _refused(b"%PDF-1.7\n" + b"garbage" * 50, "a.pdf", "damaged|pictures")
    packed = zlib.compress(b" " * 60_000_000)
    bomb = (
        pdf([(72, 700, 11, "x")])
        + b"\n9 0 obj << /Filter /FlateDecode >>\nstream\n"
        + packed
        + b"\nendstream\n"
    )
    _refused(bomb, "a.pdf", "unpacks to more")
    chained = b"%PDF-1.4\n1 0 obj << /Filter [/FlateDecode /FlateDecode] >>\nstream\nx\nendstream"
    _refused(chained, "a.pdf", "unusual way")


@pytest.mark.parametrize(
    "text",
    [
        "[a]: b\n" * 4_000,
        "*a " * 9_000,
        "<!--" * 50_000,
        "目录\n" + "." * 80_000,
        "目录\n\n" + "第一章 总则\n" * 9_000,
        "[" * 20_000,
        "> " * 20_000 + "x",
        "第" + "一" * 50_000 + "条",
        "Article " + "1." * 30_000,
        "（" * 30_000,
        "*" * 30_000 + "x",
        "<div>" * 20_000,
        "\ufdfa" * 50_000,
        "a" + "\u0301" * 50_000,
        "9" * 80_000 + "\n\n第" + "9" * 30_000 + "条 x",
        "\n".join(f"{number}" for number in range(12_000)),
    ],
)
@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
def test_texts_made_to_take_long_do_not(text: str, name: str) -> None:
    with within(5), suppress(Refused):
        read_draft(text.encode(), name)


def test_chinese_encodings_are_recognised() -> None:
    simplified = "第一条 为了规范数据管理，制定本条例。\n\n第二条 本市适用。\n"
    traditional = "第一條　為規範資料管理，特制定本法。\n\n第二條　本法自公布日施行。\n"
    for text, encoding, expected in (
        (simplified, "gb18030", "gb18030"),
        (simplified, "gbk", "gb18030"),
        (traditional, "big5", "cp950"),
        (traditional, "utf-16", "utf-16-le"),
        (traditional, "utf-16-be", "utf-16-be"),
        (simplified, "utf-8-sig", ""),
        (simplified, "utf-8", ""),
    ):
        draft = read_draft(text.encode(encoding), "a.txt")
        assert [one.number for one in draft.articles] == [text[0:3], text.split("\n\n")[1][0:3]], encoding
        assert [one.detail for one in draft.findings] == ([expected] if expected else []), encoding


def test_western_bytes_are_not_taken_for_chinese() -> None:
    draft = read_draft(
        "Article 1 - Objet\n\nLa présente loi crée un accès égal à l’été.\n".encode("cp1252"), "a.txt"
    )
    assert "présente loi crée un accès égal" in draft.articles[0].text


def test_control_characters_are_cleaned_away_with_a_finding() -> None:
    draft = read("第一条 甲\x00乙\x07。\n")
    assert draft.articles[0].text == "甲乙。"
    assert [(one.kind, one.detail) for one in draft.findings] == [("control_characters_removed", "2")]
    page = read("<p>Article 1</p><p>x&#0;&#xD800;y\ufdd0</p>", "a.html")
    assert "\x00" not in page.articles[0].text
    page.articles[0].text.encode()
