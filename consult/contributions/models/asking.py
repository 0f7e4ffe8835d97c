"""Those who must be asked: bodies that a law names, and people who are affected; and the letters that went to them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.contributions.asking_states import KINDS, WAYS
from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


class Asked(Base):
    """One of those who must be asked. A body's name is public; a person's name, place and address never are."""

    __tablename__ = "asked"
    __table_args__ = (
        CheckConstraint("kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS)), name="kind"),
        Index("ix_asked_consultation_id", "consultation_id", "kind", "id"),
        Index(
            "ix_asked_forget_at",
            "forget_at",
            sqlite_where=text("forget_at IS NOT NULL"),
            postgresql_where=text("forget_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    kind: Mapped[str] = mapped_column(String(10))
    """body or person (a household counts as one)."""
    name: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    """E-mail address or telephone number; empty where letters go by post."""
    post: Mapped[str] = mapped_column(default="")
    """Where letters go."""
    place: Mapped[str] = mapped_column(default="")
    law: Mapped[str]
    """Which law says that it must be asked, or how such people are affected: everybody reads it."""
    law_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    language: Mapped[str] = mapped_column(String(35))
    """Of the letters."""
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the key in the personal link; the key follows from the instance's secret."""
    key_number: Mapped[int] = mapped_column(default=1)
    added_at: Mapped[datetime]
    added_by: Mapped[int | None]
    added_reason: Mapped[str] = mapped_column(default="")
    """Why it was added only after publication."""
    added_reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    sent_at: Mapped[datetime | None]
    """When the first letter left."""
    reminded_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    """When the first answer came; on paper, the day a clerk read from its stamp."""
    no_comment_at: Mapped[datetime | None]
    no_comment_channel: Mapped[str] = mapped_column(String(10), default="", server_default="")
    """How a clerk got it that there is no comment; empty where it was said through the personal link …"""
    no_comment_how: Mapped[str] = mapped_column(default="", server_default="")
    """… the way of receipt, which only staff read …"""
    no_comment_by: Mapped[int | None]
    """… and who entered it."""
    wanted_at: Mapped[datetime | None]
    """When more time was asked for; null again once that was decided."""
    wanted_until: Mapped[datetime | None]
    wanted_reason: Mapped[str] = mapped_column(default="")
    refused_at: Mapped[datetime | None]
    """When that was refused last …"""
    refused_reason: Mapped[str] = mapped_column(default="")
    refused_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    until: Mapped[datetime | None]
    """Until when it may answer, where time was extended for it …"""
    more_time_id: Mapped[int | None]
    struck_at: Mapped[datetime | None]
    """When it was taken off the list …"""
    struck_reason: Mapped[str] = mapped_column(default="")
    struck_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    erased_at: Mapped[datetime | None]
    forget_at: Mapped[datetime | None]
    """When it leaves the list, after its account was closed: a time of its own, so that it is joined with no other."""


class AskedLetter(Base):
    """A letter to one of those who must be asked, by e-mail or by post: when it left, and what became of it."""

    __tablename__ = "asked_letter"
    __table_args__ = (
        CheckConstraint("way IN ({})".format(", ".join(f"'{way}'" for way in WAYS)), name="way"),
        Index("ix_asked_letter_asked_id", "asked_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    asked_id: Mapped[int] = mapped_column(ForeignKey("asked.id"))
    way: Mapped[str] = mapped_column(String(10))
    is_reminder: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime]
    """When the mail was queued, or the posting noted."""
    posted_on: Mapped[date | None]
    post_number: Mapped[str] = mapped_column(default="")
    """Number of a registered letter: proof for staff and auditors."""
    arrived_at: Mapped[datetime | None]
    """When the mail server took it."""
    failed_at: Mapped[datetime | None]
    """When it came back, or was given up."""
    failed_reason: Mapped[str] = mapped_column(default="")
    account_id: Mapped[int | None]
    """Who noted the posting."""


class AskedFile(Base):
    """A scan of the letter by which somebody who must be asked said that there is no comment. Only staff read it."""

    __tablename__ = "asked_file"
    __table_args__ = (Index("ix_asked_file_asked_id", "asked_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    asked_id: Mapped[int] = mapped_column(ForeignKey("asked.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(10))
    size: Mapped[int]
    name: Mapped[str]
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """None once it was erased."""
