"""Packages that were taken away or brought in."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class Package(Base):
    """One export: which grade, by whom, its hash. The file itself is in the instance folder."""

    __tablename__ = "package"
    __table_args__ = (Index("ix_package_consultation_id_grade", "consultation_id", "grade", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    grade: Mapped[str] = mapped_column(String(10))
    revision: Mapped[int]
    """Revision of the consultation's log it was made from."""
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    made_at: Mapped[datetime]
    account_id: Mapped[int | None]
