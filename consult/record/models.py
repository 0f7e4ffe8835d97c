"""Tables of the record. ``record_entry`` is append-only: triggers of the migration refuse UPDATE and DELETE."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class Entry(Base):
    """One act: its canonical bytes and their leaf hash. Never updated; sealing adds rows elsewhere."""

    __tablename__ = "record_entry"
    __table_args__ = (Index("ix_record_entry_log_number", "log", "number"),)

    number: Mapped[int] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(String(32), unique=True)
    log: Mapped[str] = mapped_column(String(32))
    """The consultation's public id, or ``site``."""
    type: Mapped[str] = mapped_column(String(60))
    content: Mapped[bytes]
    leaf_hash: Mapped[str] = mapped_column(String(64))
    appended_at: Mapped[datetime]


class EntryOpening(Base):
    """The openings of an entry's commitments: ``{field: [salt hex, value]}``. Erasable, field by field."""

    __tablename__ = "record_opening"

    entry_id: Mapped[str] = mapped_column(ForeignKey("record_entry.id"), primary_key=True)
    fields: Mapped[dict[str, Any]] = mapped_column(JSON)


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
