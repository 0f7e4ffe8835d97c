"""Gathers the rooms' commands (``flask <room> <verb>``) and gives each one its actor."""

import logging
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from flask import Flask
from flask_migrate.cli import db as migrations  # type: ignore[import-not-found]
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from consult.foundation import trouble
from consult.foundation.backup import migration_of
from consult.foundation.db import db
from consult.foundation.errors import Busy, Refused
from consult.foundation.i18n import refusal_text
from consult.record import behind
from consult.record.rules import Repairing

ROOMS_WITH_COMMANDS = (
    "foundation", "record", "accounts", "organisations", "consultations", "contributions", "moderation", "votes",
    "outcomes", "audits", "opendata", "search", "notifications", "custody", "site",
)  # fmt: skip
NO_TABLES = (
    "This database has no tables yet. Run `flask --app wsgi db upgrade`, or name the site that was meant: "
    "CONSULT_INSTANCE is its folder (the demo's is instance-demo)."
)

NO_RIGHTS = (
    "The role that CONSULT_DATABASE_URL names may not read the tables of this database. Run `flask --app wsgi db "
    "upgrade` with CONSULT_MIGRATION_DATABASE_URL set to the role that owns them: it gives the site’s role its rights."
)

BEHIND = (
    "The database lacks entries that the record has shown, or the heads kept outside it are gone. What this command "
    "does is kept in this database, isn’t sealed, and is lost when the newest database is brought back. "
    "`flask --app wsgi record seal` says what is missing and what to do."
)
BEHIND_FOR_PERSONS = (
    "Nothing was changed: the database lacks entries that the record has shown, or the heads kept outside it are gone, "
    "and until that is repaired nothing is taken from people. `flask --app wsgi record seal` says what is missing and "
    "what to do. Only the operator at the console, without --as, may act meanwhile."
)


def register_commands(app: Flask) -> None:
    """Every room's ``cli.py`` has ``commands``: click commands or groups."""
    for room in ROOMS_WITH_COMMANDS:
        if find_spec(f"consult.{room}.cli"):
            for command in import_module(f"consult.{room}.cli").commands:
                app.cli.add_command(_in_words(command))
    _in_words(migrations)


def _in_words(command: click.Command) -> click.Command:
    """Make refusals of a command (and of a group's commands) one clear line and exit code 1."""
    if isinstance(command, click.Group):
        for one in command.commands.values():
            _in_words(one)
    elif command.callback is not None:
        command.callback = _refusals_as_lines(command.callback)
    return command


def _refusals_as_lines(callback: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(callback)
    def run(*args: Any, **kwargs: Any) -> Any:
        # a server that goes away is said below, without what the pool tells of each of its connections
        logging.getLogger("sqlalchemy.pool").setLevel(logging.CRITICAL)
        try:
            return callback(*args, **kwargs)
        except Repairing as refused:
            raise click.ClickException(BEHIND_FOR_PERSONS) from refused
        except Refused as refused:
            raise click.ClickException(_machine_in_words(refused) or refusal_text(refused)) from refused
        except DBAPIError as error:
            raise _database_in_words(error) from error
        except OSError as error:
            if (said := trouble.in_words(error)) is None:
                raise
            raise click.ClickException(said) from error

    return run


def _machine_in_words(refused: Refused) -> str | None:
    """People are told that nothing can be stored now; whoever runs the site, which file or database failed, and how."""
    cause = refused.__cause__
    is_machine = isinstance(refused, Busy) and isinstance(cause, OSError | DBAPIError)
    return trouble.in_words(cause) if is_machine else None  # type: ignore[arg-type]


def _database_in_words(error: DBAPIError) -> Exception:
    """What to say where the database fails, or has no tables, or none that the site's role may read; else the error."""
    said = trouble.in_words(error)
    if isinstance(error, OperationalError | ProgrammingError) and said in (None, trouble.NO_RIGHT):
        try:
            db.session.rollback()
            has_tables = migration_of(db.session.connection())
            said = said or (None if has_tables else NO_TABLES)
        except ProgrammingError:
            said = NO_RIGHTS
    return click.ClickException(said) if said else error


def _tell_behind() -> None:
    """Once a command, when it first keeps something: long ones commit many times."""
    context = click.get_current_context(silent=True)
    if context is not None and not context.meta.setdefault("consult.is_told_behind", False):
        context.meta["consult.is_told_behind"] = True
        click.echo(f"Warning: {BEHIND}", err=True)


if _tell_behind not in behind.AT_CONSOLE:
    behind.AT_CONSOLE.append(_tell_behind)
