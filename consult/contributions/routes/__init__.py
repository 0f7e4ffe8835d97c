"""The pages of senders: write, preview, send; the receipt; confirm an address."""

from consult.contributions.routes import (
    commenting,
    confirming,
    downloading,
    entering,
    erasing,
    opening,
    owning,
    submitting,
    times,
)
from consult.contributions.routes.blueprint import bp

__all__ = [
    "blueprints",
    "commenting",
    "confirming",
    "downloading",
    "entering",
    "erasing",
    "opening",
    "owning",
    "submitting",
    "times",
]

blueprints = (bp,)
