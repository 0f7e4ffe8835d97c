"""Where a comment or a consultation is on its way: what waits, for whom, by when, and whether it is late. Pure."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from consult.analysis.rules import UNOWED_GROUNDS

MODERATORS, OFFICE, SENDER, PUBLIC = "moderators", "office", "sender", "public"
GONE = ("withdrawn", "removed", "erased")


@dataclass(frozen=True)
class Waits:
    """What waits at this moment."""

    what: str
    """ruling, address, answer, look (a second one at the answer), opening, comments or end."""
    holder: str
    """In whose hands it is: moderators, office, sender or public."""
    due_at: datetime | None = None
    due_on: date | None = None
    late_days: int = 0
    stands_still: bool = False
    """Whether the clock doesn't run, because the consultation is suspended; the day then isn't told, as it moves."""

    @property
    def is_late(self) -> bool:
        """Whether its time is over."""
        return self.late_days > 0


def is_closed_by_ruling(state: str, ground: str) -> bool:
    """Whether the ruling that hid a comment is the last word on it: no answer is owed."""
    return state == "hidden" and ground in UNOWED_GROUNDS


def of_comment(
    state: str, *, received_at: datetime, waiting_since: datetime | None, is_answered: bool, phase: str,
    due_on: date | None, waiting_hours: int, zone: str, now: datetime, ground: str = "",
) -> Waits | None:  # fmt: skip
    """What a comment waits for; None where nothing is owed to it any more, as to one that is hidden as spam.

    ``due_on``: by when what it waits for first is due, inside or with the outcome (outcomes.holding).
    """
    if state in GONE or phase in ("finished", "withdrawn") or is_closed_by_ruling(state, ground):
        return None
    if state == "unconfirmed":
        return Waits("address", SENDER)
    if state == "pending":
        due = (waiting_since or received_at) + timedelta(hours=waiting_hours)
        return Waits(
            "ruling", MODERATORS, due_at=due, late_days=-(-max(now - due, timedelta()) // timedelta(days=1))
        )
    if is_answered or phase == "answered":
        return None
    if phase == "suspended":
        return Waits("answer", OFFICE, stands_still=True)
    return Waits("answer", OFFICE, due_on=due_on, late_days=_late(due_on, phase, zone, now))


def of_look(*, due_on: date, late_days: int, stands_still: bool) -> Waits:
    """That the author of an answered comment asked for a second look, which isn't closed."""
    if stands_still:
        return Waits("look", OFFICE, stands_still=True)
    return Waits("look", OFFICE, due_on=due_on, late_days=late_days)


def of_consultation(
    phase: str, *, opens_at: datetime | None, closes_at: datetime | None, outcome_due_on: date | None, zone: str,
    now: datetime, look: Waits | None = None,
) -> Waits | None:  # fmt: skip
    """What a consultation waits for; None once it is finished or withdrawn.

    ``look``: that second looks at its answers are still to be closed. They bar its end, or came after it.
    """
    if phase in ("answered", "finished") and look is not None:
        return look
    if phase == "scheduled":
        return Waits("opening", OFFICE, due_at=opens_at)
    if phase == "open":
        return Waits("comments", PUBLIC, due_at=closes_at)
    if phase in ("closed", "suspended"):
        late = _late(outcome_due_on, phase, zone, now)
        return Waits(
            "answer" if phase == "closed" else "comments",
            OFFICE,
            due_on=outcome_due_on if phase == "closed" else None,
            late_days=late,
        )
    return Waits("end", OFFICE) if phase == "answered" else None


def _late(due_on: date | None, phase: str, zone: str, now: datetime) -> int:
    if due_on is None or phase == "suspended":
        return 0
    return max((now.astimezone(ZoneInfo(zone)).date() - due_on).days, 0)
