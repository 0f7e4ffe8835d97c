"""What somebody holds in hands of what they sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class GivenReceipt(Base):
    """One act of a sender whose receipt they can take: which entry of the record it is of."""

    __tablename__ = "given_receipt"
    __table_args__ = (
        Index("ix_given_receipt_submission_id", "submission_id"),
        Index("ix_given_receipt_comment_id", "comment_id"),
    )

    entry_id: Mapped[str] = mapped_column(ForeignKey("record_entry.id"), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    """None where the act is about the submission as a whole."""
    given_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]
