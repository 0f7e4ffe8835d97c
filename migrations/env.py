"""Runs the migrations inside the app, online only; each in one transaction."""

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app

from consult.foundation.db import Base, Instant

migrate = current_app.extensions["migrate"]

NOT_IN_MODELS = frozenset({"search_document_fts"})
"""Tables that a migration makes by hand: full-text indexes and their shadow tables."""


def render_item(kind: str, item: Any, _: AutogenContext) -> str | Literal[False]:
    """Write our own type as the plain one it is stored as, so that old migrations outlive it."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Instant) else False


def include_name(name: str | None, kind: str, _: Any) -> bool:
    """Leave tables out that the models don't know on purpose."""
    return not (kind == "table" and name is not None and name.startswith(tuple(NOT_IN_MODELS)))


def run() -> None:
    """Connect, and bring the database where the command says."""
    engine = migrate.db.engine
    with engine.connect().execution_options(consult_writing=True) as connection:
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
        if connection.in_transaction():
            connection.commit()


run()
