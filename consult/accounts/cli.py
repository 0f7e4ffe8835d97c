"""Commands on accounts."""

import sys

import click
from flask.cli import with_appcontext

from consult.accounts import passwords, queries, rules, service
from consult.foundation import clock, web
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import writing
from consult.foundation.i18n import LANGUAGES


@click.group("accounts")
def accounts() -> None:
    """People who sign in."""


@accounts.command("create")
@click.argument("email")
@click.option("--name", default="", help="Shown to staff.")
@click.option(
    "--language", type=click.Choice(list(LANGUAGES)), default="en", show_default=True, help="Of mails."
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input (one line).")
@click.option("--as", "as_email", metavar="EMAIL", help="Act as this account, not as the console.")
@with_appcontext
def create(email: str, name: str, language: str, password_stdin: bool, as_email: str | None) -> None:
    """Create a confirmed account. Without a password the person signs in with codes sent by mail."""
    password_hash = None
    if password_stdin:
        password = rules.check_password(sys.stdin.readline().rstrip("\r\n"), address=email)
        password_hash = passwords.hashed(password)
    with writing():
        account = service.create_account(
            _actor(as_email), email=email, name=name, language=language, password_hash=password_hash,
            is_confirmed=True, now=clock.now(),
        )  # fmt: skip
        address = account.email
    click.echo(address)


@accounts.command("close")
@click.argument("email")
@click.confirmation_option(prompt="Close this account for good?")
@with_appcontext
def close(email: str) -> None:
    """Close an account at its holder's wish: name, address and devices are erased."""
    with writing():
        service.close_account(CONSOLE, account_id=queries.get_by_address(email).id, now=clock.now())
    hours = web.settings().erasure_spread_hours
    click.echo(
        f"closed; what it sent is forgotten within {hours} hours, each submission at a time of its own"
    )


@accounts.command("remove-second-factor")
@click.argument("email")
@with_appcontext
def remove_second_factor(email: str) -> None:
    """Let somebody in who lost phone and recovery codes. Make sure first that it is that person."""
    with writing():
        account = queries.get_by_address(email)
        service.remove_second_factor(CONSOLE, account_id=account.id, now=clock.now())
        service.end_sessions(account_id=account.id, now=clock.now())
    click.echo("removed; they set up another one when they next sign in")


def _actor(email: str | None) -> Actor:
    if not email:
        return CONSOLE
    account = queries.get_by_address(email)
    return service.acting(account)


commands = (accounts,)
