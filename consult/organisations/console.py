"""Who a command acts as: shared by the commands of every room above."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn, TypeVar

import click

from consult.accounts import queries as accounts
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import writing
from consult.foundation.errors import Busy, Refused
from consult.organisations import queries
from consult.organisations.service import approving

WAITS = 3
"""Exit code of a command that only asked: a second person has to sign."""
Command = TypeVar("Command", bound=Callable[..., Any])


def acting_as(email: str | None) -> Actor:
    """The actor of a command: the account of ``--as``, else the operator at the console."""
    return queries.actor_for(accounts.get_by_address(email)) if email else CONSOLE


def as_option(command: Command) -> Command:
    """``--as EMAIL``, handed to the command as ``as_email``."""
    return click.option("--as", "as_email", metavar="EMAIL", help="Act as this account, not as the console.")(
        command
    )


@contextmanager
def noting_attempts(actor: Actor, *, act: str, subject: str, consultation: str = "") -> Iterator[None]:
    """A refused attempt at a dangerous act gets an entry, as on the pages (S22)."""
    try:
        yield
    except Busy:
        raise
    except Refused as why:
        with writing():
            approving.note_attempt(
                actor, act=act, subject=subject, consultation=consultation, why=why, now=clock.now()
            )
        raise


def wait_for_second(what: str) -> NoReturn:
    """Say that a second person has to sign on the desk, and end with exit code 3."""
    click.echo(f"{what}: waits for a second person's signature (desk, “To sign”); run it again then")
    raise click.exceptions.Exit(WAITS)
