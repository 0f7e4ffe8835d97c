"""Making deleted rows really go: from the free pages of the database, its write-ahead log and its full-text index."""

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from consult.foundation.db import db, is_sqlite, sqlite_module, writing

FULL_TEXT = "search_document_fts"
OPTIMISE = "INSERT INTO search_document_fts(search_document_fts) VALUES ('optimize')"
AT_NIGHT = 3
"""The hour (UTC) in which a large SQLite file is written anew: nobody can store anything meanwhile."""
WAITS_FOR_READERS = 2_000
"""Milliseconds for which a rewriting on PostgreSQL waits for a table; all who come after it wait as long."""
LOCK_NOT_AVAILABLE = "55P03"
LARGE = 200_000_000
"""Bytes from which that takes longer than people wait."""

ASKED = "sweep-asked"
"""Name of the empty file in the instance folder that asks for it."""
TABLES: set[str] = {"record_opening", "mail_outbox", "event_outbox"}
"""Tables that may hold what people said of themselves. Filled by the hooks of the rooms."""


def is_large(database: Path) -> bool:
    """Whether writing the file anew has to wait for the night."""
    return is_sqlite() and database.exists() and database.stat().st_size > LARGE


def ask(instance: Path) -> None:
    """Something was deleted for which no row waits: the worker sweeps as soon as it can."""
    (instance / ASKED).touch()


def is_asked(instance: Path) -> bool:
    """Whether somebody asked for it."""
    return (instance / ASKED).exists()


def sweep_asked(instance: Path, tables: Collection[str]) -> bool:
    """Sweep, and forget that it was asked for unless it has to be tried again."""
    (instance / ASKED).unlink(missing_ok=True)  # first: who asks from now on isn't missed
    done = sweep(tables)
    if not done:
        ask(instance)
    return done


def sweep(tables: Collection[str]) -> bool:
    """Whether nothing of deleted rows is left in these tables' pages. Called by the worker, outside transactions."""
    db.session.remove()
    return _sweep_sqlite() if is_sqlite() else _sweep_postgresql(tables)


def _sweep_sqlite() -> bool:
    with writing() as session:  # a row that moved to another page may have left its bytes in the gap
        connection = session.connection()
        if connection.exec_driver_sql("SELECT 1 FROM sqlite_master WHERE name = ?", (FULL_TEXT,)).first():
            connection.exec_driver_sql(OPTIMISE)
    db.session.remove()
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("VACUUM")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        return not busy
    except sqlite_module().OperationalError:  # somebody reads or writes at this moment: again next time
        return False
    finally:
        raw.close()


def _sweep_postgresql(tables: Collection[str]) -> bool:
    quoted = db.engine.dialect.identifier_preparer.quote
    if not all(_may_rewrite(table) for table in tables):
        return False  # PostgreSQL would only warn and leave the old rows where they are
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {WAITS_FOR_READERS}"))
        try:
            return all(_rewrite(connection, quoted(table)) for table in sorted(tables))
        except OperationalError as error:
            if getattr(error.orig, "sqlstate", "") != LOCK_NOT_AVAILABLE:
                raise
            return False  # somebody reads it, and who comes next would wait for us: again next time
        finally:
            connection.execute(text("RESET lock_timeout"))


def _rewrite(connection: Connection, table: str) -> bool:
    """Whether every deleted row is gone. Those that an older transaction may still see, of whichever
    database of the server, are copied along.

    Only what the command tells says so, the number first, in whatever language the server speaks.
    """
    told: list[str] = []
    driver: Any = connection.connection.driver_connection

    def hear(diagnostic: Any) -> None:
        told.append(diagnostic.message_detail or "")

    driver.add_notice_handler(hear)
    try:
        connection.execute(text(f"VACUUM (FULL, VERBOSE) {table}"))
    finally:
        driver.remove_notice_handler(hear)
    numbers = [int(number[0]) for number in (re.match(r"\d+", one) for one in told) if number]
    return bool(numbers) and not any(numbers)


def _may_rewrite(table: str) -> bool:
    """Whether this role owns the table, or may maintain it (from PostgreSQL 17 on)."""
    with db.engine.connect() as connection:
        owns = connection.scalar(
            text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass(:table)"),
            {"table": table},
        )
        is_new = int(connection.scalar(text("SHOW server_version_num")) or 0) >= 170_000
        return bool(owns) or (
            is_new
            and bool(
                connection.scalar(text("SELECT has_table_privilege(:table, 'MAINTAIN')"), {"table": table})
            )
        )
