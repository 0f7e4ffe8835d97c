"""The private log of who read personal data: its daily head is an entry, nothing else of it is."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import delete, func, select

from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.record.models import Entry, EntryOpening, PersonalRead
from consult.record.rules import PERSONAL_READS, READS_FORGOTTEN, SITE
from consult.record.service.appending import append

SETTLES = timedelta(minutes=5)
"""So long after midnight (UTC) a day is over: a page that was asked for before may note its read a little later."""


def close_days(now: datetime) -> int:
    """Make an entry of each day that is over and on which personal data was read; returns how many days."""
    before = (now.astimezone(UTC) - SETTLES).date()
    last = _last_closed()
    oldest = select(func.min(PersonalRead.read_at))
    if last is not None:
        oldest = oldest.where(PersonalRead.read_at >= _midnight(last + timedelta(days=1)))
    first = db.session.scalar(oldest)
    closed, day = 0, first.astimezone(UTC).date() if first else before
    while day < before:
        heads = heads_of(day)
        if heads:
            append(
                PERSONAL_READS, actor=TIMER, now=now, role="timer",
                values={"day": day.isoformat(), "heads": told(heads)},
            )  # fmt: skip
            closed += 1
        day += timedelta(days=1)
    return closed


def _last_closed() -> date | None:
    newest = (
        select(EntryOpening.fields)
        .join(Entry, Entry.id == EntryOpening.entry_id)
        .where(Entry.log == SITE, Entry.type == PERSONAL_READS)
        .order_by(Entry.number.desc())
        .limit(1)
    )
    fields = db.session.scalar(newest)
    return date.fromisoformat(fields["day"][1]) if fields else None


def heads_of(day: date) -> dict[str, str]:
    """Consultation (empty: none) -> how many reads of that day, and a hash over all of them in order."""
    rows = db.session.scalars(
        select(PersonalRead)
        .where(
            PersonalRead.read_at >= _midnight(day), PersonalRead.read_at < _midnight(day + timedelta(days=1))
        )
        .order_by(PersonalRead.id)
    )
    return _heads(rows)


def _heads(rows: Iterable[PersonalRead]) -> dict[str, str]:
    sums: dict[str, tuple[int, hashlib._Hash]] = {}
    for row in rows:
        number, own = sums.get(row.consultation, (0, hashlib.sha256()))
        said = [
            row.read_at.astimezone(UTC).isoformat(),
            row.account_id,
            row.reader,
            row.page,
            row.what,
            row.by_auditor,
        ]
        own.update(json.dumps(said, ensure_ascii=False).encode() + b"\n")
        sums[row.consultation] = number + 1, own
    return {log: f"{number} {own.hexdigest()}" for log, (number, own) in sums.items()}


def told(heads: dict[str, str]) -> str:
    """The heads as the entry commits to them."""
    return json.dumps(heads, sort_keys=True, separators=(",", ":"))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


def forget_reads(log: str, *, now: datetime) -> int:
    """Forget who read personal data of a consultation, when its time is over. Returns how many reads."""
    gone = db.session.execute(delete(PersonalRead).where(PersonalRead.consultation == log))
    number = int(gone.rowcount)  # type: ignore[attr-defined]
    append(
        READS_FORGOTTEN, actor=TIMER, now=now, consultation=log, role="timer", values={"reads": str(number)}
    )
    return number
