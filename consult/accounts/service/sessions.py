"""Sessions: one row a sign-in. Comings and goings are no entries of the record."""

from datetime import datetime

from sqlalchemy import update

from consult.accounts.models import AccountSession
from consult.foundation.db import db
from consult.foundation.forms import token_hash


def start_session(
    *, account_id: int, token: str, device: str, has_second_factor: bool, now: datetime
) -> AccountSession:
    """Start a session. Only the token's hash is kept; the browser holds the token in its signed cookie."""
    session = AccountSession(
        token_hash=token_hash(token), account_id=account_id, started_at=now, seen_at=now, verified_at=now,
        has_second_factor=has_second_factor, device=device[:120], facts={},
    )  # fmt: skip
    db.session.add(session)
    db.session.flush()
    return session


def note_seen(session_id: int, *, now: datetime) -> None:
    """The session was used."""
    db.session.execute(update(AccountSession).where(AccountSession.id == session_id).values(seen_at=now))


def note_verified(session_id: int, *, now: datetime, has_second_factor: bool = False) -> None:
    """The person proved again who they are; with the second step if ``has_second_factor``."""
    values: dict[str, object] = {"verified_at": now}
    if has_second_factor:
        values["has_second_factor"] = True
    db.session.execute(update(AccountSession).where(AccountSession.id == session_id).values(**values))


def end_session(*, account_id: int, session_id: int, now: datetime) -> None:
    """End one session of the account; nothing happens where it is another's or over."""
    db.session.execute(
        update(AccountSession)
        .where(
            AccountSession.id == session_id,
            AccountSession.account_id == account_id,
            AccountSession.ended_at.is_(None),
        )
        .values(ended_at=now)
    )


def end_sessions(*, account_id: int, now: datetime, but: int | None = None) -> None:
    """End all sessions of the account, ``but`` one."""
    where = [AccountSession.account_id == account_id, AccountSession.ended_at.is_(None)]
    if but is not None:
        where.append(AccountSession.id != but)
    db.session.execute(update(AccountSession).where(*where).values(ended_at=now))
