"""Feeds and calendars: what everybody can read and nothing else, the same bytes for everybody."""

import re
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree as ET

from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.contributions import queries as contributions
from consult.contributions import service as contributions_service
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import writing
from tests.factories.consultations import DAY, add_version, make_consultation
from tests.factories.moderation import make_published, make_ruling, make_waiting
from tests.factories.outcomes import make_reply

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def entries(client: FlaskClient, path: str) -> list[tuple[str, str]]:
    """(title, words) of each entry."""
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/atom+xml; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    root = ET.fromstring(answer.data)  # noqa: S314 - our own bytes
    return [
        (entry.findtext("a:title", "", ATOM), entry.findtext("a:summary", "", ATOM))
        for entry in root.iterfind("a:entry", ATOM)
    ]


def test_news_hold_version_extension_and_reply_newest_first(client: FlaskClient) -> None:
    consultation = make_consultation(slug="market", closes_at=datetime(2099, 5, 1, 9, tzinfo=UTC))
    add_version(consultation)
    with writing():
        found = consultations.get_by_id(consultation.id)
        consultations_service.extend(
            CONSOLE,
            found,
            until=datetime(2099, 6, 1, 9, tzinfo=UTC),
            reason="<b>short</b>",
            now=clock.now() + DAY,
        )
    make_reply(consultation, [make_published(consultation)], "We will.", now=clock.now() + 2 * DAY)
    found_entries = entries(client, "/feeds/market.atom")
    assert [title.split(" ")[0] for title, _words in found_entries] == [
        "Reply",
        "The",
        "Version",
        "Published:",
    ]
    assert "<p>We will.</p>" in found_entries[0][1]
    assert "&lt;b&gt;short" in found_entries[1][1], "text is text, also for a reader that shows HTML"


def test_each_language_has_its_feed(client: FlaskClient) -> None:
    make_consultation(slug="market")
    assert entries(client, "/feeds/market.atom?lang=zh-hant")[0][0].endswith("：A new bylaw for the market")
    assert entries(client, "/feeds/market.atom?lang=xx")[0][0].startswith("Published")


def test_comments_leave_the_feed_with_their_words(client: FlaskClient) -> None:
    consultation = make_consultation(slug="market")
    kept, gone, hidden = (make_published(consultation, f"words of {n}") for n in ("kept", "gone", "hidden"))
    make_waiting(consultation, "words of waiting")
    path = "/feeds/market-comments.atom"
    assert len(entries(client, path)) == 3
    before = client.get(path).headers["ETag"]
    with writing():
        contributions_service.withdraw(GUEST, contributions.get(gone.id), now=clock.now())
    make_ruling(contributions.get(hidden.id), "hide")
    assert [words for _title, words in entries(client, path)] == ["<p>words of kept</p>"]
    assert client.get(path, headers={"If-None-Match": before}).status_code == 200
    assert kept.reference in client.get(path).text


def test_feeds_are_conditional_and_tell_no_seconds(client: FlaskClient) -> None:
    consultation = make_consultation(slug="market")
    make_published(consultation)
    for path in ("/feeds/market.atom", "/feeds/market-comments.atom", "/calendar/market.ics"):
        answer = client.get(path)
        again = client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
        assert again.status_code == 304 and not again.data
        assert answer.headers["Cache-Control"].startswith("public")
    times = re.findall(r"<updated>(.*?)</updated>", client.get("/feeds/market-comments.atom").text)
    assert len(times) == 2
    assert all(re.search(r":\d\d:00(Z|\+00:00)$", time) for time in times)


def test_unpublished_consultations_have_neither_feed_nor_calendar(app: Flask, client: FlaskClient) -> None:
    draft = make_consultation("draft")
    for path in (
        f"/feeds/{draft.slug}.atom",
        f"/feeds/{draft.slug}-comments.atom",
        f"/calendar/{draft.slug}.ics",
    ):
        assert client.get(path).status_code == 404
        assert draft.title not in client.get(path).text


def test_the_calendar_gives_exact_instants(client: FlaskClient) -> None:
    closes = datetime(2099, 5, 1, 9, 30, tzinfo=UTC)
    make_consultation(slug="market", closes_at=closes, timezone="Asia/Taipei")
    answer = client.get("/calendar/market.ics?lang=zh-hant")
    assert answer.content_type == "text/calendar; charset=utf-8"
    events: dict[str, Any] = {
        str(one["UID"]).split("@")[0][-6:]: one for one in Calendar.from_ical(answer.data).walk("VEVENT")
    }
    assert events["closes"]["DTSTART"].dt == closes
    assert "截止" in events["closes"]["SUMMARY"]
    assert "17:30" in events["closes"]["DESCRIPTION"]
