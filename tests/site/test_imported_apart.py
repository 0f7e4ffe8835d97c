"""Comments brought in from elsewhere are counted apart wherever comments are counted."""

from pathlib import Path

from flask import Flask

from tests.contributions.browsing import words_of
from tests.factories.consultations import article_of, make_consultation, make_organisation
from tests.factories.outcomes import make_comments, make_disposition, make_outcome

ROWS = "id,article,stance,body\n1,art-1,support,Good.\n2,art-1,oppose,Bad.\n3,art-1,,Hm.\n"


def test_every_page_that_counts_comments_counts_imported_ones_apart(app: Flask, tmp_path: Path) -> None:
    body = make_organisation("city")
    consultation = make_consultation("closed", slug="market", organisation=body)
    article = article_of(consultation)
    make_comments(consultation, 2, article=article, stance="support")
    (tmp_path / "old.csv").write_text(ROWS, encoding="utf-8")
    done = app.test_cli_runner().invoke(
        args=["contributions", "import-comments", str(tmp_path / "old.csv"), "--consultation", "market",
              "--status", "published"]
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    make_disposition(consultation, article=article)
    client = app.test_client()
    base = "/en/consultations/market"

    def read(address: str) -> str:
        return " ".join(words_of(client.get(address)).split())

    make_outcome(consultation)
    page = read(base)
    assert "5 comments received" in page and "3 of them were brought in" in page
    assert "5 comments (3 of them brought in from elsewhere)" in page
    assert "All (5)" in read(f"{base}/comments") and "3 of them were brought in" in read(f"{base}/comments")
    page = read(f"{base}/draft/1/art-1")
    assert "Supports 2 Counted apart" in page and "Supports 1 Opposes 1 Stance not stated 1" in page
    before = client.get(f"{base}/results").text.partition('id="stances"')[0].partition("<main")[2]
    assert before.count("<div") == before.count("</div>"), "six columns have the whole width of the page"
    here, _, imported = read(f"{base}/results").partition("Comments brought in from elsewhere, counted apart")
    for said, numbers in ((here, (2, 0, 0, 0, 0)), (imported, (1, 0, 1, 0, 1))):
        stances = ("Support", "Support with changes", "Oppose", "Remark", "Not stated")
        told = "".join(f"{name} {number}" for name, number in zip(stances, numbers, strict=True))
        assert f"Article 1 Heading 1 {told}" in said
    page = read(f"{base}/outcome")
    assert "5 comments were received" in page and "3 of them were brought in from elsewhere." in page
    assert "5 comments (3 of them brought in from elsewhere)" in page and "Of these brought in" in page
    told = client.get("/api/v1/consultations/market").get_json()
    assert told["comments"] == {"published": 5} and told["imported_comments"] == {"published": 3}
