"""What lower rooms ask of this one, in the same transaction."""

from datetime import datetime

from consult.accounts import service as accounts
from consult.contributions import service as contributions
from consult.foundation import sweeping
from consult.foundation.access import Actor
from consult.record import checks
from consult.votes import queries, record_checks, service


def _follow(changes: list[contributions.Change]) -> None:
    with_statements = queries.with_statements([change.comment.id for change in changes])
    for change in changes:
        if change.comment.id in with_statements:
            service.follow_comment(change.comment, change.reason, now=change.now)


def _forget(actor: Actor, *, account_id: int, now: datetime) -> None:  # noqa: ARG001 - the Protocol's arguments
    service.forget_account(account_id)


def _wipe(wiping: contributions.Wiping) -> None:
    service.forget_words(wiping)


if _wipe not in contributions.FOLLOWING:
    contributions.FOLLOWING.append(_wipe)
if _follow not in contributions.SHOWN_CHANGED_TOGETHER:
    contributions.SHOWN_CHANGED_TOGETHER.append(_follow)
if _forget not in accounts.CLOSING:
    accounts.CLOSING.append(_forget)


checks.covers("votes", record_checks.check_votes, "statement", "vote", "voter")
checks.covers("supports", record_checks.check_supports, "proposal_support")
sweeping.TABLES.update(("statement",))
