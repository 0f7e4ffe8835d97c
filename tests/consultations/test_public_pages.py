"""The list of consultations and the draft, as everybody reads them."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.consultations import queries, service
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import writing
from tests.consultations.pages import words_of
from tests.factories.consultations import add_version, make_consultation, make_draft, make_organisation
from tests.statements import counted_statements

LIST = "/en/consultations"


def titles(client: FlaskClient, query: str = "") -> list[str]:
    text = client.get(LIST + query).text
    return [
        line.partition("</a>")[0].rpartition(">")[2]
        for line in text.splitlines()
        if "govuk-heading-m" in line
    ]


def test_list_shows_open_first_by_closing_then_to_come_then_over(client: FlaskClient) -> None:
    now = clock.now()
    make_consultation("finished", title="Finished")
    make_consultation("closed", title="Closed")
    make_consultation("scheduled", title="To come")
    make_consultation("open", title="Open long", closes_at=now + timedelta(days=20))
    make_consultation("open", title="Open short", closes_at=now + timedelta(days=2))
    make_consultation("draft", title="Secret")
    assert titles(client)[:3] == ["Open short", "Open long", "To come"]
    assert sorted(titles(client)[3:]) == ["Closed", "Finished"]
    assert "2 days left" in words_of(client.get(LIST))


def test_list_filters_by_state_body_deadline_and_words(client: FlaskClient) -> None:
    body = make_organisation("parks", "Parks office")
    make_consultation("open", title="Trees", organisation=body, closes_at=clock.now() + timedelta(days=3))
    make_consultation("closed", title="市場條例", language="zh-hant")
    assert titles(client, "?state=open") == ["Trees"]
    assert titles(client, "?state=closed") == ["市場條例"]
    assert titles(client, "?body=parks") == ["Trees"]
    assert titles(client, "?closes=7") == ["Trees"]
    assert titles(client, "?q=市場") == ["市場條例"]
    assert titles(client, "?q=tREES") == ["Trees"]
    assert titles(client, "?q=%25") == []
    assert "No consultation fits" in client.get(LIST + "?q=nothing").text
    assert len(titles(client, "?state=nonsense&body=none&closes=x")) == 2


def test_empty_list_says_so(client: FlaskClient) -> None:
    assert "There is no consultation yet" in client.get(LIST).text


def test_list_is_paged_by_key(app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    phases = ["open", "scheduled", "closed", "open", "finished", "closed", "scheduled"]
    for number, phase in enumerate(phases):
        make_consultation(phase, title=f"No. {number}")
    few = app.extensions["consult_settings"].model_copy(update={"page_size": 2})
    monkeypatch.setitem(app.extensions, "consult_settings", few)
    seen: list[str] = []
    query: str | None = ""
    while query is not None:
        seen += titles(client, query)
        following = html.fromstring(client.get(LIST + query).text).xpath("//a[@rel='next']/@href")
        query = following[0].removeprefix(LIST) if following else None
    assert len(seen) == len(set(seen)) == len(phases)


def test_pages_answer_304_with_one_statement_and_render_with_six(app: Flask, client: FlaskClient) -> None:
    slug = make_consultation(articles=40).slug
    for address in (LIST, f"/en/consultations/{slug}/draft", f"/zh-hant/consultations/{slug}/draft/1"):
        with counted_statements() as statements:
            first = client.get(address)
            rendered = len([one for one in statements if one.startswith("SELECT")])
            statements.clear()
            second = client.get(address, headers={"If-None-Match": first.headers["ETag"]})
            again = len([one for one in statements if one.startswith("SELECT")])
        assert first.status_code == 200 and rendered <= 6, address
        assert second.status_code == 304 and again == 1, address
        assert first.headers["Cache-Control"].startswith("public")
        assert "Set-Cookie" not in first.headers


def test_etag_changes_with_a_new_version(client: FlaskClient) -> None:
    made = make_consultation()
    address = f"/en/consultations/{made.slug}/draft"
    etag = client.get(address).headers["ETag"]
    add_version(made)
    assert client.get(address, headers={"If-None-Match": etag}).status_code == 200


def test_older_version_stays_and_points_to_the_newest(client: FlaskClient) -> None:
    made = make_consultation(articles=["First words."])
    add_version(made, ["Second words."])
    old = client.get(f"/en/consultations/{made.slug}/draft/1")
    assert "First words." in old.text and "There is a newer one" in old.text
    new = client.get(f"/en/consultations/{made.slug}/draft")
    assert "Second words." in new.text and "There is a newer one" not in new.text
    assert "What was said" in new.text, "the change note"
    assert client.get(f"/en/consultations/{made.slug}/draft/3").status_code == 404


def test_long_draft_is_shown_chapter_by_chapter(client: FlaskClient) -> None:
    made = make_consultation(articles=150)
    address = f"/en/consultations/{made.slug}/draft"
    contents = client.get(address)
    assert "Text of article 7." not in contents.text and 'id="art-7"' in contents.text
    assert f"/en/consultations/{made.slug}/draft/1?chapter=art-51#art-60" in contents.text
    page = client.get(address + "/1?chapter=art-60")
    assert "Text of article 60." in page.text and "Text of article 7." not in page.text
    assert 'rel="prev"' in page.text and 'rel="next"' in page.text
    assert client.get(address + "?chapter=nonsense").status_code == 404


def test_edition_switch_shows_the_other_language(client: FlaskClient) -> None:
    slug = make_consultation("draft", articles=2).slug
    with writing():
        found = queries.get(slug)
        version = queries.get_version(found.id, 1, published_only=False)
        draft = make_draft(["甲文。", "乙文。"], title="市場條例")
        service.add_edition(CONSOLE, found, version, draft, language="zh-hant", now=clock.now())
        service.publish(CONSOLE, found, now=clock.now())
    address = f"/en/consultations/{slug}/draft"
    assert "Text of article 1." in client.get(address).text
    other = client.get(address + "/1?edition=zh-hant").text
    assert "甲文。" in other and 'lang="zh-Hant"' in other
    names = re.findall(r'<span class="govuk-visually-hidden"( lang="[^"]+")?> ([^<]+)', other)
    assert names and {one for one, _ in names} == {' lang="zh-Hant"'}
    assert "甲文。" in client.get(f"/zh-hant/consultations/{slug}/draft").text
    assert "Text of article 1." in client.get(f"/zh-hans/consultations/{slug}/draft").text, "the first one"


@pytest.mark.parametrize("state", ["draft", "awaiting-sign-off"])
def test_unpublished_answers_like_unknown_everywhere(client: FlaskClient, state: str) -> None:
    body = make_organisation(sign_offs=1 if state == "awaiting-sign-off" else 0)
    slug = make_consultation("draft", organisation=body, title="Top secret market").slug
    if state == "awaiting-sign-off":
        with writing():
            assert service.publish(CONSOLE, queries.get(slug), now=clock.now()) == state
    for path in (
        "",
        "/draft",
        "/draft/1",
        "/draft/1/art-1",
        "/comments",
        "/comment",
        "/outcome",
        "/moderation",
    ):
        answer, unknown = (
            client.get(f"/en/consultations/{slug}{path}"),
            client.get(f"/en/consultations/nowhere{path}"),
        )
        assert answer.status_code == unknown.status_code == 404, path
        assert answer.text == unknown.text.replace("nowhere", slug), path
    for listing in (LIST, f"{LIST}?q=secret", f"{LIST}?body={body.slug}", "/en/search?q=secret", "/en/"):
        assert "Top secret" not in client.get(listing).text, listing
    for address in (f"/feeds/{slug}.atom", f"/calendar/{slug}.ics", f"/api/v1/consultations/{slug}"):
        assert client.get(address).status_code == 404, address
    assert slug not in client.get("/api/v1/consultations").text


def test_desk_asks_guests_to_sign_in(client: FlaskClient) -> None:
    slug = make_consultation("draft").slug
    for path in (
        "",
        f"/{slug}",
        f"/{slug}/preview",
        f"/{slug}/publish",
        f"/{slug}/outline",
        f"/{slug}/upload",
    ):
        assert client.get(f"/en/desk/consultations{path}").status_code in (302, 303), path


def test_closing_instant_itself_is_closed(client: FlaskClient) -> None:
    moment = datetime(2026, 3, 1, 16, 0, tzinfo=UTC)
    make_consultation("closed", title="Over", opens_at=moment - timedelta(days=30), closes_at=moment)
    assert "Closed" in words_of(client.get(LIST))
