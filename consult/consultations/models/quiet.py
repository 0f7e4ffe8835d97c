"""Quiet periods that bodies keep before elections, what they did to a consultation, and exemptions from them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.consultations.quiet_days import ACTS
from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


class QuietPeriod(Base):
    """Days in which a body, and those below it, open nothing, publish no outcome and promote nothing."""

    __tablename__ = "quiet_period"
    __table_args__ = (Index("ix_quiet_period_organisation_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    """Its last day; the day before it begins where it was called off."""
    reason: Mapped[str]
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    set_at: Mapped[datetime]
    account_id: Mapped[int | None]
    ended_at: Mapped[datetime | None]
    """When two people ended it early."""
    end_reason: Mapped[str] = mapped_column(default="")
    end_reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)


class QuietEffect(Base):
    """What a quiet period did to one consultation: its clock stood still, or it opens later."""

    __tablename__ = "quiet_effect"
    __table_args__ = (UniqueConstraint("consultation_id", "quiet_period_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    quiet_period_id: Mapped[int] = mapped_column(ForeignKey("quiet_period.id"))
    begins_on: Mapped[date]
    ends_on: Mapped[date]
    paused_from: Mapped[date | None]
    """First day on which the clock of the answer stood still; null where it wasn't running."""
    days: Mapped[int] = mapped_column(default=0)
    """How many days later the answer is due because of it."""
    due_before: Mapped[date | None]
    due_now: Mapped[date | None]
    opened_before: Mapped[datetime | None]
    """When it would have opened, where the quiet period moved its opening."""
    opens_now: Mapped[datetime | None]
    reason: Mapped[str]
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    began_at: Mapped[datetime]


class QuietExemption(Base):
    """Two people agreed, for a public reason, that one consultation opens or is answered in a quiet period."""

    __tablename__ = "quiet_exemption"
    __table_args__ = (
        CheckConstraint("act IN ({})".format(", ".join(f"'{act}'" for act in ACTS)), name="act"),
        Index("ix_quiet_exemption_consultation_id", "consultation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    quiet_period_id: Mapped[int] = mapped_column(ForeignKey("quiet_period.id"))
    act: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str]
    reason_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    agreed_at: Mapped[datetime]
