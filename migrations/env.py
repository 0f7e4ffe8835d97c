"""Runs the migrations inside the app, online only; each in one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from sqlalchemy import Connection, create_engine

from consult.foundation.db import Base, Instant
from consult.record.grants import grant_to

migrate = current_app.extensions["migrate"]

NOT_IN_MODELS = frozenset({"search_document_fts"})
"""Tables that a migration makes by hand: full-text indexes and their shadow tables."""


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our own type as the plain one it is stored as, so that old migrations outlive it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def include_name(name: str | None, kind: str, _: Any) -> bool:
    """Leave tables out that the models don't know on purpose."""
    return not (kind == "table" and name is not None and name.startswith(tuple(NOT_IN_MODELS)))


@contextmanager
def rebuilding(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by building another one in its place: meanwhile what points at it points nowhere.

    The check is put off until the end, outside any transaction, where alone SQLite heeds that.
    """
    if connection.dialect.name != "sqlite":
        yield
        return
    cursor = connection.connection.cursor()
    cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        lost = cursor.execute("PRAGMA foreign_key_check").fetchall()
        if lost:
            raise RuntimeError(f"{len(lost)} rows point at rows that are gone, the first in {lost[0][0]}")
    finally:
        cursor.execute("PRAGMA foreign_keys=ON")


def run() -> None:
    """Connect, and bring the database where the command says."""
    settings = current_app.extensions["consult_settings"]
    owner = settings.migration_database_url
    engine = create_engine(owner) if owner else migrate.db.engine
    with engine.connect().execution_options(consult_writing=True) as connection, rebuilding(connection):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_item=render_item,
            include_name=include_name,
            transaction_per_migration=True,
            **migrate.configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        if owner:  # the site works as another role, which may only add to the record
            grant_to(str(migrate.db.engine.url.username), connection)
        if connection.in_transaction():
            connection.commit()
    if owner:
        engine.dispose()


run()
