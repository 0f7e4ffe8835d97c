"""Reading subscriptions."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from consult.accounts.models import Account
from consult.accounts.rules import fold_address
from consult.consultations.models import Consultation
from consult.consultations.queries.quiet import is_kept_quiet
from consult.contributions.models import Sender, Submission
from consult.foundation.db import db
from consult.foundation.errors import NotFound
from consult.notifications.models import Subscription
from consult.notifications.rules import token_hash


def find_subscription(consultation_id: int, email_fold: str) -> Subscription | None:
    """The subscription of an address, confirmed or not, ended or not, or None."""
    return db.session.scalar(
        select(Subscription).where(
            Subscription.consultation_id == consultation_id, Subscription.email_fold == email_fold
        )
    )


def get_subscription(subscription_id: int) -> Subscription:
    """The subscription. Raises NotFound."""
    found = db.session.get(Subscription, subscription_id)
    if found is None:
        raise NotFound
    return found


def find_by_token(token: str) -> Subscription | None:
    """The subscription whose mailed link this is, or None."""
    return db.session.scalar(select(Subscription).where(Subscription.token_hash == token_hash(token)))


def submission_address(public_id: str) -> tuple[int, str, str] | None:
    """(consultation id, address, language) of who sent this, or None where nothing of it is kept."""
    row = db.session.execute(
        select(
            Submission.consultation_id, Sender.email, Account.email, Submission.language, Sender.confirmed_at
        )
        .join(Sender, Sender.submission_id == Submission.id)
        .outerjoin(Account, Account.id == Sender.account_id)
        .where(Submission.public_id == public_id)
    ).first()
    if row is None:
        return None
    consultation_id, own, account, language, confirmed_at = row
    email = own if own and confirmed_at is not None else account or ""
    return (consultation_id, email, language) if email else None


def closing_within(now: datetime, before: timedelta, within: timedelta) -> Sequence[Consultation]:
    """Open consultations that close ``before`` from now, or up to ``within`` sooner, but those that are kept quiet."""
    return db.session.scalars(
        select(Consultation)
        .where(
            Consultation.state == "published", Consultation.opens_at <= now,
            Consultation.closes_at <= now + before, Consultation.closes_at > now + before - within,
            ~is_kept_quiet(now),
        )
        .order_by(Consultation.id)
    ).all()  # fmt: skip


def stale_subscriptions(unconfirmed_before: datetime, over_before: datetime) -> Sequence[int]:
    """Ids of those never confirmed in time, and of those whose consultation has long been over."""
    over = select(Consultation.id).where(Consultation.finished_at < over_before)
    statement = select(Subscription.id).where(
        or_(
            and_(
                Subscription.confirmed_at.is_(None),
                Subscription.ended_at.is_(None),
                Subscription.asked_at < unconfirmed_before,
            ),
            Subscription.consultation_id.in_(over),
        )
    )
    return db.session.scalars(statement).all()


def subscriptions_of_account(account_id: int) -> Sequence[int]:
    """Ids of the subscriptions of an account, or of its address."""
    address = db.session.scalar(select(Account.email).where(Account.id == account_id)) or ""
    own = [Subscription.account_id == account_id]
    if address:
        own.append(Subscription.email_fold == fold_address(address))
    return db.session.scalars(select(Subscription.id).where(or_(*own))).all()
