"""Who may read behind the public pages."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor


def may_audit(actor: Actor, consultation: Consultation) -> bool:
    """Auditors of its body, unpublished consultations too."""
    return actor.holds(consultation.organisation_id, "auditor")


def may_audit_site(actor: Actor) -> bool:
    """The log of what belongs to no consultation: auditors of a top body."""
    return "auditor" in actor.site_roles
