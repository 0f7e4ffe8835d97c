"""Bodies and departments (a tree), who holds which role on them, and the site's own settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base
from consult.foundation.roles import ROLES


class Organisation(Base):
    """A body, or a department of one."""

    __tablename__ = "organisation"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str]
    names: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """Names in other languages of the site: ``{"zh-hant": "…"}``; ``name`` stands where one is missing."""
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    profile: Mapped[str] = mapped_column(String(20), default="plain")
    sign_offs: Mapped[int] = mapped_column(default=0)
    """How many sign-offs what it makes public needs."""
    sign_off_chain: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``{kind, organisation}`` of each, in order; a shorter list is filled up with second persons."""
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Membership(Base):
    """A role somebody holds or held. Taking it away fills ``revoked_at``; rows are kept as history."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint("role IN ({})".format(", ".join(f"'{role}'" for role in ROLES)), name="role"),
        Index(
            "uq_membership_held",
            "account_id",
            "organisation_id",
            "role",
            "consultation",
            unique=True,
            sqlite_where=text("revoked_at IS NULL"),
            postgresql_where=text("revoked_at IS NULL"),
        ),
        Index("ix_membership_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(String(20))
    granted_at: Mapped[datetime]
    granted_by: Mapped[int | None]
    confirmed_at: Mapped[datetime | None]
    """When a second administrator confirmed it; null while it is only a request."""
    confirmed_by: Mapped[int | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None]
    consultation: Mapped[str] = mapped_column(String(32), default="")
    """Auditors: public id of the one consultation they may read; empty: all of the body's."""
    starts_at: Mapped[datetime | None]
    """Auditors: they read from here on; null: from the second person's yes."""
    ends_at: Mapped[datetime | None]
    """Auditors: they read until here; null where no end was set (other roles)."""


class Approval(Base):
    """An act that more than one person must agree to: asked for by one, done when the last step is signed."""

    __tablename__ = "approval"
    __table_args__ = (
        CheckConstraint("decision IN ('', 'done', 'refused', 'voided', 'taken-back')", name="decision"),
        Index("ix_approval_consultation", "consultation"),
        Index("ix_approval_organisation_id_decision", "organisation_id", "decision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    act: Mapped[str] = mapped_column(String(40))
    """A name of service.approving.ACTS, such as ``consultation.publish``."""
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    consultation: Mapped[str] = mapped_column(String(32), default="")
    """Public id of the consultation it belongs to, in whose log its entries are; empty: the site's."""
    subject: Mapped[str] = mapped_column(String(32))
    """Public id of what it is done to."""
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    content_hash: Mapped[str] = mapped_column(String(64))
    """SHA-256 of what was asked for; what is signed must still be that."""
    asked_by: Mapped[int | None]
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decision: Mapped[str] = mapped_column(String(20), default="")
    """Empty while it waits; done, refused, voided (what it was about changed) or taken-back."""
    reason: Mapped[str] = mapped_column(default="")
    """Why it was refused."""
    is_alone: Mapped[bool] = mapped_column(default=False)
    """Done by one person because there was no other; shown in public."""


class ApprovalStep(Base):
    """One signature that an approval needs, in order: whose office, who, when, and the hash of what was signed."""

    __tablename__ = "approval_step"
    __table_args__ = (UniqueConstraint("approval_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    approval_id: Mapped[int] = mapped_column(ForeignKey("approval.id"))
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    """second-person, legal or department."""
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    account_id: Mapped[int | None]
    signed_at: Mapped[datetime | None]
    content_hash: Mapped[str] = mapped_column(String(64), default="")


class SiteSetting(Base):
    """What administrators set on pages: texts, terms, colours, grounds. JSON by name."""

    __tablename__ = "site_setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
