"""Commands over all rooms: the demo, the doctor, who is affected by a breach."""

import json
import secrets
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import delete

from consult.accounts.passwords import hashed
from consult.consultations import queries as consultations
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.foundation.events import OutboxEvent
from consult.foundation.settings import Settings
from consult.foundation.tables import write_csv
from consult.organisations.console import acting_as, as_option
from consult.site import queries, service
from consult.site.demo import load
from consult.site.operations.doctor import examine
from consult.site.operations.findings import FAIL, OK


@click.group("demo")
def demo() -> None:
    """A full sample of three consultations in three languages."""


@demo.command("load")
@click.option("--password", help="One password for all demo accounts; without it one is made and shown.")
@with_appcontext
def load_demo(password: str | None) -> None:
    """Load the demo into an empty site and print the sign-ins. Refuses a site that has data."""
    settings: Settings = current_app.extensions["consult_settings"]
    chosen = password or secrets.token_urlsafe(9)
    password_hash = hashed(chosen)
    with writing():
        loaded = load(password_hash=password_hash, secret=settings.secret, now=clock.now())
        # what happened in the demo's past is told to nobody by mail
        db.session.execute(delete(OutboxEvent))
        lines = [
            f"  {email:<32} {', '.join(f'{role} ({body})' for role, body in held)}"
            for email, held in loaded.people.staff.items()
        ]
    _relax_second_factor(settings.instance / "consult.env")
    click.echo(
        f"The demo is loaded: {loaded.acts} acts. Staff sign in at {settings.base_url}/en/sign-in with:"
    )
    click.echo("\n".join(lines))
    click.echo(f"  password of all of them: {chosen}")


def _relax_second_factor(path: Path) -> None:
    """The demo's staff sign in without a second factor; a real site keeps asking for one."""
    line = "CONSULT_STAFF_SECOND_FACTOR=false\n"
    known = path.read_text(encoding="utf-8") if path.exists() else ""
    if "CONSULT_STAFF_SECOND_FACTOR" not in known:
        path.write_text(known + line, encoding="utf-8")


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of lines.")
@with_appcontext
def doctor(as_json: bool) -> None:
    """Check settings, database, worker, mail, disk and record. Exit code 1 where something fails."""
    findings = list(examine(current_app.extensions["consult_settings"], clock.now()))
    failed = any(finding.level == FAIL for finding in findings)
    if as_json:
        click.echo(json.dumps({"ok": not failed, "findings": [finding.as_dict() for finding in findings]}))
    else:
        for finding in findings:
            click.echo(f"{finding.level:<4}  {finding.name}: {finding.found}")
            if finding.level != OK and finding.todo:
                click.echo(f"      → {finding.todo}")
    if failed:
        raise click.exceptions.Exit(1)


@click.command("breach")
@click.option("--consultation", "slug", metavar="SLUG", help="Only what is held in this consultation.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write a table (CSV) for whoever tells them.",
)
@as_option
@with_appcontext
def breach(slug: str | None, out: Path | None, as_email: str | None) -> None:
    """When data got out: list who is affected, which of their fields are held, and since when.

    It is personal itself: the list is noted with who made it, and the record has an entry that says that it was made.
    """
    actor, now = acting_as(as_email), clock.now()
    consultation = consultations.get(slug) if slug else None
    consultation_id, log = (consultation.id, consultation.public_id) if consultation else (None, "")
    rows = sorted(queries.affected(consultation_id), key=lambda one: (one.who.casefold(), one.since))
    db.session.rollback()
    with writing():
        service.note_breach_list(actor, log, len(rows), now=now)
    if out is not None:
        with out.open("w", encoding="utf-8-sig", newline="") as stream:
            write_csv(
                [(one.who, one.address, one.source, " ".join(one.fields), one.since.isoformat(), one.consultation)
                 for one in rows], ("who", "address", "held as", "fields", "since", "consultation"), stream,
            )  # fmt: skip
        out.chmod(0o600)
    else:
        for one in rows:
            where = f", {one.consultation}" if one.consultation else ""
            click.echo(
                f"{one.who}  ({one.source}{where}; since {one.since:%Y-%m-%d}): {', '.join(one.fields)}"
            )
    people = len({one.who.casefold() for one in rows})
    first = min((one.since for one in rows), default=now)
    click.echo(f"{people:,} people, {len(rows):,} places, the oldest since {first:%Y-%m-%d}.", err=True)


commands = (demo, doctor, breach)
