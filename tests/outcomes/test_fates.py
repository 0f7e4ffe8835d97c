"""What became of a comment is said on its page, to its sender, to programs and in mail: by theme before article."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import labels
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.outcomes import queries, service
from tests.factories.accounts import make_account, sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_consultation
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import (
    make_comments,
    make_disposition,
    make_outcome,
    make_reply,
    responder_of,
)
from tests.notifications.test_mails import deliver
from tests.statements import counted_statements

ROSA = "rosa@example.org"


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html.partition("<main")[2])).split())


def decide(consultation: Consultation, theme_id: int, disposition: str, **said: object) -> None:
    actor = responder_of(consultation)
    with writing():
        service.set_theme_disposition(
            actor, consultations.get_by_id(consultation.id), reading.get_theme(theme_id), disposition=disposition,
            now=clock.now(), **{"reason": "It costs too much.", **said},  # type: ignore[arg-type]
        )  # fmt: skip


@dataclass(frozen=True)
class World:
    """A closed consultation: Rosa's comment stands under two themes, another under none, a third is hidden."""

    made: Consultation
    rosas: Comment
    plain: Comment
    hidden: Comment


@pytest.fixture
def world(app: Flask) -> World:
    made = make_consultation("closed", slug="market")
    article = article_of(made)
    contact = Contact(email=ROSA, is_confirmed=True)
    rosas = make_comments(made, 1, article=article, contact=contact, language="zh-hant")[0]
    plain, hidden = make_comments(made, 2, article=article)
    make_ruling(contributions.get(hidden.id), "hide")
    theme = make_theme(made, "Sundays", [rosas, hidden])
    other = make_theme(made, "Fees", [rosas])
    decide(made, theme.id, "not-adopted", reasons={"zh-hant": "花費太高。"})
    decide(made, other.id, "later", reason="Next year.")
    make_disposition(made, article, "adopted")
    return World(made, rosas, plain, hidden)


def test_the_page_of_a_comment_says_what_became_of_it_once_the_outcome_is_out(
    client: FlaskClient, world: World
) -> None:
    address = f"/en/comments/{world.rosas.reference}"
    before = words(client.get(address).text)
    assert "Not answered yet" in before
    for secret in ("Sundays", "Fees", "Not adopted", "It costs too much"):
        assert secret not in before, "drafted, and not public"
    assert queries.fates_of([world.rosas.id], "en", is_own=True) == {}
    make_outcome(world.made, summary="")
    page = client.get(address).text
    said = words(page)
    assert "Not answered yet" not in said and "Answered in the outcome" in said
    assert "This consultation has been answered." in said
    for part in ("Theme: Sundays Not adopted It costs too much.", "Theme: Fees Kept for later Next year."):
        assert part in said
    assert "Adopted" not in said.replace("Not adopted", ""), "the themes go before the article"
    outcome = client.get("/en/consultations/market/outcome").text
    places = re.findall(r"outcome#([^\"]+)", page)
    assert len(places) == 2 and all(f'id="{place}"' in outcome for place in places)
    chinese = words(client.get(f"/zh-hant/comments/{world.rosas.reference}").text)
    assert "已於徵詢結果中回應" in chinese and "未參採 花費太高。" in chinese
    plain = client.get(f"/en/comments/{world.plain.reference}").text
    assert "Comments on this part Adopted It is better so." in words(plain)
    assert all(f'id="{place}"' in outcome for place in re.findall(r"outcome#([^\"]+)", plain))


def test_other_comments_say_what_may_be_said_of_them(client: FlaskClient, world: World) -> None:
    spam, taken = make_comments(world.made, 2, article=article_of(world.made))
    make_ruling(contributions.get(spam.id), "hide", ground="spam")
    said = words(client.get(f"/en/comments/{spam.reference}").text)
    assert "Not answered yet" not in said and "Held by" not in said, "its ruling is the last word on it"
    for state, ground, sentence in (
        ("hidden", "spam", "isn’t answered"),
        ("hidden", "abuse", "takes account of it"),
    ):
        assert sentence in labels.next_of(state, ground, is_decided=False)
    make_reply(world.made, [world.rosas])
    make_outcome(world.made, summary="")
    with writing():
        contributing.withdraw(GUEST, contributions.get(taken.id), now=clock.now())

    def page(one: Comment) -> str:
        return words(client.get(f"/en/comments/{one.reference}").text)

    replied = page(world.rosas)
    assert "Answered in the outcome" not in replied and "Sundays Not adopted" in replied
    assert "Thank you. We will." in replied, "a reply of its own stands beside what was decided"
    hidden = page(world.hidden)
    assert "Answered in the outcome" in hidden and "Sundays" not in hidden and "Not adopted" not in hidden
    ids = [world.hidden.id, spam.id, taken.id]
    with counted_statements(ignoring=("BEGIN", "ROLLBACK")) as seen:
        found = queries.fates_of(ids, "en")
    assert len(seen) == 1 and list(found) == ids[:1]
    assert found[ids[0]].became == [], "the theme would tell what it says"
    own = queries.fates_of(ids, "en", is_own=True)
    assert list(own) == ids[:1] and own[ids[0]].became[0].theme == "Sundays"
    assert "Answered in the outcome" not in page(spam) + page(taken)
    make_theme(world.made, "New", [world.plain])
    became = queries.fates_of([world.plain.id], "en")[world.plain.id].became
    assert [one.theme for one in became] == [""], "a theme that nobody decided says nothing"


def test_its_sender_and_programs_read_it(client: FlaskClient, world: World) -> None:
    address = f"/api/v1/comments/{world.rosas.reference}"
    before = client.get(address).json or {}
    assert before["became"] == [] and before["decided_at"] == ""
    make_outcome(world.made, summary="")
    one = client.get(address).json or {}
    assert one["decided_at"] and [(part["name"], part["disposition"]) for part in one["became"]] == [
        ("Sundays", "not-adopted"), ("Fees", "later"),
    ]  # fmt: skip
    rows = (client.get("/api/v1/consultations/market/comments").json or {})["data"]
    listed = {row["reference"]: row for row in rows}
    assert listed[world.rosas.reference]["became"] == one["became"]
    assert listed[world.plain.reference]["became"][0]["theme"] == ""
    assert listed[world.hidden.reference]["became"] == [] and listed[world.hidden.reference]["decided_at"]
    deliver()
    sign_in(client, make_account(ROSA, "Rosa"))
    for own in ("/en/me", f"/en/me/comments/{world.rosas.reference}"):
        said = words(client.get(own).text)
        assert "Answered in the outcome" in said
        assert "publishes its reply with the outcome" not in said, said
        assert "Theme: Sundays Not adopted It costs too much." in said and "Fees Kept for later" in said
        assert "Adopted" not in said.replace("Not adopted", "")
    assert "The outcome was published" in words(client.get("/en/me").text)
    other = make_consultation("closed", slug="harbour")
    replied = make_comments(other, 1, contact=Contact(email=ROSA, is_confirmed=True))[0]
    make_reply(other, [replied])
    said = words(client.get(f"/en/me/comments/{replied.reference}").text)
    assert "and the reply to it" in said and "publishes its reply with the outcome" not in said
    [mailed] = db.session.scalars(select(OutboxMail.body).where(OutboxMail.key.contains(".outcome|")))
    assert "「Sundays」議題下的意見：未參採" in mailed and "「Fees」議題下的意見：" in mailed


def listed(client: FlaskClient, query: str = "", place: str = "comments") -> list[str]:
    """References in a list of comments, in order."""
    page = client.get(f"/en/consultations/market/{place}{query}").text
    return re.findall(r'<article class="consult-comment[^"]*" id="([^"]+)"', page)


def choices(client: FlaskClient, place: str = "comments") -> list[str]:
    """What the list can be narrowed by, with the numbers."""
    page = client.get(f"/en/consultations/market/{place}").text
    nav = page.partition('aria-labelledby="by-fate"')[2].partition("</nav>")[0]
    return [" ".join(unescape(re.sub(r"<[^>]+>", "", one)).split()) for one in nav.split("<li>")[1:]]


@pytest.mark.parametrize("place", ["comments", "draft/1/art-1"])
def test_lists_say_what_became_of_each_and_are_narrowed_by_it(
    client: FlaskClient, world: World, place: str
) -> None:
    assert choices(client, place) == [], "nothing is answered yet"
    make_reply(world.made, [world.plain])
    rosas, plain = world.rosas.reference, world.plain.reference
    assert choices(client, place) == ["All (2)", "Not answered yet (1)", "Answered (1)"]
    assert listed(client, "?fate=open", place) == [rosas] and listed(client, "?fate=answered", place) == [
        plain
    ]
    make_outcome(world.made, summary="")
    assert choices(client, place) == [
        "All (2)", "Answered (2)", "Adopted (1)", "Not adopted (1)", "Kept for later (1)",
    ]  # fmt: skip
    address = f"/en/consultations/market/{place}"
    client.application.extensions["consult_kept_pages"].forget()
    client.get(address)
    client.application.extensions["consult_kept_pages"].forget()
    with counted_statements(ignoring=("BEGIN", "ROLLBACK")) as seen:
        said = words(client.get(address).text)
    assert len(seen) <= 6, seen
    assert "What became of it: Not adopted Kept for later" in said and "What became of it: Adopted" in said, (
        said
    )
    assert listed(client, "?fate=answered", place) == [plain, rosas]
    assert listed(client, "?fate=later", place) == listed(client, "?fate=not-adopted", place) == [rosas]
    assert listed(client, "?fate=adopted", place) == [plain]
    assert listed(client, "?fate=open", place) == listed(client, "?fate=partly", place) == []
    assert len(listed(client, "?fate=nonsense", place)) == 3, "the hidden one stands in the whole list alone"


def test_a_list_is_narrowed_by_stance_and_by_what_became_of_them_at_once(
    client: FlaskClient, world: World
) -> None:
    [against] = make_comments(world.made, 1, stance="oppose")
    make_reply(world.made, [world.plain])

    def choice(query: str) -> list[str]:
        page = client.get(f"/en/consultations/market/comments{query}").text
        current = re.findall(r'href="[^"?]*([^"]*)" aria-current="true">([^<]*)<', page)
        return [f"{unescape(address)} {name}" for address, name in current]

    both = "?stance=oppose&fate=open"
    assert listed(client, both) == [against.reference]
    assert choice(both) == [
        "?stance=oppose&fate=open Opposes (1)",
        "?fate=open&stance=oppose Not answered yet (1)",
    ]
    assert listed(client, "?stance=oppose&fate=answered") == []
    make_outcome(world.made, summary="")
    assert choice("?stance=oppose") == ["?stance=oppose Opposes (1)", "?stance=oppose All (1)"]
    assert choice("?fate=adopted")[0] == "?fate=adopted All (2)", "as many as have it, of three"
