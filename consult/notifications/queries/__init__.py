"""Reading who is told, and what there is to tell."""

from consult.notifications.queries.happenings import FeedComment, newest_comments
from consult.notifications.queries.people import (
    Addressee,
    Person,
    accounts_after,
    addressees,
    is_confirmed_address,
    own_words,
    reporters_answered_by,
    senders_after,
    stopped,
    subscribers_after,
    was_reported,
)
from consult.notifications.queries.subscriptions import (
    closing_within,
    find_by_token,
    find_subscription,
    get_subscription,
    stale_subscriptions,
    submission_address,
    subscriptions_of_account,
)

__all__ = [
    "Addressee",
    "FeedComment",
    "Person",
    "accounts_after",
    "addressees",
    "closing_within",
    "find_by_token",
    "find_subscription",
    "get_subscription",
    "is_confirmed_address",
    "newest_comments",
    "own_words",
    "reporters_answered_by",
    "senders_after",
    "stale_subscriptions",
    "stopped",
    "submission_address",
    "subscribers_after",
    "subscriptions_of_account",
    "was_reported",
]
