"""Commands on the record: seal what waits, show the signed head, change the key."""

import sys
from pathlib import Path

import click
import qrcode
from flask.cli import with_appcontext

from consult.record import checks, jobs, notes, outside, queries
from consult.record.rules import SITE

WAIT = 30
"""Seconds that a command waits while the worker seals."""


@click.group("record")
def record() -> None:
    """The tamper-evident record: seal it, check it, show its head."""


@record.command("seal")
@with_appcontext
def seal() -> None:
    """Seal what waits. The worker does it every two seconds; refuses where something isn't as it was."""
    done = jobs.seal(wait=WAIT)
    heads = [head for log in queries.sealed_logs() if (head := queries.published_head(log))]
    total = sum(head.size for head in heads)
    click.echo(
        f"{done:,} entries sealed; {total:,} entries in {len(heads):,} logs, all kept outside the database"
    )


@record.command("verify")
@with_appcontext
def verify() -> None:
    """Recompute everything and hold every row against its entry; exit code 1 names the first fault."""
    try:
        for checked in checks.verify_all(checks.check_logs):
            click.echo(f"{checked.name}: {checked.found}")
        click.echo(f"heads outside: {jobs.compare_outside():,} compared with the database")
    except checks.Fault as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo("Everything is as the record says.")


@record.command("checkpoint")
@click.option("--log", metavar="ID", default=SITE, help="A consultation's id; without it the site's log.")
@click.option("--line", is_flag=True, help="One line for a notice board or a gazette.")
@click.option(
    "--qr", type=click.Path(dir_okay=False, path_type=Path), help="Also write that line as a picture (.png)."
)
@with_appcontext
def checkpoint(log: str, line: bool, qr: Path | None) -> None:
    """Print the signed head of the record, as it is shown at /record/checkpoint."""
    head = queries.published_head(log)
    if head is None:
        raise click.ClickException("Nothing of this log is sealed yet. Run `flask --app wsgi record seal`.")
    printed = board_line(head)
    click.echo(printed if line else head.text, nl=line)
    if qr:
        with qr.open("wb") as file:
            qrcode.make(printed, border=4).save(file)
        sys.stderr.write(f"{qr}: the line as a picture\n")


def board_line(head: queries.Head) -> str:
    """The head in one line: log, number of entries, root, time of signing."""
    found = notes.parse_checkpoint(notes.parse_note(head.note).text)
    return f"{found.origin} {found.size} {notes.encode64(found.root)} {head.signed_at:%Y-%m-%dT%H:%MZ}"


@record.command("rotate-key")
@click.option("--lost", is_flag=True, help="The old key is lost for good; otherwise it signs the change.")
@with_appcontext
def rotate_key(lost: bool) -> None:
    """Sign with a new key from here on. An entry says so; checkpoints signed before stay valid under the old key."""
    jobs.rotate_key(lost=lost, wait=WAIT)
    newest = queries.known_keys()[-1]
    click.echo(
        f"From {newest.set_at:%Y-%m-%d %H:%M} UTC on another key signs. Tell whoever keeps the old one:"
    )
    click.echo(f"  {outside.verifier_key(newest.base, newest.public_key, SITE)}")


commands = (record,)
