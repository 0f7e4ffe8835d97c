"""Reading which fields were forgotten when: the entries of it are the certificates."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from consult.custody.rules import MAILS_FORGOTTEN
from consult.foundation.db import db
from consult.record.models import Entry, EntryOpening
from consult.record.rules import SITE

NEWEST_RUNS = 30


@dataclass(frozen=True)
class Forgotten:
    """One run: its entry, when it was, how many mails, and the day before which they had left."""

    entry_id: str
    at: datetime
    number: int
    days: int
    before: date


def forgotten_mails(limit: int = NEWEST_RUNS) -> list[Forgotten]:
    """The newest runs that deleted any, the newest first."""
    rows = db.session.execute(
        select(Entry.id, Entry.appended_at, EntryOpening.fields)
        .join(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Entry.log == SITE, Entry.type == MAILS_FORGOTTEN)
        .order_by(Entry.number.desc())
        .limit(limit)
    )
    found = []
    for own, at, fields in rows:
        told = {name: value for name, (_salt, value) in fields.items()}
        found.append(
            Forgotten(own, at, int(told["number"]), int(told["days"]), date.fromisoformat(told["before"]))
        )
    return found
