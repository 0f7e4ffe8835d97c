"""What every verb of this room shares: its entry in the consultation's log."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from consult.consultations.models import Consultation
from consult.consultations.service import sides
from consult.foundation.access import Actor
from consult.foundation.errors import N_, Conflict
from consult.organisations.service import approving
from consult.record import service as record

NOT_YOURS = N_("Only authors of this body may do that.")
PUBLISHED = N_("This version is published. Correct it by importing the next version.")
CHANGED_MEANWHILE = N_(
    "Somebody else changed this while you were writing. What you typed is kept below: compare it with what is "
    "stored now, then save again."
)
SIGNED_LATER = ("version", "edition", "outcome", "disposition")
"""First words of entries about what is signed while the consultation is public."""
ALSO = ("administrator", "responder", "author")
"""Roles in which acts of other roles are done, too: an administrator signs what an author asked for."""
PAST_DATES = "past-dates"
"""Ground in the entry of a publication whose period began before it was published here."""


def append(
    type_: str, actor: Actor, consultation: Consultation, now: datetime, *, role: str = "author",
    objects: Sequence[str] = (), ground: str = "", values: Mapping[str, str] | None = None,
) -> record.Appended:  # fmt: skip
    """A staff act's entry in the consultation's log. What was signed and is something else now is void from here on."""
    if type_ in sides.MAKING_ACTS:
        sides.take_side(actor, consultation, sides.MAKING, now=now)
    entry = record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=objects,
        organisation_id=consultation.organisation_id,
        role=actor.role_on(consultation.organisation_id, role, *(ALSO if role in ALSO else ())),
        ground=ground, values=values,
    )  # fmt: skip
    if consultation.state == "awaiting-sign-off" or type_.partition(".")[0] in SIGNED_LATER:
        approving.void_changed(actor, consultation.public_id, now)
    return entry


def check_unchanged(seen: str | None, stored: str) -> None:
    """Raises Conflict where the stamp that the form showed isn't the stored one any more (None: not asked)."""
    if seen is not None and seen != stored:
        raise Conflict(CHANGED_MEANWHILE)
