"""Who belongs to the audit office of a consultation."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor


def may_audit(actor: Actor, consultation: Consultation) -> bool:
    """Auditors of its body, and of this consultation alone; unpublished ones too."""
    return actor.kind == "account" and actor.reads_all_of(
        consultation.organisation_id, consultation.public_id
    )


def may_audit_site(actor: Actor) -> bool:
    """What belongs to no consultation: auditors of a top body."""
    return actor.kind == "account" and "auditor" in actor.site_roles
