"""How often something was refused before anybody accepted it: by limit, trap, closing, overload, a name in it, repair.

No text, no person; of an official text that names who chose not to be named only that there was one.

Counted in a small SQLite file of the instance (``refusals.sqlite3``), since the database may be what is overloaded;
``record`` makes an entry of each day.
"""

from collections import defaultdict
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import structlog
from flask import Flask, current_app, g, has_request_context, request
from werkzeug.wrappers import Response

from consult.foundation import clock
from consult.foundation.db import sqlite_module
from consult.foundation.errors import Refused
from consult.foundation.settings import Settings

logger = structlog.get_logger(__name__)
CAUSES = ("limit", "trap", "closed", "overload", "name", "repair")
Counts = dict[str, dict[str, int]]
"""Door (the name of an endpoint) -> cause -> how often."""


class Tally:
    """Counts by day, door and cause."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def _connection(self) -> Any:
        connection = sqlite_module().connect(str(self._path), timeout=2, isolation_level=None)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(
            "CREATE TABLE IF NOT EXISTS refused (day TEXT, door TEXT, cause TEXT, n INTEGER NOT NULL, "
            "PRIMARY KEY (day, door, cause))"
        )
        return connection

    def add(self, day: date, door: str, cause: str) -> None:
        """Count one more."""
        connection = self._connection()
        try:
            connection.execute(
                "INSERT INTO refused VALUES (?, ?, ?, 1) ON CONFLICT DO UPDATE SET n = n + 1",
                (day.isoformat(), door, cause),
            )
        finally:
            connection.close()

    def before(self, day: date) -> dict[date, Counts]:
        """The counts of every day before this one."""
        if not self._path.exists():
            return {}
        found: dict[date, Counts] = defaultdict(lambda: defaultdict(dict))
        connection = self._connection()
        try:
            rows = connection.execute(
                "SELECT day, door, cause, n FROM refused WHERE day < ? ORDER BY day, door, cause",
                (day.isoformat(),),
            ).fetchall()
        finally:
            connection.close()
        for one, door, cause, number in rows:
            found[date.fromisoformat(one)][door][cause] = number
        return {one: dict(counts) for one, counts in found.items()}

    def forget(self, day: date) -> None:
        """An entry holds the counts of this day."""
        connection = self._connection()
        try:
            connection.execute("DELETE FROM refused WHERE day = ?", (day.isoformat(),))
        finally:
            connection.close()


def init_app(app: Flask, settings: Settings) -> None:
    """Give the app its tally, and count what a form or an answer refused, once a request."""
    app.extensions["consult_refusals"] = Tally(settings.instance / "refusals.sqlite3")
    app.after_request(_count)


def tally() -> Tally:
    """The counts of this instance."""
    found: Tally = current_app.extensions["consult_refusals"]
    return found


def mark(cause: str) -> None:
    """This request was refused for one of ``CAUSES``."""
    if cause and has_request_context():
        g.refused_cause = cause


def mark_silently(cause: str) -> None:
    """The same where the answer doesn't say so, because whoever sent it isn't to learn of it."""
    if has_request_context():
        g.refused_cause, g.is_refused_silently = cause, True


def mark_refused(refused: Refused) -> None:
    """The same for a rule's no, where that, or one that it names, is one that is counted."""
    mark(_cause_of(refused))


def _cause_of(refused: Refused) -> str:
    named = chain.from_iterable(
        one if isinstance(one, list | tuple) else (one,) for one in refused.values.values()
    )
    causes = (refused.cause, *(_cause_of(one) for one in named if isinstance(one, Refused)))
    return next(filter(None, causes), "")


def _count(answer: Response) -> Response:
    cause, is_silent = g.pop("refused_cause", ""), g.pop("is_refused_silently", False)
    if cause and request.method == "POST" and (is_silent or answer.status_code >= 400):
        try:
            tally().add(clock.now().date(), request.endpoint or "", cause)
        except sqlite_module().Error as error:  # nobody is held up for a count
            logger.warning("refusal_not_counted", error=str(error)[:200])
    return answer


def days_of(now: datetime) -> dict[date, Counts]:
    """The counts of the days that are over."""
    return tally().before(now.date())
