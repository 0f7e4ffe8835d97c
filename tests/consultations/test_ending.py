"""Ending without an answer by two people, and suspending with the unused days given back."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from consult.consultations import queries, service
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.organisations.models import Membership
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.record import service as record
from consult.record.models import Entry
from tests.consultations.pages import signed_in, submit, words_of
from tests.factories.consultations import make_consultation, make_organisation, make_staff, sign_waiting

ALONE = "One person decided alone"


@pytest.mark.parametrize(
    ("ending", "said"), [("withdrawn", "withdrawn"), ("superseded", "superseded"), ("annulled", "annulled")]
)
def test_two_people_end_it_and_everybody_reads_why(client: FlaskClient, ending: str, said: str) -> None:
    body = make_organisation("ministry")
    make_consultation("open", organisation=body, slug="market")
    make_consultation("open", organisation=body, slug="market-2")
    author, second = make_staff("author", organisation=body), make_staff("author", organisation=body)
    desk = signed_in(client, author)
    address = "/en/desk/consultations/market/end"
    assert submit(desk, address, ending="superseded", reason="New law.").status_code == 422
    sent = submit(
        desk,
        address,
        ending=ending,
        reason="The law was changed.",
        superseded_by="market-2" if ending == "superseded" else "",
    )
    assert sent.status_code == 303
    assert queries.get("market").state == "published"
    with writing():
        approving.sign(second, approvals.waiting_approvals()[0], now=clock.now())
    page = client.get("/en/consultations/market")
    assert page.status_code == 200 and f"was {ending}" in page.text and "The law was changed." in page.text
    assert ("/en/consultations/market-2" in page.text) == (ending == "superseded")
    words = words_of(page)
    for shown in (words, words_of(client.get("/en/consultations"))):
        assert f"{said.capitalize()} Office" in shown or f"{said.capitalize()} ministry" in shown
    assert "Ended without an answer" in words and "before it was answered" in words
    assert "Answer due" not in words and "Closed on" not in words, "nothing is due any more"


def test_one_person_office_ends_it_alone(client: FlaskClient) -> None:
    body = make_organisation()
    make_consultation("open", organisation=body, slug="market")
    author = make_staff("author", organisation=body)
    with writing():
        done = service.end(
            author, queries.get("market"), ending="withdrawn", reason="Not needed.", now=clock.now()
        )
        assert done.is_alone and done.decision == "done"
    assert "alone" in client.get("/en/consultations/market/powers").text
    assert ALONE in client.get("/en/consultations/market").text
    oversight = words_of(client.get("/en/consultations/market/oversight"))
    assert "One person acted alone" in oversight and "(End it without an answer)" in oversight
    assert 'href="/en/consultations/market/powers"' in client.get("/en/powers").text
    desk = signed_in(client, author).get("/en/desk/consultations/market").text
    assert "Answer the comments and write the outcome" not in desk and "Done by one person" in desk


def test_what_one_person_did_alone_to_a_draft_is_told_once_it_is_public(client: FlaskClient) -> None:
    body = make_organisation(sign_offs=1)
    author = make_staff("author", organisation=body)
    slug = make_consultation("draft", organisation=body, slug="market").slug
    with writing():
        service.publish(author, queries.get(slug), now=clock.now())
    assert 'href="/en/consultations/market/powers"' in client.get("/en/powers").text
    with writing() as session:
        session.execute(update(Consultation).values(state="draft"))
        record.append("site.set", actor=CONSOLE, now=clock.now())
    assert queries.get(slug).title not in client.get("/en/powers").text


def test_a_stop_that_two_people_signed_is_not_called_one_persons(client: FlaskClient) -> None:
    body = make_organisation()
    make_consultation("open", organisation=body, slug="market")
    first, _second = (make_staff("author", organisation=body) for _ in range(2))
    with writing():
        service.suspend(first, queries.get("market"), reason="The flood.", now=clock.now())
    sign_waiting()
    page = client.get("/en/consultations/market").text
    assert "The flood." in page and ALONE not in page
    assert "One person acted alone" not in client.get("/en/consultations/market/oversight").text


@pytest.mark.parametrize("ending", ["superseded", "annulled"])
def test_the_timeline_names_every_way_of_ending(client: FlaskClient, ending: str) -> None:
    body = make_organisation()
    make_consultation("open", organisation=body, slug="market")
    author = make_staff("author", organisation=body)
    with writing():
        service.end(
            author, queries.get("market"), ending=ending, reason="Not needed.", now=clock.now(),
            superseded_by="https://example.org/next" if ending == "superseded" else "",
        )  # fmt: skip
    assert f"The consultation was {ending}" in client.get("/en/consultations/market/oversight").text


def test_an_administrator_who_signs_is_named_by_that_role(app: Flask) -> None:
    body = make_organisation()
    make_consultation("open", organisation=body, slug="market")
    administrator = make_staff("administrator", organisation=body)
    with writing():
        service.suspend(administrator, queries.get("market"), reason="The flood.", now=clock.now())
    said = db.session.scalars(select(Entry.content).where(Entry.type == "consultation.suspended")).one()
    assert json.loads(said)["role"] == "administrator"


def test_what_waits_for_a_signature_is_void_when_it_ends(client: FlaskClient) -> None:
    body = make_organisation()
    make_consultation("open", organisation=body, slug="market")
    first, second = (make_staff("author", organisation=body) for _ in range(2))
    found = queries.get("market")
    assert found.closes_at is not None
    with writing():
        later = found.closes_at + timedelta(days=9)
        service.extend(first, queries.get("market"), until=later, reason="The flood.", now=clock.now())
        service.suspend(first, queries.get("market"), reason="The flood.", now=clock.now())
        service.end(second, queries.get("market"), ending="annulled", reason="Not needed.", now=clock.now())
    with writing():
        asked = approvals.waiting_approvals(act=service.END)[0]
        approving.sign(first, asked, now=clock.now())
    assert approvals.waiting_approvals() == []
    said = [json.loads(one)["ground"] for one in db.session.scalars(
        select(Entry.content).where(Entry.type == "approval.voided")
    )]  # fmt: skip
    assert sorted(said) == [service.EXTEND, service.SUSPEND]
    desk = signed_in(client, first).get("/en/desk/consultations/market").text
    assert desk.count("Void, because it was changed or ended") == 2


def test_resuming_gives_the_unused_days_back(client: FlaskClient) -> None:
    body = make_organisation()
    make_consultation("open", organisation=body, slug="market")
    author, now = make_staff("author", organisation=body), clock.now()
    closes = queries.get("market").closes_at
    assert closes is not None
    with pytest.raises(Refused), writing():
        service.suspend(author, queries.get("market"), reason=" ", now=now)
    with writing():
        service.suspend(author, queries.get("market"), reason="The flood.", now=now)
    assert queries.phase_of(queries.get("market"), now) == "suspended"
    page = client.get("/en/consultations/market").text
    assert "suspended" in page and "The flood." in page and ALONE in page
    assert "Closes on" not in page and "Was to close on" in page
    assert page.count("moves when it resumes") == 1 + (queries.get("market").outcome_due_on is not None)
    with writing():
        service.resume(author, queries.get("market"), now=now + timedelta(days=5))
    page = client.get("/en/consultations/market").text
    assert "The time was given back: it was to close on" in page and "The period was extended" not in page
    assert queries.get("market").closes_at == closes + timedelta(days=5)
    assert queries.phase_of(queries.get("market"), now + timedelta(days=5)) == "open"


def test_suspended_before_opening_loses_nothing(client: FlaskClient) -> None:
    body = make_organisation()
    make_consultation("scheduled", organisation=body, slug="market")
    author, now = make_staff("author", organisation=body), clock.now()
    made = queries.get("market")
    opens, closes = made.opens_at, made.closes_at
    assert opens is not None and closes is not None
    with writing():
        service.suspend(author, queries.get("market"), reason="The flood.", now=now)
    with writing():
        service.resume(author, queries.get("market"), now=opens + timedelta(days=2))
    assert queries.get("market").closes_at == closes + timedelta(days=2)


def test_the_banner_says_alone_of_the_act_that_ended_it(client: FlaskClient) -> None:
    body = make_organisation()
    make_consultation("open", organisation=body, slug="market")
    first, second = (make_staff("author", organisation=body) for _ in range(2))
    with writing():
        service.end(first, queries.get("market"), ending="annulled", reason="Not needed.", now=clock.now())
    with writing():
        db.session.execute(delete(Membership).where(Membership.account_id == second.account_id))
        db.session.info.pop("changed_tables", None)
    with writing():
        assert service.suspend(first, queries.get("market"), reason="The flood.", now=clock.now()).is_alone
    assert ALONE in client.get("/en/consultations/market").text
    third = make_staff("author", organisation=body)
    with writing():
        assert not approving.sign(third, approvals.waiting_approvals()[0], now=clock.now()).is_alone
    page = client.get("/en/consultations/market").text
    assert "was annulled" in page and ALONE not in page
