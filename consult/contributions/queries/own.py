"""What is a signed-in person's: sent while signed in, or as a guest who showed that the account's address is theirs."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, or_, select

from consult.accounts.models import Account
from consult.contributions.models import Comment, Sender, Submission
from consult.foundation.db import db
from consult.foundation.phones import is_phone


def sent_by(account_id: int) -> ColumnElement[bool]:
    """Which senders are this account.

    Nothing is stored when a guest makes an account: both addresses were confirmed, so they are compared. An address
    that was only typed leads nowhere, on either side.
    """
    own = Sender.account_id == account_id
    account = db.session.get(Account, account_id)
    if account is None or account.confirmed_at is None or not account.email:
        return own
    as_guest = Sender.account_id.is_(None)
    same = [own, as_guest & (Sender.email_fold == account.email_fold) & Sender.confirmed_at.is_not(None)]
    if is_phone(account.email):
        same.append(as_guest & (Sender.phone == account.email) & Sender.phone_confirmed_at.is_not(None))
    return or_(*same)


def is_sent_by(submission_id: int, account_id: int) -> bool:
    """Whether this submission is the account's."""
    found = select(Sender.submission_id).where(Sender.submission_id == submission_id, sent_by(account_id))
    return db.session.scalar(found) is not None


def comments_by_account(account_id: int) -> Sequence[tuple[Comment, Submission]]:
    """Everything of a person's, newest first."""
    rows = db.session.execute(
        select(Comment, Submission)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Sender, Sender.submission_id == Submission.id)
        .where(sent_by(account_id))
        .order_by(Comment.id.desc())
    )
    return [(comment, submission) for comment, submission in rows]


def submissions_by_account(account_id: int) -> Sequence[Submission]:
    """Everything an account sent that still leads to it."""
    return db.session.scalars(
        select(Submission)
        .join(Sender, Sender.submission_id == Submission.id)
        .where(sent_by(account_id))
        .order_by(Submission.id)
    ).all()
