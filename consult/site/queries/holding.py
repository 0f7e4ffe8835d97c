"""In whose hands a comment, or a second look at the answer to it, is, and by when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consult.consultations.models import Consultation
from consult.contributions.queries import Shown
from consult.organisations.queries import names_in
from consult.outcomes.holding import Inside, holding
from consult.outcomes.queries.looks import time_left
from consult.outcomes.queries.waiting import inside_of
from consult.site import step_line


@dataclass(frozen=True)
class Held:
    """In whose hands a comment is, and by when something of it is due first."""

    office: str
    """The body's name."""
    awaited: Sequence[str]
    """Names of departments that have it in hand; none: the body itself."""
    due_on: date | None


def holders(
    found: Mapping[int, Consultation], inside: Mapping[int, Sequence[Inside]], language: str
) -> dict[int, Held]:
    """Who holds these comments (id -> consultation), from what they wait for inside. One statement."""
    held = {own: holding(inside.get(own, ()), one.outcome_due_on) for own, one in found.items()}
    offices = {one.organisation_id for one in found.values()}
    names = names_in(offices | {office for one in held.values() for office in one.offices}, language)
    return {
        own: Held(
            names[one.organisation_id], [names[office] for office in held[own].offices], held[own].due_on
        )
        for own, one in found.items()
    }


def holder(consultation: Consultation, comment: Shown, language: str) -> Held:
    """Who holds a comment, for everybody. Three statements.

    Of one that isn't public, nothing is told of its themes: whose they are would tell what it says.
    """
    inside = inside_of([comment.id]).get(comment.id, [])
    told = [one for one in inside if not one.is_of_theme or comment.state == "published"]
    return holders({comment.id: consultation}, {comment.id: told}, language)[comment.id]


def look_waits(
    consultation: Consultation, asked_at: datetime | None, now: datetime
) -> step_line.Waits | None:
    """What an open second look that was asked for then waits for; None where there is none, or none is owed."""
    if asked_at is None or consultation.state == "withdrawn":
        return None
    due_on, late = time_left(consultation, asked_at, now)
    return step_line.of_look(due_on=due_on, late_days=late, stands_still=consultation.state == "suspended")
