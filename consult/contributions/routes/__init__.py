"""The pages of senders: write, preview, send; the receipt; confirm an address."""

from consult.contributions.routes import (
    asked,
    asked_on_paper,
    asking,
    commenting,
    confirming,
    downloading,
    entering,
    erasing,
    inviting,
    opening,
    owning,
    placing,
    proofs,
    submitting,
    times,
)
from consult.contributions.routes.blueprint import bp, root

__all__ = [
    "asked",
    "asked_on_paper",
    "asking",
    "blueprints",
    "commenting",
    "confirming",
    "downloading",
    "entering",
    "erasing",
    "inviting",
    "opening",
    "owning",
    "placing",
    "proofs",
    "submitting",
    "times",
]

blueprints = (bp, root)
