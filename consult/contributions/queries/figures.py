"""Senders, submissions and comments: three figures, always together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from consult.contributions.models import SubmissionTally
from consult.contributions.rules import CAPACITIES
from consult.foundation.db import db


@dataclass(frozen=True)
class Figures:
    """How many people sent how many submissions with how many comments: always the three together."""

    senders: int = 0
    submissions: int = 0
    comments: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(
            self.senders + other.senders,
            self.submissions + other.submissions,
            self.comments + other.comments,
        )


@dataclass(frozen=True)
class Received:
    """What was received in a consultation: in all, late, brought in from elsewhere, and by capacity."""

    all: Figures
    late: Figures
    imported: Figures
    by_capacity: Mapping[str, Figures]


def received(consultation_id: int) -> Received:
    """The three figures of everything received (the address confirmed where that is asked for). One statement."""
    rows = db.session.execute(
        select(
            SubmissionTally.capacity, SubmissionTally.is_late, SubmissionTally.is_imported, SubmissionTally.senders,
            SubmissionTally.submissions, SubmissionTally.comments,
        ).where(SubmissionTally.consultation_id == consultation_id)
    ).all()  # fmt: skip

    def total(kept: Callable[[Any], bool]) -> Figures:
        return sum((Figures(row[3], row[4], row[5]) for row in rows if kept(row)), Figures())

    def of(capacity: str) -> Figures:
        return total(lambda row: row.capacity == capacity)

    return Received(
        all=total(lambda _row: True),
        late=total(lambda row: row.is_late),
        imported=total(lambda row: row.is_imported),
        by_capacity={capacity: of(capacity) for capacity in CAPACITIES if of(capacity).submissions},
    )
