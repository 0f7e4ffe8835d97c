"""Days by which what is owed inside has to be there."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


class DueDay(Base):
    """By when a theme has to be answered, or a department's part of a joint reply be there."""

    __tablename__ = "due_day"
    __table_args__ = (Index("ix_due_day_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    theme_id: Mapped[int | None] = mapped_column(ForeignKey("theme.id"), unique=True)
    part_id: Mapped[int | None] = mapped_column(ForeignKey("reply_part.id"), unique=True)
    due_on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    """Why it is this day and not the one before; empty for the first one."""
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    earlier: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``{due_on, until, by}`` of each day that was promised before, oldest first.

    ``by``: the quiet period's effect, or the minute of the suspension, that moved it; where it isn't there, a person.
    """
    set_at: Mapped[datetime]
    account_id: Mapped[int | None]
    escalated_for: Mapped[date | None]
    """The day for which the body above was told that it is late; told once for each."""
    escalated_at: Mapped[datetime | None]
    dropped_at: Mapped[datetime | None]
    """When what it was about became one with something that has a day of its own; it names neither from then on."""
