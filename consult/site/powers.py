"""Who may do what in which state, asked of the enforced permissions and rules: the page is never out of date."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from consult.consultations import permissions as consultations
from consult.consultations import rules as life
from consult.consultations.models import Consultation
from consult.contributions import asking_states
from consult.contributions import permissions as contributions
from consult.contributions import rules as said
from consult.foundation.access import Actor
from consult.foundation.errors import N_, Refused
from consult.foundation.roles import ROLES
from consult.moderation import permissions as moderation
from consult.opendata import permissions as opendata
from consult.organisations import permissions as organisations
from consult.outcomes import permissions as outcomes
from consult.outcomes import rules as answering
from consult.votes import permissions as votes
from consult.votes import rules as voting

NOBODY = -1
"""The account of a made-up person who holds one role and nothing else."""
SOME_TIME, SOME_DAY = datetime(2030, 1, 1, tzinfo=UTC), date(2030, 1, 1)
May = Callable[[Actor, Consultation], bool]
Check = Callable[[str], object]
"""Raises Refused in a phase in which the act isn't possible."""


def _always(_phase: str) -> None:
    """Possible in every state."""


def _suspend(phase: str) -> None:
    if phase != "suspended":
        life.check_suspension(phase, "a reason")


POWERS: Sequence[tuple[str, May, Check]] = (
    (N_("Prepare and publish the draft"), consultations.may_publish, life.check_may_change),
    (
        N_("Extend the deadline; a second person agrees"),
        consultations.may_extend,
        lambda phase: life.check_extension(phase, SOME_TIME, SOME_TIME + timedelta(days=1), "a reason"),
    ),
    (N_("Sign what others have asked for"), consultations.may_sign, _always),
    (N_("Suspend, with a second person who agrees, and resume"), consultations.may_suspend, _suspend),
    (
        N_("Ask that it ends without an answer; a second person agrees"),
        consultations.may_end,
        lambda phase: life.check_ending(phase, "annulled", "a reason", ""),
    ),
    (N_("Publish, hide or redact a comment"), moderation.may_moderate, _always),
    (N_("See who sent a comment; a second person agrees"), moderation.may_moderate, _always),
    (
        N_("Erase what somebody sent, or remove by order; a second person agrees"),
        contributions.may_decide_erasure,
        _always,
    ),
    (
        N_("Change the site’s grounds for hiding; a second person agrees"),
        lambda actor, _consultation: organisations.may_set_site(actor),
        _always,
    ),
    (
        N_("Decide a review, never of their own ruling"),
        lambda actor, consultation: moderation.may_decide_review(
            actor, consultation.review_organisation_id or consultation.organisation_id, None, ()
        ),
        _always,
    ),
    (
        N_("Put a comment to agreement as a statement"),
        votes.may_open_statement,
        voting.check_may_open_statement,
    ),
    (
        N_("Give one body, place or person more time; a second person agrees"),
        contributions.may_give_time,
        lambda phase: said.check_more_time(
            phase, closes_at=SOME_TIME, until=SOME_TIME + timedelta(days=1), now=SOME_TIME
        ),
    ),
    (
        N_("Begin a further round"),
        lambda actor, consultation: consultations.may_edit(actor, consultation) and not actor.is_auditor,
        life.check_may_continue,
    ),
    (
        N_("Say who must be asked"),
        contributions.may_give_time,
        lambda phase: asking_states.check_may_add(phase, reason="a reason", number=1, known=0),
    ),
    (
        N_("Bring in comments from elsewhere; while it is open a second person agrees"),
        contributions.may_import,
        _always,
    ),
    (N_("Reply to comments"), outcomes.may_reply, answering.check_may_reply),
    (N_("Publish the outcome"), outcomes.may_publish_outcome, answering.check_may_publish_outcome),
    (
        N_("Promise the outcome for a later day; a second person agrees"),
        outcomes.may_postpone_outcome,
        lambda phase: answering.check_postponement(phase, SOME_DAY, SOME_DAY + timedelta(days=1), "a reason"),
    ),
    (N_("Declare the consultation finished"), consultations.may_finish, life.check_may_finish),
    (
        N_("Give and take away roles; for auditors and administrators a second person agrees"),
        lambda actor, consultation: organisations.may_administer(actor, consultation.organisation_id),
        _always,
    ),
    (N_("Read hidden originals and the whole log"), opendata.may_take_auditor_package, _always),
)
"""What can be done to a consultation, the permission that decides who, and the rule that decides when."""


@dataclass(frozen=True)
class Power:
    """An act (a catalogue id), the roles that may do it, and the phases in which it is possible."""

    act: str
    roles: tuple[str, ...]
    phases: tuple[str, ...]
    by_site: bool
    """Whether administrators of the site may: those of a top body, who need hold nothing on this one."""


def powers(consultation: Consultation) -> list[Power]:
    """Which role on the consultation's body may do what. Asks every permission with a person of one role."""
    bodies = {
        consultation.organisation_id,
        consultation.review_organisation_id or consultation.organisation_id,
    }
    people = {
        role: Actor("account", NOBODY, roles={one: frozenset({role}) for one in bodies}) for role in ROLES
    }
    site = Actor("account", NOBODY, site_roles=frozenset({"administrator"}))
    return [
        Power(
            act,
            tuple(role for role, person in people.items() if may(person, consultation)),
            tuple(phase for phase in life.PHASES if _is_possible(check, phase)),
            may(site, consultation),
        )
        for act, may, check in POWERS
    ]


def _is_possible(check: Check, phase: str) -> bool:
    try:
        check(phase)
    except Refused:
        return False
    return True
