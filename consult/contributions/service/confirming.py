"""The mailed link was used: the sender's address is known, and what waited for that goes on."""

from datetime import datetime, timedelta

from consult.consultations import queries as consultations
from consult.consultations.profiles import profile
from consult.contributions import queries, rules
from consult.contributions.events import AddressConfirmed
from consult.contributions.models import Submission
from consult.contributions.service.receipts import mail_receipts
from consult.contributions.service.senders import count_known_by_now, count_submission
from consult.contributions.service.showing import apply_state, show_at_once
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.record import service as record


def confirm_address(submission: Submission, *, now: datetime) -> None:
    """The mailed link was used: the address is the sender's; comments that waited for it go on."""
    sender = queries.sender_of(submission.id)
    if sender.confirmed_at is not None:
        return
    consultation = consultations.get_by_id(submission.consultation_id)
    waiting = [c for c in queries.comments_of(submission.id) if c.state == "unconfirmed"]
    if waiting:
        phase = consultations.phase_of(consultation, now)
        within = timedelta(hours=profile(consultation.profile).data.clocks.confirm_hours)
        rules.check_may_confirm(
            phase, consultation.closes_at, consultation.timezone, now, within=within,
            received_at=submission.received_at,
        )  # fmt: skip
    sender.confirmed_at = now
    db.session.flush()
    record.append(
        "submission.confirmed", actor=Actor("guest"), now=now, consultation=consultation.public_id,
        objects=[submission.public_id], pseudonym=submission.pseudonym,
    )  # fmt: skip
    if waiting:
        count_received(submission)
    for comment in waiting:
        apply_state(comment, "withheld" if comment.is_withheld else "pending", now=now)
        comment.waiting_since, comment.waiting_revision = now, 1
        show_at_once(comment, consultation, now)
    db.session.flush()
    if not waiting:
        count_known_by_now(submission)
    mail_receipts(sender, now=now)
    events.emit(AddressConfirmed(submission.id), now=now)


def count_received(submission: Submission) -> None:
    """Count a submission as the first of its parts stops waiting for the address to be confirmed."""
    comments = queries.comments_of(submission.id)
    if all(one.state == "unconfirmed" for one in comments):
        count_submission(submission, comments=len(comments))
