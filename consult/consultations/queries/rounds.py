"""Rounds: the consultation that another one goes on from, and the one that goes on from it."""

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.record.models import Log

HIDDEN = ("draft", "awaiting-sign-off")


def earlier_round(consultation: Consultation) -> Consultation | None:
    """The consultation that this one goes on from."""
    return (
        db.session.get(Consultation, consultation.earlier_id) if consultation.earlier_id is not None else None
    )


def earlier_revision(consultation: Consultation) -> int:
    """How often the earlier round's log has changed: pages that show what was said there are made anew with it."""
    if consultation.earlier_id is None:
        return 0
    log = select(Consultation.public_id).where(Consultation.id == consultation.earlier_id).scalar_subquery()
    return db.session.scalar(select(Log.revision).where(Log.log == log)) or 0


def later_round(consultation_id: int, *, public_only: bool = True) -> Consultation | None:
    """The consultation that goes on from this one; one that was withdrawn only where there is no other."""
    own = select(Consultation).where(Consultation.earlier_id == consultation_id)
    own = (
        own.where(Consultation.state.not_in(HIDDEN))
        if public_only
        else own.where(Consultation.state != "withdrawn")
    )
    return db.session.scalar(
        own.order_by((Consultation.state == "withdrawn"), Consultation.id.desc()).limit(1)
    )
