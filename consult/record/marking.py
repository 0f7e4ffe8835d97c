"""The mark of a row: a keyed code over everything that is stored in it. Pure but for the models' tables.

Entries commit to what an act says. A row holds more: numbers, counters, stored HTML, marks of queues. Each row of a
covered table has a mark under the instance's own secret, so that whoever changes the database past the program, and
holds not that secret too, is found at any column (decision 29).
"""

import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, Table

MARKED: dict[str, Table] = {}
"""Tables whose rows are marked, by name; ``checks.covers`` fills it."""
UNMARKED: dict[str, frozenset[str]] = {}
"""Columns left out of the marks of a table, because its room holds them itself: files, against their hashes."""
LATER = "by itself"
"""In the ``info`` of a column that a migration added to marked rows: what it has by itself, where that is a list or a
dictionary. Those that stood in the first marks are in them even where they are empty."""
PURPOSE = b"consult row marks 1"
Key = tuple[Any, ...]


def secret_of(instance_secret: bytes) -> bytes:
    """The secret that marks are made with."""
    return hmac.digest(instance_secret, PURPOSE, "sha256")


def key_text(key: Key) -> str:
    """A primary key as marks name it."""
    return ":".join(map(str, key))


def columns_of(table: Table) -> list[Column[Any]]:
    """The columns that are in the mark of a row."""
    return [one for one in table.columns if one.name not in UNMARKED.get(table.name, ())]


def mark_of(secret: bytes, table: Table, row: Mapping[Any, Any]) -> bytes:
    """The mark of a row.

    What is absent, or is what a column that must have a value has by itself, is left out: a column that a later
    migration adds leaves the marks as they are.
    """
    said: dict[str, Any] = {}
    for name, default, plain in _columns(table):
        value = row[name]
        if value is None or (default is not None and value == default):
            continue
        said[name] = plain(value)
    content = json.dumps([table.name, said], ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hmac.digest(secret, content.encode(), "sha256")


@cache
def _columns(table: Table) -> list[tuple[str, Any, Callable[[Any], Any]]]:
    return [(one.name, _default(one), _plain) for one in columns_of(table)]


def _default(column: Column[Any]) -> Any:
    own = column.default
    if LATER in column.info:
        return column.info[LATER]
    return own.arg if not column.nullable and own is not None and own.is_scalar else None  # type: ignore[attr-defined]


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.hex() if isinstance(value, bytes) else value
