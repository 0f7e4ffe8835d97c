"""Commands of the plumbing: catalogues, the worker, backup and restore."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from consult.foundation import backup, catalogues, clock, jobs, rerendering
from consult.foundation.processes import die_with_parent


@click.group("catalogues")
def catalogues_group() -> None:
    """Translations, one catalogue a room and language."""


@catalogues_group.command("update")
@click.argument("room", nargs=-1)
def catalogues_update(room: tuple[str, ...]) -> None:
    """Bring the catalogues of ROOM (default: all) up to the sources."""
    for one in room or catalogues.rooms():
        missing = catalogues.update(one)
        if any(missing.values()):
            click.echo(f"{one}: to translate {missing}")


@catalogues_group.command("check")
@click.argument("room", nargs=-1)
def catalogues_check(room: tuple[str, ...]) -> None:
    """Fail where a message is missing, stale or misplaced."""
    found = [fault for one in room or catalogues.rooms() for fault in catalogues.faults(one)]
    found += [] if room else catalogues.conflicts()
    for fault in found:
        click.echo(fault)
    if found:
        raise click.ClickException(
            f"{len(found)} faults in the catalogues: run “flask catalogues update” and translate"
        )
    click.echo("catalogues: complete")


@click.command("worker")
@with_appcontext
def worker() -> None:
    """Deliver events and mail, and do what has fallen due."""
    die_with_parent()
    jobs.run_forever(current_app.extensions["consult_settings"].instance)


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
def back_up(file: Path) -> None:
    """Write the whole site, keys included, into FILE while it runs. Keep it as safe as the site itself."""
    summary = backup.back_up(current_app.extensions["consult_settings"], file)
    click.echo(f"{file}: {summary.total:,} rows of {len(summary.rows)} tables, {summary.size:,} bytes")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--even-if-older",
    is_flag=True,
    help="Although sealed entries are missing in it; the record then stays unsealed.",
)
@with_appcontext
def restore(file: Path, even_if_older: bool) -> None:
    """Bring FILE, made by `backup`, into an empty and migrated site."""
    settings = current_app.extensions["consult_settings"]
    summary = backup.restore(settings, file, even_if_older=even_if_older)
    rerendering.forget(settings.instance)
    click.echo(
        f"{file}: {summary.total:,} rows restored. Start the site again so that it reads its own keys."
    )


@click.group("text")
def text_group() -> None:
    """Stored HTML."""


@text_group.command("rerender")
@with_appcontext
def text_rerender() -> None:
    """Render again whatever an earlier release rendered otherwise. May be stopped and run again; the site may run."""
    instance = current_app.extensions["consult_settings"].instance
    stale = rerendering.stale()
    for name, number in stale.items():
        with click.progressbar(length=number, label=f"{name}: {number:,}") as bar:
            for done in rerendering.rerender(name, clock.now()):
                bar.update(done)
    left = rerendering.stale()
    if left:
        named = ", ".join(f"{name} {number:,}" for name, number in left.items())
        raise click.ClickException(f"changed while this ran: {named}. Please run it again.")
    rerendering.mark_done(instance)
    click.echo(f"rendered again: {sum(stale.values()):,}" if stale else "nothing to render again")


commands = (catalogues_group, worker, back_up, restore, text_group)
