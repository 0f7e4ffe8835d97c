"""What the body answers: replies, dispositions by article, and the decision."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base

DISPOSITIONS = ("adopted", "partly", "not-adopted", "covered", "later", "passed-on", "out-of-scope", "no-change")


class Reply(Base):
    """One answer to one comment or to many. Carries office and role; a correction keeps the old text."""

    __tablename__ = "reply"
    __table_args__ = (Index("ix_reply_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    body: Mapped[str]
    html: Mapped[str]
    html_version: Mapped[int]
    language: Mapped[str] = mapped_column(String(35))
    account_id: Mapped[int | None]
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    office: Mapped[str]
    replied_at: Mapped[datetime]
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))
    correction_reason: Mapped[str] = mapped_column(default="")
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class RepliedComment(Base):
    """Which comments a reply answers."""

    __tablename__ = "reply_comment"
    __table_args__ = (Index("ix_reply_comment_comment_id", "comment_id"),)

    reply_id: Mapped[int] = mapped_column(ForeignKey("reply.id"), primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)


class Disposition(Base):
    """What became of the comments on one article (or on the whole draft), with the reason."""

    __tablename__ = "disposition"
    __table_args__ = (
        CheckConstraint("disposition IN ({})".format(", ".join(f"'{d}'" for d in DISPOSITIONS)), name="disposition"),
        UniqueConstraint("consultation_id", "article_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    article_id: Mapped[int] = mapped_column()
    """0 for the whole draft, so that it is unique too."""
    disposition: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str]
    reasons: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The reason in further languages."""
    account_id: Mapped[int | None]
    decided_at: Mapped[datetime]


class Outcome(Base):
    """The decision as taken: what, by whom, when, under which number."""

    __tablename__ = "outcome"

    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    language: Mapped[str] = mapped_column(String(35))
    summary: Mapped[str] = mapped_column(default="")
    decision: Mapped[str] = mapped_column(default="")
    what_changed: Mapped[str] = mapped_column(default="")
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The three texts in further languages: ``{"zh-hant": {"summary": …}}``."""
    decided_by: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    number: Mapped[str] = mapped_column(default="")
    changed_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    account_id: Mapped[int | None]
    entry_id: Mapped[str] = mapped_column(String(32), default="")
