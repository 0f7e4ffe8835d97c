"""Who may keep bodies and roles."""

from consult.foundation.access import Actor


def may_create_organisation(actor: Actor, parent_id: int | None) -> bool:
    """A department: administrators of the body above; a top body: administrators of a top body, the console."""
    if parent_id is None:
        return actor.kind == "console" or "administrator" in actor.site_roles
    return actor.holds(parent_id, "administrator")


def may_administer(actor: Actor, organisation_id: int) -> bool:
    """Administrators of the body or of one above it."""
    return actor.holds(organisation_id, "administrator")


def may_set_site(actor: Actor) -> bool:
    """Texts, grounds, colour, mail: administrators of a top body."""
    return actor.kind == "console" or "administrator" in actor.site_roles
