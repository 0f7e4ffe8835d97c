"""Who may take a consultation away."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor


def may_take_auditor_package(actor: Actor, consultation: Consultation) -> bool:
    """Auditors of the body, and the console. It holds hidden originals and personal data."""
    return actor.holds(consultation.organisation_id, "auditor")
