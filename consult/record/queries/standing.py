"""Where entries stand, how many there are, who read personal data and what was refused."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from consult.foundation.db import db
from consult.record.models import CheckpointRow, Entry, Leaf, PersonalRead, Publication, RefusedDay


@dataclass(frozen=True)
class Place:
    """Where an entry stands."""

    log: str
    index: int
    leaf_hash: str
    content: bytes


def place_of(entry_id: str) -> Place | None:
    """Where a sealed entry stands, or None while it waits (or there is none)."""
    row = db.session.execute(
        select(Leaf.log, Leaf.leaf_index, Entry.leaf_hash, Entry.content)
        .join(Entry, Entry.id == Leaf.entry_id)
        .where(Leaf.entry_id == entry_id)
    ).first()
    return Place(*row) if row else None


@dataclass(frozen=True)
class Standing:
    """How far an entry is."""

    id: str
    type: str
    appended_at: datetime
    leaf_index: int
    is_shown: bool
    """Whether a shown head covers it."""


def standing(entry_ids: Collection[str]) -> list[Standing]:
    """How far these entries are, in the order in which they were made."""
    shown = (
        select(func.max(CheckpointRow.size))
        .join(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .where(CheckpointRow.log == Entry.log)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Entry.id, Entry.type, Entry.appended_at, Leaf.leaf_index, shown)
        .outerjoin(Leaf, Leaf.entry_id == Entry.id)
        .where(Entry.id.in_(entry_ids))
        .order_by(Entry.number)
    )
    return [
        Standing(own, type_, at, index or 0, index is not None and index < (size or 0))
        for own, type_, at, index, size in rows
    ]


def refused_days(limit: int) -> list[tuple[date, dict[str, dict[str, int]]]]:
    """(day, door -> cause -> number) of the newest days on which something was refused before it was accepted."""
    rows = db.session.execute(
        select(RefusedDay.day, RefusedDay.counts).order_by(RefusedDay.day.desc()).limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def size_of(log: str) -> int:
    """How many entries of a log have a place."""
    highest = db.session.scalar(select(func.max(Leaf.leaf_index)).where(Leaf.log == log))
    return 0 if highest is None else highest + 1


def reads_of(log: str) -> Sequence[PersonalRead]:
    """Who of the staff read personal data of a consultation, oldest first."""
    own = select(PersonalRead).where(PersonalRead.consultation == log)
    return db.session.scalars(own.order_by(PersonalRead.id)).all()


def count_reads(log: str) -> int:
    """How many times that was."""
    own = select(func.count()).select_from(PersonalRead).where(PersonalRead.consultation == log)
    return db.session.scalar(own) or 0
