"""Erasing what opens entries. The entries stay as they are; the caller appends the one that says what went."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, update

from consult.foundation.db import db
from consult.record.models import Entry, EntryOpening

AT_ONCE = 500


@dataclass(frozen=True)
class Named:
    """An entry that names somebody or something, with what of it can be opened."""

    id: str
    type: str
    actor: str
    objects: Sequence[str]
    opened: dict[str, str]


def erase_openings(entry_ids: Sequence[str], fields: Collection[str]) -> set[str]:
    """Delete openings, so that nobody can tell any more what was committed. Returns which fields there were."""
    gone: set[str] = set()
    for entry_id in entry_ids:
        kept = db.session.scalar(select(EntryOpening.fields).where(EntryOpening.entry_id == entry_id)) or {}
        left = {field: opening for field, opening in kept.items() if field not in fields}
        if left != kept:
            gone |= kept.keys() - left.keys()
            db.session.execute(
                update(EntryOpening).where(EntryOpening.entry_id == entry_id).values(fields=left)
            )
    return gone


def entries_naming(log: str, names: Collection[str]) -> list[Named]:
    """Every entry of a log that names one of these as its actor or an object: one walk over its bytes."""
    wanted = [name.encode() for name in names if name]
    return _opened(row for row in _entries(Entry.log == log) if any(name in row[1] for name in wanted))


def entries_of_types(log: str, types: Collection[str]) -> list[Named]:
    """Every entry of a log with one of these types."""
    return _opened(_entries(Entry.log == log, Entry.type.in_(types)))


def _entries(*which: ColumnElement[bool]) -> Iterator[tuple[str, bytes]]:
    chosen = select(Entry.id, Entry.content).where(*which).order_by(Entry.number)
    for row in db.session.execute(chosen.execution_options(yield_per=1_000)):
        yield row[0], row[1]


def _opened(rows: Iterable[tuple[str, bytes]]) -> list[Named]:
    found = [(entry_id, json.loads(content)) for entry_id, content in rows]
    opened: dict[str, dict[str, str]] = {}
    for start in range(0, len(found), AT_ONCE):
        ids = [one[0] for one in found[start : start + AT_ONCE]]
        for entry_id, fields in db.session.execute(
            select(EntryOpening.entry_id, EntryOpening.fields).where(EntryOpening.entry_id.in_(ids))
        ):
            opened[entry_id] = {name: value for name, (_salt, value) in fields.items()}
    return [
        Named(one, clear["type"], clear.get("actor", ""), clear.get("objects", []), opened.get(one, {}))
        for one, clear in found
    ]
