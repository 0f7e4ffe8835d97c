"""Commands on votes: taking over a Polis conversation."""

import hashlib
from pathlib import Path

import click
from flask.cli import with_appcontext

from consult.consultations import queries as consultations
from consult.contributions.service import importing
from consult.foundation import clock
from consult.foundation.db import writing
from consult.organisations.console import acting_as, as_option, noting_attempts, wait_for_second
from consult.votes import service
from consult.votes.polis import read_polis

REFUSED_SHOWN = 5


@click.group("votes")
def votes() -> None:
    """Statements and votes."""


@votes.command("import-polis")
@click.argument("directory", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--consultation", "slug", required=True, metavar="SLUG")
@click.option(
    "--source", default="", help="The name shown with them [default: the set's topic, else its folder]."
)
@click.option(
    "--language", default="", metavar="TAG", help="Of the statements [default: the consultation's]."
)
@as_option
@with_appcontext
def import_polis(directory: Path, slug: str, source: str, language: str, as_email: str | None) -> None:
    """Take over the Polis export in DIRECTORY: statements, voters and each voter's last vote. Again adds nothing."""
    found = read_polis(directory)
    files = _hashes(directory)
    source = source.strip() or found.summary.get("topic", "").strip() or directory.resolve().name
    actor = acting_as(as_email)
    public_id = consultations.get(slug).public_id
    with noting_attempts(actor, act=importing.IMPORT, subject=slug[:32], consultation=public_id), writing():
        is_agreed = service.agree_to_votes(
            actor, consultations.get(slug), source=source, files=files, now=clock.now()
        )
    if not is_agreed:
        wait_for_second(slug)
    with click.progressbar(length=len(found.votes), label="votes") as bar, writing():
        consultation = consultations.get(slug)
        done = service.import_polis(
            actor, consultation, found, source=source, files=files,
            language=language or consultation.language, now=clock.now(), progress=bar.update,
        )  # fmt: skip
    click.echo(
        f"{slug}: {done.statements} statements ({done.statements_stored} new), {done.voters} voters "
        f"({done.voters_stored} new), {done.votes} votes that count ({done.votes_stored} new or changed); "
        f"{done.superseded} older votes left aside; {done.refused} rows refused"
    )
    for name, row in found.refused[:REFUSED_SHOWN]:
        click.echo(f"  {name}, row {row.number}: {row.reason}")
    if len(found.refused) > REFUSED_SHOWN:
        click.echo(f"  and {len(found.refused) - REFUSED_SHOWN} more")


def _hashes(directory: Path) -> dict[str, str]:
    """SHA-256 of each file of the set."""
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(directory.iterdir())
        if path.name.endswith((".csv", ".csv.gz"))
    }


commands = (votes,)
