"""The days of quiet periods, and what they do to dates: pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import takewhile
from zoneinfo import ZoneInfo

from consult.consultations.calendars import DAY, days_between
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


def given_back(quiet: Span, ends_on: date, others: Sequence[Span]) -> int:
    """How many days of a pause fall away where its quiet period ends early, on this day.

    Days that other quiet periods keep, too, stay.
    """
    known = {day for span in others for day in days_between(*span)}
    return sum(1 for day in days_between(max(quiet[0], ends_on + DAY), quiet[1]) if day not in known)


@dataclass(frozen=True)
class Stop:
    """Days on which the clocks of a consultation stand still, as higher rooms are told for what is due there."""

    span: Span
    by: str
    """What stops them: id of a quiet period's effect, or the minute in which a suspension began."""
    reason: str
    ends_on: date | None = None
    """Set where the quiet period ends early: clocks run again from the day after."""


@dataclass(frozen=True)
class Move:
    """A day by which something was due before, and what moved it from there: empty where a person did."""

    before: date
    by: str = ""


def shifted(due_on: date, moves: Sequence[Move], stop: Stop, spans: Mapping[str, Span]) -> date:
    """By when something is due whose clock stands still, or runs again. ``moves``: oldest first.

    What was past due when the clocks stopped stays so; what a person named since isn't given back. ``spans``: the days
    of everything that may have stopped this clock, by what did.
    """
    own = list(takewhile(lambda move: move.by, reversed(moves)))
    others = [spans[move.by] for move in own if move.by in spans and move.by != stop.by]
    if stop.ends_on is None:
        return due_on + DAY * pause(None, due_on, stop.span, others).days
    mine = [move for move in own if move.by == stop.by]
    if not mine:
        return due_on
    if mine[0] is own[0]:
        whole = pause(None, mine[0].before, stop.span, others).days
        return mine[0].before + DAY * (whole - given_back(stop.span, stop.ends_on, others))
    return due_on - DAY * given_back(stop.span, stop.ends_on, others)


def suspended_days(suspended_at: datetime, resumed_at: datetime, zone: str) -> Span:
    """The days for which a suspension stops clocks: as many as it lasted, begun ones too. Nobody loses one by it."""
    first = in_zone(suspended_at, zone).date()
    return first, first + DAY * (max(-((suspended_at - resumed_at) // DAY), 1) - 1)


def meets(instant: datetime, zone: str, quiet: Span) -> bool:
    """Whether an instant falls on one of its days, where the consultation is held."""
    return quiet[0] <= in_zone(instant, zone).date() <= quiet[1]


def over_at(ends_on: date, zone: str) -> datetime:
    """The first instant after its last day, where the consultation is held."""
    return datetime.combine(ends_on + DAY, time(), ZoneInfo(zone)).astimezone(UTC)


def until_free(instant: datetime, zone: str, quiet: Sequence[Span]) -> list[datetime]:
    """When it would open, one instant after the other: each but the last is on a quiet day, the last on none."""
    steps = [instant]
    while lasts := [last for first, last in quiet if meets(steps[-1], zone, (first, last))]:
        steps.append(over_at(max(lasts), zone))
    return steps
