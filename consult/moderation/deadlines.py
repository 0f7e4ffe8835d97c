"""By when a report or a referral is due: pure, on a calendar whose days of rest don't count."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from consult.consultations.calendars import Calendar, after_working_hours
from consult.foundation.zones import in_zone

DAY = timedelta(days=1)
WEEKEND = Calendar(rest_days=frozenset({5, 6}), holidays=frozenset())


@dataclass(frozen=True)
class Terms:
    """The times a place gives itself."""

    report_hours: int = 48
    referral_days: int = 15
    review_decision_days: int = 30
    calendar: Calendar = WEEKEND


USUAL = Terms()


def report_due(now: datetime, zone: str, terms: Terms) -> datetime:
    """When a report made now has to be answered: hours on days of rest don't count."""
    return after_working_hours(in_zone(now, zone), terms.report_hours, terms.calendar)


def referral_due(now: datetime, zone: str, terms: Terms) -> date:
    """The last day for the office it was passed on to; a day of rest moves it to the next working day."""
    return terms.calendar.next_working(in_zone(now, zone).date() + DAY * terms.referral_days)
