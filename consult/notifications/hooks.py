"""A closed account gets no more mail."""

from datetime import datetime

from consult.accounts import service as accounts
from consult.foundation.access import Actor
from consult.notifications import queries, service


def forget_subscriptions(actor: Actor, *, account_id: int, now: datetime) -> None:  # noqa: ARG001 - the Protocol's
    """Its subscriptions go with it."""
    service.forget(queries.subscriptions_of_account(account_id))


if forget_subscriptions not in accounts.CLOSING:
    accounts.CLOSING.append(forget_subscriptions)
