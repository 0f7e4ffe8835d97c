"""The database: typed base, connections, and the one way to write.

``writing()`` is the only door to a change: on SQLite it queues on a file lock (SQLite's own busy wait
starves writers), begins IMMEDIATE, and commits once. Outside it the session refuses to flush.
"""

import fcntl
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as WaitTimeout
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, cast

from flask import Flask, current_app, has_app_context
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import JSON, DateTime, Insert, MetaData, Table, event, insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import InternalError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from consult.foundation.errors import N_, Busy
from consult.foundation.settings import PROJECT, Settings

STORE_AWAY = N_(
    "The site can’t store anything at this moment. Nothing was changed: please try again in a minute."
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. A naive one is a fault of the program and refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive time can't be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What every table inherits."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {
        datetime: Instant,
        dict[str, Any]: JSON,
        dict[str, str]: JSON,
        list[str]: JSON,
        list[Any]: JSON,
    }


db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate(db=db, directory=str(PROJECT / "migrations"), render_as_batch=True, compare_type=True)


class _FileLock:
    """A fair lock between processes and threads. Waiting in the kernel's queue, given up after a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._process = 0

    def _open(self) -> None:
        if self._process != os.getpid():  # a lock inherited over fork would be shared with the parent
            self._descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            self._waiter = ThreadPoolExecutor(1, thread_name_prefix="write-lock")
            self._process = os.getpid()

    def acquire(self, seconds: float) -> bool:
        """Whether the lock was had within so many seconds. Raises OSError where its file can't be opened."""
        if not self._threads.acquire(timeout=seconds):
            return False
        try:
            self._open()
            return self._lock_file(seconds)
        except OSError:
            self._threads.release()
            raise

    def _lock_file(self, seconds: float) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waiting = self._waiter.submit(fcntl.flock, self._descriptor, fcntl.LOCK_EX)
            try:
                waiting.result(timeout=seconds)
            except WaitTimeout:
                waiting.add_done_callback(
                    self._give_back
                )  # it comes too late: passed on as soon as it is there
                return False
        return True

    def _give_back(self, _: "Future[None]") -> None:
        self.release()

    def release(self) -> None:
        """Let the next one write."""
        fcntl.flock(self._descriptor, fcntl.LOCK_UN)
        self._threads.release()


def init_app(app: Flask, settings: Settings) -> None:
    """Bind the database to the app, with SQLite made safe (DESIGN §5)."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = _engine_options(settings)
    db.init_app(app)
    migrate.init_app(app)
    app.extensions["consult_write_lock"] = _FileLock(settings.instance / "write.lock")
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _sqlite_connect)
            event.listen(db.engine, "begin", _sqlite_begin)


def _engine_options(settings: Settings) -> dict[str, Any]:
    if settings.database.startswith("sqlite"):
        return {"module": sqlite_module(), "connect_args": {"timeout": 5, "check_same_thread": False}}
    return {"pool_size": 8, "max_overflow": 8, "pool_recycle": 300, "pool_pre_ping": True, "pool_timeout": 5}


def sqlite_module() -> Any:
    """pysqlite3 where it is installed: it bundles an SQLite without the WAL fault mended in 3.51.3."""
    try:
        import pysqlite3.dbapi2 as module  # noqa: PLC0415 - a wheel that some platforms don't have
    except ImportError:
        import sqlite3 as module  # noqa: PLC0415
    return module


def _sqlite_connect(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver must not begin transactions by itself
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "busy_timeout=5000",
        "foreign_keys=ON",
        "secure_delete=ON",
        "trusted_schema=OFF",
        "cache_size=-16000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _sqlite_begin(connection: Connection) -> None:
    writing_now = connection.get_execution_options().get("consult_writing", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing_now else "BEGIN")


@event.listens_for(Session, "before_flush")
def _only_while_writing(session: Session, *_: Any) -> None:
    if not session.info.get("writing") and (session.new or session.dirty or session.deleted):
        raise RuntimeError("rows change only inside foundation.db.writing()")


BEFORE_COMMIT: list[Callable[[Session], None]] = []
"""Called with the session right before a writing transaction commits (the record bumps revisions here)."""


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction that changes rows: locked, committed once at the end, rolled back on any error.

    Whatever was read before is forgotten, so rules read again what they need. Raises Busy (503) after
    ``write_wait_seconds`` without the lock, or when the disk is full or the database may only be read.
    """
    session = db.session()
    if session.info.get("writing"):
        raise RuntimeError("a writing transaction is open already: the door begins it, verbs don't")
    session.rollback()
    locked = _lock()
    session.info["writing"] = True
    try:
        session.connection(execution_options={"consult_writing": True})
        yield session
        session.flush()
        for prepare in BEFORE_COMMIT:
            prepare(session)
        session.commit()
    except (OperationalError, InternalError) as error:
        session.rollback()
        raise _in_words(error) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info["writing"] = False
        if locked is not None:
            locked.release()


def lock(row: Base) -> None:
    """Nobody else changes this row before the transaction ends, and it says what it says now.

    For what is compared before it is written: on SQLite the write lock does it, on PostgreSQL this row's own. Rows
    that refer to it are still added meanwhile.
    """
    db.session.refresh(row, with_for_update={"key_share": True})


@contextmanager
def snapshot() -> Iterator[None]:
    """Everything that is read inside is of one instant, however long it takes. Nothing may be written meanwhile."""
    db.session.rollback()
    options = {} if is_sqlite() else {"isolation_level": "REPEATABLE READ"}
    db.session.connection(execution_options=options)
    try:
        yield
    finally:
        db.session.rollback()


@contextmanager
def gathering() -> Iterator[None]:
    """For bulk acts: rows that verbs only add (``add_row``) are kept and stored together at the end.

    So is what verbs do ``together``.
    """
    info = db.session().info
    gathered: dict[type[Base], list[dict[str, Any]]] = {}
    later: dict[Callable[[list[Any]], None], list[Any]] = {}
    info["gathered"], info["later"], info["held"] = gathered, later, {}
    try:
        yield
        del info["later"]
        for act, items in later.items():
            act(items)
    finally:
        del info["gathered"]
        info.pop("later", None)
        del info["held"]
    db.session.flush()
    for model, rows in gathered.items():
        db.session.execute(insert(model), rows)


def is_gathering() -> bool:
    """Whether a bulk act goes on, which flushes by itself."""
    return "later" in db.session().info


def held() -> dict[Any, Any]:
    """What a bulk act read once for all its verbs, by whatever key names it; empty outside one."""
    kept: dict[Any, Any] = db.session().info.get("held", {})
    return kept


def together(act: Callable[[list[Any]], None], item: Any) -> None:
    """Do ``act`` to a list of things: now to this one, in a bulk act once to all of them, at its end."""
    later = db.session().info.get("later")
    if later is None:
        act([item])
    else:
        later.setdefault(act, []).append(item)


def add_row(model: type[Base], **values: Any) -> None:
    """Add a row that nothing in this transaction reads again: an entry, an event."""
    gathered = db.session().info.get("gathered")
    if gathered is None:
        insert_row(model, **values)
    else:
        gathered.setdefault(model, []).append(values)


def insert_row(model: type[Base], **values: Any) -> int:
    """Store one row at once, past the session: a third of what an object and its flush cost while the lock is held.

    For rows on the way of every post. Returns the first column of the primary key.
    """
    made = db.session.connection().execute(_insert_into(model), values).inserted_primary_key
    key: int = made[0] if made else 0
    return key


@cache
def _insert_into(model: type[Base]) -> Insert:
    """Made once: SQLAlchemy finds a statement it knows by its object faster than by its shape."""
    return insert(table_of(model))


def insert_into(table: Any) -> Any:
    """INSERT that may say what happens where the row is there (ON CONFLICT), in the words of the database in use."""
    return sqlite.insert(table) if is_sqlite() else postgresql.insert(table)


def insert_or_add(model: type[Base], key: Mapping[str, Any], **numbers: int) -> None:
    """Store a row of counters under its primary key, or add to the one that is there.

    For counters that begin with whoever comes first: on PostgreSQL many may come first at once.
    """
    statement = _insert_or_add(model, tuple(numbers), is_sqlite())
    db.session.connection().execute(statement, {**key, **numbers})


@cache
def _insert_or_add(model: type[Base], counters: tuple[str, ...], _on_sqlite: bool) -> Any:
    table = table_of(model)
    added = insert_into(table)
    more = {name: table.c[name] + added.excluded[name] for name in counters}
    return added.on_conflict_do_update(index_elements=list(table.primary_key.columns), set_=more)


def table_of(model: type[Base]) -> Table:
    """The table behind a model, for statements of the Core."""
    return cast(Table, model.__table__)


def open_writer() -> Session | None:
    """This thread's session where it is inside ``writing()``; None elsewhere, and outside the app."""
    session = db.session() if has_app_context() else None
    return session if session is not None and session.info.get("writing") else None


def is_writing() -> bool:
    """Whether this thread's session is inside ``writing()``."""
    return bool(db.session().info.get("writing"))


LOCK_WAITED: list[Callable[[float], None]] = []
"""Told how many seconds a writer waited for the lock (for ``/metrics``)."""


def _lock() -> _FileLock | None:
    if db.engine.dialect.name != "sqlite":
        return None
    lock: _FileLock = current_app.extensions["consult_write_lock"]
    began = time.monotonic()
    try:
        is_ours = lock.acquire(current_app.extensions["consult_settings"].write_wait_seconds)
    except OSError as error:
        raise Busy(STORE_AWAY) from error
    for tell in LOCK_WAITED:
        tell(time.monotonic() - began)
    if not is_ours:
        raise Busy(N_("The site is very busy. Nothing was lost: please send it again in a minute."))
    return lock


FULL, READ_ONLY = "53100", "25006"
"""PostgreSQL's codes, whatever language it speaks: no room is left; only reading is allowed, as on a standby."""


def _in_words(error: OperationalError | InternalError) -> Exception:
    reason = str(error.orig).lower()
    code = getattr(error.orig, "sqlstate", None)
    if code == FULL or "full" in reason or "no space" in reason:
        return Busy(
            N_(
                "The site’s disk is full, so nothing can be stored now. Nothing was changed: please try later."
            )
        )
    if code == READ_ONLY or any(one in reason for one in ("locked", "busy", "readonly", "unable to open")):
        return Busy(STORE_AWAY)
    return error


def is_sqlite(engine: Engine | None = None) -> bool:
    """Whether the database in use is SQLite."""
    return (engine or db.engine).dialect.name == "sqlite"
