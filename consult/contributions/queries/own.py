"""What is a signed-in person's: sent while signed in, or as a guest who showed that the account's address is theirs."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, or_, select

from consult.accounts.models import Account
from consult.contributions.models import Asked, Comment, Invitation, Sender, Submission
from consult.foundation.db import db
from consult.foundation.phones import is_phone


def sent_by(account_id: int) -> ColumnElement[bool]:
    """Which senders are this account.

    Nothing is stored when a guest makes an account: both addresses were confirmed, so they are compared. An address
    that was only typed leads nowhere, on either side. What is to be forgotten is nobody's any more.
    """
    own = Sender.account_id == account_id
    account = db.session.get(Account, account_id)
    if account is None or account.confirmed_at is None or not account.email:
        return own & Sender.forget_at.is_(None)
    as_guest = Sender.account_id.is_(None)
    same = [own, as_guest & (Sender.email_fold == account.email_fold) & Sender.confirmed_at.is_not(None)]
    if is_phone(account.email):
        same.append(as_guest & (Sender.phone == account.email) & Sender.phone_confirmed_at.is_not(None))
    return or_(*same) & Sender.forget_at.is_(None)


def is_sent_by(submission_id: int, account_id: int) -> bool:
    """Whether this submission is the account's."""
    found = select(Sender.submission_id).where(Sender.submission_id == submission_id, sent_by(account_id))
    return db.session.scalar(found) is not None


def sent_among(comment_ids: Collection[int], account_id: int) -> set[int]:
    """Which of these comments are the account's."""
    found = (
        select(Comment.id)
        .join(Sender, Sender.submission_id == Comment.submission_id)
        .where(Comment.id.in_(comment_ids), sent_by(account_id))
    )
    return set(db.session.scalars(found))


def senders_of_account(account_id: int) -> Sequence[Sender]:
    """Who the account is in each submission that still leads to it."""
    return db.session.scalars(select(Sender).where(sent_by(account_id)).order_by(Sender.submission_id)).all()


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


def addresses_of(account_id: int) -> list[str]:
    """The address that the account showed to be its own, as it is compared; none before that."""
    account = db.session.get(Account, account_id)
    return [account.email_fold] if account is not None and account.confirmed_at is not None else []


def asked_at_addresses(addresses: Collection[str], consultation_id: int | None = None) -> Sequence[Asked]:
    """Those who must be asked at one of these addresses, of one consultation or of all, as they were added."""
    if not addresses:
        return []
    found = select(Asked).where(func.lower(Asked.address).in_(addresses)).order_by(Asked.id)
    if consultation_id is not None:
        found = found.where(Asked.consultation_id == consultation_id)
    return db.session.scalars(found).all()


def asked_of_submissions(submission_ids: Collection[int]) -> Sequence[Asked]:
    """Whose personal links these came by."""
    answered = select(Submission.asked_id).where(Submission.id.in_(submission_ids))
    return db.session.scalars(select(Asked).where(Asked.id.in_(answered)).order_by(Asked.id)).all()


def asked_of_account(account_id: int) -> Sequence[Asked]:
    """The account on lists of those who must be asked: at its address, or by a link through which it answered.

    Not where an earlier one with that address was closed and is still to be forgotten.
    """
    by_link = asked_of_submissions([one.id for one in submissions_by_account(account_id)])
    found = {one.id: one for one in (*asked_at_addresses(addresses_of(account_id)), *by_link)}
    return [found[one] for one in sorted(found) if found[one].forget_at is None]


def invitations_of_account(account_id: int) -> Sequence[Invitation]:
    """Invitations that it used while signed in, or that went to its address."""
    at_address = func.lower(Invitation.address).in_(addresses_of(account_id))
    own = select(Invitation).where((Invitation.account_id == account_id) | at_address)
    return db.session.scalars(own.order_by(Invitation.id)).all()
