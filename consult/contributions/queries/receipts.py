"""Which receipts senders hold."""

from dataclasses import dataclass

from sqlalchemy import select

from consult.contributions.models import Comment, GivenReceipt
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.record import receipts

NO_RECEIPT = N_(
    "There is no receipt of this comment. Imported comments have none: they were received elsewhere."
)


@dataclass(frozen=True)
class HeldReceipt:
    """A receipt and the comment it is about, empty for the submission as a whole."""

    receipt: receipts.Receipt
    reference: str


def receipts_of(submission_id: int) -> list[HeldReceipt]:
    """Every act of this submission's sender, in the order in which they were done. Two statements."""
    about: dict[str, str] = {
        row[0]: row[1] or ""
        for row in db.session.execute(
            select(GivenReceipt.entry_id, Comment.reference)
            .outerjoin(Comment, Comment.id == GivenReceipt.comment_id)
            .where(GivenReceipt.submission_id == submission_id)
        )
    }
    return [HeldReceipt(one, about[one.entry_id]) for one in receipts.state_of(list(about))]


def received_entry(comment_id: int) -> str:
    """The entry by which a comment was received. Raises NotFound for imported ones."""
    first = (
        select(GivenReceipt.entry_id)
        .where(GivenReceipt.comment_id == comment_id)
        .order_by(GivenReceipt.given_at)
        .limit(1)
    )
    entry_id = db.session.scalar(first)
    if entry_id is None:
        raise NotFound(NO_RECEIPT)
    return entry_id


def unmailed(submission_id: int) -> list[HeldReceipt]:
    """Receipts of this submission that no mail brought."""
    mailed = set(
        db.session.scalars(
            select(GivenReceipt.entry_id).where(
                GivenReceipt.submission_id == submission_id, GivenReceipt.mailed_at.is_not(None)
            )
        )
    )
    return [one for one in receipts_of(submission_id) if one.receipt.entry_id not in mailed]
