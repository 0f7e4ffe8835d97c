"""What lower rooms ask of this one, in the same transaction."""

from datetime import datetime

from consult.accounts import service as accounts
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.foundation.access import Actor
from consult.votes import service


def _follow(comment: Comment, change: str, now: datetime) -> None:
    service.follow_comment(comment, change, now=now)


def _forget(actor: Actor, *, account_id: int, now: datetime) -> None:  # noqa: ARG001 - the Protocol's arguments
    service.forget_account(account_id)


if _follow not in contributions.SHOWN_CHANGED:
    contributions.SHOWN_CHANGED.append(_follow)
if _forget not in accounts.CLOSING:
    accounts.CLOSING.append(_forget)
