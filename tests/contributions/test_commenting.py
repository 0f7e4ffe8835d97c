"""Writing and sending a comment, through the door."""

import sqlite3
import threading
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from consult.consultations import queries as consultations
from consult.contributions import queries, service
from consult.contributions.models import Comment, Revision, Sender, Submission
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, sqlite_module, writing
from consult.foundation.i18n import instant_text
from consult.foundation.settings import Settings
from consult.record import service as record
from tests.contributions.browsing import comment_address, fields_of, send, send_comment, words_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import add_version, article_of, make_consultation
from tests.statements import counted_statements

WORDS = "Please keep the market open on Sundays.\n\nMy stall depends on it."


def the_comment() -> Comment:
    db.session.rollback()
    return db.session.scalars(select(Comment)).one()


def count(table: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def test_a_guest_sends_a_comment_on_an_article_and_gets_a_receipt(client: FlaskClient) -> None:
    consultation = make_consultation()
    article_id = article_of(consultation, "art-2").id
    receipt = send_comment(client, consultation.slug, WORDS, article="art-2", stance="oppose")
    comment = the_comment()
    assert (comment.article_id, comment.stance, comment.state, comment.name_shown) == (
        article_id, "oppose", "pending", ""
    )  # fmt: skip
    page = client.get(receipt)
    assert page.status_code == 200
    assert comment.reference in page.text
    assert page.headers["Cache-Control"] == "private, no-store"
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_the_form_shows_the_articles_words_and_says_what_will_be_seen(client: FlaskClient) -> None:
    consultation = make_consultation(articles=["No stall stays open after nine."])
    page = client.get(comment_address(consultation.slug, "art-1"))
    assert "No stall stays open after nine." in page.text
    for said in ("Everybody will see", "Only staff will see", "Kept until", "365 days"):
        assert said in page.text
    assert " checked" not in page.text


def test_without_an_article_the_comment_is_about_the_whole_draft(client: FlaskClient) -> None:
    consultation = make_consultation()
    send_comment(client, consultation.slug, WORDS)
    assert the_comment().article_id is None


def test_an_unknown_article_is_not_found_on_opening_and_refused_with_the_text_on_sending(
    client: FlaskClient,
) -> None:
    consultation = make_consultation()
    assert client.get(comment_address(consultation.slug, "art-99")).status_code == 404
    answer = send(client, comment_address(consultation.slug), body=WORDS, article="art-99")
    assert answer.status_code == 422
    assert fields_of(answer)["body"].replace("\r", "") == WORDS


def test_a_draft_that_is_not_public_has_no_form(client: FlaskClient) -> None:
    consultation = make_consultation("draft")
    assert client.get(comment_address(consultation.slug)).status_code == 404


def test_a_name_is_shown_only_where_it_was_ticked(client: FlaskClient) -> None:
    consultation = make_consultation()
    send_comment(client, consultation.slug, WORDS, name="Rosa Market")
    hidden = the_comment()
    assert hidden.name_shown == ""
    assert queries.sender_of(hidden.submission_id).name == "Rosa Market"
    send_comment(client, consultation.slug, "Another text", name="Rosa Market", show_name="y")
    assert "Rosa Market" in db.session.scalars(select(Comment.name_shown)).all()


def test_a_signed_in_persons_comment_belongs_to_the_account(client: FlaskClient) -> None:
    consultation = make_consultation()
    account = make_account()
    sign_in(client, account)
    form = fields_of(client.get(comment_address(consultation.slug)))
    assert (form["name"], form["email"]) == ("Ada Example", "ada@example.org")
    send_comment(client, consultation.slug, WORDS)
    sender = queries.sender_of(the_comment().submission_id)
    assert sender.account_id is not None
    assert sender.confirmed_at is not None


def test_the_preview_stores_nothing_and_sends_the_same_words(client: FlaskClient) -> None:
    consultation = make_consultation()
    page = send(
        client, comment_address(consultation.slug, "art-1"), body=WORDS, stance="amend", name="Rosa",
        email="rosa@example.org", show_name="y", preview="1",
    )  # fmt: skip
    assert page.status_code == 200
    assert count(Comment) == 0
    for said in (
        "What everybody will see",
        "Rosa",
        "rosa@example.org",
        "I support it with changes",
        "365 days",
    ):
        assert said in page.text
    address = comment_address(consultation.slug)
    back = client.post(address, data={**fields_of(page), "change": "1"})
    assert fields_of(back)["body"].replace("\r", "") == WORDS
    assert fields_of(back)["publication"] == "named"
    assert client.post(address, data=fields_of(page)).status_code == 303
    comment = the_comment()
    assert (comment.stance, comment.name_shown) == ("amend", "Rosa")
    assert queries.revision(comment.id, 1).body == WORDS  # type: ignore[union-attr]


@pytest.mark.parametrize("phase", ["scheduled", "closed", "finished"])
def test_outside_its_period_the_text_is_given_back(client: FlaskClient, phase: str) -> None:
    consultation = make_consultation("open")
    form = fields_of(client.get(comment_address(consultation.slug)))
    other = make_consultation(phase)
    answer = client.post(comment_address(other.slug), data={**form, "body": WORDS, "name": "Rosa"})
    assert answer.status_code == 422
    assert fields_of(answer)["body"].replace("\r", "") == WORDS
    assert fields_of(answer)["name"] == "Rosa"
    assert "your text" in words_of(answer).lower()
    assert count(Comment) == 0
    if phase != "scheduled":
        assert "market@example.org" in answer.text


def test_a_late_text_without_a_session_is_told_that_it_is_late_on_the_consultations_own_clock(
    client: FlaskClient,
) -> None:
    closes_at = clock.now() - timedelta(days=1)
    consultation = make_consultation("closed", closes_at=closes_at, timezone="Asia/Taipei")
    answer = client.post(comment_address(consultation.slug), data={"body": WORDS})
    assert answer.status_code == 422 and fields_of(answer)["body"].replace("\r", "") == WORDS
    assert "open for a long time" not in answer.text
    assert f"closed on {instant_text(closes_at, 'Asia/Taipei', 'en')}" in words_of(answer)


def test_a_guests_text_without_a_session_is_told_to_sign_in_where_an_account_is_asked_for(
    client: FlaskClient,
) -> None:
    consultation = make_consultation(rules={"who_may_comment": "account"})
    answer = client.post(comment_address(consultation.slug), data={"body": WORDS})
    assert answer.status_code == 422 and WORDS.splitlines()[0] in words_of(answer)
    assert "open for a long time" not in answer.text and "sign in" in words_of(answer).lower()


def test_a_withdrawn_version_is_refused_and_the_form_goes_on_with_the_newest(client: FlaskClient) -> None:
    consultation = make_consultation()
    form = fields_of(client.get(comment_address(consultation.slug, "art-1")))
    slug = consultation.slug
    add_version(consultation)
    db.session.rollback()
    with writing():
        found = consultations.get(slug)
        consultations.get_version(found.id, 1).withdrawn_at = clock.now()
        record.append("version.withdrawn", actor=CONSOLE, now=clock.now(), consultation=found.public_id)
    answer = client.post(comment_address(slug), data={**form, "body": WORDS})
    assert answer.status_code == 422
    assert "withdrawn" in words_of(answer)
    again = client.post(comment_address(slug), data=fields_of(answer))
    assert again.status_code == 303
    assert the_comment().article_id is not None


def test_a_text_over_the_limit_is_refused_with_both_numbers_and_kept(client: FlaskClient) -> None:
    consultation = make_consultation()
    long = "言" * 100_000
    answer = send(client, comment_address(consultation.slug), body=long)
    assert answer.status_code == 422
    assert "100,000" in answer.text
    assert "5,000" in answer.text
    assert long in answer.text


def test_characters_are_counted_as_people_count_them(client: FlaskClient) -> None:
    consultation = make_consultation(rules={"comment_characters": 10})
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
    assert send(client, comment_address(consultation.slug), body=family * 11).status_code == 422
    send_comment(client, consultation.slug, family * 10)


def test_control_characters_are_named_taken_out_and_the_rest_kept(client: FlaskClient) -> None:
    consultation = make_consultation()
    answer = send(client, comment_address(consultation.slug), body="Keep\x00 it open")
    assert answer.status_code == 422
    assert "U+0000" in answer.text
    assert fields_of(answer)["body"] == "Keep it open"
    assert client.post(comment_address(consultation.slug), data=fields_of(answer)).status_code == 303


def test_half_characters_are_refused_and_the_text_kept(client: FlaskClient) -> None:
    consultation = make_consultation()
    form = fields_of(client.get(comment_address(consultation.slug)))
    data = urlencode({k: v for k, v in form.items() if k != "body"}) + "&body=Keep%ED%A0%80it"
    answer = client.post(
        comment_address(consultation.slug), data=data, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 422
    assert fields_of(answer)["body"].startswith("Keep")
    assert count(Comment) == 0


def test_hostile_text_is_stored_as_written_and_shown_harmless(client: FlaskClient) -> None:
    consultation = make_consultation()
    hostile = "<script>alert(1)</script> \u202eevil\u202c \U0001f600 javascript:alert(1) {{ 7*7 }}"
    receipt = send_comment(client, consultation.slug, hostile)
    assert queries.revision(the_comment().id, 1).body == hostile  # type: ignore[union-attr]
    page = client.get(receipt)
    assert "<script>alert" not in page.text
    assert "{{ 7*7 }}" in page.text


@pytest.mark.parametrize("blank", ["", "   \n ", "\u200b\u200d", "\ufeff"])
def test_an_empty_comment_is_refused(client: FlaskClient, blank: str) -> None:
    consultation = make_consultation()
    answer = send(client, comment_address(consultation.slug), body=blank, name="Rosa")
    assert answer.status_code == 422
    assert fields_of(answer)["name"] == "Rosa"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"email": "not an address"}, "name@example.org"),
        ({"stance": "maybe"}, "choose one"),
        ({"name": "R" * 101}, "100"),
        ({"show_name": "y"}, "write the name"),
        ({"website": "https://spam.example"}, "leave empty"),
    ],
)
def test_a_faulty_field_is_named_and_everything_kept(
    client: FlaskClient, typed: dict[str, str], said: str
) -> None:
    consultation = make_consultation()
    answer = send(client, comment_address(consultation.slug), body=WORDS, **typed)
    assert answer.status_code == 422
    assert said in words_of(answer)
    assert fields_of(answer)["body"].replace("\r", "") == WORDS
    assert count(Comment) == 0


def test_a_session_that_ended_meanwhile_loses_nothing(client: FlaskClient, app: Flask) -> None:
    consultation = make_consultation()
    form = fields_of(client.get(comment_address(consultation.slug)))
    other = app.test_client()
    answer = other.post(comment_address(consultation.slug), data={**form, "body": WORDS})
    assert answer.status_code == 422
    assert "open for a long time" in answer.text
    again = fields_of(answer)
    assert again["body"].replace("\r", "") == WORDS
    assert other.post(comment_address(consultation.slug), data=again).status_code == 303


def test_only_people_with_an_account_where_the_consultation_says_so(client: FlaskClient) -> None:
    consultation = make_consultation(rules={"who_may_comment": "account"})
    slug = consultation.slug
    assert "Sign in" in client.get(comment_address(slug)).text
    account = make_account()
    sign_in(client, account)
    form = fields_of(client.get(comment_address(slug)))
    with client.session_transaction() as cookie:
        cookie.pop("consult_key")
    answer = client.post(comment_address(slug), data={**form, "body": WORDS})
    assert answer.status_code == 422
    assert fields_of(answer)["body"].replace("\r", "") == WORDS
    sign_in(client, account)
    again = client.post(comment_address(slug), data=fields_of(answer))
    if again.status_code == 422:  # signing in made a new session, so the page was stale
        again = client.post(comment_address(slug), data=fields_of(again))
    assert again.status_code == 303


def test_over_the_limit_of_an_address_the_text_is_kept(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation()
    settings: Settings = app.extensions["consult_settings"]
    monkeypatch.setitem(
        app.extensions, "consult_settings", settings.model_copy(update={"comments_per_address_per_hour": 1})
    )
    send_comment(client, consultation.slug, WORDS)
    answer = send(client, comment_address(consultation.slug), body="A second one")
    assert answer.status_code == 429
    assert fields_of(answer)["body"] == "A second one"


def test_a_busy_site_keeps_the_text(client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    consultation = make_consultation()
    lock = app.extensions["consult_write_lock"]
    monkeypatch.setattr(lock, "acquire", lambda _seconds: False)
    answer = send(client, comment_address(consultation.slug), body=WORDS)
    if db.engine.dialect.name == "sqlite":
        assert answer.status_code == 503
        assert fields_of(answer)["body"].replace("\r", "") == WORDS


def test_a_full_disk_keeps_the_text_and_stores_nothing(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    consultation = make_consultation()

    def full(*_given: object, **_named: object) -> None:
        raise OperationalError("INSERT", {}, sqlite3.OperationalError("database or disk is full"))

    monkeypatch.setattr(service, "submit", full)
    monkeypatch.setattr(app.extensions["consult_counter"], "hit", sqlite_is_full)
    answer = send(client, comment_address(consultation.slug), body=WORDS)
    assert answer.status_code == 503
    assert "disk is full" in words_of(answer)
    assert fields_of(answer)["body"].replace("\r", "") == WORDS
    monkeypatch.undo()
    assert client.post(comment_address(consultation.slug), data=fields_of(answer)).status_code == 303
    assert count(Comment) == 1


def sqlite_is_full(*_given: object, **_named: object) -> int:
    raise sqlite_module().OperationalError("database or disk is full")


def test_sending_the_same_form_again_gives_the_same_receipt_and_one_row(client: FlaskClient) -> None:
    consultation = make_consultation()
    address = comment_address(consultation.slug)
    form = {**fields_of(client.get(address)), "body": WORDS}
    first = client.post(address, data=form)
    second = client.post(address, data=form)
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert count(Comment) == count(Submission) == 1


def test_another_text_from_a_used_form_is_not_lost(client: FlaskClient) -> None:
    consultation = make_consultation()
    address = comment_address(consultation.slug)
    form = {**fields_of(client.get(address)), "body": WORDS}
    first = client.post(address, data=form)
    answer = client.post(address, data={**form, "body": "Something else"})
    assert answer.status_code == 422
    second = client.post(address, data=fields_of(answer))
    assert second.status_code == 303
    assert second.location != first.location
    assert count(Comment) == 2


def test_simultaneous_posts_of_one_form_end_in_one_row_and_one_receipt(
    client: FlaskClient, app: Flask
) -> None:
    consultation = make_consultation()
    address = comment_address(consultation.slug)
    form = {**fields_of(client.get(address)), "body": WORDS}
    cookie = client.get_cookie("consult")
    assert cookie is not None
    db.session.rollback()
    places: list[str] = []
    gate = threading.Barrier(6)

    def post() -> None:
        browser = app.test_client()
        browser.set_cookie("consult", cookie.value)
        gate.wait()
        answer = browser.post(address, data=form)
        places.append(answer.location or str(answer.status_code))

    threads = [threading.Thread(target=post) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(places) == 6
    assert len(set(places)) == 1, places
    assert "/receipt/" in places[0]
    assert count(Comment) == count(Submission) == count(Revision) == count(Sender) == 1


def test_answering_another_comment_puts_it_below_the_top_comment(client: FlaskClient) -> None:
    consultation = make_consultation(rules={"moderation": "after"})
    send_comment(client, consultation.slug, WORDS, article="art-1")
    top = the_comment()
    top_id, reference = top.id, top.reference
    address = f"/en/consultations/{consultation.slug}/comment?reply_to={reference}"
    assert reference in client.get(address).text
    assert send(client, address, body="I agree").status_code == 303
    answer = db.session.scalars(select(Comment).where(Comment.id != top_id)).one()
    assert (answer.parent_id, answer.article_id) == (top_id, db.session.get_one(Comment, top_id).article_id)
    deeper = f"/en/consultations/{consultation.slug}/comment?reply_to={answer.reference}"
    assert send(client, deeper, body="Me too").status_code == 303
    assert set(db.session.scalars(select(Comment.parent_id).where(Comment.id != top_id))) == {top_id}


def test_received_before_closing_is_in_time(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    now = clock.now()
    consultation = make_consultation(closes_at=now + timedelta(minutes=1))
    form = fields_of(client.get(comment_address(consultation.slug)))
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(seconds=59))
    assert (
        client.post(comment_address(consultation.slug), data={**form, "body": "In time"}).status_code == 303
    )
    monkeypatch.setattr(clock, "now", lambda: now + timedelta(minutes=1))
    late = fields_of(client.get(comment_address(consultation.slug, lang="zh-hant")))
    answer = client.post(comment_address(consultation.slug), data={**form, **late, "body": "Late"})
    assert answer.status_code == 422


def test_a_comment_takes_no_more_statements_than_it_needs(client: FlaskClient) -> None:
    address = comment_address(make_consultation().slug, "art-1")
    form = fields_of(client.get(address))
    with counted_statements() as seen:
        answer = client.post(address, data={**form, "body": WORDS, "proposal": ""})
    assert answer.status_code == 303
    assert len(seen) <= 31, "\n".join(seen)
