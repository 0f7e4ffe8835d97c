"""Reading the record: what waits for its seal, what is sealed, what is shown."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from consult.foundation.db import db, is_sqlite
from consult.foundation.errors import NotFound
from consult.record.models import (
    CheckpointRow,
    Cosignature,
    Entry,
    KeyRow,
    Leaf,
    Publication,
)
from consult.record.queries.nodes import edge, node_reader, sound_hashes, tile_hashes
from consult.record.queries.standing import (
    Place,
    Standing,
    acts_of,
    board_line,
    cosignatures_up_to,
    count_cosignatures,
    count_reads,
    is_read_noted,
    place_of,
    reads_of,
    refused_days,
    restored_heads,
    signed_over,
    size_of,
    standing,
)
from consult.record.rules import SITE

SHOWN_LOGS: list[Callable[[str], bool]] = []
"""Filled by higher rooms: whether this is the log of something that everybody may see."""
LATE = 20_000
"""On PostgreSQL an entry may become visible after so many with higher numbers, and is still sealed."""


@dataclass(frozen=True)
class Unsealed:
    """An entry without a place in its log."""

    number: int
    id: str
    log: str
    content: bytes
    leaf_hash: str


@dataclass(frozen=True)
class Head:
    """A signed head as it is stored."""

    id: int
    log: str
    size: int
    root: str
    note: str
    signed_at: datetime
    cosignatures: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As it is shown: the note with the lines of its witnesses."""
        return self.note + "".join(self.cosignatures)

    @property
    def board_line(self) -> str:
        """One line for a notice board or a gazette: log, number of entries, root, time of signing."""
        return board_line(self.note, self.signed_at)


HEAD = (
    CheckpointRow.id, CheckpointRow.log, CheckpointRow.size, CheckpointRow.root, CheckpointRow.note,
    CheckpointRow.signed_at,
)  # fmt: skip


def sealed_up_to() -> int:
    """The number of the newest entry that a seal has looked at."""
    return db.session.scalar(select(func.max(CheckpointRow.last_number))) or 0


def unsealed(limit: int) -> list[Unsealed]:
    """The oldest entries of all logs that have no place yet."""
    since = sealed_up_to()
    waiting = (
        select(Entry.number, Entry.id, Entry.log, Entry.content, Entry.leaf_hash)
        .order_by(Entry.number)
        .limit(limit)
    )
    if is_sqlite():  # one writer at a time: numbers rise in the order of commits
        waiting = waiting.where(Entry.number > since)
    else:
        waiting = waiting.outerjoin(Leaf, Leaf.entry_id == Entry.id).where(
            Entry.number > since - LATE, Leaf.entry_id.is_(None)
        )
    return [Unsealed(*row) for row in db.session.execute(waiting)]


def unsealed_number() -> tuple[int, datetime | None]:
    """(how many entries have no place yet, since when the oldest waits)."""
    row = db.session.execute(
        select(func.count(), func.min(Entry.appended_at))
        .outerjoin(Leaf, Leaf.entry_id == Entry.id)
        .where(Entry.number > max(0, sealed_up_to() - LATE), Leaf.entry_id.is_(None))
    ).one()
    return row[0], row[1]


def shown_log(log: str) -> str:
    """The log, if it is of something public. Raises NotFound for drafts and unknown ones alike."""
    if not any(is_shown(log) for is_shown in SHOWN_LOGS):
        raise NotFound
    return log


# Heads ----------------------------------------------------------------------------------------------


def newest_head(log: str) -> Head | None:
    """The newest signed head of a log, shown or not."""
    row = db.session.execute(
        select(*HEAD).where(CheckpointRow.log == log).order_by(CheckpointRow.size.desc()).limit(1)
    ).first()
    return Head(*row) if row else None


def last_signed_at() -> datetime | None:
    """When the newest checkpoint of all logs was signed."""
    newest = select(CheckpointRow.signed_at).order_by(CheckpointRow.id.desc()).limit(1)
    return db.session.scalar(newest)


def head_at(log: str, size: int) -> Head | None:
    """The signed head of exactly this size."""
    row = db.session.execute(
        select(*HEAD).where(CheckpointRow.log == log, CheckpointRow.size == size)
    ).first()
    return Head(*row) if row else None


def unpublished_heads() -> list[Head]:
    """Heads that were signed but not shown: the sealer was stopped between the two."""
    shown = db.session.scalar(select(func.max(Publication.checkpoint_id))) or 0
    rows = db.session.execute(select(*HEAD).where(CheckpointRow.id > shown).order_by(CheckpointRow.id))
    return [Head(*row) for row in rows]


def published_head(log: str) -> Head | None:
    """The newest head that is shown, with its cosignatures."""
    row = db.session.execute(
        select(*HEAD)
        .join(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .where(CheckpointRow.log == log)
        .order_by(CheckpointRow.size.desc())
        .limit(1)
    ).first()
    return with_cosignatures(Head(*row)) if row else None


def with_cosignatures(head: Head) -> Head:
    """The same with the lines of those who witnessed it."""
    lines = db.session.scalars(
        select(Cosignature.line).where(Cosignature.checkpoint_id == head.id).order_by(Cosignature.witness)
    )
    return Head(head.id, head.log, head.size, head.root, head.note, head.signed_at, tuple(lines))


def published_heads(log: str) -> Iterator[Head]:
    """Every head of a log that was shown, oldest first, without cosignatures."""
    rows = db.session.execute(
        select(*HEAD)
        .join(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .where(CheckpointRow.log == log)
        .order_by(CheckpointRow.size)
        .execution_options(yield_per=500)
    )
    for row in rows:
        yield Head(*row)


def first_head_covering(log: str, index: int) -> Head | None:
    """The oldest shown head in whose tree the entry of this index stands: it stays the same for ever."""
    row = db.session.execute(
        select(*HEAD)
        .join(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .where(CheckpointRow.log == log, CheckpointRow.size > index)
        .order_by(CheckpointRow.size)
        .limit(1)
    ).first()
    return with_cosignatures(Head(*row)) if row else None


def covering_head(log: str, index: int) -> Head | None:
    """The shown head under which an entry's receipt stands: the oldest that a witness signed, else the oldest."""
    row = db.session.execute(
        select(*HEAD)
        .join(Cosignature, Cosignature.checkpoint_id == CheckpointRow.id)
        .where(CheckpointRow.log == log, CheckpointRow.size > index)
        .order_by(CheckpointRow.size)
        .limit(1)
    ).first()
    return with_cosignatures(Head(*row)) if row else first_head_covering(log, index)


def unwitnessed_heads(witness: str, *, refused: Collection[str] = ()) -> list[Head]:
    """Of each log the newest shown head, where it is newer than the newest of all that this witness signed.

    ``refused``: logs of which it wouldn't sign a head while it signed others; theirs may be older.
    """
    last = select(func.coalesce(func.max(Cosignature.checkpoint_id), 0)).where(Cosignature.witness == witness)
    newest = (
        select(func.max(CheckpointRow.id))
        .join(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .where(or_(CheckpointRow.id > last.scalar_subquery(), CheckpointRow.log.in_(refused)))
        .group_by(CheckpointRow.log)
    )
    rows = db.session.execute(select(*HEAD).where(CheckpointRow.id.in_(newest)).order_by(CheckpointRow.id))
    return [Head(*row) for row in rows]


def unwitnessed_since(witness: str) -> tuple[str, datetime] | None:
    """(log, since when heads of it are shown that this witness hasn't signed), the log that waits longest."""
    last = (
        select(CheckpointRow.log, func.max(CheckpointRow.id).label("id"))
        .join(Cosignature, Cosignature.checkpoint_id == CheckpointRow.id)
        .where(Cosignature.witness == witness)
        .group_by(CheckpointRow.log)
        .subquery()
    )
    since = func.min(Publication.published_at)
    row = db.session.execute(
        select(CheckpointRow.log, since)
        .join(Publication, Publication.checkpoint_id == CheckpointRow.id)
        .outerjoin(last, last.c.log == CheckpointRow.log)
        .where(CheckpointRow.id > func.coalesce(last.c.id, 0))
        .group_by(CheckpointRow.log)
        .order_by(since, CheckpointRow.log)
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def last_witnessed_size(log: str, witness: str) -> int:
    """The size of the newest head of a log that a witness signed."""
    return (
        db.session.scalar(
            select(func.max(CheckpointRow.size))
            .join(Cosignature, Cosignature.checkpoint_id == CheckpointRow.id)
            .where(CheckpointRow.log == log, Cosignature.witness == witness)
        )
        or 0
    )


def witnesses() -> list[tuple[str, datetime, datetime]]:
    """(name, since when, until when last) of everybody outside who signed a head of the site's log."""
    rows = db.session.execute(
        select(Cosignature.witness, func.min(Cosignature.seen_at), func.max(Cosignature.seen_at))
        .join(CheckpointRow, CheckpointRow.id == Cosignature.checkpoint_id)
        .where(CheckpointRow.log == SITE)
        .group_by(Cosignature.witness)
        .order_by(Cosignature.witness)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def shown_stamps() -> tuple[ColumnElement[int], ColumnElement[int]]:
    """What a page about the heads depends on: the newest shown one, and how many signatures of witnesses there are."""
    newest = select(func.coalesce(func.max(Publication.checkpoint_id), 0)).scalar_subquery()
    return newest, select(func.count()).select_from(Cosignature).scalar_subquery()


def sealed_logs() -> list[str]:
    """Logs with at least one signed head."""
    return list(db.session.scalars(select(CheckpointRow.log).distinct().order_by(CheckpointRow.log)))


def restored_state(connection: Connection) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """(size by log, (base, public key) of every key) in a database that is being restored."""
    sizes = select(CheckpointRow.log, func.max(CheckpointRow.size)).group_by(CheckpointRow.log)
    known = connection.execute(select(KeyRow.base, KeyRow.public_key).order_by(KeyRow.id))
    return {row[0]: row[1] for row in connection.execute(sizes)}, [(row[0], row[1]) for row in known]


# Keys -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class KnownKey:
    """A key the record is or was signed with."""

    base: str
    public_key: str
    entry_id: str
    set_at: datetime


def known_keys() -> list[KnownKey]:
    """Every key, oldest first; the last one signs."""
    rows = db.session.execute(
        select(KeyRow.base, KeyRow.public_key, KeyRow.entry_id, KeyRow.set_at).order_by(KeyRow.id)
    )
    return [KnownKey(*row) for row in rows]


def entries(log: str, start: int, stop: int) -> list[bytes]:
    """The bytes of the sealed entries of a log from index ``start`` up to, not with, ``stop``."""
    content = (
        select(Entry.content)
        .join(Leaf, Leaf.entry_id == Entry.id)
        .where(Leaf.log == log, Leaf.leaf_index >= start, Leaf.leaf_index < stop)
        .order_by(Leaf.leaf_index)
    )
    return list(db.session.scalars(content))


__all__ = [
    "LATE",
    "SHOWN_LOGS",
    "Head",
    "KnownKey",
    "Place",
    "Standing",
    "Unsealed",
    "acts_of",
    "board_line",
    "cosignatures_up_to",
    "count_cosignatures",
    "count_reads",
    "covering_head",
    "edge",
    "entries",
    "first_head_covering",
    "head_at",
    "is_read_noted",
    "known_keys",
    "last_signed_at",
    "last_witnessed_size",
    "newest_head",
    "node_reader",
    "place_of",
    "published_head",
    "published_heads",
    "reads_of",
    "refused_days",
    "restored_heads",
    "restored_state",
    "sealed_logs",
    "sealed_up_to",
    "shown_log",
    "shown_stamps",
    "signed_over",
    "size_of",
    "sound_hashes",
    "standing",
    "tile_hashes",
    "unpublished_heads",
    "unsealed",
    "unsealed_number",
    "unwitnessed_heads",
    "with_cosignatures",
    "witnesses",
]
