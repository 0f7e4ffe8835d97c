"""The days of refusals against their entries."""

from sqlalchemy import select

from consult.foundation.db import db
from consult.record.checks.registry import Fault
from consult.record.checks.rows import entries_of
from consult.record.models import RefusedDay
from consult.record.rules import REFUSALS_COUNTED
from consult.record.service.refusals import told


def check_refusals() -> str:
    """Every day has the counts and the entry it should have. Raises Fault."""
    said = {
        entry.opened["day"]: (entry.clear["id"], entry.opened["counts"])
        for entry in entries_of((REFUSALS_COUNTED,))
    }
    rows = db.session.execute(select(RefusedDay.day, RefusedDay.entry_id, RefusedDay.counts)).all()
    for day, entry_id, counts in rows:
        if said.pop(day.isoformat(), None) != (entry_id, told(counts)):
            raise Fault(f"record_refused_day: {day} is not what its entry says")
    if said:
        raise Fault(f"record_refused_day: {min(said)} has an entry, and its row is missing")
    return f"{len(rows):,} days"
