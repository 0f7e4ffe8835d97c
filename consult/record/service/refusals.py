"""The day's refusals as an entry: how many, at which door, for which cause. Without text and without persons."""

import json
from collections.abc import Mapping
from datetime import date, datetime

from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.record.models import RefusedDay
from consult.record.rules import REFUSALS_COUNTED
from consult.record.service.appending import append


def count_refusals(day: date, counts: Mapping[str, Mapping[str, int]], *, now: datetime) -> bool:
    """Append the counts of a day that is over (door -> cause -> number). False where that was done before."""
    if db.session.get(RefusedDay, day) is not None:
        return False
    entry = append(
        REFUSALS_COUNTED, actor=TIMER, now=now, role="timer",
        values={"day": day.isoformat(), "counts": told(counts)},
    )  # fmt: skip
    db.session.add(RefusedDay(day=day, counts=dict(counts), entry_id=entry.id))
    db.session.flush()
    return True


def told(counts: Mapping[str, Mapping[str, int]]) -> str:
    """The counts as the entry commits to them."""
    return json.dumps(counts, sort_keys=True, separators=(",", ":"))
