"""Commands on the record: seal what waits, show the signed head, change the key."""

import sys
from contextlib import suppress
from pathlib import Path

import click
import qrcode
from flask.cli import with_appcontext

from consult.foundation import clock, web
from consult.foundation.access import CONSOLE
from consult.foundation.db import writing
from consult.record import behind, checks, jobs, notes, outside, queries, service
from consult.record.rules import SITE
from consult.record.witness import Witness
from consult.record.witness_server import serve
from consult.record.witnessing import witnesses_of

WAIT = 30
"""Seconds that a command waits while the worker seals."""

OLDER_HEAD = (
    "this head may be an older one: the database lacks entries that the record has shown, or the heads kept outside it "
    "are gone. Don’t give it away as the newest. `record seal` says what is missing and what to do."
)

WHAT_TO_DO = (
    "Keep a copy of the database as it is; then bring back the newest backup in which nothing is found."
)


@click.group("record")
def record() -> None:
    """The tamper-evident record: seal it, check it, show its head."""


@record.command("seal")
@click.option("--head-lost", is_flag=True, help="The checkpoints kept outside are lost for good.")
@click.option("--reason", default="", help="How they were lost; the record shows it.")
@with_appcontext
def seal(*, head_lost: bool, reason: str) -> None:
    """Seal what waits. The worker does it every two seconds; refuses where something isn't as it was."""
    done = jobs.seal_without_heads(reason=reason, wait=WAIT) if head_lost else jobs.seal(wait=WAIT)
    heads = [head for log in queries.sealed_logs() if (head := queries.published_head(log))]
    total = sum(head.size for head in heads)
    click.echo(
        f"{done:,} entries sealed; {total:,} entries in {len(heads):,} logs, all kept outside the database"
    )


@record.command("verify")
@click.option(
    "--outside",
    "held",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="What somebody outside kept: a checkpoint, a page with its line, a receipt. May be given several times.",
)
@click.option(
    "--witness", "witnesses", multiple=True, metavar="VKEY", help="Key of somebody who cosigned one."
)
@click.option(
    "--repair",
    is_flag=True,
    help="Make counts and the search index again where they are wrong; each repair is an entry. Touches nothing else.",
)
@with_appcontext
def verify(*, held: tuple[Path, ...], witnesses: tuple[str, ...], repair: bool) -> None:
    """Recompute everything and hold every row against its entry; exit code 1 names the first fault.

    With --repair every check is run, and exit code 1 means that something is left which can't be repaired.
    """
    known = [*witnesses, *(str(one.key) for one in witnesses_of(web.settings().record_witnesses))]
    left: checks.Faults = {}
    own = checks.check_logs
    try:
        for checked in (
            checks.repair_all(CONSOLE, own, left, now=clock.now()) if repair else checks.verify_all(own)
        ):
            click.echo(f"{checked.name}: {checked.found}")
        if witnesses:
            click.echo(f"witnesses: {checks.check_cosignatures(witnesses)}")
        click.echo(f"heads outside: {jobs.compare_outside():,} compared with the database")
        for path in held:
            for said in checks.check_held(path.name, path.read_bytes(), known):
                click.echo(said)
        if not held:
            click.echo(checks.NOBODY)
    except checks.Fault as fault:
        raise click.ClickException(f"{fault}\n{WHAT_TO_DO}") from fault
    for wrong in left.values():
        click.echo(f"Left as it is: {wrong}", err=True)
    if left:
        raise click.ClickException(f"{len(left):,} faults can’t be repaired here. Compare with a backup.")
    click.echo("Everything is as the record says.")


@record.command("mark-rows")
@click.option("--reason", required=True, help="Why; the site's log says it.")
@with_appcontext
def mark_rows(reason: str) -> None:
    """Mark every row as it is now, once after an upgrade or a repair. Run `record verify` before and after."""
    with writing():
        number = service.mark_everything(CONSOLE, reason=reason, now=clock.now())
    click.echo(f"{number:,} rows marked as they are now. The site’s log says when and why.")


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
    if behind.is_behind():
        click.echo(f"Warning: {OLDER_HEAD}", err=True)
    printed = head.board_line
    click.echo(printed if line else head.text, nl=line)
    if qr:
        with qr.open("wb") as file:
            qrcode.make(printed, border=4).save(file)
        sys.stderr.write(f"{qr}: the line as a picture\n")


@record.command("witness")
@click.option(
    "--folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Its own folder."
)
@click.option("--name", required=True, help="What it is called, for example witness.example/w1.")
@click.option(
    "--log", "logs", required=True, multiple=True, metavar="VKEY", help="A site's key, from /record/vkey."
)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8200, show_default=True)
def witness(folder: Path, name: str, logs: tuple[str, ...], host: str, port: int) -> None:
    """Run a witness for another body's record: it signs each head that follows from the last one it signed."""
    try:
        own = Witness(folder, name, [notes.parse_vkey(log) for log in logs])
        vkey = own.key.witness_vkey
    except notes.NoteFault as fault:
        raise click.ClickException(f"{fault}") from fault
    server = serve(own, host, port)
    click.echo("The other body sets, with the public address of this witness:")
    click.echo(f'  CONSULT_RECORD_WITNESSES="{vkey} http://{host}:{port}"')
    with suppress(KeyboardInterrupt):
        server.serve_forever()


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
    if web.settings().record_witnesses:
        click.echo("Witnesses sign nothing more before they are started with it (record witness --log VKEY).")


commands = (record,)
