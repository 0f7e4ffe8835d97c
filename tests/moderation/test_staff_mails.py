"""Moderators and administrators hear of reviews and reports; readers' addresses go when they were told."""

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import clock, events
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.moderation import jobs, service
from consult.moderation.models import Report
from consult.organisations import queries as organisations
from consult.record.models import Entry, EntryOpening
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_published, make_review, make_ruling, make_waiting

REVIEW, REPORT = "A review waits for a decision", "A comment was reported"


def mailed(subject: str) -> list[str]:
    """Who gets a mail that begins so."""
    events.deliver_due(clock.now())
    statement = select(OutboxMail.address).where(OutboxMail.subject.startswith(subject))
    return sorted(db.session.scalars(statement))


def test_a_review_is_told_to_those_who_may_decide_it(app: Flask) -> None:
    consultation = make_consultation()
    body = organisations.get(consultation.organisation_id)
    people = {
        name: make_staff(role, organisation=body, email=f"{name}@example.org")
        for name, role in (
            ("first", "moderator"), ("second", "moderator"), ("head", "administrator"), ("auditor", "auditor"),
            ("author", "author"),
        )
    }  # fmt: skip
    comment = make_waiting(consultation, "You are all idiots.")
    make_ruling(comment, "hide", actor=people["first"])
    make_review(comment)
    assert mailed(REVIEW) == ["head@example.org", "second@example.org"]
    body_text = db.session.scalar(select(OutboxMail.body).where(OutboxMail.subject.startswith(REVIEW))) or ""
    assert comment.reference in body_text and "/en/desk/moderation/reviews/" in body_text
    assert "idiots" not in body_text and "I named nobody" not in body_text


def _report(reference: str, email: str = "") -> int:
    with writing():
        made = service.report(
            GUEST, contributions.get_by_reference(reference), ground="abuse", message="", email=email, language="en",
            now=clock.now(),
        )  # fmt: skip
        return made.id


def test_reports_are_told_to_moderators_once_an_hour(app: Flask) -> None:
    consultation = make_consultation()
    body = organisations.get(consultation.organisation_id)
    make_staff("moderator", organisation=body, email="mo@example.org")
    make_staff("administrator", organisation=body, email="head@example.org")
    for one in [make_published(consultation).reference for _ in range(3)]:
        _report(one)
    assert [address for address in mailed(REPORT) if address == "mo@example.org"] == ["mo@example.org"]
    assert "head@example.org" not in mailed(REPORT)


def test_a_readers_address_goes_once_the_report_was_answered(app: Flask) -> None:
    comment = make_published()
    report_id = _report(comment.reference, "reader@example.org")
    assert jobs.forget_reporters(clock.now() + timedelta(days=9)) == 0  # nobody has looked yet
    make_ruling(contributions.get(comment.id), "publish")
    assert jobs.forget_reporters(clock.now()) == 0  # the answer is on its way
    assert jobs.forget_reporters(clock.now() + timedelta(days=2)) == 1
    report = db.session.get_one(Report, report_id)
    opened = db.session.scalar(select(EntryOpening.fields).where(EntryOpening.entry_id == report.entry_id))
    assert report.email == "" and opened is not None and "email" not in opened and "message" in opened
    log = consultations.get_by_id(report.consultation_id).public_id
    assert (
        "comment.reporter_forgotten" in db.session.scalars(select(Entry.type).where(Entry.log == log)).all()
    )
