"""What may not be erased for now, because somebody put it on legal hold. Higher rooms say what that is."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from consult.contributions.models import Submission
from consult.foundation.errors import N_, Conflict


@dataclass(frozen=True)
class Hold:
    """A hold in force: on a whole consultation, or on one submission of it."""

    consultation_id: int
    submission_id: int | None
    reason: str


HOLDS: list[Callable[[], Sequence[Hold]]] = []
"""Filled by the hooks of higher rooms: every hold in force. There are few."""


def holds() -> list[Hold]:
    """Every hold in force."""
    return [one for ask in HOLDS for one in ask()]


def held_consultations() -> list[int]:
    """Consultations of which everything is on hold."""
    return [one.consultation_id for one in holds() if one.submission_id is None]


def check_consultation_not_held(consultation_id: int) -> None:
    """Raises Conflict naming the reason where all of the consultation is on hold."""
    for hold in holds():
        if hold.consultation_id == consultation_id and hold.submission_id is None:
            raise Conflict(
                N_("This is on legal hold, so nothing of it may be erased: %(reason)s"), reason=hold.reason
            )


def check_not_held(submissions: Collection[Submission]) -> None:
    """Raises Conflict naming the reason where one of these is on hold."""
    for hold in holds():
        for one in submissions:
            if one.consultation_id == hold.consultation_id and hold.submission_id in (None, one.id):
                raise Conflict(
                    N_("This is on legal hold, so nothing of it may be erased: %(reason)s"),
                    reason=hold.reason,
                )
