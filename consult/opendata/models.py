"""Packages that were taken away or brought in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, String, false
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class Package(Base):
    """One export: which grade, by whom, its hash."""

    __tablename__ = "package"
    __table_args__ = (Index("ix_package_consultation_id_grade", "consultation_id", "grade", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    grade: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    """Revision of the consultation's log it was made from, and how many signatures of witnesses it holds: their sum."""
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime]
    account_id: Mapped[int | None]
    is_kept: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether its file lies in the instance folder, to be handed out; else whoever had it made took it away."""


class ForeignPackage(Base):
    """A package of another site, kept as it came: its log is closed here and goes on nowhere."""

    __tablename__ = "foreign_package"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation: Mapped[str] = mapped_column(String(32), unique=True)
    """Random id of the consultation where it was held."""
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    titles: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    grade: Mapped[str] = mapped_column(String(10))
    origin: Mapped[str] = mapped_column(String(300))
    """Name of the closed log."""
    log_size: Mapped[int]
    log_root: Mapped[str] = mapped_column(String(64))
    as_of: Mapped[str] = mapped_column(String(20))
    states: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """How many comments it has in each state."""
    manifest: Mapped[str] = mapped_column(String(128))
    """SHA-512 of its manifest, which names it."""
    size: Mapped[int] = mapped_column(BigInteger)
    imported_at: Mapped[datetime]
    account_id: Mapped[int | None]
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class PackageOrder(Base):
    """A package that somebody asked for: made by the worker, taken once, by that person, within a day."""

    __tablename__ = "package_order"
    __table_args__ = (Index("ix_package_order_account_id", "account_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    grade: Mapped[str] = mapped_column(String(10))
    language: Mapped[str] = mapped_column(String(35))
    recipient: Mapped[str] = mapped_column(default="")
    """The public key (age) that it is encrypted to; empty for none."""
    asked_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ready_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    taken_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    size: Mapped[int] = mapped_column(BigInteger, default=0)
    sha256: Mapped[str] = mapped_column(String(64), default="")
