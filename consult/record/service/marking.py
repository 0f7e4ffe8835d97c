"""Marking what a transaction stored in covered tables, right before it commits.

Every way to change rows is noted: flushes, rows that verbs store past the session, statements that change many.
What other hands change isn't noted, and keeps the mark of what stood there before.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    Column,
    Connection,
    Select,
    Table,
    bindparam,
    delete,
    event,
    func,
    inspect,
    select,
    tuple_,
)
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.sql import operators

from consult.foundation import db as database
from consult.foundation import web
from consult.foundation.access import Actor
from consult.foundation.db import db, is_sqlite
from consult.foundation.errors import Refused
from consult.record.marking import MARKED, Key, columns_of, key_text, mark_of, secret_of
from consult.record.models import APPEND_ONLY, RowMark
from consult.record.rules import REASON_NEEDED, ROWS_MARKED
from consult.record.service.appending import append

AT_ONCE = 500
_MARKS = database.table_of(RowMark)


class Touched:
    """Rows that the running transaction changed: by their keys, or every one behind a number."""

    def __init__(self) -> None:
        self.keys: dict[str, set[Key]] = {}
        self.behind: dict[str, int] = {}

    def note(self, table: Table, keys: Iterable[Key]) -> None:
        """These rows are new, changed or gone."""
        self.keys.setdefault(table.name, set()).update(keys)


def _touched(session: Session) -> Touched:
    found: Touched = session.info.setdefault("touched_rows", Touched())
    return found


# What is noted ---------------------------------------------------------------------------------------


@event.listens_for(Session, "before_flush")
def _begin_flush(session: Session, *_: Any) -> None:
    session.info["flushing"] = True


@event.listens_for(Session, "after_flush")
def _note_flushed(session: Session, _context: UOWTransaction) -> None:
    session.info["flushing"] = False
    for one in (*session.new, *session.dirty, *session.deleted):
        mapper = inspect(type(one))
        table = MARKED.get(mapper.local_table.name)
        if table is not None and (one not in session.dirty or session.is_modified(one)):
            _touched(session).note(table, [tuple(mapper.primary_key_from_instance(one))])


@event.listens_for(Session, "after_soft_rollback")
def _end_flush(session: Session, _previous: Any) -> None:
    session.info["flushing"] = False


@event.listens_for(Session, "after_begin")
def _begin(session: Session, _transaction: Any, _connection: Connection) -> None:
    """What an earlier try touched did not happen. To lock such rows in a later one would make others wait."""
    session.info.pop("touched_rows", None)


def _noting(statement: Any) -> tuple[Session, Table] | None:
    """The session and table of a statement that is to be noted."""
    if not getattr(statement, "is_dml", False):
        return None
    table = MARKED.get(statement.table.name)
    session = database.open_writer() if table is not None else None
    if table is None or session is None or session.info.get("flushing"):
        return None
    return session, table


@event.listens_for(Engine, "before_execute")
def _note_before(
    connection: Connection, statement: Any, many: Sequence[Mapping[Any, Any]], one: Mapping[Any, Any], _options: Any
) -> None:  # fmt: skip
    noting = _noting(statement)
    if noting is None:
        return
    session, table = noting
    given = list(many) if many else [one]
    if not statement.is_insert:
        if _named_after(table, statement, given) is None:
            _note_changed(connection, session, table, statement, given)
    elif not _is_plain(statement, given):
        _note_added(connection, session, table, statement, given)


@event.listens_for(Engine, "after_execute")
def _note_after(
    _connection: Connection, statement: Any, many: Sequence[Mapping[Any, Any]], one: Mapping[Any, Any], _options: Any,
    result: Any,
) -> None:  # fmt: skip
    noting = _noting(statement)
    if noting is None:
        return
    session, table = noting
    given = list(many) if many else [one]
    if not statement.is_insert:
        names = _named_after(table, statement, given)
        if names is not None and result.rowcount != 0:
            _touched(session).note(table, [_key_of(names, given[0])])
    elif _is_plain(statement, given):
        _touched(session).note(table, [tuple(result.inserted_primary_key)])


def _is_plain(statement: Any, given: Sequence[Any]) -> bool:
    """Whether it stores one new row, whose key the database tells."""
    is_bare = statement.select is None and statement._post_values_clause is None and not statement._returning
    return len(given) == 1 and is_bare


def _named_after(
    table: Table, statement: Any, given: Sequence[Mapping[Any, Any]]
) -> list[BindParameter[Any]] | None:
    """The parameters that hold the key of the one row it changes, if the database tells afterwards whether it did.

    Where there was none, somebody else may add it right after that: its mark is theirs, and must not be taken away.
    """
    return _named_by_key(table, statement) if len(given) == 1 and not statement._returning else None


def _note_changed(
    connection: Connection, session: Session, table: Table, statement: Any, given: Sequence[Mapping[Any, Any]]
) -> None:
    names = _named_by_key(table, statement)
    if names is not None:
        return _touched(session).note(table, (_key_of(names, values) for values in given))
    found = select(*table.primary_key.columns).where(*statement._where_criteria)
    moved = _moved(table, statement)
    for values in given:
        keys = [row._asdict() for row in connection.execute(found, dict(values))]
        _touched(session).note(table, (tuple(key.values()) for key in keys))
        if moved:
            _touched(session).note(table, (tuple({**key, **moved}.values()) for key in keys))
    return None


def _moved(table: Table, statement: Any) -> dict[str, Any]:
    """What a statement puts into columns of the key: under it the rows stand afterwards."""
    own = {
        str(getattr(name, "name", name)): value
        for name, value in (getattr(statement, "_values", None) or {}).items()
    }
    return {one.name: own[one.name].effective_value for one in table.primary_key.columns if one.name in own}


def _named_by_key(table: Table, statement: Any) -> list[BindParameter[Any]] | None:
    """The parameters that hold the key, where a statement names one row by it; it needn't be there."""
    found = {}
    for one in statement._where_criteria:
        if not (isinstance(one, BinaryExpression) and one.operator is operators.eq):
            return None
        if not (isinstance(one.left, Column) and isinstance(one.right, BindParameter)):
            return None
        if getattr(one.left.table, "name", "") != table.name:
            return None
        found[one.left.name] = one.right
    keys = [one.name for one in table.primary_key.columns]
    is_named = found.keys() == set(keys) and not _moved(table, statement)
    return [found[name] for name in keys] if is_named else None


def _key_of(names: list[BindParameter[Any]], values: Mapping[Any, Any]) -> Key:
    return tuple(values.get(one.key, one.effective_value) for one in names)


def _note_added(
    connection: Connection, session: Session, table: Table, statement: Any, given: Sequence[Mapping[Any, Any]]
) -> None:
    names = [one.name for one in table.primary_key.columns]
    own = {str(getattr(name, "name", name)): value.value for name, value in (statement._values or {}).items()}
    rows = [{**own, **one} for one in given]
    if all(name in row for row in rows for name in names):
        _touched(session).note(table, (tuple(row[name] for name in names) for row in rows))
    elif table.name not in _touched(session).behind:
        newest = connection.execute(select(func.max(table.c[names[0]]))).scalar()
        _touched(session).behind[table.name] = newest or 0


# What is stored --------------------------------------------------------------------------------------


def _mark_touched(session: Session) -> None:
    touched: Touched | None = session.info.pop("touched_rows", None)
    if touched is None:
        return
    secret = secret_of(web.settings().secret)
    connection = session.connection()
    made: list[dict[str, Any]] = []
    gone: list[dict[str, Any]] = []
    for name in sorted(touched.keys.keys() | touched.behind.keys()):
        table = MARKED[name]
        keys = touched.keys.get(name, set())
        left = {key_text(key) for key in keys}
        for row in _rows_touched(connection, table, keys, touched.behind.get(name)):
            made.append(_marked(secret, table, row))
            left.discard(made[-1]["row_key"])
        gone += [{"gone_table": name, "gone_key": one} for one in sorted(left)]
    _store(connection, made, gone)


def _marked(secret: bytes, table: Table, row: Mapping[Any, Any]) -> dict[str, Any]:
    key = tuple(row[one.name] for one in table.primary_key.columns)
    return {"table_name": table.name, "row_key": key_text(key), "mark": mark_of(secret, table, row)}


def _rows_touched(
    connection: Connection, table: Table, keys: set[Key], behind: int | None
) -> Iterator[Mapping[Any, Any]]:
    columns = list(table.primary_key.columns)
    ordered = sorted(keys, key=repr)
    for start in range(0, len(ordered), AT_ONCE):
        some = ordered[start : start + AT_ONCE]
        wanted = some if len(columns) > 1 else [key[0] for key in some]
        yield from connection.execute(_by_keys(table), {"wanted": wanted}).mappings()
    if behind is not None:
        yield from connection.execute(select(*columns_of(table)).where(columns[0] > behind)).mappings()


@cache
def _by_keys(table: Table) -> Select[Any]:
    """Locked on PostgreSQL: a row that was noted and not changed may be another's, who commits first.

    FOR NO KEY UPDATE, as a change of the row itself takes it: the plain lock would wait for everybody who only
    refers to the row, while they wait to change it.
    """
    columns = list(table.primary_key.columns)
    place = columns[0] if len(columns) == 1 else tuple_(*columns)
    found = select(*columns_of(table)).where(place.in_(bindparam("wanted", expanding=True)))
    return found if table.name in APPEND_ONLY else found.with_for_update(key_share=True)


def _store(connection: Connection, made: list[dict[str, Any]], gone: list[dict[str, Any]]) -> None:
    if made:
        connection.execute(
            _upsert(is_sqlite()), sorted(made, key=lambda one: (one["table_name"], one["row_key"]))
        )
    if gone:
        connection.execute(_REMOVE, gone)


@cache
def _upsert(_on_sqlite: bool) -> Any:
    added = database.insert_into(_MARKS)
    return added.on_conflict_do_update(
        index_elements=["table_name", "row_key"], set_={"mark": added.excluded.mark}
    )


_REMOVE = delete(_MARKS).where(
    _MARKS.c.table_name == bindparam("gone_table"), _MARKS.c.row_key == bindparam("gone_key")
)


def mark_everything(actor: Actor, *, reason: str, now: datetime) -> int:
    """Mark every row of every covered table as it is now, and say so in the site's log. Returns how many.

    After that, nobody can tell from marks what was changed before: the entry says when, how many, and why.
    """
    if not reason.strip():
        raise Refused(REASON_NEEDED)
    number = _mark_all()
    values = {"reason": reason.strip(), "rows": str(number)}
    append(ROWS_MARKED, actor=actor, now=now, role=actor.kind, values=values)
    return number


def _mark_all() -> int:
    secret, connection = secret_of(web.settings().secret), db.session.connection()
    connection.execute(delete(_MARKS))
    number = 0
    for table in MARKED.values():
        rows = connection.execute(select(*columns_of(table)).execution_options(yield_per=AT_ONCE)).mappings()
        for some in rows.partitions(AT_ONCE):
            _store(connection, [_marked(secret, table, row) for row in some], [])
            number += len(some)
    return number


if _mark_touched not in database.BEFORE_COMMIT:
    # Before the logs' revisions rise, so that nobody waits for a row while others wait for these; and once for them.
    database.BEFORE_COMMIT[:] = [_mark_touched, *database.BEFORE_COMMIT, _mark_touched]
