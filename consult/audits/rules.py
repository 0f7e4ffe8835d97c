"""When something is an alarm, and what auditors may write: pure."""

from collections.abc import Collection
from datetime import datetime, timedelta

from consult.audits.verify_samples import DRAWN_FROM
from consult.foundation.errors import N_, Conflict, Refused

KINDS = ("late", "silent", "surge", "deadline", "rights", "verify", "package")
WINDOW = timedelta(hours=1)
"""A surge is measured in windows of this length, against the week before it."""
WEEK = timedelta(days=7)
SURGE_TIMES = 5
"""So many times the usual number of comments in a window is a surge."""
RIGHTS_SHOWN = timedelta(days=30)
MOST_DRAWN = 200
NOTE_LIMIT = 10_000
MESSAGE_LIMIT = 10_000


def is_surge(number: int, before: int, *, least: int) -> bool:
    """Whether ``number`` comments in the last window are far more than usual. ``before``: in the week before it."""
    windows = WEEK / WINDOW
    return number >= least and number > SURGE_TIMES * before / windows


def check_size(size: int) -> int:
    """How many rulings are drawn. Raises Refused for none or too many."""
    if not 1 <= size <= MOST_DRAWN:
        raise Refused(N_("Draw between 1 and %(limit)s rulings."), field="size", limit=MOST_DRAWN)
    return size


def check_judgement(act: str, ground: str, grounds: Collection[str], judged_at: datetime | None) -> None:
    """Raises Refused for an act that isn't listed or lacks its ground, Conflict where it was judged meanwhile."""
    if judged_at is not None:
        raise Conflict(N_("This one was judged in the meantime."))
    if act not in DRAWN_FROM:
        raise Refused(N_("Please choose one of the answers."), field="act")
    if act in ("hide", "redact") and ground not in grounds:
        raise Refused(N_("Please choose the ground."), field="ground")


def check_words(words: str, limit: int, field: str) -> str:
    """What somebody wrote, without outer white space. Raises Refused where nothing or too much was written."""
    words = words.strip()
    if not words:
        raise Refused(N_("Please fill this in."), field=field)
    if len(words) > limit:
        raise Refused(N_("This text can have at most %(limit)s characters."), field=field, limit=limit)
    return words
