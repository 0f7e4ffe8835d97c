"""What a body promises: by whom, by when, how it stands; late for everybody, its owner reminded."""

import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.foundation.mail import OutboxMail
from consult.opendata import verify_package
from consult.organisations import queries as organisations
from consult.outcomes import jobs, queries, rules, service
from consult.outcomes.models import Commitment
from consult.record import checks
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.outcomes import make_comments, make_outcome, responder_of
from tests.factories.packages import export
from tests.outcomes.test_pages import send, words

DAY = timedelta(days=1)


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("closed", organisation=make_organisation(name="City Hall"))


@pytest.fixture
def actor(consultation: Consultation) -> Actor:
    return responder_of(consultation)


def promise(actor: Actor, consultation: Consultation, days: int = 30, body: str = "Plant 40 trees.") -> str:
    with writing():
        made = service.make_commitment(
            actor, consultations.get_by_id(consultation.id), body=body, owner="Parks Department",
            owner_email="parks@city.example", due_on=(clock.now() + days * DAY).date(), now=clock.now(),
            texts={"zh-hant": "種植四十棵樹。"},
        )  # fmt: skip
        return made.public_id


def report(
    actor: Actor, consultation: Consultation, own: str, state: str = "kept", **changes: object
) -> None:
    with writing():
        values = {"note": "Forty stand along the river.", **changes}
        service.report_commitment(
            actor, queries.commitment_called(consultation.id, own), state=state, now=clock.now(), **values
        )  # type: ignore[arg-type]


def later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    then = clock.now() + days * DAY
    monkeypatch.setattr(clock, "now", lambda: then)


def test_it_stays_public_with_its_history_and_in_the_package(
    consultation: Consultation, actor: Actor, client: FlaskClient, tmp_path: Path
) -> None:
    make_comments(consultation)
    make_outcome(consultation, actor=actor, summary="")
    own = promise(actor, consultation)
    body = organisations.get(consultation.organisation_id)
    pages = [f"/en/consultations/{consultation.slug}/{one}" for one in ("outcome", "commitments")]
    for address in (*pages, f"/en/bodies/{body.slug}/commitments"):
        page = words(client.get(address))
        assert "Plant 40 trees." in page and "Parks Department" in page and "Under way" in page
        assert "parks@city.example" not in page
    assert f'href="/en/bodies/{body.slug}/debts"' in client.get(f"/en/bodies/{body.slug}/commitments").text
    chinese = client.get(pages[1].replace("/en/", "/zh-hant/")).text
    assert "種植四十棵樹" in chinese and '<span lang="en">Parks Department</span>' in chinese
    with pytest.raises(Refused):
        report(actor, consultation, own, note=" ")
    report(actor, consultation, own, "open", note="The frost came.", due_on=(clock.now() + 60 * DAY).date())
    report(actor, consultation, own)
    with pytest.raises(Conflict, match="settled already"):
        report(actor, consultation, own)
    page = words(client.get(pages[1]))
    assert "The frost came." in page and "Forty stand along the river." in page and "Kept as promised" in page
    checks.CHECKS["outcomes"]()
    verify_package.verify(export(consultation, tmp_path))


def test_late_is_marked_for_everybody_and_its_owner_reminded(
    consultation: Consultation, actor: Actor, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    promise(actor, consultation, 20)
    assert jobs.remind_owners(clock.now()) == 0
    later(monkeypatch, 7)
    assert jobs.remind_owners(clock.now()) == 1
    assert jobs.remind_owners(clock.now()) == 0
    later(monkeypatch, 15)
    assert "2 days late" in words(client.get(f"/en/consultations/{consultation.slug}/commitments"))
    assert jobs.remind_owners(clock.now()) == 1
    assert jobs.remind_owners(clock.now()) == 0
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.address == "parks@city.example")).all()
    assert ["late" in one.subject for one in mails] == [False, True]
    checks.CHECKS["outcomes"]()


def test_reminders_come_before_the_day_once_late_and_then_monthly() -> None:
    due = clock.now().date()
    assert not rules.is_reminder_due(due, None, due - 15 * DAY)
    assert rules.is_reminder_due(due, None, due - 14 * DAY)
    assert not rules.is_reminder_due(due, due - 14 * DAY, due)
    assert rules.is_reminder_due(due, due - 14 * DAY, due + DAY)
    assert not rules.is_reminder_due(due, due + DAY, due + 30 * DAY)
    assert rules.is_reminder_due(due, due + DAY, due + 31 * DAY)


def test_only_responders_promise_and_what_they_say_of_the_public_is_checked(
    consultation: Consultation, actor: Actor
) -> None:
    moderator = make_staff("moderator", organisation=organisations.get(consultation.organisation_id))
    with pytest.raises(Forbidden):
        promise(moderator, consultation)
    with pytest.raises(Refused, match="in the future"):
        promise(actor, consultation, -1)
    with pytest.raises(Refused, match="cites nothing"):
        promise(actor, consultation, body="Most people asked for trees.")
    with pytest.raises(Conflict):
        promise(responder_of(other := make_consultation("open")), other)
    assert db.session.scalars(select(Commitment)).all() == []


def test_the_desk_promises_and_reports(consultation: Consultation, client: FlaskClient) -> None:
    sign_in(client, accounts.get_by_address(responder_of(consultation).email))
    desk = f"/en/desk/consultations/{consultation.slug}/commitments"
    form = {"body": "Plant trees.", "owner": "Parks", "due_on": (clock.now() + 9 * DAY).date().isoformat()}
    assert send(client, desk, **{**form, "owner": ""}).status_code == 422
    assert send(client, desk, **form).status_code == 303
    (made,) = queries.commitments_of(consultation.id)
    page = f"{desk}/{made.public_id}"
    assert send(client, page, state="kept", note="").status_code == 422
    token = secrets.token_urlsafe(20)
    assert send(client, page, state="kept", note="They stand.", form_token=token).status_code == 303
    assert send(client, page, state="dropped", note="Again.", form_token=token).status_code == 303
    assert "They stand." in client.get(f"/en/consultations/{consultation.slug}/commitments").text


def test_a_form_that_says_how_it_stands_isnt_taken_for_a_complaint(
    consultation: Consultation, actor: Actor, client: FlaskClient
) -> None:
    own = promise(actor, consultation)
    sign_in(client, accounts.get_by_address(actor.email))
    page = client.get(f"/zh-hant/desk/consultations/{consultation.slug}/commitments/{own}").text
    assert "檢舉" not in page and page.count("回報辦理情形") >= 3


def test_a_body_answers_for_what_its_departments_promised(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = make_organisation("city", "City")
    made = make_consultation(
        "closed", organisation=make_organisation("parks", "Parks Department", parent=city)
    )
    promised, debts = "/en/bodies/city/commitments", "/en/bodies/city/debts"
    assert "Nothing has been promised so far." in words(client.get(promised))
    promise(responder_of(made), made, 20)
    page = words(client.get(promised))
    assert "Plant 40 trees." in page and f"{made.title} · Parks Department" in page
    assert "What City promised What is owed now" in words(client.get(debts))
    later(monkeypatch, 22)
    assert "2 days late" in words(client.get(promised))
    for body in ("city", "parks"):
        assert "promised 1 is late" in words(client.get(f"/en/bodies/{body}/debts"))
