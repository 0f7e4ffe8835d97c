"""How promptly a body answers, in figures over time: pure."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median

from consult.consultations.calendars import Calendar, Count, counted_days

WORKING = Count(is_working=True, excludes_first=True, last_day_moves=False)


@dataclass(frozen=True)
class Case:
    """One consultation that has closed: its days where it was held. ``answered_on`` is None while it is owed."""

    closed_on: date
    due_on: date | None
    answered_on: date | None
    calendar: Calendar

    def days(self, today: date) -> int:
        """Calendar days from closing to the answer, or until today."""
        return ((self.answered_on or today) - self.closed_on).days

    def working_days(self, today: date) -> int:
        """The same in working days of the place."""
        return counted_days(self.closed_on, self.answered_on or today, WORKING, self.calendar)

    def late_days(self, today: date) -> int:
        """Whole days after the due day on which it was answered, or that have passed."""
        return max(((self.answered_on or today) - self.due_on).days, 0) if self.due_on is not None else 0


@dataclass(frozen=True)
class Figures:
    """What is said of the consultations that closed in one year (0: of all)."""

    year: int
    closed: int
    answered: int
    in_time: int
    overdue: int
    median_days: int | None
    median_working_days: int | None

    @property
    def share_answered(self) -> int:
        """Per cent of those that closed."""
        return round(100 * self.answered / self.closed) if self.closed else 0


def figures(cases: Iterable[Case], today: date) -> list[Figures]:
    """Of all, then by the year of closing, the newest first. Nothing where nothing has closed."""
    by_year: dict[int, list[Case]] = defaultdict(list)
    for case in cases:
        by_year[case.closed_on.year].append(case)
    if not by_year:
        return []
    everything = [case for year in by_year.values() for case in year]
    return [
        _of(0, everything, today),
        *(_of(year, by_year[year], today) for year in sorted(by_year, reverse=True)),
    ]


def _of(year: int, cases: Sequence[Case], today: date) -> Figures:
    answered = [case for case in cases if case.answered_on is not None]
    return Figures(
        year=year,
        closed=len(cases),
        answered=len(answered),
        in_time=sum(1 for case in answered if not case.late_days(today)),
        overdue=sum(1 for case in cases if case.answered_on is None and case.late_days(today)),
        median_days=_median([case.days(today) for case in answered]),
        median_working_days=_median([case.working_days(today) for case in answered]),
    )


def _median(numbers: Sequence[int]) -> int | None:
    return round(median(numbers)) if numbers else None
