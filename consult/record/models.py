"""Tables of the record. All but the openings, the reads, the heads' revision and the marks of rows are
append-only: the database itself refuses UPDATE and DELETE by triggers that the migrations make (``APPEND_ONLY``)."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.record.entry_fields import GroundOf, RoleOf

LINKED = "type = 'vote.cast'"
"""Entries that are found by their leaf hash, because the same person's next one commits to it."""


class Entry(Base):
    """One act: its canonical bytes and their leaf hash. Never updated; sealing adds rows elsewhere."""

    __tablename__ = "record_entry"
    __table_args__ = (
        Index("ix_record_entry_log_number", "log", "number"),
        Index("ix_record_entry_log_type", "log", "type", "number"),
        Index(
            "ix_record_entry_linked", "leaf_hash", sqlite_where=text(LINKED), postgresql_where=text(LINKED)
        ),
    )

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    log: Mapped[str] = mapped_column(String(32))
    """The consultation's public id, or ``site``."""
    type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes]
    leaf_hash: Mapped[str] = mapped_column(String(64))
    appended_at: Mapped[datetime]


Index("ix_record_entry_log_role", Entry.log, RoleOf(Entry.content), Entry.number)
Index(
    "ix_record_entry_log_ground", Entry.log, GroundOf(Entry.content), Entry.number,
    sqlite_where=GroundOf(Entry.content).is_not(None), postgresql_where=GroundOf(Entry.content).is_not(None),
)  # fmt: skip


class EntryOpening(Base):
    """The openings of an entry's commitments: ``{field: [salt hex, value]}``. Erasable, field by field."""

    __tablename__ = "record_opening"

    entry_id: Mapped[str] = mapped_column(ForeignKey("record_entry.id"), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)


class Leaf(Base):
    """Where an entry stands in its log, from its sealing on."""

    __tablename__ = "record_leaf"

    log: Mapped[str] = mapped_column(String(32), primary_key=True)
    leaf_index: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("record_entry.id"), unique=True)


class TileRow(Base):
    """A full tile: 256 hashes and the root over them, which is a hash of the level above."""

    __tablename__ = "record_tile"

    log: Mapped[str] = mapped_column(String(32), primary_key=True)
    level: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    hashes: Mapped[bytes]
    root: Mapped[bytes]


class CheckpointRow(Base):
    """A signed head of a log, in the order of signing. Shown only when it has a publication."""

    __tablename__ = "record_checkpoint"
    __table_args__ = (
        UniqueConstraint("log", "size"),
        Index("ix_record_checkpoint_last_number", "last_number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    log: Mapped[str] = mapped_column(String(32))
    size: Mapped[int]
    root: Mapped[str] = mapped_column(String(64))
    note: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime]
    last_number: Mapped[int]
    """Entries of all logs with a number up to this one were sealed then (on PostgreSQL a late one may follow)."""
    numbers: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """Hash of the numbers of the entries since the head before, in their order; empty for heads from before it."""


class Publication(Base):
    """That a checkpoint is kept outside the database, so that it may be shown."""

    __tablename__ = "record_publication"

    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("record_checkpoint.id"), primary_key=True)
    published_at: Mapped[datetime]


class Cosignature(Base):
    """That a witness outside has seen a checkpoint: the line below the note."""

    __tablename__ = "record_cosignature"

    checkpoint_id: Mapped[int] = mapped_column(ForeignKey("record_checkpoint.id"), primary_key=True)
    witness: Mapped[str] = mapped_column(String(200), primary_key=True)
    line: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime]


class KeyRow(Base):
    """A key that signs, from its entry on, and the address that the logs are named by under it."""

    __tablename__ = "record_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    base: Mapped[str] = mapped_column(String(200))
    public_key: Mapped[str] = mapped_column(String(64))
    entry_id: Mapped[str] = mapped_column(ForeignKey("record_entry.id"), unique=True)
    set_at: Mapped[datetime]


class Log(Base):
    """One row a log: its revision rises with every commit that appended to it (pages' validators use it)."""

    __tablename__ = "record_log"

    log: Mapped[str] = mapped_column(String(32), primary_key=True)
    revision: Mapped[int] = mapped_column(default=0)


class PersonalRead(Base):
    """A read of personal data by staff: written before the page is sent. Only its daily head is an entry."""

    __tablename__ = "record_personal_read"
    __table_args__ = (Index("ix_record_personal_read_read_at", "read_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    read_at: Mapped[datetime]
    account_id: Mapped[int | None]
    reader: Mapped[str]
    page: Mapped[str]
    what: Mapped[str]
    consultation: Mapped[str] = mapped_column(default="")
    by_auditor: Mapped[bool] = mapped_column(default=False)
    """Shown to the audit office alone, never to those audited."""


class RefusedDay(Base):
    """How often something was refused before anybody accepted it, on a day that is over: what its entry says."""

    __tablename__ = "record_refused_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    counts: Mapped[dict[str, dict[str, int]]] = mapped_column(JSON)
    """Door (the name of an endpoint) -> cause -> number."""
    entry_id: Mapped[str] = mapped_column(ForeignKey("record_entry.id"))


class RowMark(Base):
    """What the program stored last in a row of a covered table, as a code under the instance's secret (marking.py)."""

    __tablename__ = "record_row_mark"

    table_name: Mapped[str] = mapped_column(String(60), primary_key=True)
    row_key: Mapped[str] = mapped_column(String(80), primary_key=True)
    """The values of its primary key, with ``:`` between."""
    mark: Mapped[bytes]


APPEND_ONLY = (
    Entry.__tablename__, Leaf.__tablename__, TileRow.__tablename__, CheckpointRow.__tablename__,
    Publication.__tablename__, Cosignature.__tablename__, KeyRow.__tablename__,
)  # fmt: skip
"""Tables whose rows are never changed and never deleted; a test reads the triggers back from the catalogue."""
