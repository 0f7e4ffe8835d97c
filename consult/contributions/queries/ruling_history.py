"""What moderators did with a comment, for its sender. A higher room keeps the rulings and hands them in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True)
class Ruled:
    """One ruling that took words away, or gave back what one had taken."""

    act: Literal["hide", "redact", "publish"]
    at: datetime
    ground: str
    """Its code; empty where words were given back."""
    is_correction: bool
    """Whether it was on a corrected wording: an earlier one may have stayed public."""


FINDERS: list[Callable[[int], Sequence[Ruled]]] = []
"""Comment's id -> these rulings on it, the oldest first. Filled by the hooks of a higher room."""


def rulings_told(comment_id: int) -> list[Ruled]:
    """What moderators hid, covered and gave back of a comment, the oldest first."""
    return [one for find in FINDERS for one in find(comment_id)]
