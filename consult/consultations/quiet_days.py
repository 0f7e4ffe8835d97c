"""The days of quiet periods, and what they do to dates: pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consult.consultations.calendars import DAY, days_between
from consult.consultations.local_times import read_instant
from consult.foundation.errors import N_, Conflict, Refused
from consult.foundation.zones import in_zone

OPENING, OUTCOME = "opening", "outcome"
ACTS = (OPENING, OUTCOME)
"""What an exemption may allow. Both also let the consultation be promoted."""
LONGEST = 366
Span = tuple[date, date]
"""First and last day."""


def check_quiet_period(
    begins_on: date, ends_on: date, reason: str, today: date, others: Iterable[Span]
) -> None:
    """Raises Refused unless it lies ahead, ends after it begins, has a reason and meets no other of the body."""
    if begins_on < today:
        raise Refused(N_("A quiet period can’t begin in the past."), field="begins_on")
    if ends_on < begins_on:
        raise Refused(N_("Its last day must not be before its first."), field="ends_on")
    if (ends_on - begins_on).days >= LONGEST:
        raise Refused(N_("A quiet period can last a year at most."), field="ends_on")
    if not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")
    if any(begins_on <= last and first <= ends_on for first, last in others):
        raise Refused(N_("It meets another quiet period of this body."), field="begins_on")


def check_end(ends_on: date, today: date, reason: str) -> None:
    """Raises unless it isn't over yet and a reason is given."""
    if ends_on < today:
        raise Conflict(N_("This quiet period is over."))
    if not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")


def check_exemption(act: str, reason: str, *, is_quiet: bool) -> None:
    """Raises Refused unless there is a quiet period to be exempted from, and a reason."""
    if act not in ACTS:
        raise Refused(N_("Please choose one of the answers."), field="act")
    if not reason.strip():
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")
    if not is_quiet:
        raise Refused(N_("No quiet period of this body, or of one above it, stands in the way."))


@dataclass(frozen=True)
class Pause:
    """The days on which the clock of an answer stands still."""

    first: date | None
    days: int


def pause(closes_on: date | None, due_on: date | None, quiet: Span, earlier: Sequence[Span]) -> Pause:
    """How long a quiet period stops the clock that runs from closing until the answer is due.

    Days that an earlier quiet period has counted already aren't counted again. A clock that has run out stays so.
    """
    first = max(quiet[0], closes_on + DAY) if closes_on is not None else quiet[0]
    if due_on is None or due_on < first:
        return Pause(None, 0)
    known = {day for span in earlier for day in days_between(*span)}
    days = [day for day in days_between(first, quiet[1]) if day not in known]
    return Pause(days[0], len(days)) if days else Pause(None, 0)


def given_back(begins_on: date, ends_on: date, days: int, paused_from: date | None, today: date) -> int:
    """How many days of a pause fall away where its quiet period ends early, with today as its last day."""
    if paused_from is None or ends_on <= today:
        return 0
    left = (ends_on - max(today, max(begins_on, paused_from) - DAY)).days
    return min(days, max(left, 0))


def meets(instant: datetime, zone: str, quiet: Span) -> bool:
    """Whether an instant falls on one of its days, where the consultation is held."""
    return quiet[0] <= in_zone(instant, zone).date() <= quiet[1]


def over_at(ends_on: date, zone: str) -> datetime:
    """The first instant after its last day, where the consultation is held."""
    return read_instant((ends_on + DAY).isoformat(), zone)
