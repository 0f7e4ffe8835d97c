"""Who is invited to take part where only invited people may: private; how many there are is public."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class Invitation(Base):
    """One person's invitation to one consultation: its code is used once, by a browser or an account."""

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_consultation_id", "consultation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    code_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of its newest code."""
    number: Mapped[int] = mapped_column(default=1)
    """How many codes were made for it: a new one ends the one before."""
    used_number: Mapped[int | None]
    """The number of the code that was used; the invitation holds while that is the newest one."""
    name: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    """E-mail address or telephone number; empty where the code is handed over on paper."""
    language: Mapped[str] = mapped_column(String(35))
    invited_at: Mapped[datetime]
    invited_by: Mapped[int | None]
    accepted_at: Mapped[datetime | None]
    account_id: Mapped[int | None] = mapped_column(index=True)
    """The account that was signed in when it was used."""
    answered_at: Mapped[datetime | None]
    """When its bearer first sent a comment or said whether they agree."""
    withdrawn_at: Mapped[datetime | None]
