"""When each comment was received, by the entries alone. Standard library only: packages carry this file."""

import sys
from collections.abc import Mapping
from datetime import date
from typing import Any

from consult.opendata.verify_told import Instant, instant_of
from consult.record.verify import Fault

UP_TO_MINUTE = len("2026-01-01T00:00")
"""Characters of a time, as entries and both grades write it, up to its minute."""
UP_TO_DAY = len("2026-01-01")


class Arrivals:
    """A comment is received in the minute of its entry; what came on paper, when the clerk's entry says.

    The entry of a letter from before entries said the instant tells its day alone, in the zone of the office.
    """

    READS = ("submission.entered",)
    """How the types of entries begin that it reads."""

    def __init__(self) -> None:
        self.on_paper: dict[str, tuple[str, str]] = {}
        """Submission -> (minute, day), as far as the package opens them."""
        self._minutes: dict[str, str] = {}
        self._closings: dict[str, tuple[str, bool]] = {}
        """Each closing as entries tell it -> its minute, and whether it is a whole one."""

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry of the consultation's log."""
        own = str(next(iter(entry.get("objects", [])), ""))
        self.on_paper[own] = opened.get("received_at", "")[:UP_TO_MINUTE], opened.get("received_on", "")

    def note_submission(self, row: Mapping[str, Any]) -> None:
        """When the table says that a submission came, so that its comments can be held against it."""
        self._minutes[row["id"]] = sys.intern(row["received_at"][:UP_TO_MINUTE])

    def check_comment(self, row: Mapping[str, Any], entered: str) -> None:
        """The table says the minute that its entry says. ``entered``: the time of the comment's entry. Raises Fault."""
        told, sent = row["received_at"][:UP_TO_MINUTE], row["submission"]
        minute, day = self.on_paper.get(sent, (entered[:UP_TO_MINUTE], ""))
        if minute and told != minute:
            raise Fault(f"{_where(row, told)}, and at {minute}Z by its entry")
        if told > entered or (day and not minute and _days_apart(told[:UP_TO_DAY], day) > 1):
            raise Fault(f"{_where(row, told)}, and that is not what its entry says")
        if self._minutes.get(sent, told) != told:
            raise Fault(
                f"data/submissions.jsonl: {sent} came at another minute than its comment {row['reference']}"
            )

    def is_late(self, sent: str, entered: str, closes_at: str) -> bool | None:
        """Whether it came at the closing that was in force then, or later; None where a minute can't tell.

        ``sent``: its submission; ``entered``: the time of its entry; ``closes_at``: as entries tell it.
        """
        minute, _day = self.on_paper.get(sent, (entered[:UP_TO_MINUTE], ""))
        if closes_at not in self._closings:
            closing = instant_of(closes_at)
            exact = closing.exact if isinstance(closing, Instant) else ""
            self._closings[closes_at] = exact[:UP_TO_MINUTE], exact[UP_TO_MINUTE:] in (":00Z", "")
        closes, is_whole_minute = self._closings[closes_at]
        if not closes or not minute or (minute == closes and not is_whole_minute):
            return None
        return minute >= closes


def _where(row: Mapping[str, Any], told: str) -> str:
    return f"data/comments.jsonl: {row['reference']} was received at {told}Z by the table"


def _days_apart(one: str, other: str) -> int:
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days)
