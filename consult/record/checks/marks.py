"""Every row of a covered table is what the program stored in it last: added, removed or changed ones are named."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table, func, select

from consult.foundation import db as database
from consult.foundation import web
from consult.foundation.db import Base, db
from consult.record.checks.registry import CHECKS, COVERED, Fault
from consult.record.marking import MARKED, columns_of, key_text, mark_of, secret_of
from consult.record.models import RowMark

AT_ONCE = 500
MARKS = "marks"
_MARKS = database.table_of(RowMark)


def check_marks() -> str:
    """Each row has the mark of what is stored in it, and each mark a row. Raises Fault."""
    secret = secret_of(web.settings().secret)
    if not db.session.scalar(select(func.count()).select_from(RowMark)) and any(
        db.session.execute(select(table).limit(1)).first() for table in MARKED.values()
    ):
        raise Fault(
            "record_row_mark: no row is marked. After an upgrade from before marks, run `record mark-rows` once"
        )
    for name in db.session.scalars(select(RowMark.table_name).distinct()):
        if name not in MARKED:
            raise Fault(f"record_row_mark: there are marks of {name}, which has none")
    number = sum(check_table(table, secret) for table in MARKED.values())
    return f"{number:,} rows in {len(MARKED):,} tables, each as this program stored it"


def check_table(table: Table, secret: bytes) -> int:
    """How many rows of a table are as the program stored them. Raises Fault."""
    number = 0
    found = (
        select(*columns_of(table)).order_by(*table.primary_key.columns).execution_options(yield_per=AT_ONCE)
    )
    with db.session.execute(found) as result:
        for rows in result.mappings().partitions(AT_ONCE):
            _check_rows(secret, table, rows)
            number += len(rows)
    marks = select(func.count()).select_from(RowMark).where(RowMark.table_name == table.name)
    if db.session.scalar(marks) != number:
        raise _plainer(
            table,
            f"row {_missing(table)} is gone, and not by this program: its mark in record_row_mark is left",
        )
    return number


def marks_alone(*tables: str) -> None:
    """Register tables whose rows only their marks hold: their acts' entries don't say all that is in them."""
    COVERED.update(dict.fromkeys(tables, MARKS))
    MARKED.update({one: Base.metadata.tables[one] for one in tables})


def _check_rows(secret: bytes, table: Table, rows: Sequence[Mapping[Any, Any]]) -> None:
    keys = [_key(table, row) for row in rows]
    stored = select(RowMark.row_key, RowMark.mark).where(
        RowMark.table_name == table.name, RowMark.row_key.in_(keys)
    )
    marks = dict(db.session.execute(stored).all())
    for key, row in zip(keys, rows, strict=True):
        if key not in marks:
            raise _plainer(
                table, f"row {key} was added, and not by this program: record_row_mark has no mark of it"
            )
        if marks[key] != mark_of(secret, table, row):
            raise _plainer(table, f"row {key} is not what this program stored in it: record_row_mark says so")


def _key(table: Table, row: Mapping[Any, Any]) -> str:
    return key_text(tuple(row[one.name] for one in table.primary_key.columns))


def _missing(table: Table) -> str:
    there = {key_text(tuple(row)) for row in db.session.execute(select(*table.primary_key.columns))}
    marked = db.session.scalars(select(RowMark.row_key).where(RowMark.table_name == table.name))
    return min(set(marked) - there, default="?")


def _plainer(table: Table, words: str) -> Fault:
    """The room's own check says it better, where the entries tell what the row should say."""
    own = CHECKS.get(COVERED[table.name]) if COVERED[table.name] != MARKS else None
    try:
        if own is not None:
            own()
    except Fault as fault:
        return fault
    except Exception as error:  # noqa: BLE001 - rows that don't fit together any more can't even be read
        words = f"{words} (and can’t be read as it stands: {type(error).__name__})"
    return Fault(f"{table.name}: {words}")
