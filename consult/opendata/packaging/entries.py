"""The sealed entries of a log with what opens them, a few hundred at a time."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import select

from consult.foundation.db import db
from consult.record.models import Entry, EntryOpening, Leaf
from consult.record.queries import Head

BATCH = 1_000


@dataclass(frozen=True)
class Row:
    """A sealed entry with what opens it."""

    id: str
    type: str
    content: bytes
    fields: Mapping[str, Any]

    @cached_property
    def clear(self) -> dict[str, Any]:
        """What the entry says without being opened."""
        found: dict[str, Any] = json.loads(self.content)
        return found

    @property
    def objects(self) -> list[str]:
        """What it is about."""
        return list(self.clear.get("objects", ()))


def rows_of(head: Head) -> Iterator[Row]:
    """The entries under a head, in the order of the log."""
    rows = db.session.execute(
        select(Entry.id, Entry.type, Entry.content, EntryOpening.fields)
        .join(Leaf, Leaf.entry_id == Entry.id)
        .outerjoin(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Leaf.log == head.log, Leaf.leaf_index < head.size)
        .order_by(Leaf.leaf_index)
        .execution_options(yield_per=BATCH)
    )
    for id_, type_, content, fields in rows:
        yield Row(id_, type_, content, fields or {})


def contents_of(head: Head) -> Iterator[bytes]:
    """The same as they were sealed, without what opens them."""
    rows = db.session.execute(
        select(Entry.content)
        .join(Leaf, Leaf.entry_id == Entry.id)
        .where(Leaf.log == head.log, Leaf.leaf_index < head.size)
        .order_by(Leaf.leaf_index)
        .execution_options(yield_per=BATCH)
    )
    for (content,) in rows:
        yield content
