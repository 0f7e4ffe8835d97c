"""Migrations lead to the models, go both ways with data in them, and make the record append-only."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, insert, inspect, select, text, update
from sqlalchemy.exc import DBAPIError

from consult.app import create_app
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import Base, db, writing
from consult.foundation.settings import Settings
from consult.organisations import service as organisations
from consult.record import jobs, queries, service
from consult.record.models import APPEND_ONLY, Entry


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Flask]:
    """A site of its own, brought to the newest migration."""
    if os.environ.get("TEST_DATABASE_URL"):
        pytest.skip("the shared PostgreSQL database holds other tests' tables")
    app = create_app(Settings(instance=tmp_path))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_newest_migration_equals_the_models(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = [d for d in compare_metadata(context, Base.metadata) if "search_document" not in str(d)]
    assert differences == []


def test_migrations_go_down_and_up_again_with_data_in_them(migrated: Flask) -> None:
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    db.session.remove()
    downgrade(revision="base")
    with db.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert left == set()
    upgrade()
    with db.engine.connect() as connection:
        assert set(Base.metadata.tables) <= set(inspect(connection).get_table_names())


def test_the_database_refuses_to_change_the_record(migrated: Flask) -> None:
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    jobs.seal()
    with writing():
        service.add_cosignature(queries.newest_head("site"), witness="w", line="x", now=clock.now())  # type: ignore[arg-type]
    for name in set(APPEND_ONLY) - {"record_tile"}:  # a tile needs 256 entries
        table = Base.metadata.tables[name]
        column = list(table.columns)[-1]
        for statement in (update(table).values({column: column}), delete(table)):
            with pytest.raises(DBAPIError, match="append-only"), writing() as session:
                session.execute(statement)
    assert json.loads(db.session.scalar(select(Entry.content)) or b"")["type"] == "organisation.created"


def test_the_catalogue_holds_the_triggers_of_every_append_only_table(migrated: Flask) -> None:
    """Read back from the database itself, because rebuilding a table on SQLite drops its triggers."""
    with db.engine.connect() as connection:
        rows = connection.execute(
            text("SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'")
        ).all()
    guarded = {
        (table, act)
        for table, sql in rows
        for act in ("UPDATE", "DELETE")
        if f"BEFORE {act} ON {table}" in sql
    }
    assert guarded >= {(table, act) for table in APPEND_ONLY for act in ("UPDATE", "DELETE")}


def test_each_log_entry_id_is_unique(migrated: Flask) -> None:
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    entry = db.session.scalars(select(Entry)).one()
    values = {c.name: getattr(entry, c.name) for c in Entry.__table__.columns if c.name != "number"}
    with pytest.raises(DBAPIError), writing() as session:
        session.execute(insert(Entry).values(**values))
