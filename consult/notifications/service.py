"""The verbs on subscriptions. Who wants news is nobody else's business: they have no entry in the record."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete

from consult.accounts.rules import check_reachable, fold_address
from consult.consultations.models import Consultation
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden
from consult.notifications import queries
from consult.notifications.events import SubscriptionAsked
from consult.notifications.models import Subscription
from consult.notifications.rules import subscription_token, token_hash


def subscribe(
    actor: Actor, consultation: Consultation, *, email: str, language: str, secret: bytes, now: datetime
) -> Subscription:
    """Ask for news at an address. Nothing but one question is mailed there until somebody confirms it.

    Raises Refused (field ``email``) where no mail can go there.
    """
    if actor.is_auditor:
        raise Forbidden(N_("Auditors read everything and change nothing. This was not done."))
    email = check_reachable(email)
    fold = fold_address(email)
    found = queries.find_subscription(consultation.id, fold)
    if found is None:
        token = subscription_token(secret, consultation.public_id, fold)
        found = Subscription(
            consultation_id=consultation.id, email=email, email_fold=fold, language=language,
            token_hash=token_hash(token), asked_at=now,
        )  # fmt: skip
        db.session.add(found)
    found.asked_at = now
    if found.confirmed_at is None:
        found.language = language
    found.account_id = actor.account_id if fold_address(actor.email) == fold else found.account_id
    db.session.flush()
    events.emit(SubscriptionAsked(found.id), now=now)
    return found


def confirm(subscription: Subscription, *, now: datetime) -> None:
    """The mailed link was used: the address is theirs and they want the news (again, where they had ended it)."""
    subscription.confirmed_at = now
    subscription.ended_at = None
    db.session.flush()


def unsubscribe(subscription: Subscription, *, now: datetime) -> None:
    """No more mail about this consultation to this address, whatever the reason for it was."""
    subscription.ended_at = subscription.ended_at or now
    db.session.flush()


def stop(
    consultation: Consultation, *, email: str, language: str, secret: bytes, now: datetime
) -> Subscription:
    """The same for somebody who took part and gets mail because of that: kept as an ended subscription."""
    fold = fold_address(email)
    found = queries.find_subscription(consultation.id, fold)
    if found is None:
        found = Subscription(
            consultation_id=consultation.id, email=email, email_fold=fold, language=language, asked_at=now,
            token_hash=token_hash(subscription_token(secret, consultation.public_id, fold)),
        )  # fmt: skip
        db.session.add(found)
    unsubscribe(found, now=now)
    return found


def forget(subscription_ids: Collection[int]) -> int:
    """Delete subscriptions: never confirmed, long over, or of a closed account. Returns how many."""
    if not subscription_ids:
        return 0
    result = db.session.execute(delete(Subscription).where(Subscription.id.in_(subscription_ids)))
    return int(result.rowcount)  # type: ignore[attr-defined]
