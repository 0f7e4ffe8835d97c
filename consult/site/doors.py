"""Where something is refused before anybody accepts it, and why, in words."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from consult.foundation.errors import N_
from consult.foundation.i18n import gettext

OTHERS = N_("Other forms")
DOORS = {
    "contributions.send_comment": N_("Writing a comment"),
    "contributions.begin_submission": N_("Writing a submission"),
    "contributions.send_submission": N_("Writing a submission"),
    "contributions.correct": N_("Correcting a comment"),
    "contributions.own_correct": N_("Correcting a comment"),
    "votes.cast": N_("Answering statements"),
    "votes.start": N_("Answering statements"),
    "moderation.send_review": N_("Asking for a review"),
    "moderation.send_own_review": N_("Asking for a review"),
    "moderation.send_report": N_("Reporting something"),
    "moderation.send_text_report": N_("Reporting something"),
    "notifications.send_subscribe": N_("Asking for news by e-mail"),
    "accounts.sign_in": N_("Signing in"),
    "accounts.sign_up": N_("Opening an account"),
}
"""Endpoint -> what somebody wanted to do there."""
CAUSES = {
    "limit": N_("too many within an hour"),
    "trap": N_("taken for spam"),
    "closed": N_("not open at that time"),
    "overload": N_("the site was overloaded"),
}


@dataclass(frozen=True)
class RefusedRow:
    """One line of the table."""

    day: date
    door: str
    cause: str
    number: int


def refused_rows(days: Sequence[tuple[date, Mapping[str, Mapping[str, int]]]]) -> list[RefusedRow]:
    """What was refused, by day, door and cause, in the page's language; doors of one name are added up."""
    rows = []
    for day, counts in days:
        numbers = Counter[tuple[str, str]]()
        for door, causes in counts.items():
            for cause, number in causes.items():
                numbers[gettext(DOORS.get(door, OTHERS)), gettext(CAUSES.get(cause, cause))] += number
        rows += [RefusedRow(day, door, cause, number) for (door, cause), number in sorted(numbers.items())]
    return rows
