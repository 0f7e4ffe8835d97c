"""What clerks enter: how it was received, and who is known to be one person."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class ClerkEntry(Base):
    """What came by post, by telephone or at the counter: how it was received, and who entered it."""

    __tablename__ = "clerk_entry"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    received_on: Mapped[date]
    """The day it came, in the consultation's zone; the submission's instants follow from it."""
    how: Mapped[str] = mapped_column(default="")
    """The way of receipt: registered letter, call to the desk … Only staff read it."""
    account_id: Mapped[int | None]
    entered_at: Mapped[datetime]
    entry_id: Mapped[str] = mapped_column(String(32), default="")


class SenderLink(Base):
    """A later submission whose sender is the same verified person as an earlier one's: they are counted once (S10)."""

    __tablename__ = "sender_link"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    first_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    reason: Mapped[str]
    account_id: Mapped[int | None]
    linked_at: Mapped[datetime]
    entry_id: Mapped[str] = mapped_column(String(32), default="")
