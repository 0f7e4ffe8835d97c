"""Figures over time: share answered, medians in days and working days, what is overdue."""

from datetime import date

from consult.consultations.calendars import Calendar
from consult.outcomes.promptness import Case, figures

WEEKENDS = Calendar(frozenset({5, 6}), frozenset({date(2026, 5, 1)}))


def case(closed: date, due: date | None, answered: date | None) -> Case:
    return Case(closed, due, answered, WEEKENDS)


def test_figures_by_year_and_of_all() -> None:
    cases = [
        case(date(2025, 3, 3), date(2025, 4, 3), date(2025, 4, 2)),
        case(date(2025, 6, 2), date(2025, 7, 2), date(2025, 7, 12)),
        case(date(2026, 4, 27), date(2026, 5, 4), None),
        case(date(2026, 5, 4), date(2026, 6, 4), date(2026, 5, 8)),
    ]
    everything, this, last = figures(cases, date(2026, 5, 10))
    assert (everything.year, everything.closed, everything.answered, everything.share_answered) == (
        0,
        4,
        3,
        75,
    )
    assert (everything.in_time, everything.overdue, everything.median_days) == (2, 1, 30)
    assert (this.year, this.closed, this.median_days, this.median_working_days) == (2026, 2, 4, 4)
    assert (last.year, last.overdue) == (2025, 0)
    assert figures([], date(2026, 5, 10)) == []


def test_working_days_leave_out_rest_days_and_holidays() -> None:
    one = case(date(2026, 4, 27), date(2026, 5, 4), None)
    assert one.days(date(2026, 5, 4)) == 7 and one.working_days(date(2026, 5, 4)) == 4
    assert one.late_days(date(2026, 5, 6)) == 2
