"""On one consultation nobody both prepares or answers, and moderates."""

from datetime import datetime

from sqlalchemy import select

from consult.consultations.models import Consultation, Side
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused

MAKING, MODERATING = "making", "moderating"
MAKING_ACTS = frozenset({
    "consultation.created", "consultation.described", "consultation.ruled", "version.drafted", "version.mended",
    "edition.drafted", "reply.published", "reply.corrected", "disposition.set", "outcome.drafted",
})  # fmt: skip
"""Entries of acts that prepare or answer. Signing what others made is neither."""
BOTH_SIDES = {
    MAKING: N_(
        "You have moderated comments on this consultation, so somebody else has to prepare and answer it. Where your "
        "body is too small for two, its author gives the public reason."
    ),
    MODERATING: N_(
        "You have prepared this consultation or answered comments on it, so somebody else has to moderate. Where your "
        "body is too small for two, its author gives the public reason."
    ),
}  # fmt: skip


def take_side(actor: Actor, consultation: Consultation, side: str, *, now: datetime) -> None:
    """Note on which side a person acts. Refused where they act on the other, unless the body said why it must be so.

    Called by the verbs of every room that prepare, answer or moderate; the entry is theirs.
    """
    if actor.kind != "account" or actor.account_id is None:
        return
    taken = set(
        db.session.scalars(
            select(Side.side).where(
                Side.consultation_id == consultation.id, Side.account_id == actor.account_id
            )
        )
    )
    if taken - {side} and not consultation.same_people_reason.strip():
        raise Refused(BOTH_SIDES[side])
    if side not in taken:
        db.session.add(
            Side(consultation_id=consultation.id, account_id=actor.account_id, side=side, taken_at=now)
        )
        db.session.flush()
