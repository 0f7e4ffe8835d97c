"""What every verb of this room shares: its entry in the consultation's log."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from consult.consultations.models import Consultation
from consult.foundation.access import Actor
from consult.foundation.errors import N_, Conflict
from consult.record import service as record

NOT_YOURS = N_("Only authors of this body may do that.")
PUBLISHED = N_("This version is published. Correct it by importing the next version.")
CHANGED_MEANWHILE = N_(
    "Somebody else changed this while you were writing. What you typed is kept below: compare it with what is "
    "stored now, then save again."
)
PAST_DATES = "past-dates"
"""Ground in the entry of a publication whose period began before it was published here."""


def append(
    type_: str, actor: Actor, consultation: Consultation, now: datetime, *, role: str = "author",
    objects: Sequence[str] = (), ground: str = "", values: Mapping[str, str] | None = None,
) -> record.Appended:  # fmt: skip
    """A staff act's entry in the consultation's log."""
    return record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=objects,
        organisation_id=consultation.organisation_id, role=role if actor.kind == "account" else actor.kind,
        ground=ground, values=values,
    )  # fmt: skip


def check_unchanged(seen: str | None, stored: str) -> None:
    """Raises Conflict where the stamp that the form showed isn't the stored one any more (None: not asked)."""
    if seen is not None and seen != stored:
        raise Conflict(CHANGED_MEANWHILE)
