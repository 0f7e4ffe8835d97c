"""Who a command acts as: shared by the commands of every room above."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from consult.accounts import queries as accounts
from consult.foundation.access import CONSOLE, Actor
from consult.organisations import queries

Command = TypeVar("Command", bound=Callable[..., Any])


def acting_as(email: str | None) -> Actor:
    """The actor of a command: the account of ``--as``, else the operator at the console."""
    return queries.actor_for(accounts.get_by_address(email)) if email else CONSOLE


def as_option(command: Command) -> Command:
    """``--as EMAIL``, handed to the command as ``as_email``."""
    return click.option("--as", "as_email", metavar="EMAIL", help="Act as this account, not as the console.")(
        command
    )
