"""A draft in two languages with two alternatives: authored from files, read, commented on and compared."""

from pathlib import Path

import pytest

from tests.journeys.conftest import Site, Visit
from tests.journeys.looking import axe_finds_nothing, fits
from tests.journeys.made import fresh_slug, open_consultation
from tests.journeys.people.author import Author
from tests.journeys.people.citizen import Citizen
from tests.journeys.people.staff import Moderator, Responder
from tests.journeys.people.visitor import Visitor

CHINESE = """# 市場管理自治條例草案

第一條 市場每日開放。

第二條 攤位使用費如下。

甲案：每日十元。

乙案：每日二十元。
"""
ENGLISH = """# Market bylaw

## Article 1

The market is open every day.

## Article 2

The fee for a stall is:

Option A: ten dollars a day.

Option B: twenty dollars a day.
"""


pytestmark = pytest.mark.timeout(300)


@pytest.fixture
def slug(site: Site, tmp_path: Path) -> str:
    """Published from two files by the console: the Chinese text counts, the English one is a courtesy."""
    slug, base = fresh_slug("market"), ("consultations", "import-draft")
    for name, text in (
        ("zh.md", CHINESE),
        ("en.md", ENGLISH),
        ("zh2.md", CHINESE.replace("每日開放", "假日開放")),
    ):
        (tmp_path / name).write_text(text, encoding="utf-8")
    site.flask(
        *base, str(tmp_path / "zh.md"), "--organisation", "parks-water", "--slug", slug, "--title", "市場管理",
        "--language", "zh-hant",
    )  # fmt: skip
    site.flask(
        *base, str(tmp_path / "en.md"), "--slug", slug, "--edition", "1", "--language", "en", "--authority", "courtesy",
        "--title", "Market rules", "--publish",
    )  # fmt: skip
    return slug


def looks_well(visitor: Visitor, has_scripts: bool) -> None:
    """Fits a phone, and axe finds nothing; both are asked by scripts."""
    if not has_scripts:
        return
    fits(visitor.page)
    axe_finds_nothing(visitor.page)


def test_two_languages_meet_on_one_article_with_its_alternatives(
    visit: Visit, site: Site, slug: str, tmp_path: Path, has_scripts: bool
) -> None:
    reader, moderator = Citizen(visit()), Moderator(visit(width=1280)).comes_in("moderator@linhe.example")
    article = f"/consultations/{slug}/draft/1/art-2"
    reader.goes_to(f"/en{article}").sees(
        "Option A", "Option B", "translation for information only", "the authentic text"
    )
    looks_well(reader, has_scripts)
    reader.follows("繁體中文", within="main").sees("甲案", "乙案", "每日二十元")
    looks_well(reader, has_scripts)
    reader.goes_to(f"/en{article}").follows("Comment on Option B").writes(body="Twenty is too much for me.")
    reader.chooses("stance", "oppose").presses("Send")
    moderator.publishes(reader.takes_receipt().reference)
    reader.goes_to(f"/zh-hant{article}").sees("Twenty is too much for me.")
    box = reader.page.locator("#alternative-2")
    assert "反對 1" in box.inner_text() and "反對" not in reader.page.locator("#alternative-1").inner_text()
    site.flask(
        "consultations", "import-draft", str(tmp_path / "zh2.md"), "--slug", slug, "--language", "zh-hant", "--publish",
        "--note", "開放時間改為假日",
    )  # fmt: skip
    reader.goes_to(f"/zh-hant/consultations/{slug}/changes/1/2").sees("文字修正", "開放時間改為假日")
    assert (
        reader.page.locator("del").first.inner_text().endswith("]")
        and reader.page.locator("ins").count() == 1
    )
    looks_well(reader, has_scripts)


def test_two_equally_authentic_languages_come_together_and_a_reply_speaks_the_sender_s(
    visit: Visit, site: Site, tmp_path: Path, has_scripts: bool
) -> None:
    slug = open_consultation(site, tmp_path, draft=ENGLISH, title="Market rules", is_published=False)
    author, reader = Author(visit(width=1280)).comes_in("author.parks@linhe.example"), Citizen(visit())
    author.tells_all(slug).opens_task("Add another language of the draft")
    file = tmp_path / "zh.md"
    for text, found in ((CHINESE.replace("第二條", "第三條"), "第三條"), (CHINESE, "第二條")):
        file.write_text(text, encoding="utf-8")
        author.goes_to(f"/en/desk/consultations/{slug}/upload-edition")
        looks_well(author, has_scripts)
        author.page.locator("input[type=file]").set_input_files(file)
        author.writes(language="zh-hant").chooses("authority", "authentic").presses("Upload").sees(found)
        looks_well(author, has_scripts)
        if found == "第三條":
            author.opens_task("Check and publish").sees("The same articles in every language of the draft")
            looks_well(author, has_scripts)
    for language in ("en", "zh-hant"):
        reader.goes_to(f"/{language}/consultations/{slug}/draft", status=404)
    author.opens_task("Check and publish").presses("Publish now")
    reader.goes_to(f"/zh-hant/consultations/{slug}/draft/1/art-2").sees("每日二十元", "同等作準")
    looks_well(reader, has_scripts)
    reader.goes_to(f"/en/consultations/{slug}/draft/1/art-2").sees("Option B", "equally authentic")
    looks_well(reader, has_scripts)
    reader.goes_to(f"/zh-hant/consultations/{slug}/comment?article=art-2").writes(
        body="請維持每日十元的費用。"
    )
    reader.presses("送出")
    reference = reader.text_of(".contributions-reference__text")
    Moderator(visit(width=1280)).comes_in("moderator@linhe.example").publishes(reference)
    responder = Responder(visit(width=1280)).comes_in("responder@linhe.example").opens_replies(slug)
    responder.chooses_comments(reference).presses("Reply to the chosen ones").still_has(language="zh-hant")
    looks_well(responder, has_scripts)
    responder.writes(body="費用維持不變。").presses("Publish the reply to 1 comment")
    reader.goes_to(f"/en/consultations/{slug}/draft/1/art-2").sees("請維持每日十元的費用。", "費用維持不變。")
    assert reader.page.locator('[lang="zh-Hant"]', has_text="費用維持不變。").count()
    looks_well(reader, has_scripts)
