"""Taking a consultation away from the console."""

from datetime import datetime
from pathlib import Path
from typing import Literal

import click
from flask.cli import with_appcontext

from consult.consultations import queries as consultations
from consult.foundation import clock, web
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.opendata import dossiers, foreign, jobs, keeping, ordering, queries, service
from consult.opendata.files.shape import AUDITOR, Grade
from consult.organisations.console import acting_as, as_option
from consult.outcomes import service as answering


@click.group("opendata")
def opendata() -> None:
    """Packages of a whole consultation."""


@opendata.command("export")
@click.argument("slug")
@click.option(
    "--grade", type=click.Choice(["public", "auditor", "decision"]), default="public", show_default=True
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), required=True)
@as_option
@with_appcontext
def export(slug: str, grade: Grade | Literal["decision"], out: Path, as_email: str | None) -> None:
    """Write the consultation SLUG as one package to --out; of grade decision, the dossier for those who decide."""
    now, actor = clock.now(), acting_as(as_email)
    if grade == "decision":
        _export_dossier(actor, slug, out, now)
        return
    kept = queries.foreign(slug=slug)
    if kept is not None:
        jobs.seal()
        _tell(out, keeping.foreign_again(web.settings().instance, kept, grade, out))
        return
    if grade == AUDITOR:
        with writing():
            service.note_auditor_export(actor, consultations.get(slug), now=now)
    consultation = consultations.get(slug) if grade == AUDITOR else consultations.get_public(slug, now)
    made = keeping.sealed_package(consultation.id, grade, out, now, seal=jobs.seal)
    if grade == AUDITOR:
        made = ordering.encrypt(made, web.settings().auditor_key)
    try:
        with writing():
            service.note_made(actor, consultations.get(slug), grade, made, now=now)
    except service.Overtaken:
        out.unlink(missing_ok=True)
        raise
    _tell(out, made)
    if grade == AUDITOR and web.settings().auditor_key:
        click.echo(f"  encrypted to the auditor’s key: age -d -i KEY.txt {out} > package.zip")
    for name, rows in made.manifest.rows.items():
        click.echo(f"  {name}: {rows:,}")


def _export_dossier(actor: Actor, slug: str, out: Path, now: datetime) -> None:
    consultation = consultations.get(slug)
    answering.check_may_hand_over(actor, consultation, now)
    made = dossiers.make(consultation.id, out, now)
    try:
        with writing():
            service.note_dossier(actor, consultations.get(slug), made.sha256, made.taken_out, now=now)
    except service.Overtaken:
        out.unlink(missing_ok=True)
        raise
    click.echo(f"{out}: {made.size:,} bytes, sha256 {made.sha256}")


def _tell(out: Path, made: service.Made) -> None:
    click.echo(f"{out}: {made.size:,} bytes, sha256 {made.sha256}")


@opendata.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@as_option
@with_appcontext
def import_(file: Path, as_email: str | None) -> None:
    """Take in a package of another site: checked whole, kept as it came; its log stays closed."""
    settings, actor = web.settings(), acting_as(as_email)
    found = foreign.check(file, limit=settings.package_bytes)
    draft = foreign.keep(file, settings.instance, found.consultation)
    try:
        with writing():
            kept = service.import_package(actor, found, now=clock.now())
            draft.replace(foreign.path_of(settings.instance, found.consultation))
            said = f"{kept.slug}: kept as it came ({kept.grade} grade, {kept.log_size:,} entries of {kept.origin})"
    finally:
        draft.unlink(missing_ok=True)
    for sentence in found.said:
        click.echo(sentence)
    click.echo(said)


commands = (opendata,)
