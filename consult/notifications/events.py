"""What happened to subscriptions, and what is left to tell when a fan-out is too large for one transaction."""

from dataclasses import dataclass


@dataclass(frozen=True)
class SubscriptionAsked:
    """Somebody asked for news at an address, which has to be confirmed."""

    subscription_id: int


@dataclass(frozen=True)
class NewsLeft:
    """News of a consultation that not everybody has been told yet. ``after`` is the last one told of ``stage``."""

    consultation_id: int
    kind: str
    about_id: int
    stage: str
    after: str


@dataclass(frozen=True)
class RepliesLeft:
    """A reply whose authors have not all been told yet. ``after`` is the last comment told of."""

    reply_id: int
    is_correction: bool
    after: int
