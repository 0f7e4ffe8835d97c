"""The outcome as everybody reads it, and the desk on which it is written."""

from consult.outcomes.routes import (
    committing,
    debts,
    deciding,
    dues,
    earlier,
    interim,
    joining,
    owing,
    printing,
    publishing,
    rating,
    reading,
    replying,
    summarising,
    tracing,
)
from consult.outcomes.routes.blueprint import bp

__all__ = [
    "blueprints",
    "committing",
    "debts",
    "deciding",
    "dues",
    "earlier",
    "interim",
    "joining",
    "owing",
    "printing",
    "publishing",
    "rating",
    "reading",
    "replying",
    "summarising",
    "tracing",
]

blueprints = (bp,)
