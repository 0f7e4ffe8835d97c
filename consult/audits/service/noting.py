"""Notes of the audit office."""

from datetime import datetime

from sqlalchemy import or_, select

from consult.audits import permissions, rules
from consult.audits.models import Note, ProcessReport
from consult.consultations.models import Consultation
from consult.contributions.service import Wiping, cover
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden

NOT_YOURS = N_("Only auditors of this consultation may do that.")


def wipe(wiping: Wiping) -> None:
    """Part of verbs: cover what notes and confidential reports quote. They have no entry that would open anything."""
    own = wiping.submission.consultation_id
    cover(wiping, db.session.scalars(select(Note).where(Note.consultation_id == own)).all(), ["body"])
    meant = or_(ProcessReport.consultation_id == own, ProcessReport.consultation_id.is_(None))
    told = db.session.scalars(select(ProcessReport).where(meant)).all()
    cover(wiping, told, ["message", "finding"])
    db.session.flush()


def write_note(actor: Actor, consultation: Consultation, *, body: str, now: datetime) -> Note:
    """Keep a note that only auditors of this consultation read. It has no entry: nobody audited learns of it."""
    if not permissions.may_audit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    body = rules.check_words(
        text.normalise(body, limit=rules.NOTE_LIMIT, field="body"), rules.NOTE_LIMIT, "body"
    )
    note = Note(consultation_id=consultation.id, body=body, written_at=now, account_id=actor.account_id)
    db.session.add(note)
    db.session.flush()
    return note
