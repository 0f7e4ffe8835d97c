"""What is on legal hold, what was disposed of, and who asked for access to what."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from consult.custody.rules import DISPOSAL_STATES, FATES, REQUEST_STATES, TREATMENTS
from consult.foundation.db import Base
from consult.foundation.scripts import UNKNOWN


def _one_of(column: str, values: tuple[str, ...]) -> str:
    return "{} IN ({})".format(column, ", ".join(f"'{value}'" for value in values))


class LegalHold(Base):
    """While it is in force nothing of a consultation, or of one submission, may be erased or destroyed."""

    __tablename__ = "legal_hold"
    __table_args__ = (
        Index("ix_legal_hold_consultation_id", "consultation_id"),
        Index(
            "ix_legal_hold_in_force", "id", sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    """The comment whose submission is held; none: the whole consultation."""
    reason: Mapped[str]
    """Everybody reads it."""
    language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    office: Mapped[str] = mapped_column(default="")
    put_on_at: Mapped[datetime]
    put_on_by: Mapped[int | None]
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[int | None]
    lifted_reason: Mapped[str] = mapped_column(default="")
    lifted_language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)


class Disposal(Base):
    """One series of one consultation whose time has come: what it came to, and the certificate of that."""

    __tablename__ = "disposal"
    __table_args__ = (
        Index(
            "uq_disposal_open", "consultation_id", "series", unique=True, sqlite_where=text("state != 'done'"),
            postgresql_where=text("state != 'done'"),
        ),
        CheckConstraint(_one_of("state", DISPOSAL_STATES), name="state"),
        CheckConstraint(_one_of("fate", FATES), name="fate"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    series: Mapped[str] = mapped_column(String(40))
    """Code of the series in the profile."""
    what: Mapped[str] = mapped_column(String(20))
    fate: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(10), default="due")
    counted: Mapped[int] = mapped_column(default=0)
    """How many things it concerned when it came due: the dry run."""
    done: Mapped[int] = mapped_column(default=0)
    """How many it did concern."""
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    swept_at: Mapped[datetime | None]
    """When nothing of what was destroyed was left in free pages of the database."""
    account_id: Mapped[int | None]
    is_alone: Mapped[bool] = mapped_column(default=False)
    archive: Mapped[str] = mapped_column(default="")
    """To which archive it goes."""
    package_sha256: Mapped[str] = mapped_column(String(64), default="")
    package_size: Mapped[int] = mapped_column(BigInteger, default=0)
    manifest: Mapped[str] = mapped_column(String(128), default="")
    """SHA-512 of the package's manifest, which names it."""
    acknowledged_on: Mapped[date | None]
    acknowledgement: Mapped[str] = mapped_column(default="")
    """The archive's number and what it says."""
    language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)


class AccessRequest(Base):
    """Somebody asks by law for what the office holds on a consultation, a comment or a person."""

    __tablename__ = "access_request"
    __table_args__ = (
        CheckConstraint(_one_of("state", REQUEST_STATES), name="state"),
        Index("ix_access_request_consultation_id", "consultation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    comment_id: Mapped[int | None] = mapped_column(ForeignKey("comment.id"))
    person: Mapped[str] = mapped_column(default="")
    """On whom everything is asked for: a name or an e-mail address. Personal."""
    requester: Mapped[str] = mapped_column(default="")
    contact: Mapped[str] = mapped_column(default="")
    question: Mapped[str] = mapped_column(default="")
    """As it was asked."""
    number: Mapped[str] = mapped_column(String(40), default="")
    """The office's file number."""
    received_on: Mapped[date]
    due_on: Mapped[date]
    extended_at: Mapped[datetime | None]
    extension_reason: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    note: Mapped[str] = mapped_column(default="")
    """Why it was refused, or what is said with the answer."""
    refused_code: Mapped[str] = mapped_column(String(40), default="")
    entered_at: Mapped[datetime]
    gathered_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    destroyed_at: Mapped[datetime | None]
    account_id: Mapped[int | None]
    is_asker_erased: Mapped[bool] = mapped_column(default=False)
    """Whether who asks was erased while it was open: name and address stay until it is answered."""


class AccessDocument(Base):
    """One document gathered for a request, as it stood then, and what is given out of it."""

    __tablename__ = "access_document"
    __table_args__ = (
        UniqueConstraint("request_id", "number"),
        CheckConstraint(_one_of("treatment", TREATMENTS), name="treatment"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("access_request.id"))
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    reference: Mapped[str] = mapped_column(default="")
    """Which comment, ruling, reply … it is."""
    dated_at: Mapped[datetime | None]
    language: Mapped[str] = mapped_column(String(35), default=UNKNOWN)
    body: Mapped[str] = mapped_column(default="")
    file_name: Mapped[str] = mapped_column(default="")
    content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """A file that came with it: given out whole or not at all."""
    treatment: Mapped[str] = mapped_column(String(10), default="")
    code: Mapped[str] = mapped_column(String(40), default="")
    """Why the whole document is withheld."""
    redactions: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``[[start, end, code], …]`` in code points of ``body``."""
