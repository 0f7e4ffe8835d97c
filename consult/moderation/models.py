"""Rulings, reviews, claims and reader reports."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN

ACTS = ("publish", "hide", "redact", "hold", "withhold", "refer", "remove")


class Ruling(Base):
    """A moderator's act on one revision of a comment. Never changed; a later one takes its place."""

    __tablename__ = "ruling"
    __table_args__ = (
        CheckConstraint("act IN ({})".format(", ".join(f"'{act}'" for act in ACTS)), name="act"),
        CheckConstraint("act NOT IN ('hide', 'redact', 'remove') OR ground <> ''", name="ground"),
        Index("ix_ruling_comment_id", "comment_id"),
        Index("ix_ruling_consultation_id_id", "consultation_id", "id"),
        Index("ix_ruling_counted", "consultation_id", "act", "ground", "is_in_force"),
        Index("ix_ruling_waited", "consultation_id", "waited_minutes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int]
    act: Mapped[str] = mapped_column(String(12))
    ground: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(default="")
    """Public."""
    note_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    internal_note: Mapped[str] = mapped_column(default="")
    redactions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``[[start, end, ground], …]`` in code points of the revision's body."""
    referred_to: Mapped[str] = mapped_column(default="")
    """The office it was passed on to, where the act is ``refer``: public. The rest of it is in ``referral``."""
    account_id: Mapped[int | None]
    pseudonym: Mapped[str] = mapped_column(String(32), default="")
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    office: Mapped[str] = mapped_column(default="")
    ruled_at: Mapped[datetime]
    waited_minutes: Mapped[int | None]
    """How long the comment had waited for it; null where nothing of it waited."""
    review_id: Mapped[int | None]
    """Set where this ruling is a review's result."""
    is_in_force: Mapped[bool] = mapped_column(default=True)
    """A correction that wasn't published leaves the ruling on the shown text in force beside its own."""
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class Review(Base):
    """A second look that a sender asked for, decided by another person."""

    __tablename__ = "review"
    __table_args__ = (
        Index(
            "uq_review_open",
            "comment_id",
            unique=True,
            sqlite_where=text("decided_at IS NULL"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_review_consultation_id", "consultation_id"),
        Index("ix_review_ruling_id", "ruling_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    ruling_id: Mapped[int] = mapped_column(ForeignKey("ruling.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The unit that decides it, as the consultation named it; null where another person of its own body does."""
    reason: Mapped[str]
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    """When it was brought to the attention of the body because its time had passed."""
    decided_at: Mapped[datetime | None]
    result: Mapped[str] = mapped_column(String(12), default="")
    """upheld or overturned; lapsed where the sender took the comment back first."""
    note: Mapped[str] = mapped_column(default="")
    note_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    account_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20), default="")
    office: Mapped[str] = mapped_column(default="")


class Referral(Base):
    """A comment passed on to the office that can deal with it: by when it has to say something, and whether it did."""

    __tablename__ = "referral"
    __table_args__ = (
        Index("ix_referral_comment_id", "comment_id"),
        Index("ix_referral_consultation_id", "consultation_id"),
        Index("ix_referral_open", "taken_up_at", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    ruling_id: Mapped[int] = mapped_column(ForeignKey("ruling.id"), unique=True)
    kind: Mapped[str] = mapped_column(String(40))
    """complaint, petition, own-case, crime or danger."""
    office: Mapped[str]
    address: Mapped[str] = mapped_column(default="")
    """Where the office is written to; never public."""
    referred_at: Mapped[datetime]
    due_on: Mapped[date]
    escalated_at: Mapped[datetime | None]
    taken_up_at: Mapped[datetime | None]
    """When the office said what it does with it."""
    answer: Mapped[str] = mapped_column(default="")
    """What it said. Public."""


class Claim(Base):
    """Who has a comment on the desk right now, so that two people don't rule on it at once."""

    __tablename__ = "moderation_claim"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    account_id: Mapped[int]
    name: Mapped[str]
    until: Mapped[datetime]


class Report(Base):
    """A reader's report on a published text: a comment, or what another room publishes (``subject``)."""

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_comment_id", "comment_id"),
        Index("ix_report_open", "closed_at", "due_at"),
        Index("ix_report_subject", "subject", "subject_id"),
        Index(
            "ix_report_forget_at",
            "forget_at",
            sqlite_where=text("forget_at IS NOT NULL"),
            postgresql_where=text("forget_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    subject: Mapped[str] = mapped_column(String(12), default="comment")
    """comment, reply, statement or attachment."""
    subject_id: Mapped[str] = mapped_column(String(32), default="")
    """Its random id."""
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    ground: Mapped[str] = mapped_column(String(40))
    message: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35))
    key_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the key with which the reporter reads the answer."""
    reported_at: Mapped[datetime]
    due_at: Mapped[datetime]
    """By when it is answered: rest days don't count."""
    escalated_at: Mapped[datetime | None]
    hidden_at: Mapped[datetime | None]
    """Since when the text is hidden until the answer, where somebody decided so."""
    closed_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(String(12), default="")
    """stays, hidden, redacted or gone; empty while it is open."""
    note: Mapped[str] = mapped_column(default="")
    """What is said to both sides."""
    account_id: Mapped[int | None]
    ruling_id: Mapped[int | None] = mapped_column(ForeignKey("ruling.id"))
    entry_id: Mapped[str] = mapped_column(String(32), default="")
    """Its entry: what would open the reader's address is deleted there once they were told."""
    forget_at: Mapped[datetime | None]
    """When the address goes, after its account was closed: a time of its own, so that it is joined with no other."""


class Escalation(Base):
    """A comment waited longer than the published limit: told once each time it waits. Nothing else happens to it."""

    __tablename__ = "escalation"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    waiting_since: Mapped[datetime] = mapped_column(primary_key=True)
    escalated_at: Mapped[datetime]
