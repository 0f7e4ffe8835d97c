"""Who may take a consultation away."""

from consult.consultations.models import Consultation
from consult.foundation.access import Actor


def may_take_auditor_package(actor: Actor, consultation: Consultation) -> bool:
    """Auditors of the body or of it alone, and the console. It holds hidden originals and personal data."""
    return actor.reads_all_of(consultation.organisation_id, consultation.public_id)


def may_import_package(actor: Actor) -> bool:
    """Administrators of the site, and the console."""
    return actor.kind == "console" or "administrator" in actor.site_roles
