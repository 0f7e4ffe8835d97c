"""Who may answer for a body. Auditors change nothing, whatever other role they were given."""

from collections.abc import Collection

from consult.consultations.models import Consultation
from consult.foundation.access import Actor


def may_reply(actor: Actor, consultation: Consultation) -> bool:
    """Responders of its body: also for correcting a reply."""
    return _holds(actor, consultation, "responder")


def may_set_disposition(actor: Actor, consultation: Consultation) -> bool:
    """Responders of its body."""
    return _holds(actor, consultation, "responder")


def may_draft_outcome(actor: Actor, consultation: Consultation) -> bool:
    """Responders and authors of its body: the decision is often written by whoever wrote the draft."""
    return _holds(actor, consultation, "responder", "author")


def may_publish_outcome(actor: Actor, consultation: Consultation) -> bool:
    """Responders of its body."""
    return _holds(actor, consultation, "responder")


def may_postpone_outcome(actor: Actor, consultation: Consultation) -> bool:
    """Responders and authors of its body."""
    return _holds(actor, consultation, "responder", "author")


def may_write_part(actor: Actor, organisation_id: int) -> bool:
    """Responders and authors of the office that owes a part of a joint reply."""
    return not actor.is_auditor and actor.holds(organisation_id, "responder", "author")


def may_trace(actor: Actor, consultation: Consultation) -> bool:
    """Responders and authors of its body: they know what moved which passage."""
    return _holds(actor, consultation, "responder", "author")


def may_take_over(actor: Actor, consultation: Consultation) -> bool:
    """Authors of its body: a wording that is taken over changes the draft."""
    return _holds(actor, consultation, "author")


def may_hand_over(actor: Actor, consultation: Consultation) -> bool:
    """Responders of its body: they hand what was received to those who decide."""
    return _holds(actor, consultation, "responder")


def may_commit(actor: Actor, consultation: Consultation) -> bool:
    """Responders of its body: what it promises, and how that stands."""
    return _holds(actor, consultation, "responder")


CLOSERS = ("responder", "administrator")
"""Roles under which a second look is closed."""


def may_close_look(
    actor: Actor, consultation: Consultation, answered: Collection[int | None], *, is_own: bool
) -> bool:
    """Responders and administrators of its body who neither gave the answer nor wrote the comment (``is_own``)."""
    if actor.account_id in answered or is_own:
        return False
    return _holds(actor, consultation, *CLOSERS)


def may_see_desk(actor: Actor, consultation: Consultation) -> bool:
    """Whoever works on the answer, and auditors and administrators, who read."""
    return actor.holds(consultation.organisation_id, "responder", "author", "auditor", "administrator")


def _holds(actor: Actor, consultation: Consultation, *roles: str) -> bool:
    return not actor.is_auditor and actor.holds(consultation.organisation_id, *roles)
