"""What is published or handed over on the way to the decision: the summary of what was received, and dossiers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class ReceivedSummary(Base):
    """What was received, told without any position, as a publication of its own before the response."""

    __tablename__ = "received_summary"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    language: Mapped[str] = mapped_column(String(35))
    body: Mapped[str] = mapped_column(default="")
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The same in further languages: ``{"zh-hant": "…"}``."""
    html: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """Safe HTML by language, made when it is written."""
    html_version: Mapped[int] = mapped_column(default=0)
    due_on: Mapped[date | None]
    """The day it is promised for; its clock runs apart from the outcome's."""
    postponed: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``{before, now, reason, reason_language, at, by}`` of each other day, oldest first; ``by`` as for due days."""
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    earlier: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """What everybody read before it was corrected, oldest first, as ``Outcome.earlier`` has it."""
    account_id: Mapped[int | None]
    office: Mapped[str] = mapped_column(default="")
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class DecisionDossier(Base):
    """All that was received, as one file, handed to those who decide; they acknowledge it by name."""

    __tablename__ = "decision_dossier"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    handed_to: Mapped[str]
    """The deciding body, as everybody reads it."""
    key_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the personal link by which it is taken and acknowledged."""
    handed_at: Mapped[datetime]
    account_id: Mapped[int | None]
    office: Mapped[str] = mapped_column(default="")
    """Which office handed it over."""
    acknowledged_by: Mapped[str] = mapped_column(default="")
    """The name of who acknowledged it for the deciding body: public, as an act of office."""
    acknowledged_office: Mapped[str] = mapped_column(default="")
    acknowledged_at: Mapped[datetime | None]
