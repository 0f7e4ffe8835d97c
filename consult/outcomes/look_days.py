"""By when a second look is closed, and when who may close it is reminded: pure.

It is closed within the days in which, by the rules of the place, a review is decided.
"""

from datetime import date, datetime, timedelta
from typing import Literal

from consult.outcomes.rules import REMIND_AGAIN, REMIND_DAYS, day_in

Occasion = Literal["new", "soon", "late", "again"]


def due_day(asked_at: datetime, days: int, zone: str) -> date:
    """The last day on which a second look that was asked for then is closed in time."""
    return day_in(asked_at, zone) + timedelta(days=days)


def occasion(due_on: date, reminded_on: date | None, today: date) -> Occasion | None:
    """Why to remind of an open second look on this day; None: not now.

    As soon as it is asked for, shortly before its day, once when it is late, then monthly.
    """
    if today > due_on:
        if reminded_on is None or reminded_on <= due_on:
            return "late"
        return "again" if today - reminded_on >= REMIND_AGAIN else None
    if reminded_on is None:
        return "new"
    begins = due_on - timedelta(days=REMIND_DAYS)
    return "soon" if reminded_on < begins <= today else None
