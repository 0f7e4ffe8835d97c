"""The desk of moderators, reviews, reports, and the public ledger."""

from consult.moderation.routes import (
    asking,
    ledger,
    queue,
    referrals,
    reporting,
    reports,
    reviews,
    ruling,
)
from consult.moderation.routes.blueprint import bp

__all__ = [
    "asking",
    "blueprints",
    "ledger",
    "queue",
    "referrals",
    "reporting",
    "reports",
    "reviews",
    "ruling",
]

blueprints = (bp,)
