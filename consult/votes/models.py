"""Statements, and who agrees. One row a voter and statement, at most, whatever arrives at once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class Statement(Base):
    """A published comment put to agreement. Its text is fixed: another wording is another statement."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        UniqueConstraint("comment_id", "revision"),
        Index("ix_statement_consultation_id_closed_at", "consultation_id", "closed_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    revision: Mapped[int | None]
    number: Mapped[int]
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str] = mapped_column(String(20), default="")
    """corrected, redacted, hidden, withdrawn …: why it takes no more votes."""
    source: Mapped[str | None]
    external_id: Mapped[str | None]
    agrees: Mapped[int] = mapped_column(default=0)
    disagrees: Mapped[int] = mapped_column(default=0)
    passes: Mapped[int] = mapped_column(default=0)


class Voter(Base):
    """A person's place among the voters of one consultation. The pseudonym is theirs for these votes only."""

    __tablename__ = "voter"
    __table_args__ = (
        UniqueConstraint("consultation_id", "account_id"),
        UniqueConstraint("consultation_id", "email_hash"),
        UniqueConstraint("consultation_id", "source", "external_id", name="uq_voter_import"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    email_hash: Mapped[str | None] = mapped_column(String(64))
    """Keyed hash of a confirmed address, for those without an account."""
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True)
    last_entry_id: Mapped[str] = mapped_column(String(32), default="")
    """The voter's previous vote entry; the next one carries its hash."""
    last_leaf_hash: Mapped[str] = mapped_column(String(64), default="")
    source: Mapped[str | None]
    external_id: Mapped[str | None]
    first_voted_at: Mapped[datetime]


class Vote(Base):
    """The vote that counts: a voter's last word on a statement."""

    __tablename__ = "vote"
    __table_args__ = (
        CheckConstraint("value IN ('agree', 'disagree', 'pass')", name="value"),
        Index("ix_vote_voter_id", "voter_id"),
    )

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"), primary_key=True)
    value: Mapped[str] = mapped_column(String(10))
    voted_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)
