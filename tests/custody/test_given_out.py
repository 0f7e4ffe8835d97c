"""Who was given documents is told when something in them goes; people on lists are found, shown and erased."""

import io
import json
import zipfile
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.accounts import service as accounts_service
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.asking_lists import Listed
from consult.contributions.models import Asked, Comment
from consult.contributions.service import Contact, Order
from consult.custody import queries
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, TIMER, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict
from consult.foundation.mail import OutboxMail
from consult.record import service as record
from tests.contributions.browsing import words_of
from tests.contributions.test_erasing import administrators, erase, rows_with, sign_what_waits
from tests.custody.requesting import SENDER, WHERE, answer, ask, gather, official, treat, verify
from tests.custody.test_holds import hold, keeper_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.forgetting import forget_due
from tests.factories.moderation import make_published

NAME, EMAIL = "Marit Sandpiper", "Marit@Dam.example"


def give_out(actor: Actor, treatment: str = "release") -> str:
    made = ask(actor)
    for number, _one in enumerate(gather(actor, made), 1):
        treat(actor, made, number, treatment, "s40" if treatment == "withhold" else "")
    answer(actor, made)
    return made.public_id


def remove(one: Comment) -> str:
    """By an order, two people."""
    first, second = administrators(one)
    with writing():
        order = Order("court", "text", "A court ordered it.", "4 K 12/26", is_sealed_too=True)
        public_id = contributing.order_removal(
            first, contributions.get(one.id), order, now=clock.now()
        ).subject
    sign_what_waits(second)
    return public_id


def mails_to(address: str) -> list[str]:
    db.session.rollback()
    return [one.body for one in db.session.scalars(select(OutboxMail).where(OutboxMail.address == address))]


def test_whoever_was_given_a_text_is_listed_and_told_when_it_is_removed_by_order(
    client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    actor = official(consultation)
    give_out(actor)
    other = make_published(consultations.get("harbour"), "Another text.", contact=Contact(name="Ben Dunlin"))
    now = clock.now()
    copies = contributing.takers(consultation.id, now, [comment.reference])
    assert [(one.name, one.address) for one in copies] == [("Who asked for access: request FOI 7", WHERE)]
    assert contributing.takers(consultation.id, now, [other.reference]) == []
    remove(other)
    assert mails_to(WHERE) == []
    made = remove(comment)
    (told,) = mails_to(WHERE)
    assert f"/en/comments/{comment.reference}" in told and SENDER not in told and "Avocet" not in told
    sign_in(client, accounts.get_by_address(keeper_of(consultations.get("harbour")).email))
    page = words_of(client.get(f"/en/desk/erasures/{made}"))
    assert "Who asked for access: request FOI 7" in page and "was asked by e-mail" in page
    verify()


def test_whoever_was_given_nothing_of_it_is_not_told(comment: Comment, consultation: Consultation) -> None:
    actor = official(consultation)
    give_out(actor, "withhold")
    gather(actor, ask(actor))
    remove(comment)
    assert mails_to(WHERE) == []


def test_whoever_asked_for_what_they_sent_themselves_is_forgotten_with_it(
    comment: Comment, consultation: Consultation
) -> None:
    actor = official(consultation)
    made = give_out(actor)
    with writing():
        found = queries.request_called(made)
        found.requester, found.contact = SENDER, "ada@example.org"
        record.append("site.set", actor=CONSOLE, now=clock.now())
    erase(contributions.get(comment.id))
    assert rows_with("Lapwing") == [] and rows_with("ada@example.org") == ["mail_outbox"]
    (certificate,) = mails_to("ada@example.org")
    assert "erasures/" in certificate and "On your request you were given" not in certificate


# People on lists ----------------------------------------------------------------------------------


def put_on_list(kind: str = "person", name: str = NAME) -> str:
    with writing():
        naming = contributing.Naming(kind, "Households by the harbour", "en", "Found late.")
        (made,) = contributing.add_asked(
            CONSOLE, consultations.get("harbour"), [Listed(name, EMAIL, "East Quay", "3 Quay Lane")], naming,
            secret=web.settings().secret, page_language="en", now=clock.now(),
        )  # fmt: skip
        return made.public_id


def listed() -> Asked:
    db.session.rollback()
    return db.session.scalars(select(Asked)).one()


def test_a_person_finds_the_lists_they_stand_on(
    client: FlaskClient, app: Flask, consultation: Consultation
) -> None:
    put_on_list()
    sign_in(client, make_account(EMAIL.lower(), NAME))
    page = words_of(client.get("/en/me/data"))
    for words in (
        "Lists on which I stand",
        NAME,
        "East Quay",
        "3 Quay Lane",
        "Not asked yet",
        "days after the outcome",
    ):
        assert words in page, words
    with zipfile.ZipFile(io.BytesIO(client.get("/en/me/download").data)) as archive:
        (row,) = json.loads(archive.read("my-data.json"))["must_be_asked"]
    assert (row["name"], row["address"], row["post"]) == (NAME, EMAIL, "3 Quay Lane")
    other = app.test_client()
    sign_in(other, make_account("ben@example.org", "Ben"))
    assert NAME not in other.get("/en/me/data").text
    with writing():
        typed = accounts_service.create_account(CONSOLE, email="only@typed.example", now=clock.now())
        assert contributions.asked_of_account(typed.id) == []


def test_what_the_list_says_of_a_person_is_gathered_and_goes_with_it(consultation: Consultation) -> None:
    public_id = put_on_list()
    actor = official(consultation)
    for person in (NAME, EMAIL.lower()):
        (document,) = gather(actor, ask(actor, person=person))
        assert document.kind == "asked" and "3 Quay Lane" in document.body and NAME in document.body
    with writing():
        contributing.erase_own(contributions_asked(public_id), now=clock.now())
    assert rows_with("Quay Lane") == []
    verify()


@pytest.mark.parametrize("how", ["link", "account", "retention"])
def test_whoever_was_given_what_the_list_says_of_somebody_is_told_when_they_leave_it(
    app: Flask, consultation: Consultation, how: str
) -> None:
    public_id = put_on_list()
    account_id = make_account(EMAIL.lower()).id
    actor = official(consultation)
    made = ask(actor, person=NAME)
    gather(actor, made)
    treat(actor, made, 1, "release")
    answer(actor, made)
    with writing():
        one = contributions_asked(public_id)
        if how == "link":
            contributing.erase_own(one, now=clock.now())
        elif how == "account":
            accounts_service.close_account(
                Actor("account", account_id), account_id=account_id, now=clock.now()
            )
        else:
            contributing.erase_asked(one, actor=TIMER, now=clock.now())
    forget_due()
    told = mails_to(WHERE)
    assert len(told) == (0 if how == "retention" else 1)
    assert all("these numbers: 0001" in one and NAME not in one for one in told)
    assert rows_with("Quay Lane") == []


def contributions_asked(public_id: str) -> Asked:
    return db.session.scalars(select(Asked).where(Asked.public_id == public_id)).one()


@pytest.mark.parametrize("is_shown", [True, False])
def test_erasing_what_somebody_sent_erases_their_place_on_the_list_where_the_address_is_theirs(
    consultation: Consultation, is_shown: bool
) -> None:
    put_on_list(name="M. S.")
    sent = make_published(
        consultations.get("harbour"), "By another way.",
        contact=Contact(name="Marit S.", email=EMAIL, is_confirmed=is_shown),
    )  # fmt: skip
    erase(contributions.get(sent.id))
    assert (listed().name, listed().place) == (("", "") if is_shown else ("M. S.", "East Quay"))
    verify()


def test_closing_the_account_erases_people_and_not_bodies(consultation: Consultation) -> None:
    put_on_list()
    put_on_list("body", "River Agency")
    account_id = make_account(EMAIL.lower()).id
    with writing():
        accounts_service.close_account(Actor("account", account_id), account_id=account_id, now=clock.now())
    forget_due()
    db.session.expire_all()
    rows = db.session.execute(select(Asked.kind, Asked.name, Asked.address).order_by(Asked.id)).all()
    assert [tuple(row) for row in rows] == [("person", "", ""), ("body", "River Agency", EMAIL)]


def test_a_hold_on_the_consultation_keeps_the_list(comment: Comment, consultation: Consultation) -> None:
    public_id = put_on_list()
    hold(keeper_of(consultations.get("harbour")))
    with pytest.raises(Conflict, match="legal hold"), writing():
        contributing.erase_own(contributions_asked(public_id), now=clock.now() + timedelta(hours=1))
    assert listed().name == NAME
