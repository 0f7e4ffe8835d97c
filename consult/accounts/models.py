"""People who sign in. Roles are memberships of organisations, not columns here."""

from datetime import datetime
from typing import Any

from flask_security.core import UserMixin, WebAuthnMixin
from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consult.foundation.db import Base


class Account(Base, UserMixin):
    """A person's account. ``fs_…``, ``tf_…`` and ``mf_…`` are Flask-Security's names."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(254))
    """Where the person is reached: an e-mail address, or a telephone number in E.164. Empty where neither is known."""
    email_fold: Mapped[str] = mapped_column(String(254), unique=True)
    """The address as compared: NFC, lower case, nothing that two mailboxes could share (attack 54)."""
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    pseudonym: Mapped[str] = mapped_column(String(32), unique=True)
    """Staff only, in the record: two acts by the same person show the same one."""
    password: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(JSON)
    webauthn: Mapped[list["Passkey"]] = relationship(  # type: ignore[assignment]
        back_populates="user", cascade="all, delete-orphan", order_by="Passkey.id"
    )

    @property
    def has_authenticator(self) -> bool:
        """Whether an authenticator app was set up as the second step."""
        return self.tf_primary_method == "authenticator" and bool(self.tf_totp_secret)


class AccountIdentity(Base):
    """Who an account is at the operator's sign-in service: issuer and subject, never the e-mail address."""

    __tablename__ = "account_identity"
    __table_args__ = (UniqueConstraint("issuer", "subject"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    issuer: Mapped[str]
    subject: Mapped[str] = mapped_column(String(255))
    linked_at: Mapped[datetime]


class Passkey(Base, WebAuthnMixin):
    """A passkey of an account (WebAuthn credential)."""

    __tablename__ = "passkey"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True, index=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    """As it was when the passkey was added; ``PasskeyUse`` has the newest."""
    transports: Mapped[list[str] | None] = mapped_column(JSON)
    backup_state: Mapped[bool] = mapped_column(default=False)
    device_type: Mapped[str] = mapped_column(String(64), default="")
    extensions: Mapped[str | None] = mapped_column(String(255))
    create_datetime: Mapped[datetime]
    lastuse_datetime: Mapped[datetime]
    name: Mapped[str] = mapped_column(String(64))
    usage: Mapped[str] = mapped_column(String(64))
    user: Mapped[Account] = relationship(back_populates="webauthn")


class PasskeyUse(Base):
    """The newest counter a passkey showed. Signing in is no act of the record, so it is kept apart."""

    __tablename__ = "passkey_use"

    passkey_id: Mapped[int] = mapped_column(ForeignKey("passkey.id", ondelete="CASCADE"), primary_key=True)
    sign_count: Mapped[int]
    used_at: Mapped[datetime]


class AccountSession(Base):
    """One sign-in on one device, so that a person can see and end them."""

    __tablename__ = "account_session"
    __table_args__ = (Index("ix_account_session_account_id", "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    verified_at: Mapped[datetime]
    """When the person last proved who they are; sensitive changes ask for it to be recent."""
    has_second_factor: Mapped[bool] = mapped_column(default=False)
    ended_at: Mapped[datetime | None]
    device: Mapped[str] = mapped_column(String(120), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class AccountKey(Base):
    """A code or link sent by mail: used once, for one purpose, within minutes or hours."""

    __tablename__ = "account_key"
    __table_args__ = (Index("ix_account_key_expires_at", "expires_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(20))
    handle_hash: Mapped[str] = mapped_column(String(64), unique=True)
    """Of the link's token, or of the random handle that the asking browser's session holds."""
    code_hash: Mapped[str] = mapped_column(String(64), default="")
    """Keyed hash of the typed code; empty for links."""
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    """None: a sign-up, or an address nobody has here (the same work is done for it)."""
    address: Mapped[str] = mapped_column(String(254), default="")
    name: Mapped[str] = mapped_column(default="")
    language: Mapped[str] = mapped_column(String(35), default="en")
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
