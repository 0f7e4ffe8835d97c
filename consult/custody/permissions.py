"""Who holds, disposes, and answers requests for access."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor

KEEPERS = ("administrator",)
ANSWERERS = ("administrator", "responder", "clerk")


def may_keep(actor: Actor, consultation: Consultation) -> bool:
    """Administrators of the body put holds on and lift them, and dispose of what is due."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, *KEEPERS)


def may_see_custody(actor: Actor, consultation: Consultation) -> bool:
    """They, and who audits them."""
    return actor.holds(consultation.organisation_id, *KEEPERS, "auditor")


def may_answer(actor: Actor, consultation: Consultation) -> bool:
    """Administrators, responders and clerks of the body answer requests for access."""
    return not actor.is_auditor and actor.holds(consultation.organisation_id, *ANSWERERS)


def may_see_requests(actor: Actor, consultation: Consultation) -> bool:
    """They, and who audits them."""
    return actor.holds(consultation.organisation_id, *ANSWERERS, "auditor")
