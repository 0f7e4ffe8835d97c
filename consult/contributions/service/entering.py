"""What clerks do: enter what came on paper or by voice, say that two senders are one person, give a new key."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.service import signing
from consult.contributions import permissions, queries, rules
from consult.contributions.models import Asked, ClerkEntry, Comment, MoreTime, SenderLink, Submission
from consult.contributions.queries import entering
from consult.contributions.service.asked_saying import (
    check_asked,
    contact_of_asked,
    note_asked_answered,
    say_no_comment_on_paper,
    until_of,
)
from consult.contributions.service.senders import Contact, checked, count
from consult.contributions.service.sending import Arrival, receive
from consult.contributions.service.times import note_more_time
from consult.contributions.service.written import Part
from consult.foundation import text
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.organisations.models import Approval
from consult.record import service as record

ONLY_CLERKS = N_("Only clerks of this body may do that.")
NOTHING_NOW = N_("Nothing can be entered in this consultation now.")
REISSUE = "submission.reissue_key"
"""The act by which a sender gets a new key: a second person agrees."""


@dataclass(frozen=True)
class Receipt:
    """How and when something came, and until how many days after closing it may be entered."""

    channel: str
    received_on: date | None
    how: str
    days: int
    more_time: MoreTime | None = None
    """The time extended for whoever sent it, if any."""
    asked: Asked | None = None
    """Whose answer it is, of those who must be asked."""


def enter(
    actor: Actor, consultation: Consultation, parts: Sequence[Part], receipt: Receipt, *, contact: Contact, key: bytes,
    language: str, now: datetime, same_as: Submission | None = None,
) -> Comment:  # fmt: skip
    """Enter a letter, a call or a visit for somebody. It is received on the day it came, not on the day of the entry.

    It takes the same way as any other: reference, key, moderation, reply. ``same_as``: a part of the same letter,
    entered before; its sender is counted once.
    """
    contact, at, is_late = check_entering(actor, consultation, parts, receipt, contact=contact, now=now)
    asked = receipt.asked.public_id if receipt.asked else ""
    comments = receive(
        GUEST, consultation, parts, Arrival(is_late, receipt.channel, at, asked=asked),
        contact, key=key, language=language, now=now,
    )  # fmt: skip
    submission = queries.get_submission(comments[0].submission_id)
    more_time = receipt.more_time
    if receipt.asked is not None:
        note_asked_answered(submission, consultation, receipt.asked, now, actor=actor)
        own = receipt.asked.more_time_id
        more_time = more_time or (db.session.get(MoreTime, own) if own else None)
    if more_time and consultation.closes_at and at >= consultation.closes_at and not is_late:
        note_more_time(submission, consultation, more_time, now)
    how = text.normalise(receipt.how, limit=rules.WORDS_LIMIT, field="how").strip()
    entry = _append(
        actor, "submission.entered", consultation, [submission], now,
        channel=receipt.channel, received_on=f"{receipt.received_on}", how=how,
        received_at=at.astimezone(UTC).isoformat(),
    )  # fmt: skip
    db.session.add(
        ClerkEntry(
            submission_id=submission.id, received_on=receipt.received_on, how=how, account_id=actor.account_id,
            entered_at=now, entry_id=entry.id,
        )
    )  # fmt: skip
    db.session.flush()
    if same_as is not None:
        link_sender(actor, submission, same_as, reason="part of the same letter", now=now)
    return comments[0]


def check_entering(
    actor: Actor, consultation: Consultation, parts: Sequence[Part], receipt: Receipt, *, contact: Contact,
    now: datetime,
) -> tuple[Contact, datetime, bool]:  # fmt: skip
    """Everything that ``enter`` refuses. Returns the contact, when it counts as received, and whether that is late."""
    if not permissions.may_enter(actor, consultation):
        raise Forbidden(ONLY_CLERKS)
    if not parts:
        raise Refused(NOTHING_NOW)
    at = _received_at(consultation, receipt, now)
    is_late = False
    if consultation.closes_at and at >= consultation.closes_at:
        until = until_of(receipt.asked, receipt.more_time.until if receipt.more_time else None)
        is_late = rules.check_open(
            "closed", opens_at=consultation.opens_at, closes_at=consultation.closes_at, zone=consultation.timezone,
            received_at=at, late_policy=consultation.late_policy, until=until,
        )  # fmt: skip
    if receipt.asked is not None:
        check_asked(receipt.asked, consultation, by_staff=True)
        contact = contact_of_asked(receipt.asked, contact)
    for part in parts:
        rules.check_stance(part.stance)
    contact = checked(replace(contact, is_confirmed=False), is_copied=True)
    marks = sum(len(part.written.confidential) for part in parts)
    rules.check_confidential_reason(marks=marks, reason=contact.confidential_reason)
    return contact, at, is_late


def _received_at(consultation: Consultation, receipt: Receipt, now: datetime) -> datetime:
    """When what a clerk enters counts as received. Raises Refused where nothing can be entered, or no day is given."""
    if consultation.opens_at is None or consultation.closes_at is None:
        raise Refused(NOTHING_NOW)
    zone = consultation.timezone
    rules.check_may_enter(
        consultations.phase_of(consultation, now), closes_at=consultation.closes_at, days=receipt.days, zone=zone,
        now=now,
    )  # fmt: skip
    rules.check_channel(receipt.channel)
    return rules.receipt_instant(receipt.received_on, opens_at=consultation.opens_at, zone=zone, now=now)


def enter_no_comment(actor: Actor, one: Asked, receipt: Receipt, *, key: bytes, now: datetime) -> None:
    """Somebody who must be asked wrote or said that there is no comment: how it came, and the scan of the letter."""
    consultation = consultations.get_by_id(one.consultation_id)
    if not permissions.may_enter(actor, consultation):
        raise Forbidden(ONLY_CLERKS)
    at = _received_at(consultation, receipt, now)
    if receipt.received_on is None:
        raise Refused(NOTHING_NOW)
    say_no_comment_on_paper(
        actor, one, channel=receipt.channel, at=at, day=receipt.received_on,
        how=text.normalise(receipt.how, limit=rules.WORDS_LIMIT, field="how").strip(), key=key, now=now,
    )  # fmt: skip


def link_sender(
    actor: Actor, submission: Submission, first: Submission, *, reason: str, now: datetime
) -> SenderLink:
    """A submission's sender is the same verified person as another one's: two submissions, one sender (S10)."""
    consultation = consultations.get_by_id(submission.consultation_id)
    if not permissions.may_enter(actor, consultation):
        raise Forbidden(ONLY_CLERKS)
    if first.id == submission.id or first.consultation_id != submission.consultation_id:
        raise Refused(
            N_("Please give the reference of another submission to this consultation."), field="other"
        )
    if entering.link_of(submission.id) is not None:
        raise Conflict(N_("This sender is linked already."))
    earlier = entering.link_of(first.id)
    if earlier is not None and earlier.first_id == submission.id:
        raise Conflict(N_("This sender is linked already."))
    entry = _append(
        actor,
        "sender.linked",
        consultation,
        [submission],  # which one it is linked to is a commitment: nothing published joins two submissions
        now,
        first=first.public_id,
        reason=(reason := rules.check_reason(reason)),
    )
    made = SenderLink(
        submission_id=submission.id, first_id=first.id, reason=reason, account_id=actor.account_id, linked_at=now,
        entry_id=entry.id,
    )  # fmt: skip
    db.session.add(made)
    if submission.is_first:
        submission.is_first = False
        count(
            submission.consultation_id, capacity=submission.capacity, is_late=submission.is_late,
            is_imported=submission.channel == "import", senders=-1,
        )  # fmt: skip
    db.session.flush()
    return made


def ask_new_key(
    actor: Actor, submission: Submission, *, key_hash: str, reason: str, now: datetime
) -> Approval:
    """Ask for a new private key for somebody who lost the slip. It holds once a second person agreed."""
    consultation = consultations.get_by_id(submission.consultation_id)
    if not permissions.may_enter(actor, consultation):
        raise Forbidden(ONLY_CLERKS)
    return signing.together(
        actor,
        consultation,
        REISSUE,
        subject=submission.public_id,
        facts={"key_hash": key_hash, "reason": rules.check_reason(reason)},
        now=now,
    )


def reissue_key(actor: Actor, approval: Approval, now: datetime) -> None:
    """What the second person's signature does."""
    submission = entering.submission_called(approval.subject)
    consultation = consultations.get_by_id(submission.consultation_id)
    submission.key_hash = approval.facts["key_hash"]
    db.session.flush()
    _append(actor, "submission.key_reissued", consultation, [submission], now)


def _append(
    actor: Actor,
    type_: str,
    consultation: Consultation,
    about: Sequence[Submission],
    now: datetime,
    **values: str,
) -> record.Appended:
    return record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=[one.public_id for one in about],
        organisation_id=consultation.organisation_id, role="clerk" if actor.kind == "account" else actor.kind,
        values=values,
    )  # fmt: skip
