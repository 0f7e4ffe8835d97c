"""Who read personal data is private; the head of each day is an entry, and a read changed afterwards is found."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.record import checks, jobs, service
from consult.record.models import Entry, EntryOpening
from consult.record.rules import PERSONAL_READS
from tests.factories.consultations import make_consultation


def note(at: datetime, log: str, page: str = "desk.comment") -> None:
    with writing():
        service.note_personal_read(actor=CONSOLE, page=page, what="HSG-1", now=at, consultation=log)


def heads() -> list[str]:
    found = db.session.scalars(
        select(EntryOpening.fields)
        .join(Entry, Entry.id == EntryOpening.entry_id)
        .where(Entry.type == PERSONAL_READS)
        .order_by(Entry.number)
    ).all()
    db.session.rollback()
    return [one["day"][1] for one in found]


def test_each_day_with_reads_is_closed_once_by_an_entry_without_names(app: Flask) -> None:
    now, log = clock.now(), make_consultation().public_id
    for days in (3, 3, 1, 0):
        note(now - timedelta(days=days), log)
    assert jobs.close_reads(now + timedelta(minutes=10)) >= 2
    assert jobs.close_reads(now + timedelta(minutes=10)) == 0
    days = heads()
    assert days == sorted(set(days)) and (now - timedelta(days=3)).date().isoformat() in days
    content = db.session.scalars(select(Entry.content).where(Entry.type == PERSONAL_READS)).first()
    assert content is not None and b"HSG-1" not in content and b"desk" not in content
    assert "days of reads" in checks.check_reads()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE record_personal_read SET page = 'another.page' WHERE id = 1",
        "UPDATE record_personal_read SET account_id = 7 WHERE id = 1",
        "DELETE FROM record_personal_read WHERE id = 1",
        "UPDATE record_personal_read SET consultation = 'another' WHERE id = 2",
    ],
)
def test_a_read_that_is_changed_when_its_day_is_over_is_found(app: Flask, change: str) -> None:
    now, log = clock.now(), make_consultation().public_id
    note(now - timedelta(days=2), log)
    note(now - timedelta(days=2), "")
    jobs.close_reads(now)
    db.session.execute(text(change))
    with pytest.raises(checks.Fault, match="record_personal_read"):
        checks.check_reads()


def test_what_is_destroyed_in_its_time_is_said_by_an_entry(app: Flask) -> None:
    now, log = clock.now(), make_consultation().public_id
    note(now - timedelta(days=2), log)
    note(now - timedelta(days=2), "")
    jobs.close_reads(now)
    with writing():
        assert service.forget_reads(log, now=now) == 1
    assert checks.check_reads()
    db.session.execute(text("DELETE FROM record_personal_read"))
    with pytest.raises(checks.Fault, match="record_personal_read"):
        checks.check_reads()
