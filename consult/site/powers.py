"""Who may do what, asked of the permissions themselves, so that the table on the page is never out of date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from consult.consultations import permissions as consultations
from consult.consultations.models import Consultation
from consult.contributions import permissions as contributions
from consult.foundation.access import Actor
from consult.foundation.errors import N_
from consult.foundation.roles import ROLES
from consult.moderation import permissions as moderation
from consult.opendata import permissions as opendata
from consult.organisations import permissions as organisations
from consult.outcomes import permissions as outcomes
from consult.votes import permissions as votes

NOBODY = -1
"""The account of a made-up person who holds one role and nothing else."""
May = Callable[[Actor, Consultation], bool]
POWERS: Sequence[tuple[str, May]] = (
    (N_("Prepare and publish the draft"), consultations.may_publish),
    (N_("Extend the deadline"), consultations.may_extend),
    (N_("Publish, hide or redact a comment"), moderation.may_moderate),
    (
        N_("Decide a review, never of their own ruling"),
        lambda actor, consultation: moderation.may_decide_review(actor, consultation, None, ()),
    ),
    (N_("Put a comment to agreement as a statement"), votes.may_open_statement),
    (N_("Bring in comments from elsewhere"), contributions.may_import),
    (N_("Reply to comments"), outcomes.may_reply),
    (N_("Publish the outcome"), outcomes.may_publish_outcome),
    (N_("Promise the outcome for a later day"), outcomes.may_postpone_outcome),
    (N_("Declare the consultation finished"), consultations.may_finish),
    (
        N_("Give and take away roles"),
        lambda actor, consultation: organisations.may_administer(actor, consultation.organisation_id),
    ),
    (N_("Read hidden originals and the whole log"), opendata.may_take_auditor_package),
)
"""What can be done to a consultation, and the permission that decides it."""


@dataclass(frozen=True)
class Power:
    """An act (a catalogue id) and the roles that may do it."""

    act: str
    roles: tuple[str, ...]


def powers(consultation: Consultation) -> list[Power]:
    """Which role on the consultation's body may do what. Asks every permission with a person of one role."""
    people = {
        role: Actor("account", NOBODY, roles={consultation.organisation_id: frozenset({role})})
        for role in ROLES
    }
    return [
        Power(act, tuple(role for role, person in people.items() if may(person, consultation)))
        for act, may in POWERS
    ]
