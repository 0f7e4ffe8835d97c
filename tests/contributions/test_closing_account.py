"""Who closes their account leaves no name behind, and chooses whether the words stay (A27)."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.accounts import service
from consult.contributions import queries
from consult.contributions.models import Comment, Sender
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.record.models import Entry
from tests.accounts.browsing import post
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published

NAME, EMAIL = "Ada Example", "ada@example.org"


@pytest.fixture
def ada(app: Flask) -> Actor:
    make_account(EMAIL, NAME)
    return organisations.actor_for(accounts.get_by_address(EMAIL))


@pytest.fixture
def comment(ada: Actor) -> Comment:
    return make_published(
        make_consultation(), "Open at seven.", actor=ada, contact=Contact(name=NAME, show_name=True, email=EMAIL)
    )  # fmt: skip


def close(ada: Actor, *, takes_back: bool) -> None:
    assert ada.account_id is not None
    with writing():
        service.close_account(ada, account_id=ada.account_id, now=clock.now(), takes_back=takes_back)


def test_words_stay_without_a_name(ada: Actor, comment: Comment, client: FlaskClient) -> None:
    address = f"/en/comments/{comment.reference}"
    before = client.get(address)
    assert NAME in before.text
    close(ada, takes_back=False)
    after = client.get(address, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "Open at seven." in after.text and NAME not in after.text


def test_nothing_leads_to_the_person_any_more(ada: Actor, comment: Comment) -> None:
    entry_id = queries.get_submission(comment.submission_id).entry_id
    assert record.opened_values(entry_id)["email"] == EMAIL
    close(ada, takes_back=False)
    sender = db.session.get_one(Sender, comment.submission_id)
    assert (sender.account_id, sender.name, sender.email, sender.email_fold) == (None, "", "", "")
    assert sender.erased_at is not None
    opened = record.opened_values(entry_id)
    assert "body" in opened and not {"name", "email", "person"} & set(opened)


def test_each_submission_has_an_entry_that_names_nobody(ada: Actor, comment: Comment) -> None:
    close(ada, takes_back=False)
    entry = db.session.scalars(select(Entry).where(Entry.type == "sender.erased")).one()
    assert "person" not in record.opened_values(entry.id)


def test_words_are_taken_back_where_the_person_says_so(ada: Actor, comment: Comment) -> None:
    close(ada, takes_back=True)
    found = queries.get(comment.id)
    assert found.state == "withdrawn" and found.shown_html == "" and found.withdrawn_at is not None


@pytest.mark.parametrize(("texts", "state"), [("keep", "published"), ("withdraw", "withdrawn")])
def test_the_form_asks_what_becomes_of_them(
    ada: Actor, comment: Comment, client: FlaskClient, texts: str, state: str
) -> None:
    sign_in(client, accounts.get_by_address(EMAIL))
    done = post(client, "/en/account/close", {"texts": texts, "sure": "y"})
    assert done.status_code == 303
    assert queries.get(comment.id).state == state
