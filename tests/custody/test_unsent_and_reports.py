"""Requests for access reach what isn't sent yet, and confidential reports, without showing them to whoever answers."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.audits import service as auditing
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.custody import service
from consult.custody.models import AccessDocument
from consult.foundation import clock, events
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict
from consult.foundation.mail import OutboxMail
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.record.models import Entry
from tests.consultations.pages import signed_in, words_of
from tests.contributions.files import docx
from tests.custody.requesting import ask, gather, official
from tests.factories.consultations import make_staff
from tests.factories.forgetting import forget_due
from tests.factories.moderation import make_person, make_published

EMAIL, SECRET = "una@example.org", "Not yet finished: the ferry is late."


def _begin(actor: Actor, *, key: bytes = b"0123456789a", email: str = "", name: str = "") -> None:
    now = clock.now()
    with writing():
        draft = contributing.begin(actor, consultations.get("harbour"), key=key, now=now)
        version = consultations.current_version(draft.consultation_id)
        assert version is not None
        contributing.save_part(draft, version, None, body=SECRET, confidential="", stance="oppose", now=now)
        contributing.save_choices(draft, {"email": email, "name": name}, now=now)
        contributing.keep_file(key, contributing.look_at("a.docx", docx(), limit=100_000), most=3, now=now)


def _drafts(documents: list[AccessDocument]) -> list[str]:
    return [one.body for one in documents if one.kind == "draft"]


# What isn't sent ------------------------------------------------------------------------------------


def test_whoever_asks_about_themself_gets_what_they_began(consultation: Consultation) -> None:
    _begin(make_person(EMAIL, "Una Tern"), email=EMAIL, name="Una Tern")
    _begin(make_person("ben@example.org", "Ben Dunlin"), key=b"another key")
    actor = official(consultation)
    found = gather(actor, ask(actor, person="Una@example.org", where=EMAIL))
    assert [one.kind for one in found] == ["draft", "file"] and found[1].file_name == "a.docx"
    assert SECRET in found[0].body and "Una Tern" in found[0].body and "I oppose it" in found[0].body


def test_nobody_else_gets_words_that_were_never_sent(comment: Comment, consultation: Consultation) -> None:
    _begin(make_person(EMAIL, "Una Tern"), email=EMAIL, name="Una Tern")
    _begin(Actor("guest"), key=b"another key", email=EMAIL)  # anybody can type an address
    actor = official(consultation)
    for person, where, number in (
        (EMAIL, "curlew@press.example", 2),
        ("una tern", EMAIL, 1),
        (EMAIL, EMAIL, 2),
    ):
        documents = gather(actor, ask(actor, person=person, where=where))
        said = _drafts(documents)
        assert len(said) == number and any("given only to" in one for one in said)
        assert (SECRET in "".join(said)) == (where == EMAIL == person)
    whole = gather(actor, ask(actor))
    assert ["2 submissions were begun" in one for one in _drafts(whole)] == [True]
    assert SECRET not in "".join(one.body for one in whole) and not any(one.content for one in whole)
    assert _drafts(gather(actor, ask(actor, comment=comment))) == []


def test_what_was_gathered_of_a_draft_goes_with_its_account_and_with_what_became_of_it(
    consultation: Consultation,
) -> None:
    person = make_person(EMAIL, "Una Tern")
    _begin(person, email=EMAIL)
    actor = official(consultation)
    made = ask(actor, person=EMAIL, where=EMAIL)
    assert any(SECRET in one.body for one in gather(actor, made))
    with writing():
        assert person.account_id is not None
        contributing.forget_later(account_id=person.account_id, now=clock.now(), within=timedelta(hours=1))
        service.extend(actor, made, reason="It takes long.", now=clock.now())  # an entry
    db.session.rollback()
    left = db.session.scalars(select(AccessDocument).where(AccessDocument.request_id == made.id)).all()
    assert {(one.body, one.content, one.file_name) for one in left} == {("", None, "")}


def test_what_was_gathered_before_it_was_sent_goes_when_that_is_erased(consultation: Consultation) -> None:
    person, key = make_person(EMAIL, "Una Tern"), b"0123456789a"
    _begin(person, key=key, email=EMAIL)
    actor = official(consultation)
    made = ask(actor, person=EMAIL, where=EMAIL)
    assert any(SECRET in one.body for one in gather(actor, made))
    with writing():
        contributing.discard(contributions.drafts_by_account(person.account_id or 0))
        service.extend(actor, made, reason="It takes long.", now=clock.now())
    sent = make_published(consultations.get("harbour"), "The ferry is never late.", actor=person, key=key)
    with writing():
        contributing.forget_later(
            account_id=person.account_id or 0, now=clock.now(), within=timedelta(hours=1)
        )
        record.append("lantern.lit", actor=person, now=clock.now())
    forget_due()
    db.session.rollback()
    own = contributions.draft_reference(contributions.get_submission(sent.submission_id).key_hash or "")
    left = db.session.scalars(select(AccessDocument).where(AccessDocument.reference == own)).all()
    assert left and {(one.body, one.content) for one in left} == {("", None)}


# Confidential reports -------------------------------------------------------------------------------


def _report(about: str = "", contact: str = "", message: str = "They hide what they don’t like.") -> str:
    with writing():
        return auditing.report_process(
            consultations.get("harbour"),
            message=message,
            about=about,
            contact=contact,
            language="en",
            now=clock.now(),
        ).public_id


def _told(address: str) -> list[str]:
    db.session.rollback()
    events.deliver_due(clock.now())
    return list(
        db.session.scalars(
            select(OutboxMail.body).where(
                OutboxMail.address == address, OutboxMail.subject.contains("request for")
            )
        )
    )


def test_a_confidential_report_is_asked_of_the_audit_office_and_of_nobody_else(
    client: FlaskClient, comment: Comment, consultation: Consultation
) -> None:
    office = organisations.get(consultation.organisation_id)
    make_staff("auditor", organisation=office, email="auditor@example.org")
    report = _report(contact=EMAIL)
    _told("auditor@example.org")
    actor = official(consultation)
    before = db.session.scalar(select(func.count()).select_from(Entry))
    made = ask(actor)
    assert "They hide" not in "".join(one.body for one in gather(actor, made))
    entries = db.session.scalar(select(func.count()).select_from(Entry))
    assert (before or 0) + 2 == entries  # registered and gathered: nothing says that there is a report
    (mail,) = _told("auditor@example.org")  # once, for both steps
    assert f"/audit/reports/{report}" in mail and "They hide" not in mail
    desk = signed_in(client.application.test_client(), actor)
    page = words_of(desk.get(f"/en/desk/requests/{made.public_id}"))
    assert "they are with the audit office" in page and "They hide" not in page
    auditor = signed_in(client.application.test_client(), make_staff("auditor", organisation=office))
    page = words_of(auditor.get(f"/en/audit/reports/{report}"))
    assert "Requests for access that may concern it" in page and "FOI 7" in page and "Rosalind Curlew" in page
    with writing():
        service.refuse_request(actor, made, code="s31", note="It is public.", now=clock.now())
    assert "Requests for access" not in words_of(auditor.get(f"/en/audit/reports/{report}"))


@pytest.mark.parametrize(
    ("person", "is_asked"),
    [("UNA@example.org", True), ("Otto Rail", True), ("otto@example.org", True), ("Ben Dunlin", False)],
)
def test_a_request_about_a_person_concerns_what_they_reported_or_were_reported_for(
    comment: Comment, consultation: Consultation, person: str, is_asked: bool
) -> None:
    office = organisations.get(consultation.organisation_id)
    make_staff("auditor", organisation=office, email="auditor@example.org")
    moderator = make_staff("moderator", organisation=office, email="otto@example.org", name="Otto Rail")
    _report(about=moderator.pseudonym, contact=f"By mail: {EMAIL}")
    actor = official(consultation)
    ask(actor, person=person)
    assert len(_told("auditor@example.org")) == is_asked
    with pytest.raises(Conflict):  # the office learns nothing from what is gathered
        gather(actor, ask(actor, person=person))


def test_whom_a_report_is_about_is_not_told_that_it_is_asked_for(consultation: Consultation) -> None:
    office = organisations.get(consultation.organisation_id)
    own = make_staff("auditor", organisation=office, email="auditor@example.org")
    _report(about=own.pseudonym)
    ask(official(consultation))
    assert _told("auditor@example.org") == []


def test_a_request_about_one_comment_concerns_no_report(comment: Comment, consultation: Consultation) -> None:
    make_staff(
        "auditor", organisation=organisations.get(consultation.organisation_id), email="auditor@example.org"
    )
    _report()
    ask(official(consultation), comment=comment)
    assert _told("auditor@example.org") == []
