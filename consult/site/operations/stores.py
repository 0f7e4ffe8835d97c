"""The database itself: whether it answers, fits this release and is sound."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta

from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import func, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from consult.foundation import trouble
from consult.foundation.backup import migration_of
from consult.foundation.db import db, is_sqlite, sqlite_module
from consult.foundation.settings import PROJECT
from consult.record.models import Entry
from consult.site.operations.findings import FAIL, OK, WARN, Finding

SAFE_SQLITE = (3, 51, 3)
"""The first SQLite without the WAL fault that two checkpoints at one instant could trigger."""
CLOCK_SLACK = timedelta(minutes=2)


def check_database() -> Finding:
    """Whether it answers."""
    began = time.monotonic()
    try:
        db.session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        db.session.rollback()
        return Finding(
            "database",
            FAIL,
            f"away: {type(error).__name__}",
            trouble.what_to_do(error) or "Start it, or check CONSULT_DATABASE_URL.",
        )
    kind = "SQLite" if is_sqlite() else "PostgreSQL"
    return Finding("database", OK, f"{kind}, answers in {(time.monotonic() - began) * 1000:.0f} ms")


def check_migration() -> Finding:
    """Whether the tables are those this release expects."""
    found = migration_of(db.session.connection())
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    heads = ScriptDirectory.from_config(config).get_heads()
    if found in heads and len(heads) == 1:
        return Finding("migration", OK, found)
    return Finding(
        "migration", FAIL, f"the database is at {found or 'none'}, this release needs {', '.join(heads)}",
        "flask --app wsgi db upgrade",
    )  # fmt: skip


def has_tables() -> bool:
    """Whether there is anything to look at: a new database is empty."""
    return inspect(db.session.connection()).has_table(Entry.__tablename__)


def check_sqlite() -> Iterator[Finding]:
    """Its version and whether its pages are sound."""
    version = sqlite_module().sqlite_version
    if tuple(map(int, version.split("."))) >= SAFE_SQLITE:
        yield Finding("SQLite version", OK, version)
    else:
        yield Finding(
            "SQLite version", WARN, f"{version} can damage a database when two processes checkpoint at one instant",
            "Install pysqlite3 (a wheel with a mended SQLite), or let one process alone serve and checkpoint.",
        )  # fmt: skip
    faults = [row[0] for row in db.session.execute(text("PRAGMA quick_check(5)")) if row[0] != "ok"]
    if faults:
        yield Finding(
            "SQLite pages", FAIL, "; ".join(faults)[:200], "Stop the site and restore the last backup."
        )
    else:
        yield Finding("SQLite pages", OK, "quick_check ok")


def check_postgresql() -> Iterator[Finding]:
    """Whether the site's own role could change entries of the record."""
    is_super = db.session.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
    owner = db.session.scalar(
        text("SELECT tableowner = current_user FROM pg_tables WHERE tablename = 'record_entry'")
    )
    if is_super or owner:
        yield Finding(
            "database role", WARN, "the site owns the record's tables or is superuser, so it could change entries",
            "Set CONSULT_MIGRATION_DATABASE_URL to another role that owns the tables, and run `db upgrade`.",
        )  # fmt: skip
    else:
        yield Finding("database role", OK, "may only add to the record")


def check_clock(now: datetime) -> Finding:
    """Whether the machine's clock is ahead of everything that was recorded."""
    newest = db.session.scalar(select(func.max(Entry.appended_at)))
    if now.year < 2025 or (newest is not None and newest - now > CLOCK_SLACK):
        return Finding(
            "clock", FAIL, f"it is {now:%Y-%m-%d %H:%M} UTC here, but the record's newest entry is of {newest}",
            "Set the clock (NTP): deadlines depend on it.",
        )  # fmt: skip
    return Finding("clock", OK, f"{now:%Y-%m-%d %H:%M:%S} UTC")
