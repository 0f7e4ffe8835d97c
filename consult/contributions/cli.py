"""Commands on comments: importing them from other people's tables."""

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import click
from flask.cli import with_appcontext

from consult.consultations import queries as consultations
from consult.consultations.rules import check_language
from consult.contributions import queries, references
from consult.contributions.column_map import ImportedComment, RefusedRow, column_map, read_comments
from consult.contributions.service import importing
from consult.foundation import clock, web
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.foundation.tables import read_table, write_csv
from consult.organisations.console import acting_as, as_option, noting_attempts, wait_for_second

AT_ONCE = 300
"""Rows in one transaction."""


@dataclass
class Progress:
    """What has become of the rows so far."""

    rows: int = 0
    stored: int = 0
    already: int = 0
    refused: list[RefusedRow] = field(default_factory=list)
    flags: Counter[str] = field(default_factory=Counter)
    taken: set[int] = field(default_factory=set)
    """Comments of earlier imports that stand for a row of this file under another identity."""


@dataclass(frozen=True)
class Job:
    """What one run of the command does."""

    actor: Actor
    slug: str
    source: importing.Source
    erased_elsewhere: Mapping[str, bytes] = field(default_factory=dict)
    """Other sources of which something was erased -> their secrets: it doesn't come back under another name."""


@click.group("contributions")
def contributions() -> None:
    """Comments."""


@contributions.command("import-comments")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consultation", "slug", required=True, metavar="SLUG")
@click.option(
    "--map",
    "written_map",
    metavar="FIELD=COLUMN,…",
    help="Such as body=text,id=document_id; + joins columns.",
)
@click.option("--status", type=click.Choice(("pending", "published")), default="pending", show_default=True)
@click.option("--source", metavar="NAME", help="Shown with every comment [default: the file's name].")
@click.option(
    "--language", metavar="TAG", help="Of rows that don't say theirs [default: the consultation's]."
)
@click.option(
    "--show-names",
    is_flag=True,
    help="Show the names in the file to everybody. Without it only staff see them.",
)
@as_option
@with_appcontext
def import_comments(
    file: Path, slug: str, written_map: str | None, status: str, source: str | None, language: str | None,
    show_names: bool, as_email: str | None,
) -> None:  # fmt: skip
    """Import the comments of FILE (.csv .tsv .jsonl, also .gz), once however often it is run."""
    consultation = consultations.get(slug)
    actor = acting_as(as_email)
    with noting_attempts(actor, act=importing.IMPORT, subject=slug[:32], consultation=consultation.public_id):
        importing.target(actor, consultation)  # refused before anything is read
    rows, digest = _survey(file)
    called = (source or _name(file)).strip()[:200]
    secrets_of = {
        name: references.import_secret(web.settings().secret, consultation.public_id, name)
        for name in {called, *queries.erased_sources(consultation.id)}
    }
    source_of = importing.Source(called, digest, secrets_of.pop(called), status, show_names)
    job = Job(actor, slug, source_of, secrets_of)
    with writing():
        is_agreed = importing.agree(actor, consultations.get(slug), job.source, now=clock.now())
    if not is_agreed:
        wait_for_second(slug)
    with read_table(file) as table:
        mapped = column_map(table.columns, written_map)
        click.echo(f"columns: {mapped}", err=True)
        read = read_comments(
            table,
            mapped,
            default_language=check_language(language or consultation.language),
            zone=ZoneInfo(consultation.timezone),
        )
        progress = _import(job, read, rows)
    _report(job, progress)


def _name(file: Path) -> str:
    return file.name.removesuffix(".gz").rpartition(".")[0] or file.name


def _survey(file: Path) -> tuple[int, str]:
    """How many rows the file has, and its SHA-256. A file that is damaged further down is refused here."""
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    with read_table(file) as table:
        return sum(1 for _ in table), digest


def _import(job: Job, read: Iterable[ImportedComment | RefusedRow], rows: int) -> Progress:
    progress, found = Progress(), iter(read)
    with click.progressbar(length=rows, label="comments", file=sys.stderr) as bar:
        while batch := list(islice(found, AT_ONCE)):
            progress.rows += len(batch)
            progress.refused += [row for row in batch if isinstance(row, RefusedRow)]
            comments = [row for row in batch if isinstance(row, ImportedComment)]
            progress.flags.update(flag for comment in comments for flag in comment.flags)
            _store(job, progress, [importing.prepare(comment, job.source.secret) for comment in comments])
            bar.update(len(batch))
    _finish(job, progress)
    return progress


def _store(job: Job, progress: Progress, prepared: list[importing.Prepared]) -> None:
    """Store what isn't there. A batch that is there already takes no lock; one cut off counts as stored now."""
    consultation = consultations.get(job.slug)
    started = queries.unfinished_import(
        consultation.id, importing.KIND, job.source.name, job.source.file_sha256
    )
    own = started.public_id if started else ""
    known = queries.imported(consultation.id, job.source.name, [one.import_key for one in prepared])
    resumed = sum(entry_id == own and not is_seen for entry_id, is_seen in known.values())
    progress.stored += resumed
    otherwise = queries.imported_otherwise(
        consultation.id, job.source.name, [(one.import_key, one.content_key) for one in prepared], known=known,
        own_import=own, taken=progress.taken,
    )  # fmt: skip
    otherwise |= importing.erased_elsewhere(consultation.id, job.erased_elsewhere, prepared) - known.keys()
    prepared, given = [one for one in prepared if one.import_key not in otherwise], len(prepared)
    if len(known) < len(prepared):
        now = clock.now()
        with writing():
            into = importing.target(job.actor, consultations.get(job.slug))
            begun = importing.begin(job.actor, into.consultation, job.source, now=now)
            new = importing.store(into, begun, job.source, prepared, now=now)
        progress.stored += new
    else:
        new = 0
    progress.already += given - new - resumed


def _finish(job: Job, progress: Progress) -> None:
    consultation_id = consultations.get(job.slug).id
    counts = importing.Counts(progress.rows, progress.stored, progress.already, len(progress.refused))
    with writing():
        started = queries.unfinished_import(
            consultation_id, importing.KIND, job.source.name, job.source.file_sha256
        )
        if started is not None:
            importing.finish(
                job.actor, consultations.get(job.slug), started, job.source, counts, now=clock.now()
            )


def _report(job: Job, progress: Progress) -> None:
    click.echo(
        f"{job.slug}: {progress.rows} rows = {progress.stored} stored + {len(progress.refused)}"
        f" refused + {progress.already} already there"
    )
    for flag, number in sorted(progress.flags.items()):
        click.echo(f"{number} rows: {flag.replace('_', ' ')}", err=True)
    if progress.refused:
        click.echo(f"refused rows and why: {_write_refused(job, progress.refused, clock.now())}")


def _write_refused(job: Job, refused: list[RefusedRow], now: datetime) -> Path:
    """The refused rows as a table in the instance folder: they may hold personal data."""
    folder = web.settings().instance / "imports"
    folder.mkdir(exist_ok=True)
    path = folder / f"{job.slug}-{job.source.file_sha256[:8]}-{now:%Y%m%dT%H%M%S}-refused.csv"
    names = list(dict.fromkeys(name for row in refused for name in row.values))
    with path.open("w", encoding="utf-8", newline="") as stream:
        write_csv(_refused_cells(refused, names), ["row", "reason", *names, "raw"], stream)
    path.chmod(0o600)
    return path


def _refused_cells(refused: list[RefusedRow], names: list[str]) -> Iterator[list[object]]:
    for row in refused:
        yield [row.row, row.reason, *(row.values.get(name, "") for name in names), row.raw]


commands = (contributions,)
