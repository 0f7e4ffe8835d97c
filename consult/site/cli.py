"""Commands over all rooms: the demo, the doctor."""

import json
import secrets
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import delete

from consult.accounts.passwords import hashed
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.foundation.events import OutboxEvent
from consult.foundation.settings import Settings
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


commands = (demo, doctor)
