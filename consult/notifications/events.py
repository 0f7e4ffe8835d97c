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
class ThemedLeft:
    """Comments under a theme whose authors have not all been told yet. ``after`` is the last comment told of.

    ``put_at``: of those that came under it in one act; empty: of all that stand under it since ``from_theme_id`` was
    merged into it.
    """

    theme_id: int
    put_at: str
    from_theme_id: int
    after: int


@dataclass(frozen=True)
class RepliesLeft:
    """A reply whose authors have not all been told yet. ``after`` is the last comment told of."""

    reply_id: int
    is_correction: bool
    after: int


@dataclass(frozen=True)
class MovedLeft:
    """Passages of a version (or of one link: ``cause_id``) whose comments' authors have not all been told yet.

    ``after`` is the last comment told of.
    """

    version_id: int
    cause_id: int
    after: int
