"""The tables of a package, each as CSV and as JSON Lines from one reading of its rows."""

import io
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import IO, Any

from consult.foundation.tables import write_csv, write_jsonl
from consult.opendata.dictionary import file_rows
from consult.opendata.files import FILES, File
from consult.opendata.files.shape import Scope
from consult.opendata.files.votes import may_show
from consult.opendata.packaging.bag import SPOOL, Bag
from consult.opendata.verify_contents import written_json
from consult.opendata.verify_schema import InOrder
from consult.votes import queries as votes
from consult.votes.polis import write_polis


def add_tables(bag: Bag, scope: Scope, kept: Mapping[str, IO[bytes]]) -> None:
    """Every table of the grade, the votes as Polis has them, and what every column means.

    ``kept``: where the JSON Lines of some tables are left, for what is made of them later.
    """
    for file in FILES:
        if file.only in (None, scope.grade):
            write_table(bag, file, scope, file.columns_for(scope.grade), kept.get(file.name))
    if may_show(scope) and votes.has_statements(scope.consultation.id):
        _add_polis(bag, scope)
    described = list(file_rows(scope.grade))
    columns = ["file", "column", "meaning"]
    bag.add("dictionary.csv", lambda stream: _csv(stream, described, columns))
    bag.add("dictionary.jsonl", lambda stream: write_jsonl(described, stream))
    bag.add_text("datapackage.json", written_json(_data_package(scope)))


def write_table(
    bag: Bag, file: File, scope: Scope, columns: list[str], kept: IO[bytes] | None = None
) -> None:
    """One table as CSV and as JSON Lines, with these of its columns; the latter stay in ``kept``, if given."""
    with nullcontext(kept) if kept else tempfile.SpooledTemporaryFile(SPOOL) as lines:
        bag.add(
            f"{file.name}.csv",
            lambda stream: _csv(stream, _both(in_order(file, scope), columns, lines), columns),
        )
        lines.seek(0)
        bag.add_stream(f"{file.name}.jsonl", lines)


def in_order(file: File, scope: Scope) -> Iterator[Mapping[str, object]]:
    """The rows of a table. Raises ValueError where the database gives a long one in another order than it has."""
    order = InOrder(file.name)
    for row in file.rows(scope):
        if not order.take(row):
            raise ValueError(f"the rows of {file.name} don't rise by {', '.join(file.order)}")
        yield row


def _both(
    rows: Iterable[Mapping[str, object]], columns: list[str], lines: IO[bytes]
) -> Iterable[list[object]]:
    for row in rows:
        kept = {name: row[name] for name in columns}
        write_jsonl([kept], lines)
        yield list(kept.values())


def _csv(
    stream: IO[bytes], rows: Iterable[Mapping[str, object] | Sequence[object]], columns: list[str]
) -> int:
    text = io.TextIOWrapper(stream, "utf-8", newline="")
    count = write_csv(rows, columns, text)
    text.detach()
    return count


def _add_polis(bag: Bag, scope: Scope) -> None:
    folder = Path(tempfile.mkdtemp(prefix="polis-"))
    try:
        own = scope.consultation.id
        statements = votes.polis_statements(own, is_to_minute=scope.is_public)
        write_polis(folder, statements, votes.polis_votes(own, is_to_minute=scope.is_public))
        for path in sorted(folder.iterdir()):
            with path.open("rb") as stream:
                bag.add_stream(f"polis/{path.name}", stream)
    finally:
        shutil.rmtree(folder)


def _key_of(file: File, scope: Scope) -> dict[str, list[str]]:
    """What makes a row the one it is; rows rise by it."""
    given = file.columns_for(scope.grade)
    return {"primaryKey": [one for one in file.order if one in given]} if file.order else {}


def _data_package(scope: Scope) -> dict[str, Any]:
    """The tables as a Frictionless Data Package describes them, for programs that read such descriptions."""
    resources = [
        {
            "name": file.name.replace("_", "-"), "path": f"{file.name}.csv", "description": file.meaning,
            "encoding": "utf-8", "dialect": {"quoteChar": '"', "doubleQuote": True},
            "schema": {"fields": [
                {"name": column.name, "type": "string", "description": column.meaning}
                for column in file.columns if column.only in (None, scope.grade)
            ], **_key_of(file, scope)},
        }
        for file in sorted(FILES, key=lambda one: one.name) if file.only in (None, scope.grade)
    ]  # fmt: skip
    return {"name": scope.consultation.slug, "id": scope.consultation.public_id, "resources": resources}
