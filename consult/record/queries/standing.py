"""Where entries stand, how many there are, who read personal data, what was refused, what witnesses signed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, Select, bindparam, case, exists, func, select

from consult.foundation.db import db, table_of
from consult.record import notes
from consult.record.models import (
    CheckpointRow,
    Cosignature,
    Entry,
    Leaf,
    PersonalRead,
    Publication,
    RefusedDay,
)


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


def signed_over(entry_id: str) -> Select[str, datetime]:
    """(note, time of signing) of the shown head that covers an entry, one witnessed first: for other statements."""
    is_witnessed = select(Cosignature.witness).where(Cosignature.checkpoint_id == CheckpointRow.id).exists()
    return (
        select(CheckpointRow.note, CheckpointRow.signed_at)
        .join(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .join(Leaf, (Leaf.log == CheckpointRow.log) & (Leaf.leaf_index < CheckpointRow.size))
        .where(Leaf.entry_id == entry_id)
        .order_by(case((is_witnessed, 0), else_=1), CheckpointRow.size)
        .limit(1)
    )


def board_line(note: str, signed_at: datetime) -> str:
    """One line for a notice board or a gazette: log, number of entries, root, time of signing."""
    found = notes.parse_checkpoint(notes.parse_note(note).text)
    return f"{found.origin} {found.size} {notes.encode64(found.root)} {signed_at:%Y-%m-%dT%H:%MZ}"


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


_leaf = table_of(Leaf).c
_HIGHEST = select(func.max(_leaf.leaf_index)).where(_leaf.log == bindparam("log"))
"""Made once and of a table: every proof asks it first."""


def size_of(log: str) -> int:
    """How many entries of a log have a place."""
    highest = db.session.scalar(_HIGHEST, {"log": log})
    return 0 if highest is None else highest + 1


def acts_of(log: str, types: Collection[str]) -> tuple[int, datetime | None]:
    """(how many entries of these types a log has, sealed or not, when the last of them was appended)."""
    own = Entry.log == log, Entry.type.in_(types)
    row = db.session.execute(select(func.count(), func.max(Entry.appended_at)).where(*own)).one()
    return row[0], row[1]


def reads_of(log: str) -> Sequence[PersonalRead]:
    """Who of the staff read personal data of a consultation, oldest first."""
    own = select(PersonalRead).where(PersonalRead.consultation == log)
    return db.session.scalars(own.order_by(PersonalRead.id)).all()


def count_reads(log: str) -> int:
    """How many times that was."""
    own = select(func.count()).select_from(PersonalRead).where(PersonalRead.consultation == log)
    return db.session.scalar(own) or 0


def is_read_noted(account_id: int, *, page: str, since: datetime) -> bool:
    """Whether that somebody opened a page was noted since an instant."""
    own = PersonalRead.account_id == account_id, PersonalRead.page == page, PersonalRead.read_at >= since
    return bool(db.session.scalar(select(exists().where(*own))))


def cosignatures_up_to(log: str, size: int) -> Iterator[Mapping[str, object]]:
    """What witnesses signed of the heads of a log up to this size: number of entries, witness, line."""
    rows = db.session.execute(
        select(CheckpointRow.size, Cosignature.witness, Cosignature.line)
        .join(CheckpointRow, CheckpointRow.id == Cosignature.checkpoint_id)
        .where(CheckpointRow.log == log, CheckpointRow.size <= size)
        .order_by(CheckpointRow.size, Cosignature.witness)
        .execution_options(yield_per=500)
    )
    for signed, witness, line in rows:
        yield {"size": signed, "witness": witness, "line": line}


def count_cosignatures(log: str, size: int) -> int:
    """How many there are of them."""
    statement = (
        select(func.count(Cosignature.witness))
        .join(CheckpointRow, CheckpointRow.id == Cosignature.checkpoint_id)
        .where(CheckpointRow.log == log, CheckpointRow.size <= size)
    )
    return db.session.scalar(statement) or 0


def restored_heads(connection: Connection) -> list[tuple[str, str]]:
    """(log, note) of the newest shown head of every log in a database that is being restored."""
    newest = (
        select(CheckpointRow.log, func.max(CheckpointRow.size).label("size"))
        .join(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .group_by(CheckpointRow.log)
        .subquery()
    )
    rows = connection.execute(
        select(CheckpointRow.log, CheckpointRow.note).join(
            newest, (newest.c.log == CheckpointRow.log) & (newest.c.size == CheckpointRow.size)
        )
    )
    return [(row[0], row[1]) for row in rows]
