"""Backup and restore: every table and the instance's own keys in one file, the same for both databases.

The file is a ZIP of one JSON Lines file a table, read in one snapshot, with a manifest of hashes. It holds
secrets and personal data. Restoring needs an empty database at the same migration.
"""

import base64
import hashlib
import io
import json
import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Connection,
    Date,
    LargeBinary,
    Table,
    create_engine,
    func,
    insert,
    inspect,
    select,
    text,
)

from consult.foundation.db import Base, Instant, db, is_sqlite
from consult.foundation.errors import N_, Conflict, Refused
from consult.foundation.settings import Settings
from consult.foundation.whole_files import put_file

FORMAT = 1
BATCH = 500
DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError)
"""What reading a damaged ZIP raises."""
KEPT_FILES = ("secret.key", "record.key", "consult.env")
"""Files of the instance folder without which the data couldn't be used as before."""


@dataclass(frozen=True)
class Summary:
    """What a backup holds: rows by table, bytes of the file."""

    rows: dict[str, int]
    size: int

    @property
    def total(self) -> int:
        """Rows over all tables."""
        return sum(self.rows.values())


def back_up(settings: Settings, target: Path) -> Summary:
    """Write the backup beside ``target`` and rename it there when it is whole. Raises Refused over an existing file."""
    if target.exists():
        raise Refused(
            N_("%(file)s exists already. Give another name; a backup never overwrites one."), file=str(target)
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=".backup-")
    os.close(descriptor)  # mkstemp gives it to the owner alone
    draft = Path(name)
    try:
        rows = _write(settings, draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.rename(target)
    finally:
        draft.unlink(missing_ok=True)
    return Summary(rows, target.stat().st_size)


def _write(settings: Settings, draft: Path) -> dict[str, int]:
    rows: dict[str, int] = {}
    manifest: dict[str, Any] = {"format": FORMAT, "tables": {}, "files": {}}
    db.session.rollback()
    snapshot = {} if is_sqlite() else {"isolation_level": "REPEATABLE READ"}
    with (
        db.engine.connect().execution_options(**snapshot) as connection,
        zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        manifest["migration"] = migration_of(connection)
        for table in Base.metadata.sorted_tables:
            digest, number = hashlib.sha256(), 0
            with archive.open(f"tables/{table.name}.jsonl", "w", force_zip64=True) as stream:
                for line in _lines(connection, table):
                    digest.update(line)
                    stream.write(line)
                    number += 1
            rows[table.name] = number
            manifest["tables"][table.name] = {"rows": number, "sha256": digest.hexdigest()}
        for file_name in KEPT_FILES:
            path = settings.instance / file_name
            if path.exists():
                content = path.read_bytes()
                archive.writestr(f"instance/{file_name}", content)
                manifest["files"][file_name] = hashlib.sha256(content).hexdigest()
        archive.writestr("manifest.json", json.dumps(manifest, indent=1))
    return rows


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    keys = list(table.primary_key.columns)
    rows = connection.execution_options(stream_results=True).execute(select(table).order_by(*keys))
    for row in rows.yield_per(BATCH):
        values = {column.name: _plain(value) for column, value in zip(table.columns, row, strict=True)}
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value


def migration_of(connection: Connection) -> str:
    """The migration the database is at, empty where it has none yet."""
    if not inspect(connection).has_table("alembic_version"):
        return ""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar() or "")


RESTORED: list[Callable[[Settings, Connection], None]] = []
"""Asked by higher rooms before a restored database is kept; each may refuse."""


def restore(settings: Settings, source: Path, *, even_if_older: bool = False) -> Summary:
    """Bring a backup into an empty, migrated database.

    Raises Refused for a damaged file, Conflict for data in the way, and whatever ``RESTORED`` refuses unless
    ``even_if_older``.
    """
    if not zipfile.is_zipfile(source):
        raise Refused(N_("%(file)s isn’t a backup of Consult."), file=str(source))
    with zipfile.ZipFile(source) as archive:
        manifest = _checked_manifest(archive)
        with _owner(settings) as connection, connection.begin():
            _check_target(connection, manifest)
            rows = {table.name: _fill(connection, archive, table) for table in Base.metadata.sorted_tables}
            if not is_sqlite():
                _continue_numbers(connection)
            for ask in () if even_if_older else RESTORED:
                ask(settings, connection)
            # before the rows are kept: without these keys they are of no use
            for file_name in manifest["files"]:
                put_file(settings.instance / file_name, archive.read(f"instance/{file_name}"))
    return Summary(rows, source.stat().st_size)


@contextmanager
def _owner(settings: Settings) -> Iterator[Connection]:
    """A connection as the role that owns the tables, where the site works as another: numbers go on only for it."""
    owner = settings.migration_database_url
    engine = create_engine(owner) if owner else db.engine
    try:
        with engine.connect().execution_options(consult_writing=True) as connection:
            yield connection
    finally:
        if owner:
            engine.dispose()


def _checked_manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read("manifest.json"))
    except (KeyError, ValueError, *DAMAGED) as error:
        raise Refused(N_("This file has no manifest, so it isn’t a whole backup.")) from error
    if manifest["format"] != FORMAT:
        raise Refused(
            N_("This backup has the format %(found)s; this Consult reads %(known)s."),
            found=manifest["format"],
            known=FORMAT,
        )
    for name, facts in manifest["tables"].items():
        digest = hashlib.sha256()
        try:
            with archive.open(f"tables/{name}.jsonl") as stream:
                shutil.copyfileobj(stream, _Digesting(digest))
            is_whole = digest.hexdigest() == facts["sha256"]
        except DAMAGED:
            is_whole = False
        if not is_whole:
            raise Refused(
                N_("The backup is damaged: the table %(table)s isn’t what was written."), table=name
            )
    for name, sha256 in manifest["files"].items():
        if name not in KEPT_FILES or hashlib.sha256(archive.read(f"instance/{name}")).hexdigest() != sha256:
            raise Refused(N_("The backup is damaged: the file %(file)s isn’t what was written."), file=name)
    return manifest


class _Digesting(io.RawIOBase):
    """A sink that only hashes."""

    def __init__(self, digest: Any) -> None:
        self._digest = digest

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self._digest.update(content)
        return len(content)


def _check_target(connection: Connection, manifest: dict[str, Any]) -> None:
    here = migration_of(connection)
    if not here:
        raise Refused(N_("This database has no tables yet. Run `flask --app wsgi db upgrade`, then restore."))
    if here != manifest["migration"]:
        raise Refused(
            N_(
                "The backup is of migration %(backup)s, this database is at %(here)s. "
                "Use the version of Consult that made it, then upgrade."
            ),
            backup=manifest["migration"], here=here,
        )  # fmt: skip
    for table in Base.metadata.sorted_tables:
        if connection.execute(select(func.count()).select_from(table)).scalar():
            raise Conflict(
                N_("This site has data already. Restore into a fresh instance folder or an empty database.")
            )


def _fill(connection: Connection, archive: zipfile.ZipFile, table: Table) -> int:
    number = 0
    batch: list[dict[str, Any]] = []
    with archive.open(f"tables/{table.name}.jsonl") as stream:
        for line in stream:
            batch.append(_typed(table, json.loads(line)))
            if len(batch) == BATCH:
                connection.execute(insert(table), batch)
                number += len(batch)
                batch = []
    if batch:
        connection.execute(insert(table), batch)
    return number + len(batch)


def _typed(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    typed = {}
    for column in table.columns:
        value = values.get(column.name)
        if value is not None and isinstance(column.type, Instant):
            value = datetime.fromisoformat(value)
        elif value is not None and isinstance(column.type, Date):
            value = date.fromisoformat(value)
        elif value is not None and isinstance(column.type, LargeBinary):
            value = base64.b64decode(value)
        typed[column.name] = value
    return typed


def _continue_numbers(connection: Connection) -> None:
    for table in Base.metadata.sorted_tables:
        column = table.autoincrement_column
        if column is not None and column.autoincrement is not False and not column.foreign_keys:
            highest = connection.execute(select(func.max(column))).scalar()
            sequence = connection.execute(
                text("SELECT pg_get_serial_sequence(:table, :column)"),
                {"table": table.name, "column": column.name},
            ).scalar()
            if sequence and highest:
                connection.execute(
                    text("SELECT setval(:sequence, :highest)"), {"sequence": sequence, "highest": highest}
                )
