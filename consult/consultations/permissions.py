"""Who may do what to a consultation."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor


def may_create(actor: Actor, organisation_id: int) -> bool:
    """Authors of the body."""
    return actor.holds(organisation_id, "author")


def may_edit(actor: Actor, consultation: Consultation) -> bool:
    """Authors of its body."""
    return actor.holds(consultation.organisation_id, "author")


def may_publish(actor: Actor, consultation: Consultation) -> bool:
    """Authors of its body."""
    return actor.holds(consultation.organisation_id, "author")


def may_extend(actor: Actor, consultation: Consultation) -> bool:
    """Authors of its body."""
    return actor.holds(consultation.organisation_id, "author")


def may_finish(actor: Actor, consultation: Consultation) -> bool:
    """Authors and responders of its body."""
    return actor.holds(consultation.organisation_id, "author", "responder")


def may_see_unpublished(actor: Actor, consultation: Consultation) -> bool:
    """Everybody with a role on its body."""
    return actor.holds(
        consultation.organisation_id, "author", "moderator", "responder", "clerk", "auditor", "administrator"
    )
