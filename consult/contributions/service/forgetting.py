"""Closing an account: what a person sent stays without them, or is taken back (A27)."""

from datetime import datetime

from sqlalchemy import delete, select, update

from consult.consultations import queries as consultations
from consult.contributions import queries
from consult.contributions.models import Comment, PhoneCode, Sender, Submission
from consult.contributions.rules import GONE
from consult.contributions.service.changing import withdraw
from consult.contributions.service.drafting import discard
from consult.contributions.service.holding import check_not_held
from consult.contributions.service.senders import NAMING
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db
from consult.record import service as record


def take_back_all(actor: Actor, *, account_id: int, now: datetime) -> None:
    """Withdraw every comment the account sent, each with its own entry."""
    for comment, _submission in queries.comments_by_account(account_id):
        if comment.state not in GONE:
            withdraw(actor, comment, now=now)


def forget_sender(actor: Actor, *, account_id: int, now: datetime) -> None:  # noqa: ARG001 - the Protocol's arguments
    """Erase who sent it from everything the account sent: the words stay, nothing leads to the person any more.

    The entries stay as they are; what would open their commitments to name and address is deleted. One entry a
    submission, so that nobody can tell which ones came from the same person. Refused while one of them is on hold.
    """
    rows = db.session.execute(
        select(Submission, Sender)
        .join(Sender, Sender.submission_id == Submission.id)
        .where(queries.sent_by(account_id))
        .order_by(Submission.id)
    ).all()
    check_not_held([row[0] for row in rows])
    discard(queries.drafts_by_account(account_id))
    for submission, sender in rows:
        empty_sender(sender, now)
        named = Comment.submission_id == submission.id, Comment.name_shown != ""
        db.session.execute(update(Comment).where(*named).values(name_shown=""))
        if submission.publication in ("named", "masked"):
            submission.publication = "unnamed"
        if submission.entry_id:
            record.erase_openings([submission.entry_id], NAMING)
        record.append(
            "sender.erased", actor=GUEST, now=now, objects=[submission.public_id], pseudonym=submission.pseudonym,
            consultation=consultations.get_by_id(submission.consultation_id).public_id,
        )  # fmt: skip
    db.session.flush()


def empty_sender(sender: Sender, now: datetime) -> None:
    """Part of verbs: nothing of the row leads to a person any more."""
    for name in (
        "name", "email", "email_fold", "phone", "organisation", "organisation_kind", "register_number", "members",
        "office", "interests", "guardian", "guardian_kind",
    ):  # fmt: skip
        setattr(sender, name, "")
    sender.account_id = sender.confirm_token_hash = sender.kept_until = sender.phone_confirmed_at = None
    db.session.execute(delete(PhoneCode).where(PhoneCode.submission_id == sender.submission_id))
    sender.erased_at = now
