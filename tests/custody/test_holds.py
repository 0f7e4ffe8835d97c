"""Legal holds: put on and lifted with a reason; while one stands nothing of it can be erased."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import jobs as contacts
from consult.contributions import jobs as drafts
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment, Sender
from consult.contributions.service import Contact, Order
from consult.custody import queries, service
from consult.custody.models import LegalHold
from consult.foundation import clock
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.organisations import queries as organisations
from consult.record import checks
from consult.record import jobs as sealing
from consult.record import service as record
from consult.record.checks import check_logs
from consult.votes import jobs as votes
from tests.contributions.browsing import words_of
from tests.contributions.files import docx
from tests.contributions.test_erasing import ask, decide, sign_what_waits
from tests.custody.browsing import submit
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_published
from tests.factories.votes import make_statement, vote

REASON = "Case 4 K 12/26 before the administrative court."


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation(slug="harbour", title="Harbour ferry")


@pytest.fixture
def comment(consultation: Consultation) -> Comment:
    return make_published(
        consultation, "Moor it by the lighthouse.",
        contact=Contact(name="Ada Example", email="ada@example.org", publication="named", is_confirmed=True),
    )  # fmt: skip


def keeper_of(consultation: Consultation) -> Actor:
    return make_staff("administrator", organisation=organisations.get(consultation.organisation_id))


def hold(actor: Actor, comment: Comment | None = None, slug: str = "harbour", reason: str = REASON) -> str:
    with writing():
        made = service.put_on_hold(
            actor, consultations.get(slug), contributions.get(comment.id) if comment else None, reason=reason,
            language="en", now=clock.now(),
        )  # fmt: skip
        return made.public_id


def lift(actor: Actor, public_id: str, reason: str = "The case is over.") -> None:
    with writing():
        service.lift_hold(actor, queries.get_hold(public_id), reason=reason, language="en", now=clock.now())


def test_what_is_held_cannot_be_erased_and_the_reason_is_told(
    comment: Comment, consultation: Consultation
) -> None:
    keeper = keeper_of(consultation)
    made, held = ask(comment), hold(keeper)
    with pytest.raises(Conflict) as refused:
        decide(keeper, made)
    assert refused.value.values["reason"] == REASON
    assert contributions.get(comment.id).state == "published"
    order = Order("court", "text", "A court.", "1", is_sealed_too=True)
    with pytest.raises(Conflict), writing():
        contributing.order_removal(keeper, contributions.get(comment.id), order, now=clock.now())
    decide(keeper, contributions.get_erasure_by_id(made.id), "refused", "claims")
    lift(keeper, held)
    decide(keeper, ask(contributions.get(comment.id)))
    assert contributions.get(comment.id).state == "erased"
    sealing.seal()
    list(checks.verify_all(check_logs))


def test_a_hold_that_comes_between_asking_and_signing_stops_it(
    comment: Comment, consultation: Consultation
) -> None:
    first, second = keeper_of(consultation), keeper_of(consultation)
    decide(first, ask(comment))
    hold(first, comment)
    with pytest.raises(Conflict):
        sign_what_waits(second)
    assert contributions.get(comment.id).state == "published"


def test_addresses_stay_while_held_and_go_when_lifted(
    app: Flask, comment: Comment, consultation: Consultation
) -> None:
    keeper = keeper_of(consultation)
    other = make_published(
        consultation, "Another.", contact=Contact(email="ben@example.org", is_confirmed=True)
    )
    other_id, own_id = other.submission_id, comment.submission_id
    with writing() as session:
        session.get_one(Consultation, consultation.id).answered_at = clock.now() - timedelta(days=900)
        record.append("site.set", actor=keeper, now=clock.now())
    held = hold(keeper, comment)
    contacts.erase_contacts(clock.now())
    kept = db.session.scalars(select(Sender.submission_id).where(Sender.email != "")).all()
    assert own_id in kept and other_id not in kept
    lift(keeper, held)
    contacts.erase_contacts(clock.now())
    assert db.session.scalars(select(Sender.submission_id).where(Sender.email != "")).all() == []


def test_only_administrators_of_the_body_hold_and_with_a_reason(
    consultation: Consultation, comment: Comment
) -> None:
    keeper, stranger = keeper_of(consultation), make_staff("administrator")
    moderator = make_staff("moderator", organisation=organisations.get(consultation.organisation_id))
    for other in (stranger, moderator, Actor("guest")):
        with pytest.raises(Forbidden):
            hold(other)
    with pytest.raises(Refused):
        hold(keeper, reason="  ")
    held = hold(keeper)
    with pytest.raises(Forbidden):
        lift(stranger, held)
    lift(keeper, held)
    with pytest.raises(Conflict):
        lift(keeper, held)


def test_everybody_sees_the_hold_and_not_on_which_comment(
    client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    reference = comment.reference
    held = hold(keeper_of(consultation), comment)
    page = client.get("/en/keeping")
    assert REASON in page.text and "Harbour ferry" in page.text and "one submission" in page.text
    assert reference not in page.text
    lift(keeper_of(consultation), held)
    assert (
        "The case is over." in client.get("/en/keeping", headers={"If-None-Match": page.headers["ETag"]}).text
    )


def test_the_desk_puts_it_on_and_lifts_it(app: Flask, client: FlaskClient, comment: Comment) -> None:
    consultation = consultations.get("harbour")
    sign_in(client, accounts.get_by_address(keeper_of(consultation).email))
    address = f"/en/desk/holds/new?comment={comment.reference}"
    assert "on hold" in words_of(client.get(address))
    assert submit(client, address, reason="").status_code == 422
    assert submit(client, address, reason=REASON).status_code == 303
    assert REASON in client.get("/en/desk/custody").text
    held = db.session.scalars(select(LegalHold.public_id)).one()
    assert submit(client, f"/en/desk/holds/{held}/lift", reason="Over.").status_code == 303
    assert "Over." in client.get("/en/desk/custody").text


def test_a_hold_that_was_changed_in_the_database_is_found(consultation: Consultation) -> None:
    hold(keeper_of(consultation))
    sealing.seal()
    list(checks.verify_all(check_logs))
    with writing() as session:
        session.scalars(select(LegalHold)).one().reason = "Another reason"
        record.append("site.set", actor=Actor("console"), now=clock.now())
    with pytest.raises(checks.Fault, match="legal_hold"):
        list(checks.verify_all(check_logs))


def test_unsent_drafts_and_voters_addresses_stay_while_held(app: Flask, consultation: Consultation) -> None:
    keeper, key, later = keeper_of(consultation), b"0123456789a", clock.now() + timedelta(days=400)
    vote(make_statement(consultation), "voter@example.org")
    with writing():
        made = contributing.begin(GUEST, consultations.get("harbour"), key=key, now=clock.now())
        version = consultations.current_version(made.consultation_id)
        assert version is not None
        contributing.save_part(
            made, version, None, body="Not yet finished.", confidential="", stance="", now=clock.now()
        )
        contributing.keep_file(
            b"another key", contributing.look_at("a.docx", docx(), limit=100_000), most=3, now=clock.now()
        )
    held = hold(keeper)
    for job in (drafts.forget_drafts, votes.forget_addresses):
        assert job(later) == 0
    lift(keeper, held)
    assert drafts.forget_drafts(later) == 2
    with writing() as session:
        session.get_one(Consultation, consultation.id).opens_at = clock.now() - timedelta(days=80)
        session.get_one(Consultation, consultation.id).closes_at = clock.now() - timedelta(days=40)
        record.append("site.set", actor=keeper, now=clock.now())
    held = hold(keeper)
    assert votes.forget_addresses(clock.now()) == 0
    lift(keeper, held)
    assert votes.forget_addresses(clock.now()) == 1
