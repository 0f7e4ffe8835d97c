"""An author uploads the same draft in every format that offices write, and mends the outline found."""

from pathlib import Path

import pytest
from docx import Document
from odfdo import Document as Opened
from odfdo import Header, Paragraph
from playwright.sync_api import Browser

from tests.journeys.conftest import Visit
from tests.journeys.made import fresh_slug
from tests.journeys.people.author import Author

TITLE = "社區花圃認養辦法草案"
CHAPTER = "第一章 總則"
ARTICLES = (
    ("第一條 目的", "為鼓勵居民認養社區花圃，訂定本辦法。"),
    ("第二條 申請", "認養人應向里辦公處申請。\n申請文件包括身分證明與認養計畫。"),
    ("第三條 維護", "認養人每週澆水一次，並清除雜草。"),
)


def word(path: Path) -> None:
    document = Document()
    document.add_heading(TITLE, 0)
    document.add_heading(CHAPTER, 1)
    for heading, text in ARTICLES:
        document.add_heading(heading, 2)
        for paragraph in text.split("\n"):
            document.add_paragraph(paragraph)
    document.save(str(path))


def open_document(path: Path) -> None:
    document = Opened("text")
    document.body.clear()
    document.body.append(Paragraph(TITLE))
    document.body.append(Header(1, CHAPTER))
    for heading, text in ARTICLES:
        document.body.append(Header(2, heading))
        for paragraph in text.split("\n"):
            document.body.append(Paragraph(paragraph))
    document.save(str(path))


def html_text() -> str:
    articles = "".join(
        f"<h3>{heading}</h3>" + "".join(f"<p>{one}</p>" for one in text.split("\n"))
        for heading, text in ARTICLES
    )
    return (
        f"<!doctype html><html lang=zh-Hant><head><meta charset=utf-8><title>{TITLE}</title>"
        f"<script>alert(1)</script></head><body><h1>{TITLE}</h1><h2>{CHAPTER}</h2>{articles}</body></html>"
    )


@pytest.fixture
def files(tmp_path: Path, chromium: Browser) -> list[Path]:
    """The draft as .docx, .odt, .html, and as the .pdf that a browser prints."""
    made = [tmp_path / f"draft.{ending}" for ending in ("docx", "odt", "html", "pdf")]
    word(made[0])
    open_document(made[1])
    made[2].write_text(html_text(), encoding="utf-8")
    page = chromium.new_page()
    page.set_content(html_text().replace("<script>alert(1)</script>", ""))
    page.pdf(path=str(made[3]))
    page.close()
    return made


def test_author_uploads_every_format_and_mends_the_outline(visit: Visit, files: list[Path]) -> None:
    author = Author(visit(width=360)).comes_in("author.parks@linhe.example")
    slug = fresh_slug("planters")
    author.creates(TITLE, slug)
    outline = f"/en/desk/consultations/{slug}/outline"
    for file in files:
        author.uploads("Upload the draft", file, "zh-hant")
        author.goes_to(outline).sees("3 articles", "1 heading that groups them", file.name, CHAPTER)
        author.sees(*(heading for heading, _text in ARTICLES))
        author.goes_to(f"/en/desk/consultations/{slug}/preview/draft").sees("身分證明與認養計畫", "清除雜草")
        author.sees_nothing_of("alert(1)")

    author.mends("第一條").writes(number="第一條 之一", heading="立法目的").presses("Save")
    author.goes_to(outline).sees("第一條 之一 立法目的").sees_nothing_of("第一條 目的")
    author.mends("第二條")
    author.page.locator("main input[name=paragraph]").first.check()
    author.presses("Split here").goes_to(outline).sees("4 articles")
    author.mends("第二條", next_one=True).writes(number="第二條 之一", heading="文件", level="3").presses(
        "Save"
    )
    author.goes_to(outline).sees("第二條 之一 文件")
    assert author.page.locator("td.consult-contents--3", has_text="第二條 之一").count() == 1
    author.mends("第二條 之一").presses("Join to the one before").goes_to(outline).sees("3 articles")
    author.mends("第三條").presses("Make it a heading that groups articles").is_told(
        "Split off its text first"
    )
    author.mends("第一章").presses("Make it an article that can be commented on")
    author.goes_to(outline).sees("4 articles")
    author.mends("第一章").presses("Make it a heading that groups articles")
    author.goes_to(outline).sees("3 articles", "1 heading that groups them")
    author.goes_to(f"/en/desk/consultations/{slug}/preview/draft").sees("身分證明與認養計畫", "清除雜草")
