"""Who may do what to a consultation."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor
from consult.organisations.rules.chain import SIGNERS


def may_take_part(actor: Actor, who: str) -> bool:
    """Whether somebody is of those who may comment or vote, as far as it is known before they do.

    Whether an address or a number is confirmed, or an invitation was brought, is asked with what they send.
    """
    return who != "account" or actor.account_id is not None


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


def may_end(actor: Actor, consultation: Consultation) -> bool:
    """Ask that it ends otherwise than by its answer: authors and administrators of its body; a second one agrees."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "author", "administrator")


def may_suspend(actor: Actor, consultation: Consultation) -> bool:
    """Suspend and resume: authors and administrators of its body."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "author", "administrator")


def may_remove(actor: Actor, consultation: Consultation) -> bool:
    """Remove a version or a document by order: administrators of its body; a second one agrees."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, "administrator")


def may_sign(actor: Actor, consultation: Consultation) -> bool:
    """Sign what others have asked for: authors, responders and administrators of its body, never their own request."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, *SIGNERS)


def may_see_unpublished(actor: Actor, consultation: Consultation) -> bool:
    """Everybody with a role on its body."""
    return consultation.public_id in actor.audits or actor.holds(
        consultation.organisation_id, "author", "moderator", "responder", "clerk", "auditor", "administrator"
    )
