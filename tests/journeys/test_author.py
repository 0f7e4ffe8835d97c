"""An author creates a consultation in steps, in three languages, from a Word file; then extends and corrects it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from docx import Document

from tests.journeys.conftest import Visit
from tests.journeys.made import fresh_slug
from tests.journeys.people.author import Author
from tests.journeys.people.staff import Staff
from tests.journeys.people.visitor import Visitor

EMAIL = "author.parks@linhe.example"
SECOND = "admin@linhe.example"
TITLE = "夜間花園開放辦法草案"
WORDS = {
    "en": ("Night garden rules", "Gardens stay open at night.", "Garden desk, 555-0123"),
    "zh-hans": ("夜间花园开放办法", "花园夜间开放。", "花园服务台，555-0123"),
    "zh-hant": (TITLE, "花園夜間開放。", "花園服務臺，555-0123"),
}
ARTICLES = (
    ("第一條", "花園夜間開放，依本辦法辦理。"),
    ("第二條", "花園每日開放至晚間十二時。\n除夕開放至凌晨二時。"),
    ("第三條", "遊客應保持安靜，並愛護花木。"),
)


def word_file(path: Path, articles: tuple[tuple[str, str], ...] = ARTICLES) -> Path:
    """A Word file the way offices write them: no heading styles, the number in front of the text."""
    document = Document()
    document.add_paragraph(TITLE)
    document.add_paragraph("第一章 總則")
    for number, text in articles:
        first, *rest = text.split("\n")
        document.add_paragraph(f"{number}　{first}")
        for paragraph in rest:
            document.add_paragraph(paragraph)
    document.save(str(path))
    return path


def test_author_prepares_and_publishes(visit: Visit, tmp_path: Path) -> None:
    author, reader = Author(visit(width=1280)).comes_in(EMAIL), Visitor(visit())
    slug = fresh_slug("night-garden")
    author.creates(TITLE, slug)
    author.opens_task("Check and publish").sees("What is missing", "The draft itself", "closing dates")
    reader.goes_to(f"/en/consultations/{slug}", status=404)
    for language, (title, summary, contact) in WORDS.items():
        author.tells("What and why, in plain words", language, title=title, summary=summary)
        author.tells("Whom to ask, and other ways to answer", language, contact=contact, other_ways=contact)
    author.tells("Legal basis, and who is affected", "en", legal_basis="City law 12", affected="Neighbours")
    closing = (datetime.now(UTC) + timedelta(days=90)).date()
    author.opens_task("Opening and closing").writes(
        closes_on=closing.isoformat(), closes_time="18:00"
    ).presses("Save")
    author.opens_task("Who may take part, and how it is moderated").chooses("moderation", "before").presses(
        "Save"
    )
    author.uploads("Upload the draft", word_file(tmp_path / "draft.docx"), "zh-hant")
    author.goes_to(f"/en/desk/consultations/{slug}/outline").sees("3 articles", "第一條", "第三條", "第一章")
    author.mends("第一條").writes(heading="立法目的").presses("Save")
    author.goes_to(f"/en/desk/consultations/{slug}/outline").sees("立法目的").mends("第二條")
    author.page.locator("main input[name=paragraph]").first.check()
    author.presses("Split here").goes_to(f"/en/desk/consultations/{slug}/outline").sees("4 articles")
    author.mends("第二條", next_one=True)
    author.presses("Join to the one before").goes_to(f"/en/desk/consultations/{slug}/outline").sees(
        "3 articles"
    )
    author.opens_task("Preview").sees("Gardens stay open at night.")
    for address in ("", "/draft", "/comments", "/comment", "/vote", "/results", "/outcome", "/moderation"):
        reader.goes_to(f"/en/consultations/{slug}{address}", status=404)
    reader.goes_to("/en/consultations")
    assert f"/{slug}" not in reader.page.content()

    author.opens_task("Check and publish").sees("Nothing is missing.").presses("Publish now")
    reader.goes_to("/en/consultations?state=open&q=night+garden").follows_to(f"/consultations/{slug}").sees(
        "Night garden rules", "555-0123", "City law 12"
    )
    reader.follows_to(f"/consultations/{slug}/draft").sees("立法目的", "Comment on this article")
    reader.goes_to(f"/zh-hans/consultations/{slug}").sees("夜间花园开放办法")

    later = closing + timedelta(days=10)
    author.opens_task("Extend the period").writes(closes_on=later.isoformat(), closes_time="18:00").presses(
        "Ask for the second signature"
    ).is_told("reason")
    author.writes(reason="Two town halls were moved.").presses("Ask for the second signature")
    reader.goes_to(f"/en/consultations/{slug}").sees_nothing_of("Two town halls were moved.")
    second = Staff(visit(width=1280)).comes_in(SECOND).goes_to("/en/desk/approvals")
    second.follows(f"Extend the period: {TITLE}", within="main").sees("Two town halls were moved.").presses(
        "Sign"
    )
    reader.goes_to(f"/en/consultations/{slug}").sees("The period was extended", "Two town halls were moved.")

    changed = (*ARTICLES[:2], ("第三條", "遊客應保持安靜，愛護花木，並帶走垃圾。"))
    author.uploads(
        "Upload a corrected draft as the next version",
        word_file(tmp_path / "second.docx", changed),
        "zh-hant",
    )
    reader.goes_to(f"/en/consultations/{slug}/draft/2", status=404)
    author.opens_task("Publish version 2").presses("Publish this version").is_told("what changed")
    author.writes(change_note="Article 3 asks to take rubbish home.").presses("Publish this version")
    reader.goes_to(f"/en/consultations/{slug}/draft").sees(
        "並帶走垃圾", "Article 3 asks to take rubbish home."
    )
    reader.goes_to(f"/en/consultations/{slug}/draft/1").sees(
        "There is a newer one", "並愛護花木"
    ).sees_nothing_of("並帶走垃圾")
