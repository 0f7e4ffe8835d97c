"""Commands of the desk: what waits."""

import json

import click
from flask.cli import with_appcontext

from consult.consultations import queries as consultations
from consult.foundation import clock
from consult.moderation import queries


@click.group("moderation")
def moderation() -> None:
    """What waits for moderators."""


@moderation.command("waiting")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@with_appcontext
def waiting(as_json: bool) -> None:
    """How many comments wait in each consultation, and how long the oldest has."""
    every = consultations.every()
    summary = queries.waiting_summary({one.organisation_id for one in every})
    counts = {one.slug: summary.by_consultation[one.id] for one in every if one.id in summary.by_consultation}
    hours = int((clock.now() - summary.oldest).total_seconds() // 3600) if summary.oldest else 0
    if as_json:
        click.echo(json.dumps({"waiting": counts, "oldest_hours": hours, "reported": summary.reported}))
        return
    for slug, number in counts.items():
        click.echo(f"{slug}: {number}")
    click.echo(f"{summary.count} waiting, the oldest for {hours} hours; {summary.reported} reported")


commands = (moderation,)
