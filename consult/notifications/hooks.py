"""A closed account gets no more mail."""

from datetime import datetime

from consult.accounts import queries as accounts_queries
from consult.accounts import service as accounts
from consult.contributions import service as contributions
from consult.foundation import mail, sweeping
from consult.foundation.access import Actor
from consult.notifications import queries, service
from consult.record import checks


def forget_subscriptions(actor: Actor, *, account_id: int, now: datetime) -> None:  # noqa: ARG001 - the Protocol's
    """Its subscriptions go with it, and what was or is to be sent to it."""
    service.forget(queries.subscriptions_of_account(account_id))
    mail.forget(accounts_queries.get(account_id).email)


if forget_subscriptions not in accounts.CLOSING:
    accounts.CLOSING.append(forget_subscriptions)


def wipe(wiping: contributions.Wiping) -> None:
    """Who has their address erased gets no news of that consultation any more."""
    if wiping.email_fold:
        found = queries.find_subscription(wiping.submission.consultation_id, wiping.email_fold)
        service.forget([found.id] if found is not None else [])


if wipe not in contributions.FOLLOWING:
    contributions.FOLLOWING.append(wipe)
checks.exempts({"subscription": "who wants news by e-mail is nobody else's business"})
sweeping.TABLES.update(("subscription",))
