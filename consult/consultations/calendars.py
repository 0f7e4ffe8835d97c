"""Counting days as a place counts them: pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Which days are days of rest. Weekdays are numbered from Monday, 0."""

    rest_days: frozenset[int]
    holidays: frozenset[date]
    working_days: frozenset[date] = frozenset()

    def is_rest(self, day: date) -> bool:
        """Whether offices are closed on that day."""
        if day in self.working_days:
            return False
        return day in self.holidays or day.weekday() in self.rest_days

    def next_working(self, day: date) -> date:
        """The day itself where it is a working day, else the next one."""
        while self.is_rest(day):
            day += DAY
        return day


@dataclass(frozen=True)
class Count:
    """How days are counted: see the profile's ``counting``."""

    is_working: bool
    excludes_first: bool
    last_day_moves: bool


def last_day(begins: date, days: int, count: Count, calendar: Calendar) -> date:
    """The last day of a period of so many days that begins on a day."""
    day = begins if not count.excludes_first else begins + DAY
    if count.is_working:
        day = calendar.next_working(day)
        for _ in range(days - 1):
            day = calendar.next_working(day + DAY)
    else:
        day += DAY * (days - 1)
    return calendar.next_working(day) if count.last_day_moves else day


def counted_days(begins: date, ends: date, count: Count, calendar: Calendar) -> int:
    """How many days of a period count that begins on one day and ends with another."""
    first = begins + DAY if count.excludes_first else begins
    return sum(1 for day in days_between(first, ends) if not (count.is_working and calendar.is_rest(day)))


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from one to the other, both included."""
    for n in range((last - first).days + 1):
        yield first + DAY * n


def holidays_within(first: date, last: date, calendar: Calendar) -> int:
    """How many public holidays lie in a period (L2)."""
    return sum(1 for day in calendar.holidays if first <= day <= last)


def after_working_hours(instant: datetime, hours: int, calendar: Calendar) -> datetime:
    """``hours`` later on a clock that stands still on days of rest. ``instant`` is in the place's own zone."""
    left = timedelta(hours=hours)
    while True:
        midnight = datetime.combine(instant.date() + DAY, datetime.min.time(), instant.tzinfo)
        if not calendar.is_rest(instant.date()):
            until = midnight - instant
            if left <= until:
                return instant + left
            left -= until
        instant = midnight
