"""When a letter was received: the day that its clerk read from the stamp, by the entry, the rows and the packages."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import record_checks
from consult.contributions import service as contributing
from consult.contributions.models import Comment, Submission
from consult.contributions.service.entering import Receipt
from consult.contributions.service.written import Part
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.opendata.verify_package import verify
from consult.opendata.verify_times import Arrivals
from consult.organisations import queries as organisations
from consult.record import checks
from consult.record.models import Entry, EntryOpening
from consult.record.verify import Fault
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.packages import Files, export, read_files, rebagged, refused, write


@pytest.fixture
def dam(app: Flask) -> Consultation:
    """A consultation that opened a week ago, with a letter of the day before yesterday."""
    week = timedelta(days=7)
    made = make_consultation(slug="dam", opens_at=clock.now() - week, closes_at=clock.now() + week)
    clerk = make_staff("clerk", organisation=organisations.get(made.organisation_id))
    day = clock.now().date() - timedelta(days=2)
    with writing():
        consultation = consultations.get("dam")
        version = consultations.current_version(consultation.id)
        assert version is not None
        part = Part(version, contributing.write("Build a fish ladder.", limit=99))
        contributing.enter(
            clerk, consultation, [part], Receipt("post", day, "registered letter", 14),
            contact=contributing.Contact(), key=bytes(11), language="en", now=clock.now(),
        )  # fmt: skip
    return consultations.get("dam")


def _received(row: dict[str, object], minute: str) -> bytes:
    return (
        json.dumps({**row, "received_at": minute}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
    )


def _other_time(files: Files, minute: str) -> Files:
    """The package in which both tables tell another minute, in both forms, with new checksums."""
    changed = dict(files)
    for name in ("comments", "submissions"):
        row = json.loads(files[f"data/{name}.jsonl"])
        changed[f"data/{name}.jsonl"] = _received(row, minute)
        own = str(row["received_at"]).encode()
        assert changed[f"data/{name}.csv"].count(own) >= 1
        changed[f"data/{name}.csv"] = changed[f"data/{name}.csv"].replace(own, minute.encode(), 1)
    return rebagged(changed)


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_the_day_of_a_letter_is_in_its_entry_and_another_minute_is_named(
    dam: Consultation, tmp_path: Path, grade: str
) -> None:
    files = read_files(export(dam, tmp_path, grade))
    assert verify(write(files, tmp_path))
    told = json.loads(files["data/comments.jsonl"])["received_at"]
    later = f"{told[:14]}{(int(told[14:16]) + 1) % 60:02}{told[16:]}"
    assert f"at {later[:16]}Z by the table, and at {told[:16]}Z by its entry" in refused(
        _other_time(files, later), tmp_path
    )


def _set(when: object, *models: type[Comment | Submission]) -> None:
    """As somebody with the database's own tools."""
    db.session.remove()
    with db.engine.begin() as connection:
        for model in models:
            connection.execute(update(model).values(received_at=when))


def test_the_rows_of_a_letter_are_held_against_its_entry(dam: Consultation) -> None:
    assert "1 rows of comment" in record_checks.check_words()
    own = db.session.query(Comment.received_at).scalar()
    _set(own + timedelta(minutes=1), Comment, Submission)
    with pytest.raises(checks.Fault, match="comment: “received_at” of"):
        record_checks.check_words()
    _set(own, Comment)
    with pytest.raises(checks.Fault, match="submission: “received_at” of"):
        record_checks.check_words()


def test_of_a_letter_from_before_entries_said_the_instant_the_day_is_held(dam: Consultation) -> None:
    entry = db.session.query(Entry.id).filter(Entry.type == "submission.entered").scalar()
    opening = db.session.get_one(EntryOpening, entry)
    fields = {name: one for name, one in opening.fields.items() if name != "received_at"}
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(update(EntryOpening).where(EntryOpening.entry_id == entry).values(fields=fields))
    own = db.session.query(Comment.received_at).scalar()
    _set(own + timedelta(minutes=1), Comment, Submission)
    assert record_checks.check_words()
    for days in (-1, 1, 3):
        _set(own + timedelta(days=days), Comment, Submission)
        with pytest.raises(checks.Fault, match="comment: “received_at” of"):
            record_checks.check_words()


def test_the_verifier_reads_such_an_entry_too() -> None:
    arrivals, row = Arrivals(), {"reference": "AB", "submission": "s", "received_at": "2026-05-03T16:00Z"}
    arrivals.take({"objects": ["s"]}, {"received_on": str(date(2026, 5, 4))})
    arrivals.check_comment(row, "2026-05-06T09:00Z")
    for minute in ("2026-05-06T08:00Z", "2026-05-02T23:59Z", "2026-05-06T09:01Z"):
        with pytest.raises(Fault, match="not what its entry says"):
            arrivals.check_comment({**row, "received_at": minute}, "2026-05-06T09:00Z")


def test_late_is_what_the_closing_in_force_then_makes_of_it() -> None:
    arrivals = Arrivals()
    whole, inside = "2026-05-01 10:00:00+00:00", "2026-05-01T18:00:30+08:00"
    arrivals.take({"objects": ["paper"]}, {"received_at": "2026-05-01T09:59:59+00:00"})
    assert arrivals.is_late("a", "2026-05-01T10:00Z", whole) is True
    assert arrivals.is_late("a", "2026-05-01T09:59Z", whole) is False
    assert arrivals.is_late("a", "2026-05-01T10:00Z", inside) is None  # in that minute, before or after
    assert arrivals.is_late("a", "2026-05-01T10:01Z", inside) is True
    assert arrivals.is_late("paper", "2026-05-03T08:00Z", whole) is False
    assert arrivals.is_late("a", "2026-05-01T10:00Z", "None") is None
