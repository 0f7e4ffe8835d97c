"""Retention at the console: what is due, doing it, and the certificates."""

from datetime import timedelta

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.custody import jobs, queries, service
from consult.custody.models import Disposal
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.foundation.settings import Settings
from consult.organisations.console import WAITS, acting_as, as_option, noting_attempts


@click.group("custody")
def custody() -> None:
    """Record series: what is due to be handed over, kept or destroyed."""


def _of(slug: str | None) -> list[tuple[Disposal, Consultation]]:
    return [row for row in queries.every_disposal() if slug in (None, row[1].slug)]


def _line(made: Disposal, consultation: Consultation) -> str:
    held = "; on hold" if queries.holds_on(consultation.id) else ""
    return (
        f"{made.public_id[:8]}  {consultation.slug}: {service.series_of(made).name['en']}, {made.counted:,}, "
        f"due since {made.due_on}, {made.fate}, {made.state}{held}"
    )


@custody.command("due")
@click.option("--consultation", "slug", metavar="SLUG", help="Only this consultation.")
@with_appcontext
def due(slug: str | None) -> None:
    """Look for what is due, note it, and list it. Nothing else is touched."""
    jobs.find_due(clock.now())
    rows = [row for row in _of(slug) if row[0].state != "done"]
    for made, consultation in rows:
        click.echo(_line(made, consultation))
    click.echo(f"{len(rows):,} to settle.", err=True)


@custody.command("run")
@click.option("--consultation", "slug", metavar="SLUG", help="Only this consultation.")
@click.option("--archive", default="", help="The archive that gets what is to be handed over.")
@as_option
@with_appcontext
def run(slug: str | None, archive: str, as_email: str | None) -> None:
    """Do what is due as the profile says, and print a certificate for each; exit 3: a second person has to sign.

    What is on hold stays. Packages for an archive are made here; that the archive has them is entered on the desk.
    """
    actor = acting_as(as_email)
    jobs.find_due(clock.now())
    for public_id, line, is_held in [
        (made.public_id, _line(made, one), bool(queries.holds_on(one.id)))
        for made, one in _of(slug)
        if made.state == "due"
    ]:
        if is_held:
            click.echo(f"left: {line}")
            continue
        made = queries.disposal_called(public_id)
        log = consultations.get_by_id(made.consultation_id).public_id
        db.session.rollback()
        with noting_attempts(actor, act=service.DESTROY, subject=public_id, consultation=log), writing():
            service.dispose(actor, queries.disposal_called(public_id), archive=archive, now=clock.now())
    jobs.prepare_transfers(clock.now())
    jobs.sweep_disposals(clock.now() + timedelta(seconds=1))
    rows = _of(slug)
    for made, consultation in rows:
        if made.state in ("done", "prepared"):
            click.echo(_certificate(made, consultation))
        elif made.state == "waiting":
            click.echo(
                f"waits for a second person's signature (desk, “To sign”): {_line(made, consultation)}"
            )
    if any(made.state == "waiting" for made, _consultation in rows):
        raise click.exceptions.Exit(WAITS)


def _certificate(made: Disposal, consultation: Consultation) -> str:
    """What the page of the certificate says, in lines."""
    settings: Settings = current_app.extensions["consult_settings"]
    what = {"destroy": "Destroyed", "transfer": "Handed over", "keep": "Kept on"}[made.fate]
    when = (
        "done " + made.done_at.isoformat(timespec="minutes") if made.done_at else f"ready for {made.archive}"
    )
    number = f"{made.done or made.counted:,} of {made.counted:,}"
    lines = [
        f"{what}: {consultation.title}, {service.series_of(made).name['en']}",
        f"  {number}, due since {made.due_on}, {when}",
    ]
    if made.fate == "destroy":
        signed = "one person alone" if made.is_alone else "two people"
        gone = made.swept_at.isoformat(timespec="minutes") if made.swept_at else "the next sweep"
        lines.append(
            f"  Decided by {signed}. Nothing is left in the database since {gone}; backups go within "
            f"{settings.backup_days} days."
        )
    if made.manifest:
        lines.append(f"  SHA-512 of the package's manifest: {made.manifest}")
    return "\n".join([*lines, f"  {settings.base_url}/en/desk/custody/{made.public_id}"])


commands = (custody,)
