"""Codes and links sent by mail: used once, for one purpose, within minutes or hours."""

import hashlib
import hmac
from datetime import datetime, timedelta

from sqlalchemy import delete, update

from consult.accounts import queries
from consult.accounts.models import AccountKey, AccountSession
from consult.accounts.rules import CODE_TRIES
from consult.foundation.db import db
from consult.foundation.errors import N_, Gone
from consult.foundation.forms import token_hash

OLD_LINK = N_("This link was used already, or it is too old. Please ask for a new one.")
KEPT_AFTERWARDS = timedelta(days=1)
SESSIONS_KEPT = timedelta(days=30)


def ask_for_key(
    *,
    purpose: str,
    handle: str,
    life: timedelta,
    now: datetime,
    code: str = "",
    account_id: int | None = None,
    address: str = "",
    name: str = "",
    language: str = "en",
) -> AccountKey:
    """Keep the hash of a link's token, or of a code and the asking browser's ``handle``.

    ``account_id`` None with a code is the same work done for an address nobody has here.
    """
    key = AccountKey(
        purpose=purpose, handle_hash=token_hash(handle), code_hash=_code_hash(handle, code) if code else "",
        account_id=account_id, address=address, name=name, language=language, made_at=now, expires_at=now + life,
        tries=0,
    )  # fmt: skip
    db.session.add(key)
    db.session.flush()
    return key


def _code_hash(handle: str, code: str) -> str:
    return hashlib.sha256(f"{handle}|{code}".encode()).hexdigest()


def redeem_code(*, purpose: str, handle: str, code: str, now: datetime) -> int | None:
    """The account id the code opens, or None where it is wrong, used, too old or tried too often.

    Counts the try, so the door commits whatever the outcome.
    """
    key = queries.find_key(purpose, token_hash(handle), to_use=True)
    if key is None or key.used_at is not None or key.expires_at <= now or key.tries >= CODE_TRIES:
        return None
    key.tries += 1
    if not key.code_hash or not hmac.compare_digest(key.code_hash, _code_hash(handle, code)):
        return None
    if key.account_id is None:
        return None
    key.used_at = now
    return key.account_id


def redeem_link(*, purpose: str, token: str, now: datetime) -> AccountKey:
    """The key behind a link, used up. Raises Gone where it is used or too old."""
    key = queries.find_key(purpose, token_hash(token), to_use=True)
    if key is None or key.used_at is not None or key.expires_at <= now:
        raise Gone(OLD_LINK)
    key.used_at = now
    return key


def forget_old(now: datetime) -> int:
    """Delete codes and links a day after they ended, and sessions a month after their last use."""
    keys = db.session.execute(delete(AccountKey).where(AccountKey.expires_at < now - KEPT_AFTERWARDS))
    sessions = db.session.execute(delete(AccountSession).where(AccountSession.seen_at < now - SESSIONS_KEPT))
    return int(keys.rowcount + sessions.rowcount)  # type: ignore[attr-defined]


def void_keys(*, account_id: int, now: datetime) -> None:
    """Make every code and link that waits for this account useless."""
    db.session.execute(
        update(AccountKey)
        .where(AccountKey.account_id == account_id, AccountKey.used_at.is_(None))
        .values(used_at=now)
    )
