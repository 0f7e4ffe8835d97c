"""Closing an account: what a person sent stays without them, or is taken back (A27)."""

from datetime import datetime

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.contributions import queries
from consult.contributions.models import Sender, Submission
from consult.contributions.rules import GONE
from consult.contributions.service.asked_saying import FORGETTING, forget_asked_of
from consult.contributions.service.changing import withdraw
from consult.contributions.service.drafting import discard
from consult.contributions.service.holding import check_not_held
from consult.contributions.service.wiping import Part, wipe
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

    As where a sender asks for it: out of every entry of theirs, and of replies, notes, mails and packages that name
    them. The entries stay as they are; what would open their commitments is deleted. One entry a submission, so that
    nobody can tell which ones came from the same person. Refused while one of them is on hold.
    """
    submissions = db.session.scalars(
        select(Submission)
        .join(Sender, Sender.submission_id == Submission.id)
        .where(queries.sent_by(account_id))
        .order_by(Submission.id)
    ).all()
    check_not_held(submissions)
    _forget_drafts(account_id)
    forget_asked_of(account_id, now=now)
    for submission in submissions:
        wipe(submission, queries.comments_of(submission.id), Part(name=True), now=now)
        record.append(
            "sender.erased", actor=GUEST, now=now, objects=[submission.public_id], pseudonym=submission.pseudonym,
            consultation=consultations.get_by_id(submission.consultation_id).public_id,
        )  # fmt: skip
    db.session.flush()


def _forget_drafts(account_id: int) -> None:
    """What they began and haven't sent goes, and what was copied of it."""
    drafts = queries.drafts_by_account(account_id)
    names = [queries.draft_reference(one.key_hash) for one in drafts]
    discard(drafts)
    for forget in FORGETTING:
        for name in names:
            forget(name)
