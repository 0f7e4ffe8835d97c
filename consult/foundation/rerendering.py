"""Making stored HTML again: pages print only what was stored, so what ``foundation.text`` now renders otherwise is
rendered once more (DESIGN §5). Rooms say in their hooks what they store; each chunk is a transaction of its own, so it
can be stopped and goes on where it was.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from consult.foundation import text
from consult.foundation.db import db, writing

CHUNK = 200
"""Rows rendered before the lock and stored under it."""
STAMP = "rendered.txt"
"""In the instance folder: the version everything was rendered with, so that a start knows without asking the rows."""


@dataclass(frozen=True)
class Stored:
    """One kind of stored HTML. ``read`` renders a chunk of what is old; ``store`` is a verb that keeps it."""

    name: str
    count: Callable[[], int]
    """How many rows were rendered by another version."""
    read: Callable[[int], list[Any]]
    """(limit) -> the next rows, rendered again; empty where none is left."""
    store: Callable[[list[Any], datetime], int]
    """Keeps what ``read`` gave, with the record's entries; returns how many rows."""


KINDS: dict[str, Stored] = {}


def keep(kind: Stored) -> None:
    """Register a kind of stored HTML (registering again replaces it)."""
    KINDS[kind.name] = kind


def stale() -> dict[str, int]:
    """How many rows of each kind were rendered by another version; kinds without any are left out."""
    counted = {kind.name: kind.count() for kind in KINDS.values()}
    db.session.rollback()
    return {name: number for name, number in counted.items() if number}


def rerender(name: str, now: datetime) -> Iterator[int]:
    """Render one kind again, chunk by chunk; yields how many rows each chunk had."""
    kind = KINDS[name]
    while rows := kind.read(CHUNK):
        db.session.rollback()
        with writing():
            done = kind.store(rows, now)
        yield done
        if not done:
            return  # somebody else stored them meanwhile
    db.session.rollback()


def mark_done(instance: Path) -> None:
    """Note that everything is rendered by this version."""
    (instance / STAMP).write_text(f"{text.VERSION}\n", encoding="ascii")


def forget(instance: Path) -> None:
    """Other rows came in: nobody knows by which version they were rendered."""
    (instance / STAMP).unlink(missing_ok=True)
