"""Taking a consultation away from the console."""

from pathlib import Path

import click
from flask.cli import with_appcontext

from consult.consultations import queries as consultations
from consult.foundation import clock
from consult.foundation.db import writing
from consult.opendata import jobs, keeping, service
from consult.opendata.files.shape import AUDITOR, Grade
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
def export(slug: str, grade: Grade, out: Path, as_email: str | None) -> None:
    """Write the consultation SLUG as one package to --out."""
    now, actor = clock.now(), acting_as(as_email)
    if grade == AUDITOR:
        with writing():
            service.note_auditor_export(actor, consultations.get(slug), now=now)
    consultation = consultations.get(slug) if grade == AUDITOR else consultations.get_public(slug, now)
    made = keeping.sealed_package(consultation.id, grade, out, now, seal=jobs.seal)
    with writing():
        service.note_made(actor, consultations.get(slug), grade, made, now=now)
    click.echo(f"{out}: {made.size:,} bytes, sha256 {made.sha256}")
    for name, rows in made.manifest.rows.items():
        click.echo(f"  {name}: {rows:,}")


commands = (opendata,)
