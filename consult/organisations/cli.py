"""Commands on bodies and roles."""

import click
from flask.cli import with_appcontext

from consult.accounts import queries as accounts
from consult.foundation import clock
from consult.foundation.db import writing
from consult.foundation.roles import ROLES
from consult.organisations import queries, service
from consult.organisations.console import acting_as, as_option


@click.group("organisations")
def organisations() -> None:
    """Bodies, departments and roles."""


@organisations.command("create")
@click.argument("slug")
@click.option("--name", required=True)
@click.option("--parent", metavar="SLUG")
@click.option("--profile", default="plain", show_default=True)
@click.option("--sign-offs", type=click.IntRange(0, 9), default=0, show_default=True)
@as_option
@with_appcontext
def create(
    slug: str, name: str, parent: str | None, profile: str, sign_offs: int, as_email: str | None
) -> None:
    """Create a body, or a department below --parent."""
    with writing():
        parent_id = queries.get_by_slug(parent).id if parent else None
        service.create_organisation(
            acting_as(as_email), slug=slug, name=name, parent_id=parent_id, profile=profile, sign_offs=sign_offs,
            now=clock.now(),
        )  # fmt: skip
    click.echo(f"{slug}: created")


@organisations.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("organisation")
@as_option
@with_appcontext
def grant(email: str, role: str, organisation: str, as_email: str | None) -> None:
    """Give ROLE on ORGANISATION to the account EMAIL. Exit code 3: it waits for a second administrator."""
    with writing():
        membership = service.grant(
            acting_as(as_email), account=accounts.get_by_address(email), role=role,
            organisation=queries.get_by_slug(organisation), now=clock.now(),
        )  # fmt: skip
        waits = membership.confirmed_at is None
    if waits:
        click.echo(f"{email}: {role} on {organisation} waits for a second administrator's confirmation")
        raise click.exceptions.Exit(3)
    click.echo(f"{email}: {role} on {organisation}")


commands = (organisations,)
