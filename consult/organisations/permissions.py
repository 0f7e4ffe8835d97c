"""Who may keep bodies and roles."""

from collections.abc import Collection

from consult.foundation.access import Actor
from consult.foundation.errors import N_, Forbidden
from consult.organisations.models import Approval, ApprovalStep, Membership

NOT_YOURS = N_("Only an administrator of this body may do that.")
NOT_YOURS_TO_SET = N_("Only an administrator of a top body may set this.")


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


def may_give_audit(actor: Actor, organisation_id: int) -> bool:
    """Ask for an auditor's access: its administrators, and those of a top body, who stand outside it."""
    return may_administer(actor, organisation_id) or may_set_site(actor)


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


def may_sign(
    actor: Actor,
    approval: Approval,
    step: ApprovalStep,
    roles: Collection[str],
    signed: Collection[int | None],
) -> bool:
    """Who holds one of ``roles`` in the step's office, didn't ask for it and has signed no other step of it."""
    return (
        actor.account_id is not None
        and not actor.is_auditor
        and actor.account_id != approval.asked_by
        and actor.account_id not in signed
        and actor.holds(step.organisation_id, *roles)
    )


def may_set_site(actor: Actor) -> bool:
    """Texts, grounds, colour, mail: administrators of a top body."""
    return actor.kind == "console" or ("administrator" in actor.site_roles and not actor.is_auditor)


def ask_create(actor: Actor, parent_id: int | None) -> None:
    """Raises Forbidden where the actor may not create a body there."""
    if not may_create_organisation(actor, parent_id):
        raise Forbidden(NOT_YOURS)


def ask_administer(actor: Actor, organisation_id: int) -> None:
    """Raises Forbidden for everybody but the body's administrators."""
    if not may_administer(actor, organisation_id):
        raise Forbidden(NOT_YOURS)


def ask_give(actor: Actor, role: str, organisation_id: int) -> None:
    """Raises Forbidden where the actor may not ask that this role is given or taken."""
    if not (may_give_audit if role == "auditor" else may_administer)(actor, organisation_id):
        raise Forbidden(NOT_YOURS)


def ask_read(actor: Actor, organisation_id: int) -> None:
    """Raises Forbidden for everybody but the body's administrators and auditors."""
    if not may_read(actor, organisation_id):
        raise Forbidden(N_("Only administrators and auditors of this body may see this."))


def ask_set_site(actor: Actor) -> None:
    """Raises Forbidden for everybody but administrators of a top body."""
    if not may_set_site(actor):
        raise Forbidden(NOT_YOURS_TO_SET)
