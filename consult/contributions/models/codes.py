"""The code in a text message by which a sender shows that a telephone number is theirs."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class PhoneCode(Base):
    """The newest code sent for a submission: used once, for some minutes, with a few tries."""

    __tablename__ = "sender_code"

    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64))
    """Keyed with the instance's secret: six digits alone could be tried out."""
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    sent: Mapped[int] = mapped_column(default=0)
    """How many codes were sent for it."""
