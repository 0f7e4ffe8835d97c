"""Gathers the rooms' commands (``flask <room> <verb>``) and gives each one its actor."""

from collections.abc import Callable
from functools import wraps
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import click
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from consult.foundation.backup import migration_of
from consult.foundation.db import db
from consult.foundation.errors import Refused
from consult.foundation.i18n import refusal_text

ROOMS_WITH_COMMANDS = (
    "foundation", "record", "accounts", "organisations", "consultations", "contributions", "moderation", "votes",
    "outcomes", "audits", "opendata", "search", "notifications", "custody", "site",
)  # fmt: skip
NO_TABLES = (
    "This database has no tables yet. Run `flask --app wsgi db upgrade`, or name the site that was meant: "
    "CONSULT_INSTANCE is its folder (the demo's is instance-demo)."
)


def register_commands(app: Flask) -> None:
    """Every room's ``cli.py`` has ``commands``: click commands or groups."""
    for room in ROOMS_WITH_COMMANDS:
        if find_spec(f"consult.{room}.cli"):
            for command in import_module(f"consult.{room}.cli").commands:
                app.cli.add_command(_in_words(command))


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
        try:
            return callback(*args, **kwargs)
        except Refused as refused:
            raise click.ClickException(refusal_text(refused)) from refused
        except (OperationalError, ProgrammingError) as error:
            db.session.rollback()
            if migration_of(db.session.connection()):
                raise
            raise click.ClickException(NO_TABLES) from error

    return run
