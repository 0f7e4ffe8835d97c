"""From what a clock on a wall shows to the instant it means: pure."""

import re
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from consult.foundation.errors import N_, Refused

DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
END_OF_DAY = time(23, 59)
EARLIEST, LATEST = 1900, 2200


class ShownTwice(Refused):
    """In autumn the clocks show this time twice, and nobody said which one is meant."""


def instant_of(local: datetime, zone: str, *, field: str | None = None, turn: str = "") -> datetime:
    """The instant at which a clock in ``zone`` shows ``local`` (naive).

    Raises Refused for a time that the clocks skip in spring, and for one that they show twice in autumn
    unless ``turn`` ("first" or "second") says which one is meant.
    """
    place = ZoneInfo(zone)
    both = [local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1)]
    shown = [instant for instant in both if instant.astimezone(place).replace(tzinfo=None) == local]
    if not shown:
        raise Refused(
            N_("On that day the clocks in %(zone)s are put forward and never show %(time)s. Choose another time."),
            field=field, zone=place, time=f"{local:%H:%M}",
        )  # fmt: skip
    if shown[0] == shown[-1] or turn == "first":
        return shown[0]
    if turn == "second":
        return shown[-1]
    raise ShownTwice(
        N_(
            "On that day the clocks in %(zone)s are put back and show %(time)s twice. "
            "Say which of the two is meant, or choose another time."
        ),
        field=field, zone=place, time=f"{local:%H:%M}",
    )  # fmt: skip


def turn_of(instant: datetime, zone: str) -> str:
    """first or second where a clock in ``zone`` shows this time twice, else empty."""
    local = instant.astimezone(ZoneInfo(zone))
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return ("second" if local.fold else "first") if twice else ""


def read_instant(
    text: str, zone: str, *, ends_day: bool = False, field: str | None = None, turn: str = ""
) -> datetime:
    """An instant from ISO 8601; without an offset it is in ``zone``; a date alone is its first minute, or its last.

    Raises Refused for what isn't a date and time.
    """
    try:
        if DATE.fullmatch(text):
            read = datetime.combine(date.fromisoformat(text), END_OF_DAY if ends_day else time())
        else:
            read = datetime.fromisoformat(text)
    except ValueError:
        raise Refused(
            N_("“%(text)s” isn’t a date and time. An example is 2026-11-30T17:00, or 2026-11-30T17:00+08:00."),
            field=field, text=text,
        ) from None  # fmt: skip
    if not EARLIEST <= read.year <= LATEST:
        raise Refused(N_("The year must be between 1900 and 2200."), field=field)
    return read.astimezone(UTC) if read.tzinfo else instant_of(read, zone, field=field, turn=turn)
