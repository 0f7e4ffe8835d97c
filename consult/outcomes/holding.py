"""What inside an office a comment waits for first: whose hands it is in and by when. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Inside:
    """A theme that isn't decided yet, or a department's missing part of a joint reply."""

    office: int
    """Who has it in hand."""
    due_on: date | None
    is_part: bool
    is_of_theme: bool = True
    """Whether the comment waits for it because of the theme it stands under."""


@dataclass(frozen=True)
class Holding:
    """By when something of it is due first, and in whose hands that is; no office: the body itself."""

    due_on: date | None
    offices: Sequence[int] = ()


def holding(inside: Sequence[Inside], outcome_due_on: date | None) -> Holding:
    """What is due first: what was promised inside where that is sooner than the outcome, else the outcome.

    The outcome waits for whoever writes a missing part, else for the departments that the themes were given to.
    """
    first = min((one.due_on for one in inside if one.due_on is not None), default=None)
    if first is not None and (outcome_due_on is None or first < outcome_due_on):
        return Holding(first, _offices([one for one in inside if one.due_on == first]))
    parts = [one for one in inside if one.is_part]
    return Holding(outcome_due_on, _offices(parts or inside))


def _offices(inside: Sequence[Inside]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(one.office for one in inside))
