"""Bodies and departments (a tree), who holds which role on them, and the site's own settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, text
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
    sign_off_chain: Mapped[list[Any]] = mapped_column(JSON, default=list)
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


class SiteSetting(Base):
    """What administrators set on pages: texts, terms, colours, grounds. JSON by name."""

    __tablename__ = "site_setting"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[dict[str, Any]] = mapped_column(JSON)
    changed_at: Mapped[datetime]
