"""What senders do with what they sent: correct it, take it back."""

from collections.abc import Callable
from datetime import datetime

from consult.consultations import queries as consultations
from consult.contributions import permissions, queries, rules
from consult.contributions.events import CommentCorrected, CommentWithdrawn
from consult.contributions.models import Comment
from consult.contributions.service.confirming import count_received
from consult.contributions.service.receipts import give_receipt
from consult.contributions.service.sending import AUDITOR, add_revision, check_open, marked_values
from consult.contributions.service.showing import apply_publish, apply_state
from consult.contributions.service.written import Written
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import Forbidden
from consult.record import service as record

REWORDED: list[Callable[[Comment, datetime], None]] = []
"""Higher rooms act in the same transaction when a sender words a comment anew: nobody has read it so far."""


def _check_may_change(actor: Actor) -> None:
    if not permissions.may_change(actor):
        raise Forbidden(AUDITOR)


def correct(actor: Actor, comment: Comment, written: Written, *, now: datetime) -> int:
    """A new wording by its sender (the door checked the key or the account). Returns the revision's number.

    The last published text stands until the new one passes the same moderation.
    """
    _check_may_change(actor)
    consultation = consultations.get_by_id(comment.consultation_id)
    submission = queries.get_submission(comment.submission_id)
    rules.check_may_correct(comment.state)
    check_open(consultation, now=now, takes_late=False)
    earlier = queries.revisions(comment.id, published_only=False)
    number = len(earlier) + 1
    add_revision(comment, number, written, now, proposal=earlier[-1].proposal if earlier else ())
    entry = record.append(
        "comment.corrected", actor=actor, now=now, consultation=consultation.public_id, objects=[comment.public_id],
        pseudonym=submission.pseudonym,
        values={
            "body": written.body, "revision": str(number), **marked_values(written),
        },
    )  # fmt: skip
    give_receipt(comment, entry.id, now=now)
    for act in REWORDED:
        act(comment, now)
    if consultation.moderation == "after" and comment.state in ("published", "held"):
        apply_publish(comment, number, now=now, keeps_waiting=True)
    else:
        comment.waiting_revision = number
        if comment.state != "unconfirmed":
            comment.waiting_since = comment.waiting_since or now
        comment.lock_version += 1
        db.session.flush()
    events.emit(CommentCorrected(comment.id, number), now=now)
    return number


def withdraw(actor: Actor, comment: Comment, *, now: datetime) -> None:
    """Taken back by its sender: the text leaves every page, feed and later export; reference and dates remain."""
    _check_may_change(actor)
    rules.check_may_withdraw(comment.state)
    consultation = consultations.get_by_id(comment.consultation_id)
    submission = queries.get_submission(comment.submission_id)
    if comment.state == "unconfirmed":
        count_received(submission)
    comment.withdrawn_at = now
    comment.name_shown = ""
    entry = record.append(
        "comment.withdrawn", actor=actor, now=now, consultation=consultation.public_id, objects=[comment.public_id],
        pseudonym=submission.pseudonym,
    )  # fmt: skip
    give_receipt(comment, entry.id, now=now)
    apply_state(comment, "withdrawn", now=now)
    events.emit(CommentWithdrawn(comment.id), now=now)
