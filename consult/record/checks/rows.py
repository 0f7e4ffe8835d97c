"""Holds the rows of a table against the entries that made them: one added, removed or changed is named."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Executable, Select, select

from consult.foundation.db import Base, db, table_of
from consult.record.checks.registry import Fault
from consult.record.models import Entry, EntryOpening

Read = Callable[[Any], str]


def streamed(statement: Executable) -> Iterator[Any]:
    """Rows of a check a portion at a time; the reader is closed where a fault ends it early."""
    with db.session.execute(statement.execution_options(yield_per=1_000)) as rows:
        yield from rows


@dataclass(frozen=True)
class Kept:
    """How a table's rows follow from entries.

    ``types``: entries that make a row or change what it says, named by the object at ``place``. ``columns``: column ->
    committed field, as written last. ``clear``: column -> clear field of the newest entry. ``where``: rows without
    an entry of their own left aside (imported ones, drafts).
    """

    model: type[Base]
    types: tuple[str, ...]
    key: str = "public_id"
    place: int = 0
    columns: Mapping[str, str] = field(default_factory=dict)
    clear: Mapping[str, str] = field(default_factory=dict)
    read: Mapping[str, Read] = field(default_factory=dict)
    where: tuple[ColumnElement[bool], ...] = ()
    made_by: tuple[str, ...] = ()
    """Of ``types``, those whose every entry must have its row (all of them where none is named)."""
    emptied: tuple[str, ...] = ()
    """Columns that a removal by order empties though the entry keeps their words; marks tell who else emptied one."""


def check_tables(*tables: Kept) -> str:
    """Hold several tables against their entries; returns how many rows were looked at. Raises Fault."""
    return ", ".join(f"{check_rows(kept):,} rows of {table_of(kept.model).name}" for kept in tables)


def check_rows(kept: Kept) -> int:
    """How many rows were held against their entries. Raises Fault."""
    table = table_of(kept.model)
    said, made = _said(kept)
    number = 0
    with db.session.execute(_rows(kept)) as rows:  # closed where a fault ends it early
        for row in rows.mappings():
            key = str(row[kept.key])
            entry = said.pop(key, None)
            if entry is None:
                raise Fault(
                    f"{table.name}: {key} has no entry of its own: it was added, or stands there twice"
                )
            made.discard(key)
            for column, name in {**kept.columns, **kept.clear}.items():
                value = kept.read.get(column, _text)(row[column])
                is_taken_out = not value and column in kept.emptied
                if name in entry and entry[name] != value and not is_taken_out:
                    raise Fault(f"{table.name}: “{column}” of {key} is not what its entry says")
            number += 1
    if made:
        raise Fault(f"{table.name}: {min(made)} has an entry, and its row is missing")
    return number


def _text(value: Any) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


def _rows(kept: Kept) -> Select[Any]:
    table = table_of(kept.model)
    names = dict.fromkeys((kept.key, *kept.columns, *kept.clear))
    return select(*(table.c[name] for name in names)).where(*kept.where).execution_options(yield_per=1_000)


def _said(kept: Kept) -> tuple[dict[str, dict[str, str]], set[str]]:
    """(what the entries say of each object, objects that must have a row)."""
    said: dict[str, dict[str, str]] = {}
    made: set[str] = set()
    for entry in entries_of(kept.types):
        objects = entry.clear.get("objects", [])
        if kept.place >= len(objects):
            continue
        key = objects[kept.place]
        told = said.setdefault(key, {})
        told.update({name: _opened(entry, name) for name in kept.columns.values() if name in entry.opened})
        told.update({name: str(entry.clear.get(name, "")) for name in kept.clear.values()})
        for name in kept.columns.values():  # changed later, and erased: nobody can tell any more
            if name in entry.clear.get("commitments", {}) and name not in entry.opened:
                told.pop(name, None)
        if entry.clear["type"] in (kept.made_by or kept.types):
            made.add(key)
    return said, made


def _opened(entry: "ReadEntry", name: str) -> str:
    value = entry.opened[name]
    return _text(datetime.fromisoformat(value)) if name == "time" else value


@dataclass(frozen=True)
class ReadEntry:
    """An entry as a check reads it: its clear fields, and what of its commitments can be opened."""

    clear: Mapping[str, Any]
    opened: Mapping[str, str]
    leaf_hash: str


def entries_of(types: tuple[str, ...]) -> Iterator[ReadEntry]:
    """Every entry of these types, in the order in which they were written."""
    found = (
        select(Entry.content, EntryOpening.fields, Entry.leaf_hash)
        .outerjoin(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Entry.type.in_(types))
        .order_by(Entry.number)
    )
    for content, fields, leaf in streamed(found):
        opened = {name: one[1] for name, one in (fields or {}).items()}
        yield ReadEntry(json.loads(content), opened, leaf)
