"""What belongs to the audit office alone: second looks, alarms, notes, reports. Nothing audited is here."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


class Sample(Base):
    """Rulings drawn at random to be judged again. Seed, method and population let anyone draw the same."""

    __tablename__ = "audit_sample"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    seed: Mapped[str] = mapped_column(String(64))
    """Root of the last published head of the consultation's log: nobody could choose it."""
    method: Mapped[str] = mapped_column(String(40))
    population: Mapped[int]
    """How many rulings there were: the first so many of the exported table."""
    size: Mapped[int]
    drawn_at: Mapped[datetime]
    account_id: Mapped[int | None]


class Judgement(Base):
    """One ruling of a sample: empty until somebody has judged the same words without seeing it."""

    __tablename__ = "audit_judgement"
    __table_args__ = (UniqueConstraint("sample_id", "ruling_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    sample_id: Mapped[int] = mapped_column(ForeignKey("audit_sample.id"))
    ruling_id: Mapped[int] = mapped_column(ForeignKey("ruling.id"))
    position: Mapped[int]
    act: Mapped[str] = mapped_column(String(12), default="")
    ground: Mapped[str] = mapped_column(String(40), default="")
    agrees: Mapped[bool | None]
    """Whether it is the same act as the first ruling's."""
    judged_at: Mapped[datetime | None]
    account_id: Mapped[int | None]
    judge: Mapped[str] = mapped_column(String(32), default="")
    """Their name in the record."""


class Alarm(Base):
    """Something an auditor should look at: raised once for each thing it is about."""

    __tablename__ = "audit_alarm"
    __table_args__ = (UniqueConstraint("kind", "about"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    about: Mapped[str] = mapped_column(String(80))
    """What it is about, so that the same thing raises it once."""
    number: Mapped[int] = mapped_column(default=0)
    """How many, where it counts something: comments that wait, comments in the window."""
    raised_at: Mapped[datetime]
    escalated_at: Mapped[datetime | None]
    """When it went to the body above, once, because it still lasted."""
    over_at: Mapped[datetime | None]
    """When what raised it had passed."""


class Note(Base):
    """What an auditor writes for the audit office."""

    __tablename__ = "audit_note"

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"), index=True)
    body: Mapped[str]
    written_at: Mapped[datetime]
    account_id: Mapped[int | None]


class ProcessReport(Base):
    """A confidential report about the process itself, for auditors alone; the record says that there is one."""

    __tablename__ = "process_report"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int | None] = mapped_column(ForeignKey("consultation.id"), index=True)
    about: Mapped[str] = mapped_column(String(32), default="")
    """A moderator's name in the record, where it is about one: never shown to that person."""
    message: Mapped[str]
    contact: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    reported_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None]
    finding: Mapped[str] = mapped_column(default="")
