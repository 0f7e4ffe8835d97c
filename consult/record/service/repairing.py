"""Making what follows from other rows again, with an entry that says what and how much."""

from collections.abc import Callable
from datetime import datetime

from consult.foundation.access import Actor
from consult.record.rules import REPAIRED
from consult.record.service.appending import append


def repair(
    actor: Actor, *, what: str, rows: int, log: str, make: Callable[[], None], now: datetime
) -> None:  # fmt: skip
    """Make derived rows of a consultation again. Only ``make`` changes rows, and none that an act has stored."""
    make()
    values = {"what": what, "rows": str(rows)}
    append(REPAIRED, actor=actor, now=now, consultation=log, role=actor.kind, values=values)
