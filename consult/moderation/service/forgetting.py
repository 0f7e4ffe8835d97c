"""What is destroyed when its time is over: internal notes, and the words of readers' reports. Called when it is due."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.foundation.access import TIMER
from consult.foundation.db import db, table_of
from consult.moderation.models import Report, Ruling
from consult.record import service as record

AT_ONCE = 200
"""Things that one entry names."""


def forget_notes(consultation_id: int, *, now: datetime) -> int:
    """Moderators' internal notes go, in the record too. Rulings and notes to the public stay. Returns how many."""
    return _forget(Ruling, "internal_note", "ruling.notes_forgotten", consultation_id, now)


def forget_report_words(consultation_id: int, *, now: datetime) -> int:
    """What readers wrote when they reported something goes; ground, time and answer stay. Returns how many."""
    return _forget(Report, "message", "report.words_forgotten", consultation_id, now)


def _forget(model: type[Any], column: str, type_: str, consultation_id: int, now: datetime) -> int:
    table = table_of(model)
    rows = db.session.scalars(
        select(model)
        .where(table.c.consultation_id == consultation_id, table.c[column] != "")
        .order_by(table.c.id)
    ).all()
    for start in range(0, len(rows), AT_ONCE):
        some = rows[start : start + AT_ONCE]
        for row in some:
            setattr(row, column, "")
        record.erase_openings([row.entry_id for row in some if row.entry_id], [column])
        record.append(
            type_, actor=TIMER, now=now, role="timer", objects=[row.public_id for row in some],
            consultation=consultations.get_by_id(consultation_id).public_id,
        )  # fmt: skip
    db.session.flush()
    return len(rows)
