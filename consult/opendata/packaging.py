"""Writing a package: one ZIP with the whole process. Two packages of the same state are the same bytes."""

import hashlib
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from sqlalchemy import select

from consult.foundation.db import db
from consult.foundation.tables import write_csv, write_jsonl
from consult.opendata.dictionary import file_rows
from consult.opendata.files import FILES, File
from consult.opendata.files.shape import Scope
from consult.opendata.files.votes import may_show
from consult.opendata.openings import openings
from consult.opendata.readme import readme
from consult.record.models import Entry
from consult.votes import queries as votes
from consult.votes.polis import write_polis

FORMAT = "consult-package-1"
SPOOL = 4_000_000
"""Bytes of one file kept in memory before it goes to a temporary file."""
BEGINNING = (1980, 1, 1, 0, 0, 0)
"""Time of every file in the ZIP: none, so that equal states give equal bytes."""


@dataclass
class Manifest:
    """What a package holds: bytes and SHA-256 of each file, rows of each table."""

    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)


class _Archive:
    """A ZIP whose files are hashed while they are written."""

    def __init__(self, target: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED)
        self.manifest = Manifest()

    def add(self, name: str, write: Callable[[IO[bytes]], int]) -> None:
        """Write one file; ``write`` gets a stream and returns how many rows it wrote."""
        with tempfile.SpooledTemporaryFile(SPOOL) as spool:
            rows = write(spool)
            spool.seek(0)
            self.add_stream(name, spool)
        if rows >= 0:
            self.manifest.rows[name] = rows

    def add_stream(self, name: str, stream: IO[bytes]) -> None:
        """Copy a stream into the package."""
        info = zipfile.ZipInfo(name, BEGINNING)
        info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._zip.open(info, "w", force_zip64=True) as target:
            while block := stream.read(1 << 16):
                digest.update(block)
                size += len(block)
                target.write(block)
        self.manifest.files[name] = {"bytes": size, "sha256": digest.hexdigest()}

    def __enter__(self) -> "_Archive":
        return self

    def __exit__(self, *_: object) -> None:
        self._zip.close()


def write_package(scope: Scope, target: IO[bytes], *, revision: int) -> Manifest:
    """Write the whole process as one package. ``revision`` is that of the consultation's log."""
    with _Archive(target) as archive:
        _fill(archive, scope, revision)
    return archive.manifest


def _fill(archive: "_Archive", scope: Scope, revision: int) -> None:
    for file in FILES:
        if file.only in (None, scope.grade):
            _add_table(archive, file, scope)
    _add_record(archive, scope)
    if may_show(scope) and votes.has_statements(scope.consultation.id):
        _add_polis(archive, scope)
    _add_rows(archive, "dictionary", list(file_rows(scope.grade)), ["file", "column", "meaning"])
    archive.add("README.md", lambda stream: _text(stream, readme(scope.consultation, scope.grade)))
    facts = {
        "format": FORMAT,
        "consultation": scope.consultation.public_id,
        "slug": scope.consultation.slug,
        "grade": scope.grade,
        "revision": revision,
        "rows": archive.manifest.rows,
        "files": archive.manifest.files,
    }
    archive.add(
        "manifest.json", lambda stream: _text(stream, json.dumps(facts, indent=1, ensure_ascii=False) + "\n")
    )


def _text(stream: IO[bytes], content: str) -> int:
    stream.write(content.encode())
    return -1


def _add_table(archive: _Archive, file: File, scope: Scope) -> None:
    """CSV and JSON Lines from one reading of the rows."""
    columns = file.columns_for(scope.grade)
    with tempfile.SpooledTemporaryFile(SPOOL) as lines:
        archive.add(
            f"data/{file.name}.csv",
            lambda stream: _csv(stream, _both(file.rows(scope), columns, lines), columns),
        )
        lines.seek(0)
        archive.add_stream(f"data/{file.name}.jsonl", lines)


def _both(
    rows: Iterable[Mapping[str, object]], columns: list[str], lines: IO[bytes]
) -> Iterable[Mapping[str, object]]:
    for row in rows:
        kept = {name: row[name] for name in columns}
        write_jsonl([kept], lines)  # type: ignore[arg-type]
        yield {name: _cell(value) for name, value in kept.items()}


def _cell(value: object) -> object:
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


def _csv(stream: IO[bytes], rows: Iterable[Mapping[str, object]], columns: list[str]) -> int:
    text = io.TextIOWrapper(stream, "utf-8", newline="")
    count = write_csv(rows, columns, text)
    text.detach()
    return count


def _add_rows(archive: _Archive, name: str, rows: list[dict[str, str]], columns: list[str]) -> None:
    archive.add(f"{name}.csv", lambda stream: _csv(stream, rows, columns))
    archive.add(f"{name}.jsonl", lambda stream: write_jsonl(rows, stream))  # type: ignore[arg-type]


def _add_record(archive: _Archive, scope: Scope) -> None:
    archive.add("record/entries.jsonl", lambda stream: _entries(stream, scope))
    archive.add("record/openings.jsonl", lambda stream: write_jsonl(openings(scope), stream))  # type: ignore[arg-type]


def _entries(stream: IO[bytes], scope: Scope) -> int:
    """Every entry of the log, in order, exactly the bytes whose hash is the leaf."""
    count = 0
    contents = select(Entry.content).where(Entry.log == scope.consultation.public_id).order_by(Entry.number)
    for content in db.session.scalars(contents.execution_options(yield_per=1_000)):
        stream.write(content + b"\n")
        count += 1
    return count


def _add_polis(archive: _Archive, scope: Scope) -> None:
    folder = Path(tempfile.mkdtemp(prefix="polis-"))
    try:
        own = scope.consultation.id
        write_polis(folder, votes.polis_statements(own), votes.polis_votes(own))
        for path in sorted(folder.iterdir()):
            with path.open("rb") as stream:
                archive.add_stream(f"polis/{path.name}", stream)
    finally:
        shutil.rmtree(folder)
