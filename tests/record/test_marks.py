"""Every column of every covered table: one value changed by other hands than the program's is found and named."""

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    Table,
    delete,
    insert,
    select,
    text,
    update,
)

from consult.contributions import record_checks
from consult.contributions.models import AskedFile, Attachment
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import Base, Instant, db, gathering, is_sqlite, writing
from consult.foundation.errors import Refused
from consult.record import checks, jobs, service
from consult.record.checks import marks
from consult.record.marking import MARKED, mark_of, secret_of
from consult.record.models import Entry
from tests.factories.consultations import article_of, make_consultation
from tests.factories.outcomes import make_comments, make_reply

MIGRATIONS = Path(__file__).parents[2] / "migrations" / "versions"
ADDED = re.compile(r"""op\.add_column\(\s*"(\w+)",\s*sa\.Column\(\s*"(\w+)\"""")
FILES = (Attachment, AskedFile)
RECOMPUTED = ("record_entry", "record_leaf", "record_opening", "record_tile")


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A sealed site with a row, stored by the program, in every covered table."""
    consultation = make_consultation("closed", slug="market")
    make_reply(consultation, make_comments(consultation, 2, article=article_of(consultation))[:1])
    with writing(), gathering():
        for _ in range(300):  # more than a tile
            service.append("lantern.lit", actor=GUEST, now=clock.now(), consultation=consultation.public_id)
    jobs.seal()
    with writing():
        service.append("lantern.lit", actor=GUEST, now=clock.now())
        for table in Base.metadata.sorted_tables:
            if table.name in MARKED and db.session.execute(select(table).limit(1)).first() is None:
                db.session.execute(insert(table).values(**_made_up(table)))
        for kept in FILES:
            db.session.execute(update(kept).values(content=b"x", sha256=sha256(b"x").hexdigest()))
    monkeypatch.setattr(marks, "CHECKS", {})  # the rooms' own sentences take a package each
    yield app
    db.session.rollback()


def _held() -> list[str]:
    """Covered tables but those that are only made from others (test_repairing.py)."""
    return sorted(set(checks.COVERED) - {one.table for one in checks.DERIVED.values()})


def _made_up(table: Table) -> dict[str, Any]:
    return {
        one.name: _value(one) for one in table.columns if not _is_numbered(table, one) and not one.nullable
    }


def _is_numbered(table: Table, column: Column[Any]) -> bool:
    return (
        column.primary_key
        and len(table.primary_key.columns) == 1
        and isinstance(column.type, Integer)
        and not column.foreign_keys
    )


def _value(column: Column[Any]) -> Any:
    for key in column.foreign_keys:
        return db.session.scalar(select(key.column).order_by(key.column).limit(1))
    if column.default is not None and column.default.is_scalar:
        return column.default.arg  # type: ignore[attr-defined]
    allowed = [one for one in column.table.constraints if one.name == f"ck_{column.table.name}_{column.name}"]
    if allowed and " IN (" in (words := str(allowed[0].sqltext)):  # type: ignore[attr-defined]
        return words.split("'")[1]
    return _other(column, None)


def _other(column: Column[Any], value: Any) -> Any:
    """Another value that such a column could hold."""
    kind = column.type
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, Integer):
        return (value or 0) + 1_000
    if isinstance(kind, Instant):
        return (value or datetime.fromisoformat("2026-01-01T00:00:00+00:00")) + timedelta(seconds=1)
    if isinstance(kind, Date):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(kind, LargeBinary):
        return bytes([value[0] ^ 1]) + value[1:] if value else b"x"
    if isinstance(kind, JSON):
        return {"other": value}
    return (
        f"{value[:-1]}{'y' if value[-1] == 'x' else 'x'}" if value else "x"
    )  # as long: columns have a length


def _free_hands() -> None:
    """What somebody with the database's own tools can do: no trigger and no reference holds them."""
    if not is_sqlite():
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        return
    db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        db.session.execute(text(f"DROP TRIGGER {name}"))


def _check(table: Table) -> None:
    if table.name in RECOMPUTED:
        checks.check_logs()
    elif table.name == "record_row_mark":
        checks.check_marks()
    else:
        marks.check_table(table, secret_of(web.settings().secret))
    if table.name in {one.__tablename__ for one in FILES}:
        record_checks.check_files()


def _is_found(table: Table, change: Any) -> bool:
    try:
        _free_hands()
        db.session.execute(change)
        _check(table)
    except checks.Fault as fault:
        return bool(str(fault))
    except Exception as error:  # noqa: BLE001 - a constraint of the table refuses it, or the log can't be read
        return "constraint" in str(error).lower() or table.name in RECOMPUTED
    finally:
        db.session.rollback()
    return False


def _rows_named(table: Table, row: Any) -> list[Any]:
    return [one == row[one.name] for one in table.primary_key.columns]


def test_one_value_changed_in_any_column_of_any_covered_table_is_found(site: Flask) -> None:
    missed = []
    for name in _held():
        table = Base.metadata.tables[name]
        _check(table)
        row = db.session.execute(select(table).limit(1)).mappings().one()
        db.session.rollback()
        for column in table.columns:
            changed = (
                update(table)
                .where(*_rows_named(table, row))
                .values({column: _other(column, row[column.name])})
            )
            if not _is_found(table, changed):
                missed.append(f"{name}.{column.name}")
    assert missed == [], missed


def test_one_row_added_or_removed_in_any_covered_table_is_found(site: Flask) -> None:
    missed = []
    for name in _held():
        table = Base.metadata.tables[name]
        row = dict(db.session.execute(select(table).limit(1)).mappings().one())
        db.session.rollback()
        if not _is_found(table, delete(table).where(*_rows_named(table, row))):
            missed.append(f"{name}: one removed")
        again = {one.name: _again(table, one, row[one.name]) for one in table.columns}
        if not _is_found(table, insert(table).values(again)):
            missed.append(f"{name}: one added")
    assert missed == [], missed


def _again(table: Table, column: Column[Any], value: Any) -> Any:
    is_id = (
        column.primary_key
        or column.unique
        or column.name in ("public_id", "reference", "entry_id", "ruling_id")
    )
    return _other(column, value) if is_id else value


def test_a_mark_taken_from_another_row_or_left_out_is_found(site: Flask) -> None:
    table = Base.metadata.tables["comment"]
    one, other = db.session.execute(select(table).order_by(table.c.id)).mappings().all()
    db.session.rollback()
    swapped = {name: other[name] for name in ("stance", "language", "body") if name in other}
    assert _is_found(table, update(table).where(table.c.id == one["id"]).values(**swapped, supports=7))
    assert mark_of(b"a", table, one) != mark_of(b"b", table, one) != mark_of(b"b", table, other)


def test_a_site_from_before_marks_is_told_what_to_do_and_marked_with_an_entry(site: Flask) -> None:
    with writing():
        db.session.execute(text("DELETE FROM record_row_mark"))
    with pytest.raises(checks.Fault, match="record mark-rows"):
        checks.check_marks()
    with pytest.raises(Refused), writing():
        service.mark_everything(CONSOLE, reason=" ", now=clock.now())
    with writing():
        number = service.mark_everything(CONSOLE, reason="The upgrade to marks", now=clock.now())
    assert number > 40 and "rows in" in checks.check_marks()
    entry = db.session.scalars(select(Entry.id).where(Entry.type == "record.rows_marked")).one()
    assert service.opened_values(entry)["reason"] == "The upgrade to marks"
    site.test_cli_runner().invoke(
        args=["record", "mark-rows", "--reason", "Once more"], catch_exceptions=False
    )
    assert checks.check_marks()


def test_a_column_that_a_later_migration_adds_leaves_the_marks_as_they_are(app: Flask) -> None:
    table = Base.metadata.tables["comment"]
    row = {one.name: None for one in table.columns}
    later = {**row, "supports": 0, "is_redacted": False}
    assert mark_of(b"x", table, row) == mark_of(b"x", table, later)
    assert mark_of(b"x", table, row) != mark_of(b"x", table, {**row, "supports": 1})
    added = {
        one
        for path in MIGRATIONS.glob("*.py")
        if path.name > "0029"
        for one in ADDED.findall(path.read_text())
    }
    assert {("draft_version", "change_notes"), ("outcome", "what_next")} <= added
    assert {"draft_version", "outcome"} <= set(MARKED)
    for table, column in [(MARKED[name], column) for name, column in sorted(added) if name in MARKED]:
        own = table.c[column].default
        if table.c[column].nullable or own is None:
            continue
        plain = {one.name: None for one in table.columns}
        first = own.arg if own.is_scalar else own.arg(None)  # type: ignore[attr-defined]
        assert mark_of(b"x", table, plain) == mark_of(b"x", table, {**plain, column: first}), (
            table.name,
            column,
        )


def test_a_row_that_isnt_there_is_no_row_that_was_touched(site: Flask) -> None:
    """Somebody else may add it before the marks are stored, and its mark would be taken away."""
    table = Base.metadata.tables["comment"]
    there = db.session.scalars(select(table.c.id).order_by(table.c.id)).first()
    db.session.rollback()
    with writing():
        for wanted in (there, 4_000_000):
            db.session.execute(update(table).where(table.c.id == wanted).values(supports=7))
        db.session.execute(delete(table).where(table.c.id == 4_000_001))
        assert db.session.info["touched_rows"].keys["comment"] == {(there,)}
        service.append("lantern.lit", actor=GUEST, now=clock.now())
    checks.check_marks()
