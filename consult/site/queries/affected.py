"""Who is affected when data got out: person by person, which fields are held, since when (L25)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Account
from consult.analysis.models import Expert
from consult.audits.models import ProcessReport
from consult.consultations.models import Consultation
from consult.contributions.models import (
    Asked,
    Attachment,
    ClerkEntry,
    Comment,
    Draft,
    DraftPart,
    Invitation,
    MoreTime,
    Sender,
    SenderLink,
    Submission,
)
from consult.custody.models import AccessRequest
from consult.foundation.db import db
from consult.foundation.mail import OutboxMail
from consult.moderation.models import Report
from consult.notifications.models import Subscription
from consult.site.queries.held import FIELDS
from consult.votes.models import Voter


@dataclass(frozen=True)
class Affected:
    """One person as one table knows them. ``who``: address, else name, else a reference."""

    who: str
    address: str
    source: str
    fields: tuple[str, ...]
    since: datetime
    consultation: str


def affected(consultation_id: int | None = None) -> Iterator[Affected]:
    """Everybody of whom personal data is held, or only what is held in one consultation. Streams."""
    if consultation_id is None:
        yield from _accounts()
        yield from _mails()
    for find in (
        _senders,
        _subscriptions,
        _reports,
        _voters,
        _requests,
        _more_time,
        _experts,
        _process_reports,
        _drafts,
        _invitations,
        _asked,
        _clerks_notes,
    ):
        yield from find(consultation_id)


def _in(statement: Any, column: Any, consultation_id: int | None) -> Any:
    return statement if consultation_id is None else statement.where(column == consultation_id)


def _rows(statement: Any) -> Iterator[Any]:
    yield from db.session.execute(statement.execution_options(yield_per=500))


def _named(one: object, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if getattr(one, name))


def _accounts() -> Iterator[Affected]:
    for (one,) in _rows(select(Account).where(Account.closed_at.is_(None)).order_by(Account.id)):
        held = _named(one, ("email", "name", "password", "tf_totp_secret", "mf_recovery_codes"))
        yield Affected(one.email, one.email, "account", (*held, "sessions"), one.created_at, "")


def _senders(consultation_id: int | None) -> Iterator[Affected]:
    withheld = (
        select(Comment.submission_id)
        .where(Comment.state.not_in(("published", "withdrawn", "removed", "erased")))
        .scalar_subquery()
    )
    files = select(Attachment.submission_id).where(Attachment.state != "removed").scalar_subquery()
    statement = (
        select(
            Submission, Sender, Consultation.slug, Submission.id.in_(withheld), Submission.id.in_(files),
            select(Comment.reference).where(Comment.submission_id == Submission.id).order_by(Comment.id).limit(1)
            .scalar_subquery(),
        )
        .join(Sender, Sender.submission_id == Submission.id)
        .join(Consultation, Consultation.id == Submission.consultation_id)
        .order_by(Submission.id)
    )  # fmt: skip
    for submission, sender, slug, is_withheld, has_files, reference in _rows(
        _in(statement, Submission.consultation_id, consultation_id)
    ):
        held = _named(sender, FIELDS) + (("account",) if sender.account_id else ())
        held += (("words that are not public",) if is_withheld else ()) + (("files",) if has_files else ())
        if held:
            who = sender.email or sender.name or sender.organisation or reference or submission.public_id
            yield Affected(who, sender.email, "submission", held, submission.entered_at, slug)


def _subscriptions(consultation_id: int | None) -> Iterator[Affected]:
    statement = select(Subscription, Consultation.slug).join(
        Consultation, Consultation.id == Subscription.consultation_id
    )
    for one, slug in _rows(
        _in(statement.order_by(Subscription.id), Subscription.consultation_id, consultation_id)
    ):
        if one.email:
            yield Affected(one.email, one.email, "subscription", ("email",), one.asked_at, slug)


def _reports(consultation_id: int | None) -> Iterator[Affected]:
    statement = select(Report, Consultation.slug).join(
        Consultation, Consultation.id == Report.consultation_id
    )
    for one, slug in _rows(_in(statement.order_by(Report.id), Report.consultation_id, consultation_id)):
        if one.email:
            held = _named(one, ("email", "message"))
            yield Affected(one.email, one.email, "report", held, one.reported_at, slug)


def _voters(consultation_id: int | None) -> Iterator[Affected]:
    statement = (
        select(Voter, Consultation.slug, Account.email)
        .join(Consultation, Consultation.id == Voter.consultation_id)
        .outerjoin(Account, Account.id == Voter.account_id)
        .where(Voter.account_id.is_not(None) | Voter.email_hash.is_not(None))
        .order_by(Voter.id)
    )
    for one, slug, email in _rows(_in(statement, Voter.consultation_id, consultation_id)):
        held = ("answers to statements", "account" if one.account_id else "scrambled address")
        yield Affected(email or f"voter {one.id}", email or "", "votes", held, one.first_voted_at, slug)


def _requests(consultation_id: int | None) -> Iterator[Affected]:
    statement = select(AccessRequest, Consultation.slug).join(
        Consultation, Consultation.id == AccessRequest.consultation_id
    )
    for one, slug in _rows(
        _in(statement.order_by(AccessRequest.id), AccessRequest.consultation_id, consultation_id)
    ):
        if held := _named(one, ("requester", "contact", "question", "person")):
            yield Affected(
                one.contact or one.requester, one.contact, "request for access", held, one.entered_at, slug
            )


def _more_time(consultation_id: int | None) -> Iterator[Affected]:
    statement = select(MoreTime, Consultation.slug).join(
        Consultation, Consultation.id == MoreTime.consultation_id
    )
    for one, slug in _rows(_in(statement.order_by(MoreTime.id), MoreTime.consultation_id, consultation_id)):
        if one.whom:
            yield Affected(one.whom, "", "more time", ("whom",), one.asked_at, slug)


def _experts(consultation_id: int | None) -> Iterator[Affected]:
    statement = select(Expert, Consultation.slug).join(
        Consultation, Consultation.id == Expert.consultation_id
    )
    for one, slug in _rows(_in(statement.order_by(Expert.id), Expert.consultation_id, consultation_id)):
        held = _named(one, ("name", "email", "interests"))
        if held:
            yield Affected(one.email or one.name, one.email, "expert", held, one.invited_at, slug)


def _process_reports(consultation_id: int | None) -> Iterator[Affected]:
    statement = select(ProcessReport, Consultation.slug).outerjoin(
        Consultation, Consultation.id == ProcessReport.consultation_id
    )
    for one, slug in _rows(
        _in(statement.order_by(ProcessReport.id), ProcessReport.consultation_id, consultation_id)
    ):
        if one.contact:
            yield Affected(one.contact, one.contact, "report on the process", ("contact", "message"), one.reported_at,
                           slug or "")  # fmt: skip


def _drafts(consultation_id: int | None) -> Iterator[Affected]:
    has_words = select(DraftPart.id).where(DraftPart.draft_id == Draft.id, DraftPart.body != "").exists()
    statement = (
        select(Draft, Consultation.slug, Account.email, has_words)
        .join(Consultation, Consultation.id == Draft.consultation_id)
        .outerjoin(Account, Account.id == Draft.account_id)
        .order_by(Draft.id)
    )
    for one, slug, email, is_written in _rows(_in(statement, Draft.consultation_id, consultation_id)):
        held = tuple(name for name in FIELDS if one.choices.get(name))
        held += (("account",) if one.account_id else ()) + (("words",) if is_written else ())
        address = str(one.choices.get("email") or email or "")
        if held:
            who = address or str(one.choices.get("name") or f"draft {one.id}")
            yield Affected(who, address, "unsent submission", held, one.saved_at, slug)


def _invitations(consultation_id: int | None) -> Iterator[Affected]:
    statement = select(Invitation, Consultation.slug).join(
        Consultation, Consultation.id == Invitation.consultation_id
    )
    for one, slug in _rows(
        _in(statement.order_by(Invitation.id), Invitation.consultation_id, consultation_id)
    ):
        if held := _named(one, ("name", "address")):
            yield Affected(one.address or one.name, one.address, "invitation", held, one.invited_at, slug)


def _asked(consultation_id: int | None) -> Iterator[Affected]:
    """Those who must be asked: people, and the addresses of bodies."""
    statement = select(Asked, Consultation.slug).join(Consultation, Consultation.id == Asked.consultation_id)
    for one, slug in _rows(_in(statement.order_by(Asked.id), Asked.consultation_id, consultation_id)):
        names = ("name", "place") if one.kind == "person" else ()
        if held := _named(one, (*names, "address", "post", "wanted_reason")):
            yield Affected(one.address or one.name, one.address, "must be asked", held, one.added_at, slug)


def _clerks_notes(consultation_id: int | None) -> Iterator[Affected]:
    """Notes in clerks' own words, about people whose submission has a reference."""
    reference = (
        select(Comment.reference).where(Comment.submission_id == Submission.id).order_by(Comment.id).limit(1)
        .scalar_subquery()
    )  # fmt: skip
    for table, words, when, name in (
        (ClerkEntry, ClerkEntry.how, ClerkEntry.entered_at, "way of receipt"),
        (SenderLink, SenderLink.reason, SenderLink.linked_at, "why it is one person"),
    ):
        statement = (
            select(Sender, Consultation.slug, reference, when)
            .select_from(table)
            .join(Submission, Submission.id == table.submission_id)
            .join(Sender, Sender.submission_id == Submission.id)
            .join(Consultation, Consultation.id == Submission.consultation_id)
            .where(words != "")
            .order_by(Submission.id)
        )
        for sender, slug, known_as, since in _rows(
            _in(statement, Submission.consultation_id, consultation_id)
        ):
            who = sender.email or sender.name or known_as
            yield Affected(who, sender.email, "clerk’s note", (name,), since, slug)


def _mails() -> Iterator[Affected]:
    """Mails on their way, and addresses to which some went. They name no consultation."""
    for (one,) in _rows(select(OutboxMail).order_by(OutboxMail.id)):
        held = ("address", *_named(one, ("subject", "body")), *(("files",) if one.attached else ()))
        yield Affected(one.address, one.address, "mail", held, one.queued_at, "")
