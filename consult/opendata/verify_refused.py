"""How often something was refused before anybody accepted it, by the entries of the site's log.

Standard library only: packages carry this file. No log can prove such counts; it proves that they stayed as they were.
"""

import json
from collections.abc import Mapping
from typing import Any

from consult.record.verify import Fault

COUNTED = "record.refusals_counted"
CAUSES = ("limit", "trap", "closed", "overload", "name", "repair")


class RefusedDays:
    """The counts of each day, by door and cause."""

    def __init__(self) -> None:
        self.days: dict[str, int] = {}

    def take(self, entry: Mapping[str, Any], opened: Mapping[str, str]) -> None:
        """Take the next entry of the site's log. Raises Fault for counts that nobody can have counted so."""
        if entry.get("type") != COUNTED or not {"day", "counts"} <= opened.keys():
            return
        day = opened["day"]
        if day in self.days:
            raise Fault(f"refusals of {day} are told twice")
        if day >= str(entry.get("time", ""))[: len(day)]:
            raise Fault(f"refusals of {day} were told before the day was over")
        self.days[day] = sum(_numbers(day, opened["counts"]))

    def in_words(self) -> str:
        """What there is to say of them, empty for none."""
        if not self.days:
            return ""
        number, days = sum(self.days.values()), len(self.days)
        return f"Refused before acceptance, as the site counted: {number:,} on {days:,} days."


def _numbers(day: str, told: str) -> list[int]:
    try:
        counts = json.loads(told)
        numbers = [(cause, number) for causes in counts.values() for cause, number in causes.items()]
    except (ValueError, AttributeError) as error:
        raise Fault(f"refusals of {day} are not counts by door and cause") from error
    for cause, number in numbers:
        if cause not in CAUSES or not isinstance(number, int) or isinstance(number, bool) or number < 1:
            raise Fault(f"refusals of {day}: “{cause}” with {number} is no count of refusals")
    return [number for _cause, number in numbers]
