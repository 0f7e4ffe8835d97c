"""Commands on bodies and roles."""

from datetime import UTC, datetime, timedelta

import click
from flask.cli import with_appcontext

from consult.accounts import queries as accounts
from consult.foundation import clock
from consult.foundation.db import writing
from consult.foundation.errors import NotFound
from consult.foundation.roles import ROLES
from consult.organisations import queries, service
from consult.organisations.console import WAITS, acting_as, as_option, noting_attempts
from consult.organisations.rules import RIGHTS


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


DAY = click.DateTime(["%Y-%m-%d"])


@organisations.command("grant")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("organisation")
@click.option("--consultation", "slug", metavar="SLUG", help="Auditors: of this consultation alone.")
@click.option("--from", "begins", type=DAY, help="Auditors: first day (UTC).")
@click.option("--until", "ends", type=DAY, help="Auditors: last day (UTC) [default: a year on].")
@as_option
@with_appcontext
def grant(
    email: str, role: str, organisation: str, slug: str | None, begins: datetime | None, ends: datetime | None,
    as_email: str | None,
) -> None:  # fmt: skip
    """Give ROLE on ORGANISATION to the account EMAIL. Exit code 3: it waits for a second person."""
    actor, now = acting_as(as_email), clock.now()
    with noting_attempts(actor, act=service.GIVE, subject=role), writing():
        body = queries.get_by_slug(organisation)
        membership = service.grant(
            actor, account=accounts.get_by_address(email), role=role, organisation=body, now=now,
            consultation=service.consultation_of_body(slug, body) if slug else "",
            starts_at=begins.replace(tzinfo=UTC) if begins else None,
            ends_at=ends.replace(tzinfo=UTC) + timedelta(days=1) if ends else None,
        )  # fmt: skip
        waits = membership.confirmed_at is None
        is_stuck = waits and role not in RIGHTS and not queries.confirmers_of(membership)
    if waits:
        click.echo(f"{email}: {role} on {organisation} waits for a second administrator's confirmation")
        if is_stuck:
            click.echo(
                f"Nobody can confirm it: {organisation} has no other administrator, and none above. Name one first:"
            )
            click.echo(f"  organisations grant EMAIL administrator {organisation}")
        raise click.exceptions.Exit(WAITS)
    click.echo(f"{email}: {role} on {organisation}")


@organisations.command("revoke")
@click.argument("email")
@click.argument("role", type=click.Choice(ROLES))
@click.argument("organisation")
@as_option
@with_appcontext
def revoke(email: str, role: str, organisation: str, as_email: str | None) -> None:
    """Take ROLE on ORGANISATION from the account EMAIL. Exit code 3: it waits for a second person."""
    actor, now = acting_as(as_email), clock.now()
    with noting_attempts(actor, act=service.TAKE, subject=role), writing():
        body, account = queries.get_by_slug(organisation), accounts.get_by_address(email)
        held = [one.membership for one in queries.roles_of(body.id) if one.state != "past"]
        mine = [one.id for one in held if one.account_id == account.id and one.role == role]
        if not mine:
            raise NotFound(service.NOT_HELD)
        taken = [service.revoke(actor, membership_id=one, now=now) for one in mine]
        waits = any(one.revoked_at is None for one in taken)
    if waits:
        click.echo(f"{email}: {role} on {organisation} stays until a second person has signed")
        raise click.exceptions.Exit(WAITS)
    click.echo(f"{email}: no longer {role} on {organisation}")


commands = (organisations,)
