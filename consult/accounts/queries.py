"""Reading accounts, their sessions and what they sign in with."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Account, AccountIdentity, AccountKey, AccountSession, Passkey, PasskeyUse
from consult.accounts.rules import fold_address
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.foundation.forms import token_hash
from consult.foundation.phones import is_phone


def find_by_address(address: str) -> Account | None:
    """The account with this address, or None."""
    return db.session.scalar(select(Account).where(Account.email_fold == fold_address(address)))


def get_by_address(address: str) -> Account:
    """The account with this address. Raises NotFound: for operators only, pages never tell."""
    account = find_by_address(address)
    if account is None:
        raise NotFound(N_("There is no account for %(address)s."), address=address)
    return account


def get(account_id: int) -> Account:
    """The account. Raises NotFound."""
    account = db.session.get(Account, account_id)
    if account is None:
        raise NotFound
    return account


def is_identified(account: Account) -> bool:
    """Whether the operator knows who it is: by its sign-in service, or by a confirmed telephone number."""
    if account.confirmed_at is not None and is_phone(account.email):
        return True
    own = select(AccountIdentity.id).where(AccountIdentity.account_id == account.id).exists()
    return db.session.scalar(select(own)) or False


def find_identity(issuer: str, subject: str) -> AccountIdentity | None:
    """Who at the operator's sign-in service has which account here, or None."""
    return db.session.scalar(
        select(AccountIdentity).where(AccountIdentity.issuer == issuer, AccountIdentity.subject == subject)
    )


def identities_of(account_id: int) -> Sequence[AccountIdentity]:
    """The account's identities at sign-in services, oldest first."""
    return db.session.scalars(
        select(AccountIdentity).where(AccountIdentity.account_id == account_id).order_by(AccountIdentity.id)
    ).all()


def find_session(token_hash: str) -> tuple[Account, AccountSession] | None:
    """The running session with this token, and its open account."""
    row = db.session.execute(
        select(Account, AccountSession)
        .join(Account, Account.id == AccountSession.account_id)
        .where(
            AccountSession.token_hash == token_hash,
            AccountSession.ended_at.is_(None),
            Account.active,
            Account.closed_at.is_(None),
        )
    ).one_or_none()
    return (row[0], row[1]) if row else None


def sessions_of(account_id: int) -> Sequence[AccountSession]:
    """The account's sessions that nobody ended, the last used first."""
    return db.session.scalars(
        select(AccountSession)
        .where(AccountSession.account_id == account_id, AccountSession.ended_at.is_(None))
        .order_by(AccountSession.seen_at.desc(), AccountSession.id.desc())
        .limit(100)
    ).all()


def find_key(purpose: str, handle_hash: str, *, to_use: bool = False) -> AccountKey | None:
    """The code or link with this handle, used or not. ``to_use``: nobody else uses it at the same time."""
    found = select(AccountKey).where(AccountKey.purpose == purpose, AccountKey.handle_hash == handle_hash)
    return db.session.scalar(found.with_for_update() if to_use else found)


def open_key(purpose: str, token: str, now: datetime) -> AccountKey | None:
    """What a link's token opens, as long as it is neither used nor too old."""
    key = find_key(purpose, token_hash(token))
    return key if key is not None and key.used_at is None and key.expires_at > now else None


def find_passkey(credential_id: bytes) -> Passkey | None:
    """The passkey with this credential id."""
    return db.session.scalar(select(Passkey).where(Passkey.credential_id == credential_id))


def newest_sign_count(passkey: Passkey) -> int:
    """The highest counter the passkey has shown."""
    used = db.session.get(PasskeyUse, passkey.id)
    return used.sign_count if used else passkey.sign_count


def passkeys_of(account_id: int) -> list[tuple[Passkey, PasskeyUse | None]]:
    """The account's passkeys, oldest first, each with its newest use."""
    rows = db.session.execute(
        select(Passkey, PasskeyUse)
        .outerjoin(PasskeyUse, PasskeyUse.passkey_id == Passkey.id)
        .where(Passkey.account_id == account_id)
        .order_by(Passkey.id)
    )
    return [(passkey, use) for passkey, use in rows]
