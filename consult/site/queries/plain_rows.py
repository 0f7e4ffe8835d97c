"""Rows of tables as plain values that JSON can hold."""

from datetime import date, datetime
from typing import Any

from consult.foundation.db import db

Row = dict[str, Any]


def picked(one: object, *names: str) -> Row:
    """These columns of a row; instants and days as ISO 8601."""
    return {name: plain(getattr(one, name)) for name in names}


def plain(value: Any) -> Any:
    """The value as JSON holds it."""
    return value.isoformat() if isinstance(value, datetime | date) else value


def picked_all(statement: Any, *names: str) -> list[Row]:
    """These columns of every row of a SELECT."""
    return [picked(one, *names) for one in db.session.scalars(statement)]
