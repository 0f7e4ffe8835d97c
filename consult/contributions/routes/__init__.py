"""The pages of senders: write, preview, send; the receipt; confirm an address."""

from consult.contributions.routes import commenting, confirming, opening, owning
from consult.contributions.routes.blueprint import bp

__all__ = ["blueprints", "commenting", "confirming", "opening", "owning"]

blueprints = (bp,)
