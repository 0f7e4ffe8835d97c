"""The acts of this room that leave an entry."""

from datetime import datetime

from consult.foundation.access import Actor
from consult.foundation.errors import N_, Forbidden
from consult.record import service as record


def note_breach_list(actor: Actor, consultation: str, number: int, *, now: datetime) -> None:
    """Somebody listed who is affected by a breach. Administrators of the site, and the console. Raises Forbidden."""
    if actor.is_auditor or not (actor.kind == "console" or "administrator" in actor.site_roles):
        raise Forbidden(N_("Only administrators of the site list who is affected by a breach."))
    record.append(
        "breach.listed", actor=actor, now=now, consultation=consultation, values={"places": str(number)},
        role="administrator" if actor.kind == "account" else actor.kind,
    )  # fmt: skip
    record.note_personal_read(
        actor=actor, page="breach", what="breach list", now=now, consultation=consultation
    )
