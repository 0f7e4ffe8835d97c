"""How somebody stands who must be asked, and what may be done with the list: pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from consult.foundation.errors import N_, Conflict, Refused

KINDS = ("body", "person")
WAYS = ("mail", "post")
STATES = ("not-asked", "asked", "answered", "no-comment", "silent", "struck")
MOST = 10_000
"""On the list of one consultation."""
SMALL = 5
"""Of fewer affected people in one place nobody is told the place."""
REMIND_BEFORE = timedelta(days=7)
BEFORE_PUBLICATION = ("draft", "awaiting-sign-off")
RUNNING = ("scheduled", "open", "suspended")


@dataclass(frozen=True)
class Standing:
    """What the state follows from."""

    sent_at: datetime | None
    answered_at: datetime | None
    no_comment_at: datetime | None
    struck_at: datetime | None
    until: datetime | None = None


def said(one: Standing) -> str:
    """How it stands as far as entries say: one of STATES but silent, which follows from the end of their time."""
    if one.struck_at is not None:
        return "struck"
    if one.answered_at is not None:
        return "answered"
    if one.no_comment_at is not None:
        return "no-comment"
    return "not-asked" if one.sent_at is None else "asked"


def state_of(one: Standing, *, closes_at: datetime | None, now: datetime, is_answered: bool = False) -> str:
    """One of STATES. Silent is who was asked, said nothing, and whose time is over.

    ``is_answered``: the outcome is out, after which nobody's time goes on.
    """
    known = said(one)
    return "silent" if known == "asked" and (is_answered or is_over(closes_at, one.until, now)) else known


def is_over(closes_at: datetime | None, until: datetime | None, now: datetime) -> bool:
    """Whether neither the period nor time extended for this one runs any more."""
    ends = [one for one in (closes_at, until) if one is not None]
    return bool(ends) and now >= max(ends)


def remind_from(opens_at: datetime, closes_at: datetime, until: datetime | None) -> datetime:
    """From when the silent are reminded, once: a week before the end, of a short period in its last third."""
    end = max(closes_at, until) if until is not None else closes_at
    return end - min(REMIND_BEFORE, (closes_at - opens_at) / 3)


def check_may_add(phase: str, *, reason: str, number: int, known: int) -> None:
    """Raises Refused: nobody given, too many, or after publication without a public reason; Conflict after closing."""
    if phase not in (*BEFORE_PUBLICATION, *RUNNING):
        raise Conflict(N_("The period is over, so nobody can be added any more."))
    if not number:
        raise Refused(N_("Please say who must be asked, one a line."), field="listed")
    if number + known > MOST:
        raise Refused(N_("At most %(limit)s can be on this list."), field="listed", limit=MOST)
    if phase in RUNNING and not reason:
        raise Refused(
            N_("Please say why they are added only now; the reason is shown to everybody."), field="reason"
        )


def check_may_strike(phase: str, *, reason: str, struck_at: datetime | None) -> None:
    """Raises Refused without a reason, Conflict for whom it is too late."""
    if struck_at is not None:
        raise Conflict(N_("This one was taken off the list already."))
    if phase in ("answered", "finished", "withdrawn"):
        raise Conflict(N_("The outcome is out, so the list stays as it is."))
    if phase not in BEFORE_PUBLICATION and not reason:
        raise Refused(N_("Please give the reason; it is shown to everybody."), field="reason")


def check_may_write(one: Standing, phase: str) -> None:
    """Raises Conflict where no letter can go to somebody on the list."""
    if one.struck_at is not None:
        raise Conflict(N_("This one was taken off the list already."))
    if phase in BEFORE_PUBLICATION:
        raise Conflict(N_("The letters leave when the consultation is published."))
    if phase not in (*RUNNING, "closed"):
        raise Conflict(N_("The outcome is out, so no letter leaves any more."))


TOO_LATE = N_("Your time to answer is over. Please ask the office.")
STRUCK = N_("The office has taken you off the list of those who must be asked. Please ask the office why.")
ANSWERED = N_("You have answered already. Thank you.")
TOO_LATE_OF_THEM = N_("The time of this one to answer is over, so this can’t be entered.")
STRUCK_OF_THEM = N_("This one was taken off the list already.")
ANSWERED_OF_THEM = N_("This one has answered already, so it can’t be entered that there is no comment.")


def check_may_say(
    one: Standing, phase: str, *, closes_at: datetime | None, now: datetime, by_staff: bool = False
) -> None:
    """Raises Conflict unless somebody on the list may still say that they have no comment, or ask for time.

    ``by_staff``: a clerk enters it for them, and reads of them in the third person.
    """
    if one.struck_at is not None:
        raise Conflict(STRUCK_OF_THEM if by_staff else STRUCK)
    if one.answered_at is not None:
        raise Conflict(ANSWERED_OF_THEM if by_staff else ANSWERED)
    if phase not in (*RUNNING, "closed") or is_over(closes_at, one.until, now):
        raise Conflict(TOO_LATE_OF_THEM if by_staff else TOO_LATE)


def check_want(reason: str, *, until: datetime | None, closes_at: datetime | None, now: datetime) -> None:
    """Raises Refused unless it is said until when time is wanted, and why."""
    if until is None:
        raise Refused(N_("Please give the day."), field="until_on")
    if until <= now or (closes_at is not None and until <= closes_at):
        raise Refused(N_("Please choose a day after the consultation closes for all."), field="until_on")
    if not reason:
        raise Refused(N_("Please say why you need more time."), field="reason")


@dataclass(frozen=True)
class Grouped:
    """So many affected people in a place (empty: in places too small to name), by state."""

    place: str
    states: dict[str, int]

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.states.values())


def by_place(counted: Iterable[tuple[str, str]]) -> list[Grouped]:
    """(place, state) of each affected person, put together; whoever is one of few in a place is told with others."""
    places: dict[str, dict[str, int]] = {}
    for place, state in counted:
        own = places.setdefault(place, {})
        own[state] = own.get(state, 0) + 1
    named = [
        Grouped(place, states) for place, states in places.items() if place and sum(states.values()) >= SMALL
    ]
    rest: dict[str, int] = {}
    for place, states in places.items():
        if place not in {one.place for one in named}:
            for state, number in states.items():
                rest[state] = rest.get(state, 0) + number
    named.sort(key=lambda one: (-one.total, one.place))
    return [*named, *([Grouped("", rest)] if rest else [])]
