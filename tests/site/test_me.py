"""A person's own page: every comment with what became of it, and all their data to take away."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.accounts import service as accounts_service
from consult.accounts.models import Account
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import writing
from consult.organisations import queries as organisations
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.forgetting import forget_due
from tests.factories.moderation import make_report, make_review, make_ruling, make_waiting
from tests.factories.outcomes import make_reply
from tests.factories.votes import make_statement, vote

EMAIL = "ada@example.org"


@pytest.fixture
def ada(app: Flask, client: FlaskClient) -> Actor:
    """Signed in on the client."""
    account = make_account(EMAIL, "Ada Example")
    sign_in(client, account)
    return organisations.actor_for(accounts.get_by_address(EMAIL))


@pytest.fixture
def made(app: Flask) -> Consultation:
    return make_consultation(title="Opening hours", opens_at=clock.now() - timedelta(days=9))


def test_guests_are_sent_to_sign_in_and_told_of_the_key(app: Flask, client: FlaskClient) -> None:
    answer = client.get("/en/me")
    assert answer.status_code in (302, 303) and "/sign-in" in answer.headers["Location"]
    assert "/en/receipt" in client.get(answer.headers["Location"]).text


def test_an_empty_page_says_what_to_do(ada: Actor, client: FlaskClient) -> None:
    page = client.get("/en/me").text
    assert "You have not sent a comment with this account yet" in page
    assert '<html lang="en"' in page
    assert "/en/consultations?state=open" in page and "/en/receipt" in page


def test_each_comment_stands_with_its_state(ada: Actor, made: Consultation, client: FlaskClient) -> None:
    waiting = make_waiting(made, "I wait.", actor=ada)
    published = make_waiting(made, "I am read.", actor=ada)
    make_ruling(published)
    hidden = make_waiting(made, "I am hidden.", actor=ada)
    make_ruling(hidden, "hide")
    make_waiting(made, "Somebody else sent this.")
    page = client.get("/en/me").text
    assert page.count("site-own__item") == 3
    for comment in (waiting, published, hidden):
        assert f"/en/me/comments/{comment.reference}" in page
    for words in ("I wait.", "I am read.", "I am hidden.", "Waits for moderation", "Published", "Insults"):
        assert words in page
    assert f"/en/me/comments/{hidden.reference}/review" in page
    assert "Somebody else sent this." not in page


def test_what_happened_last_stands_on_top(ada: Actor, made: Consultation, client: FlaskClient) -> None:
    first = make_waiting(made, "The first.", actor=ada, now=clock.now() - timedelta(days=3))
    second = make_waiting(made, "The second.", actor=ada, now=clock.now() - timedelta(days=2))
    page = client.get("/en/me").text
    assert page.index(second.reference) < page.index(first.reference)
    make_ruling(first, now=clock.now() - timedelta(days=1))
    make_reply(made, [contributions.get(first.id)])
    page = client.get("/en/me").text
    assert page.index(first.reference) < page.index(second.reference)
    assert "The office answered" in page and "Answered" in page and "Read the reply of" in page


def test_reviews_votes_and_reports_are_there(ada: Actor, made: Consultation, client: FlaskClient) -> None:
    hidden = make_waiting(made, "I am hidden.", actor=ada)
    make_ruling(hidden, "hide")
    make_review(contributions.get(hidden.id), actor=ada)
    vote(make_statement(made), ada)
    page = client.get("/en/me").text
    assert "You asked for a review" in page
    assert "1 answer" in page and f"/en/consultations/{made.slug}/vote/mine" in page


def test_a_long_list_goes_on_by_key(ada: Actor, made: Consultation, client: FlaskClient) -> None:
    references = [make_waiting(made, actor=ada).reference for _ in range(23)]
    first = client.get("/en/me").text
    assert "Older ones" in first
    after = next(one for one in references if f"after={one}" in first)
    second = client.get(f"/en/me?after={after}").text
    shown = [one for one in references if f"comments/{one}" in first or f"comments/{one}" in second]
    assert shown == references and second.count("site-own__item") == 3


def test_it_is_private(ada: Actor, made: Consultation, client: FlaskClient) -> None:
    for address in ("/en/me", "/en/me/download"):
        answer = client.get(address)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_everything_stored_can_be_taken_away(ada: Actor, made: Consultation, client: FlaskClient) -> None:
    comment = make_waiting(
        made, "=1+1 at seven.", actor=ada, contact=contributing.Contact(name="Ada Example", email=EMAIL)
    )
    make_ruling(comment)
    written = contributing.write("At eight, better.", limit=5_000)
    with writing():
        contributing.correct(ada, contributions.get(comment.id), written, now=clock.now())
    vote(make_statement(made), ada)
    make_waiting(made, "Somebody else sent this.")
    answer = client.get("/en/me/download")
    assert answer.mimetype == "application/zip" and "attachment" in answer.headers["Content-Disposition"]
    assert "Somebody else" not in answer.get_data(as_text=False).decode("latin-1")
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        data = json.loads(archive.read("my-data.json"))
        table = list(
            csv.DictReader(io.StringIO(archive.read("comments.csv").decode("utf-8-sig"), newline=""))
        )
        assert "everything" in archive.read("README.txt").decode()
    assert data["profile"]["email"] == EMAIL and len(data["sessions"]) == 1
    assert [one["body"] for one in data["comments"][0]["wordings"]] == ["=1+1 at seven.", "At eight, better."]
    assert data["comments"][0]["rulings"][0]["act"] == "publish"
    assert data["submissions"][0]["name"] == "Ada Example" and data["votes"][0]["value"] == "agree"
    assert len(data["comments"]) == 1 and table[0]["body"] == "At eight, better."
    assert "password" not in json.dumps(data["profile"]).replace("has_password", "")


def test_a_report_with_my_address_is_there(ada: Actor, made: Consultation, client: FlaskClient) -> None:
    comment = make_waiting(made)
    make_ruling(comment)
    assert "Comments I reported" not in client.get("/en/me").text
    make_report(contributions.get(comment.id))
    assert "Comments I reported" not in client.get("/en/me").text, "the report gave no address"


ADDRESSES = ("ada@example.org", "+886912345678")


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_a_guest_sent_is_there_once_both_showed_the_address_is_theirs(
    made: Consultation, app: Flask, address: str
) -> None:
    contact = contributing.Contact(email=address, name="Ada")
    typed = make_waiting(made, "Only typed.", contact=contact)
    shown = make_waiting(made, "Shown to be mine.", contact=replace(contact, is_confirmed=True))
    other = make_waiting(
        made, "Another’s.", contact=replace(contact, email="b@example.org", is_confirmed=True)
    )
    browser = app.test_client()
    sign_in(browser, make_account(address))
    page, data = browser.get("/en/me").text, browser.get("/en/me/data").text
    assert shown.reference in page and shown.reference in data
    assert "Shown to be mine." in browser.get(f"/en/me/comments/{shown.reference}").text
    for comment in (typed, other):
        assert comment.reference not in page and comment.reference not in data
        assert browser.get(f"/en/me/comments/{comment.reference}").status_code == 404
    archive = zipfile.ZipFile(io.BytesIO(browser.get("/en/me/download").data))
    assert [one["reference"] for one in json.loads(archive.read("my-data.json"))["comments"]] == [
        shown.reference
    ]


def test_an_account_whose_address_is_only_typed_gets_nothing(made: Consultation, app: Flask) -> None:
    shown = make_waiting(made, "Mine.", contact=contributing.Contact(email=EMAIL, is_confirmed=True))
    with writing():
        account_id = accounts_service.create_account(CONSOLE, email=EMAIL, now=clock.now()).id
    assert not contributions.comments_by_account(account_id)
    assert not contributions.is_sent_by(shown.submission_id, account_id)


def test_closing_the_account_forgets_what_it_sent_as_a_guest_too(made: Consultation, app: Flask) -> None:
    shown = make_waiting(
        made, "Mine.", contact=contributing.Contact(email=EMAIL, name="Ada", is_confirmed=True)
    )
    account_id = make_account(EMAIL).id
    with writing():
        accounts_service.close_account(Actor("account", account_id), account_id=account_id, now=clock.now())
    forget_due()
    sender = contributions.find_sender(shown.submission_id)
    assert sender is not None and (sender.name, sender.email, sender.email_fold) == ("", "", "")


def test_another_person_sees_nothing_of_it(ada: Actor, made: Consultation, app: Flask) -> None:
    comment = make_waiting(made, "Mine alone.", actor=ada)
    other = app.test_client()
    account: Account = make_account("ben@example.org", "Ben")
    sign_in(other, account)
    assert comment.reference not in other.get("/en/me").text
    assert other.get(f"/en/me/comments/{comment.reference}").status_code == 404
