"""What is taken out of submissions."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.contributions.rules import DECISIONS, SCOPES
from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


class Erasure(Base):
    """Taking something out of a submission: asked for by its sender, or ordered. It says nothing of what was there."""

    __tablename__ = "erasure"
    __table_args__ = (
        CheckConstraint(_one_of("scope", SCOPES), name="scope"),
        CheckConstraint(_one_of("decision", ("", *DECISIONS)), name="decision"),
        Index("ix_erasure_submission_id", "submission_id"),
        Index("ix_erasure_comment_id", "comment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    """The comment an order is about; a sender asks for the whole submission."""
    scope: Mapped[str] = mapped_column(String(10))
    """name, all; by order name, text, files or wording."""
    revision: Mapped[int | None]
    """Number of the wording, where an order is about a single one."""
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    """The one file, where an order isn't about all of them."""
    order_kind: Mapped[str] = mapped_column(String(20), default="")
    """Empty: its sender asked for it."""
    order_number: Mapped[str] = mapped_column(default="")
    order_text: Mapped[str] = mapped_column(default="")
    """What everybody reads about the order: who gave it, and how far it goes."""
    text_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    is_sealed_too: Mapped[bool] = mapped_column(default=False)
    """Whether what opens the record's entries went as well. Where a sender asked it always does."""
    language: Mapped[str] = mapped_column(String(35))
    """Of the mail and of whoever asked."""
    decision: Mapped[str] = mapped_column(String(12), default="")
    """Empty while it waits."""
    ground: Mapped[str] = mapped_column(String(40), default="")
    note: Mapped[str] = mapped_column(default="")
    """What the office says about it to whoever asked."""
    fields: Mapped[list[str]] = mapped_column(JSON, default=list)
    """Names of what was taken out, never its content."""
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    is_alone: Mapped[bool] = mapped_column(default=False)
    """Decided by one person: no second signature was needed."""
    swept_at: Mapped[datetime | None]
    """When copies in files, free pages of the database and old packages were gone, too."""
