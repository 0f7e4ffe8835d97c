"""Who wants to hear of what. Addresses are confirmed before anything but the confirmation is sent."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class Subscription(Base):
    """News of one consultation to one address."""

    __tablename__ = "subscription"
    __table_args__ = (
        UniqueConstraint("consultation_id", "email_fold"),
        Index("ix_subscription_account_id", "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    email: Mapped[str]
    email_fold: Mapped[str]
    language: Mapped[str] = mapped_column(String(35))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
