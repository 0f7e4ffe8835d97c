"""Statements, and who agrees. One row a voter and statement, at most, whatever arrives at once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.votes.rules import VALUES


class Statement(Base):
    """A published comment put to agreement. Its text is fixed: another wording is another statement."""

    __tablename__ = "statement"
    __table_args__ = (
        UniqueConstraint("consultation_id", "number"),
        UniqueConstraint("consultation_id", "source", "external_id", name="uq_statement_import"),
        Index("ix_statement_consultation_id_closed_at", "consultation_id", "closed_at"),
        Index("ix_statement_comment_id", "comment_id"),
        Index(
            "uq_statement_open_comment",
            "comment_id",
            unique=True,
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    """None for imported ones."""
    revision: Mapped[int | None]
    """Number of the comment's revision that it quotes."""
    number: Mapped[int]
    """Counts from 1 in its consultation, without gaps."""
    text: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_reason: Mapped[str] = mapped_column(String(20), default="")
    """One of rules.CLOSED_REASONS: why it takes no more votes."""
    is_withheld: Mapped[bool] = mapped_column(default=False)
    """Its comment was redacted, hidden or taken back: number and counts stay public, the text doesn't."""
    source: Mapped[str | None]
    external_id: Mapped[str | None]
    agrees: Mapped[int] = mapped_column(default=0)
    disagrees: Mapped[int] = mapped_column(default=0)
    passes: Mapped[int] = mapped_column(default=0)
    imported_agrees: Mapped[int] = mapped_column(default=0)
    imported_disagrees: Mapped[int] = mapped_column(default=0)
    imported_passes: Mapped[int] = mapped_column(default=0)
    """Imported votes are counted apart: nobody here can say who cast them."""


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
    """Keyed hash of the confirmed address (rules.address_key), so that one address is one voter."""
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
        CheckConstraint("value IN ({})".format(", ".join(f"'{value}'" for value in VALUES)), name="value"),
        Index("ix_vote_voter_id", "voter_id"),
    )

    statement_id: Mapped[int] = mapped_column(ForeignKey("statement.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"), primary_key=True)
    value: Mapped[str] = mapped_column(String(10))
    voted_at: Mapped[datetime]
    changes: Mapped[int] = mapped_column(default=0)
    """How often the voter changed their mind; each change is an entry of its own."""


class Support(Base):
    """Somebody supports a wording that another person proposed. One row a person and proposal, at most."""

    __tablename__ = "proposal_support"
    __table_args__ = (Index("ix_proposal_support_voter_id", "voter_id"),)

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    voter_id: Mapped[int] = mapped_column(ForeignKey("voter.id"), primary_key=True)
    supported_at: Mapped[datetime]
