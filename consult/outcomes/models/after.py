"""What follows an answer: whether it met the point, a second look at it, and what was promised."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


class AnswerRating(Base):
    """What the author of a comment says of the answer: one for each comment, changed as often as they like.

    The answer is a reply, or what the outcome of the consultation made of the comment where no reply answers it.
    """

    __tablename__ = "answer_rating"
    __table_args__ = (Index("ix_answer_rating_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"))
    """The newest reply at that time; null: the outcome, of which a consultation has one."""
    value: Mapped[str] = mapped_column(String(10))
    """answers or misses."""
    rated_at: Mapped[datetime]


class SecondLook(Base):
    """A second look at an answer, asked for once by the author, closed with a reason by another person (S21)."""

    __tablename__ = "second_look"
    __table_args__ = (Index("ix_second_look_consultation_id", "consultation_id", "closed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), unique=True)
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("reply.id"), index=True)
    """Null: it is about what the outcome made of the comment."""
    reason: Mapped[str]
    """What the answer misses, to the office; never published."""
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    asked_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    """When who may close it was last written to."""
    closed_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(default="")
    """What was found, for everybody."""
    note_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    account_id: Mapped[int | None]
    """Who closed it: never who answered."""
    office: Mapped[str] = mapped_column(default="")
    role: Mapped[str] = mapped_column(String(20), default="")


class Commitment(Base):
    """“We will do X by D”: who owes it, until when, how it stands, and how it stood; it stays after the end (S09)."""

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'kept', 'dropped')", name="state"),
        Index("ix_commitment_consultation_id", "consultation_id"),
        Index("ix_commitment_due", "state", "due_on"),
        Index("ix_commitment_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    body: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    texts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """The same in further languages."""
    owner: Mapped[str]
    """The office or the person by office who owes it, as everybody reads it."""
    owner_email: Mapped[str] = mapped_column(default="")
    """Where reminders go."""
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="open")
    history: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``{state, due_on, note, note_language, at, office}`` of each report, oldest first."""
    made_at: Mapped[datetime]
    account_id: Mapped[int | None]
    office: Mapped[str] = mapped_column(default="")
    reminded_at: Mapped[datetime | None]
