"""For migrations: mark the rows of tables that are covered from here on, on a site whose other rows are marked.

A migration outlives the models that it runs beside: columns that come later aren't there yet and are left out, which
leaves a mark as it is. A later migration that renames a column or changes values marks its table anew.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select, update

from consult.foundation import db as database
from consult.foundation.ids import random_id
from consult.foundation.zones import to_minute
from consult.record import canonical
from consult.record.marking import MARKED, columns_of, key_text, mark_of, secret_of
from consult.record.models import Entry, EntryOpening, Log, RowMark
from consult.record.rules import ROWS_MARKED, SITE

AT_ONCE = 500
_MARKS = database.table_of(RowMark)


def mark_tables(
    connection: Connection, names: Iterable[str], *, secret: bytes, reason: str, now: datetime
) -> int:
    """Mark the rows that are there, and say in the site's log how many and why. Returns how many.

    A site none of whose rows is marked yet is left to ``record mark-rows``, as `record verify` says there.
    """
    if not connection.scalar(select(func.count()).select_from(_MARKS)):
        return 0
    key, number = secret_of(secret), 0
    for name in names:
        if name in MARKED:
            number += _mark(connection, MARKED[name], key)
    if number:
        _append(connection, {"reason": reason, "rows": str(number)}, now)
        _mark(connection, database.table_of(Log), key)
    return number


def forget_marks(connection: Connection, names: Iterable[str]) -> None:
    """Going back: the earlier program marks none of these."""
    connection.execute(delete(_MARKS).where(_MARKS.c.table_name.in_(list(names))))


def _mark(connection: Connection, table: Table, key: bytes) -> int:
    forget_marks(connection, [table.name])
    there = {one["name"] for one in inspect(connection).get_columns(table.name)}
    missing = {one.name: None for one in table.columns if one.name not in there}
    found = select(*(one for one in columns_of(table) if one.name in there))
    rows = connection.execute(found).mappings()
    number = 0
    for some in rows.partitions(AT_ONCE):
        connection.execute(insert(_MARKS), [_marked(table, {**missing, **row}, key) for row in some])
        number += len(some)
    return number


def _marked(table: Table, row: dict[str, Any], key: bytes) -> dict[str, Any]:
    named = key_text(tuple(row[one.name] for one in table.primary_key.columns))
    return {"table_name": table.name, "row_key": named, "mark": mark_of(key, table, row)}


def _append(connection: Connection, values: dict[str, str], now: datetime) -> None:
    commitments, openings = canonical.open_commitments({"time": now.isoformat(), **values})
    entry_id = random_id()
    content = canonical.entry_bytes(
        entry_id=entry_id, time=to_minute(now), type_=ROWS_MARKED, actor="console", role="console",
        commitments=commitments,
    )  # fmt: skip
    entries, opened, logs = map(database.table_of, (Entry, EntryOpening, Log))
    connection.execute(
        insert(entries).values(
            id=entry_id, log=SITE, type=ROWS_MARKED, content=content, leaf_hash=canonical.leaf_hash(content),
            appended_at=now,
        )
    )  # fmt: skip
    fields = {field: [one.salt.hex(), one.value] for field, one in openings.items()}
    connection.execute(insert(opened).values(entry_id=entry_id, fields=fields))
    risen = update(logs).where(logs.c.log == SITE).values(revision=logs.c.revision + 1)
    if not connection.execute(risen).rowcount:
        connection.execute(insert(logs).values(log=SITE, revision=1))
