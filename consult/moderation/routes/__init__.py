"""The desk of moderators, reviews, reports, and the public ledger."""

from consult.moderation.routes import asking, ledger, queue, reporting, reviews, ruling
from consult.moderation.routes.blueprint import bp

__all__ = ["asking", "blueprints", "ledger", "queue", "reporting", "reviews", "ruling"]

blueprints = (bp,)
