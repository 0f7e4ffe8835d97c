"""Giving receipts: each act of a sender that has an entry can be taken home as its promise or proof."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update

from consult.contributions.events import ReceiptGiven
from consult.contributions.models import Comment, GivenReceipt, Sender
from consult.foundation import events
from consult.foundation.db import add_row, db


def give_receipt(comment: Comment, entry_id: str, *, now: datetime) -> None:
    """Part of verbs: the sender of this comment holds a receipt of the entry, and gets it by mail where that works."""
    store_receipt(comment.submission_id, comment.id, entry_id, now=now)
    sender = db.session.get(Sender, comment.submission_id)
    if sender is not None:
        mail_receipts(sender, now=now)


def store_receipt(submission_id: int, comment_id: int | None, entry_id: str, *, now: datetime) -> None:
    """Part of verbs: keep which entry it is."""
    add_row(GivenReceipt, entry_id=entry_id, submission_id=submission_id, comment_id=comment_id, given_at=now)


def note_mailed(entry_ids: Sequence[str], *, now: datetime) -> None:
    """These receipts were put into a mail."""
    db.session.execute(update(GivenReceipt).where(GivenReceipt.entry_id.in_(entry_ids)).values(mailed_at=now))


def mail_receipts(sender: Sender, *, now: datetime) -> None:
    """Part of verbs: whoever gave an address that is known to be theirs gets by mail what wasn't mailed yet."""
    if sender.confirmed_at is not None and (sender.email or sender.account_id is not None):
        events.emit(ReceiptGiven(sender.submission_id), now=now)
