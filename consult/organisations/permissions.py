"""Who may keep bodies and roles."""

from consult.foundation.access import Actor
from consult.organisations.models import Membership


def may_create_organisation(actor: Actor, parent_id: int | None) -> bool:
    """A department: administrators of the body above; a top body: administrators of a top body, the console."""
    if actor.is_auditor:
        return False
    if parent_id is None:
        return actor.kind == "console" or "administrator" in actor.site_roles
    return actor.holds(parent_id, "administrator")


def may_administer(actor: Actor, organisation_id: int) -> bool:
    """Administrators of the body or of one above it; never an auditor, whatever else they hold."""
    return not actor.is_auditor and actor.holds(organisation_id, "administrator")


def may_read(actor: Actor, organisation_id: int) -> bool:
    """Who works there with which role, now and before: its administrators and auditors."""
    return actor.holds(organisation_id, "administrator", "auditor")


def may_confirm(actor: Actor, membership: Membership) -> bool:
    """A second administrator: neither who asked for the role nor who receives it."""
    return (
        may_administer(actor, membership.organisation_id)
        and actor.account_id is not None
        and actor.account_id not in (membership.granted_by, membership.account_id)
    )


def may_set_site(actor: Actor) -> bool:
    """Texts, grounds, colour, mail: administrators of a top body."""
    return actor.kind == "console" or ("administrator" in actor.site_roles and not actor.is_auditor)
