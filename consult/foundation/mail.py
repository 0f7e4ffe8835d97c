"""Mail leaves through an outbox: queued in the verb's transaction, sent by the worker until done (``mail_rounds``).

Parts of a digest (``digests``) that wait for one mailbox leave as one mail.
Text messages take the same way: an address that is a telephone number gets the short form through ``sms``.

``key`` makes a mail unique for its cause and receiver, so a repeated listener queues it once.
Without a mail server (``mail_servers``) mails become files in ``<instance>/mail`` and ``doctor`` says so.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from flask import Flask, current_app
from flask_mailman import Mail
from sqlalchemy import JSON, Index, String, delete, func, insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation import digests, sms
from consult.foundation.db import Base, db
from consult.foundation.digests import Part
from consult.foundation.mail_files import readable
from consult.foundation.mail_servers import server_of
from consult.foundation.phones import is_phone
from consult.foundation.settings import Settings

logger = structlog.get_logger(__name__)
mailman = Mail()
KEYS_AT_ONCE = 500


class OutboxMail(Base):
    """One mail that waits, was sent, or was given up. The body goes when it has been sent."""

    __tablename__ = "mail_outbox"
    __table_args__ = (
        Index("ix_mail_outbox_due_at", "sent_at", "due_at"),
        Index("ix_mail_outbox_digest_group", "digest_group", "address"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(200), unique=True)
    address: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    unsubscribe: Mapped[str] = mapped_column(default="")
    attached: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """File name -> its text. Goes like the body."""
    digest_group: Mapped[str] = mapped_column(String(80), default="")
    """With which others to the same address it leaves as one mail; empty: alone."""
    digest: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """What it is in a digest (``digests.Part``). Goes like the body."""
    queued_at: Mapped[datetime]
    due_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    given_up_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)


def init_app(app: Flask, settings: Settings) -> None:
    """Mails become files until ``mail_servers.delivery`` names a server; a wrong CONSULT_SMTP_URL stops the start."""
    folder = settings.instance / "mail"
    folder.mkdir(exist_ok=True)
    app.config.update(MAIL_DEFAULT_SENDER=settings.mail_from, MAIL_BACKEND="file", MAIL_FILE_PATH=str(folder))
    if settings.smtp_url:
        server_of(settings.smtp_url)
    mailman.init_app(app)


def one_line(text: str) -> str:
    """Text fit for a mail header: no line breaks or other controls, whatever somebody typed."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:200]


def queue(
    *,
    key: str,
    address: str,
    subject: str,
    body: str,
    now: datetime,
    unsubscribe: str = "",
    attached: Mapping[str, str] | None = None,
    short: str = "",
    part: Part | None = None,
) -> None:
    """Queue one mail in the running transaction; a second one with the same key is left out.

    ``attached``: file name -> text; it arrives byte by byte as it is. To a telephone number goes a text message:
    ``short``, else the subject with the first link. To nobody, nothing. ``part``: what it is in a digest.
    """
    if not address or db.session.scalar(select(OutboxMail.id).where(OutboxMail.key == key)) is not None:
        return
    db.session.execute(
        insert(OutboxMail).values(
            key=key,
            address=one_line(address),
            subject=one_line(subject),
            body=_fitting(address, subject, body, short),
            unsubscribe=unsubscribe,
            attached=dict(attached or {}),
            queued_at=now,
            attempts=0,
            **_in_digest(address, part, now),
        )
    )


def _in_digest(address: str, part: Part | None, now: datetime) -> dict[str, Any]:
    if part is None or is_phone(address):
        return {"digest_group": "", "digest": {}, "due_at": now}
    return {
        "digest_group": part.group, "digest": part.stored(), "due_at": digests.due_at(now, digest_minutes()),
    }  # fmt: skip


def digest_minutes() -> int:
    """Between two digests to one mailbox."""
    settings: Settings = current_app.extensions["consult_settings"]
    return settings.digest_minutes


def _fitting(address: str, subject: str, body: str, short: str = "") -> str:
    return (short or sms.short_form(one_line(subject), body)) if is_phone(address) else body


@dataclass(frozen=True)
class Outgoing:
    """One mail of many that ``queue_all`` takes."""

    key: str
    address: str
    subject: str
    body: str
    unsubscribe: str = ""
    part: Part | None = None


def queue_all(mails: Iterable[Outgoing], *, now: datetime) -> int:
    """Queue many mails in the running transaction, in few statements; returns how many. Known keys are left out."""
    wanted = {mail.key: mail for mail in mails}
    keys = list(wanted)
    for start in range(0, len(keys), KEYS_AT_ONCE):
        part = OutboxMail.key.in_(keys[start : start + KEYS_AT_ONCE])
        for known in db.session.scalars(select(OutboxMail.key).where(part)):
            del wanted[known]
    rows = [
        {
            "key": mail.key, "address": one_line(mail.address), "subject": one_line(mail.subject),
            "body": _fitting(mail.address, mail.subject, mail.body), "unsubscribe": mail.unsubscribe, "attached": {},
            "queued_at": now, "attempts": 0, **_in_digest(mail.address, mail.part, now),
        }
        for mail in wanted.values()
        if mail.address
    ]  # fmt: skip
    if rows:
        db.session.execute(insert(OutboxMail), rows)
    return len(rows)


def forget(address: str) -> None:
    """Part of verbs: nothing goes to this address any more, and no trace of what went there stays."""
    db.session.execute(delete(OutboxMail).where(OutboxMail.address == one_line(address)))


def forget_about(address: str, marks: Iterable[str]) -> None:
    """Part of verbs: of what went or goes to this address only what names none of ``marks`` stays."""
    marks = list(marks)
    rows = db.session.execute(
        select(OutboxMail.id, OutboxMail.subject, OutboxMail.body, OutboxMail.key).where(
            OutboxMail.address == one_line(address)
        )
    )
    gone = [row[0] for row in rows if any(mark in text for mark in marks for text in row[1:])]
    db.session.execute(delete(OutboxMail).where(OutboxMail.id.in_(gone)))


def rewrite(change: Callable[[str], str]) -> None:
    """Part of verbs: every mail that is kept says only what ``change`` leaves of its subject and body.

    An attached file that it would change isn't sent any more.
    """
    rows = db.session.execute(
        select(OutboxMail.id, OutboxMail.subject, OutboxMail.body, OutboxMail.attached, OutboxMail.digest)
    ).all()
    for mail_id, subject, body, attached, digest in rows:
        kept = {name: text for name, text in attached.items() if change(readable(text)) == readable(text)}
        part = {name: change(text) if isinstance(text, str) else text for name, text in digest.items()}
        changed = {"subject": change(subject), "body": change(body), "attached": kept, "digest": part}
        if changed != {"subject": subject, "body": body, "attached": attached, "digest": digest}:
            db.session.execute(update(OutboxMail).where(OutboxMail.id == mail_id).values(**changed))


def state_of(key: str) -> tuple[str, bool] | None:
    """(address, whether it is over: sent or given up) of the mail with this key, or None."""
    row = db.session.execute(
        select(OutboxMail.address, OutboxMail.sent_at, OutboxMail.given_up_at).where(OutboxMail.key == key)
    ).first()
    return None if row is None else (row[0], row[1] is not None or row[2] is not None)


def fates_of(keys: Sequence[str]) -> dict[str, tuple[datetime | None, datetime | None]]:
    """(when a server took it, when it was given up) of each mail with one of these keys."""
    rows = db.session.execute(
        select(OutboxMail.key, OutboxMail.sent_at, OutboxMail.given_up_at).where(OutboxMail.key.in_(keys))
    )
    return {key: (sent, given_up) for key, sent, given_up in rows}


def forget_key(key: str) -> None:
    """Part of verbs: no trace of the mail with this key stays."""
    db.session.execute(delete(OutboxMail).where(OutboxMail.key == key))


def count_waiting(begins: str = "") -> int:
    """How many mails and text messages wait to be sent; ``begins`` is “+” for text messages alone."""
    unsent = (OutboxMail.sent_at.is_(None), OutboxMail.given_up_at.is_(None))
    return (
        db.session.scalar(
            select(func.count()).select_from(OutboxMail).where(*unsent, OutboxMail.address.startswith(begins))
        )
        or 0
    )
