"""How often one address or account may do something. Counted before the write lock, per fixed window.

Counts live in a small SQLite file of their own (``<instance>/limits.sqlite3``), shared by the server's
processes; losing it loses only counts. Addresses are kept as a keyed hash with a salt that changes daily.
"""

import hashlib
import hmac
import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app, request

from consult.foundation.db import sqlite_module
from consult.foundation.errors import N_, Refused
from consult.foundation.settings import Settings

logger = structlog.get_logger(__name__)


class TooMany(Refused):
    """Over a named limit; the same may be sent again later."""

    status = 429
    cause = "limit"


class Counter:
    """Counts in fixed windows. One connection a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def _connection(self) -> Any:
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite_module().connect(str(self._path), timeout=5, isolation_level=None)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=OFF")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS counted (key TEXT PRIMARY KEY, n INTEGER NOT NULL, until INTEGER NOT NULL)"
            )
            self._local.connection = connection
        return connection

    def hit(self, key: str, *, seconds: int, now: datetime) -> int:
        """Count one more; returns how many there were in the running window, this one included."""
        second = int(now.timestamp())
        row = (
            self._connection()
            .execute(
                "INSERT INTO counted (key, n, until) VALUES (?, 1, ?) ON CONFLICT (key) DO UPDATE SET "
                "n = CASE WHEN until <= ? THEN 1 ELSE n + 1 END, "
                "until = CASE WHEN until <= ? THEN excluded.until ELSE until END RETURNING n",
                (key, second + seconds, second, second),
            )
            .fetchone()
        )
        return int(row[0])

    def sweep(self, now: datetime) -> None:
        """Forget windows that are over."""
        self._connection().execute("DELETE FROM counted WHERE until <= ?", (int(now.timestamp()),))


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its counter."""
    app.extensions["consult_counter"] = Counter(settings.instance / "limits.sqlite3")


def address_hash(address: str, now: datetime) -> str:
    """A network address as a keyed hash that can't be joined from one day to the next."""
    secret: bytes = current_app.extensions["consult_settings"].secret
    return hmac.new(secret, f"{now:%Y-%m-%d}|{address}".encode(), hashlib.sha256).hexdigest()[:32]


def check_address(what: str, *, per_hour: int, now: datetime) -> None:
    """Count one ``what`` by this request's network address; raises TooMany over ``per_hour``."""
    check(f"{what}|{address_hash(request.remote_addr or '', now)}", per_hour=per_hour, now=now)


def check(key: str, *, per_hour: int, now: datetime) -> None:
    """Count one ``key``; raises TooMany over ``per_hour``. Where counting fails (disk full) nobody is held up."""
    counter: Counter = current_app.extensions["consult_counter"]
    try:
        number = counter.hit(key, seconds=3600, now=now)
    except sqlite_module().OperationalError as error:
        logger.warning("limit_not_counted", error=str(error)[:200])
        return
    if number > per_hour:
        raise TooMany(
            N_("Too many were sent from here within an hour. Nothing is lost: please send this again later.")
        )
