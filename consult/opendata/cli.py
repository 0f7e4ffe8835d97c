"""Taking a consultation away from the console."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from consult.consultations import queries as consultations
from consult.foundation import clock
from consult.foundation.db import writing
from consult.opendata import service
from consult.organisations.console import acting_as, as_option


@click.group("opendata")
def opendata() -> None:
    """Packages of a whole consultation."""


@opendata.command("export")
@click.argument("slug")
@click.option("--grade", type=click.Choice(["public", "auditor"]), default="public", show_default=True)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@as_option
@with_appcontext
def export(slug: str, grade: str, out: Path, as_email: str | None) -> None:
    """Write the consultation SLUG as one package to --out."""
    if grade == "auditor":
        with writing():
            service.note_auditor_export(acting_as(as_email), consultations.get(slug), now=clock.now())
    now = clock.now()
    consultation = consultations.get(slug) if grade == "auditor" else consultations.get_public(slug, now)
    made = service.make_package(consultation, "auditor" if grade == "auditor" else "public", out, now=now)
    click.echo(f"{out}: {made.size:,} bytes, sha256 {made.sha256}")
    for name, rows in made.manifest.rows.items():
        click.echo(f"  {name}: {rows:,}")


commands = (opendata,)
