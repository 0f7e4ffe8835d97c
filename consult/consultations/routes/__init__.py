"""Pages of consultations: what everybody reads, and the desk of those who make them."""

from consult.consultations.routes import (
    describing,
    desk,
    documents,
    drafting,
    ending,
    publishing,
    quiet,
    reading,
    removing,
    rounds,
    taking,
)
from consult.consultations.routes.blueprint import bp

blueprints = (bp,)
__all__ = [
    "blueprints",
    "bp",
    "describing",
    "desk",
    "documents",
    "drafting",
    "ending",
    "publishing",
    "quiet",
    "reading",
    "removing",
    "rounds",
    "taking",
]
