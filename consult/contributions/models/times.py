"""Time extended for one body, place or person."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


class MoreTime(Base):
    """Time extended for one body, place or person: asked for by one of the staff, granted by another."""

    __tablename__ = "more_time"
    __table_args__ = (Index("ix_more_time_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the code that whoever it is for brings along; it opens nothing until it is granted."""
    group: Mapped[str] = mapped_column("for_group")
    """For which group, as everybody may read it; never for whom."""
    whom: Mapped[str] = mapped_column(default="")
    """For whom: only staff and auditors read it."""
    asked_id: Mapped[int | None]
    """Whose request it grants, of those who must be asked …"""
    place: Mapped[str] = mapped_column(default="", server_default="")
    """… or of which place all of them get it."""
    reason: Mapped[str]
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    until: Mapped[datetime]
    asked_at: Mapped[datetime]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    granted_at: Mapped[datetime | None]
    granted_by: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
