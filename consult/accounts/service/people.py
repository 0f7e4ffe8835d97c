"""Accounts come, change and get passwords. Passwords arrive hashed: hashing takes longer than a write may last."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from consult.accounts import queries, rules
from consult.accounts.models import Account, AccountKey
from consult.accounts.service.keys import void_keys
from consult.accounts.service.sessions import end_sessions
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict
from consult.foundation.ids import random_id
from consult.record import service as record

ACTING: list[Callable[[Account], Actor]] = []
"""Filled by a higher room: what an account may act as on the console."""

CONFIRMING: list[Callable[[int, datetime], None]] = []
"""Filled by higher rooms: called with the account's id before an address counts as confirmed (attack 49)."""

TAKEN = N_("There is an account for this address already.")


def create_account(
    actor: Actor,
    *,
    email: str,
    now: datetime,
    name: str = "",
    password_hash: str | None = None,
    language: str = "en",
    is_confirmed: bool = False,
) -> Account:
    """Create an account. ``is_confirmed``: somebody vouches that the address is the person's."""
    account = add_account(
        email=email, name=name, password_hash=password_hash, language=language, now=now,
        confirmed_at=now if is_confirmed else None,
    )  # fmt: skip
    _append("account.created", actor, account, now)
    return account


def sign_up(key: AccountKey, *, password_hash: str | None, now: datetime) -> Account:
    """Create the account of somebody who opened the link sent to their address."""
    account = add_account(
        email=key.address, name=key.name, password_hash=password_hash, language=key.language, now=now,
        confirmed_at=now,
    )  # fmt: skip
    _append("account.signed_up", person(account), account, now)
    return account


def add_account(
    *,
    email: str,
    name: str,
    password_hash: str | None,
    language: str,
    now: datetime,
    confirmed_at: datetime | None,
    is_official: bool = False,
) -> Account:
    """Part of verbs: the row. ``is_official``: known by the operator's service, perhaps without any address."""
    address = "" if is_official and not email else rules.check_reachable(email)
    public_id = random_id()
    if address and queries.find_by_address(address) is not None:
        raise Conflict(TAKEN)
    account = Account(
        public_id=public_id, email=address, email_fold=rules.fold_address(address) or f"official:{public_id}",
        name=rules.check_name(name),
        language=language, pseudonym=random_id(), password=password_hash, active=True, confirmed_at=confirmed_at,
        created_at=now, fs_uniquifier=random_id(), fs_webauthn_user_handle=random_id(),
    )  # fmt: skip
    db.session.add(account)
    try:
        db.session.flush()
    except IntegrityError as error:  # on PostgreSQL two may sign up at once
        raise Conflict(TAKEN) from error
    return account


def confirm_account(account: Account, *, now: datetime) -> None:
    """The person has shown that the address is theirs."""
    if account.confirmed_at is None:
        for hook in CONFIRMING:
            hook(account.id, now)
        account.confirmed_at = now
        _append("account.confirmed", person(account), account, now)


def set_details(actor: Actor, *, account_id: int, name: str, language: str, now: datetime) -> None:
    """Change the name shown to staff and the language of mails."""
    account = queries.get(account_id)
    account.name, account.language = rules.check_name(name), language
    _append("account.details_set", actor, account, now)


def set_password(
    actor: Actor, *, account_id: int, password_hash: str, now: datetime, keep_session: int | None = None
) -> None:
    """Set the password; every session but ``keep_session`` ends."""
    account = queries.get(account_id)
    account.password = password_hash
    account.fs_uniquifier = random_id()
    end_sessions(account_id=account_id, now=now, but=keep_session)
    void_keys(account_id=account_id, now=now)
    _append("account.password_set", actor, account, now)


def change_address(actor: Actor, *, account_id: int, address: str, now: datetime) -> str:
    """Change the address, which the person has shown to be theirs. Returns the old one."""
    account = queries.get(account_id)
    address = rules.check_reachable(address)
    taken = queries.find_by_address(address)
    if taken is not None and taken.id != account_id:
        raise Conflict(TAKEN)
    void_keys(account_id=account_id, now=now)  # links that went to the old address open nothing any more
    old = account.email
    account.email, account.email_fold, account.confirmed_at = address, rules.fold_address(address), now
    db.session.flush()
    _append("account.address_changed", actor, account, now)
    return old


def person(account: Account) -> Actor:
    """The account's holder, acting on their own account."""
    return Actor("account", account.id)


def acting(account: Account) -> Actor:
    """The actor of a command run ``--as`` this account."""
    return ACTING[0](account) if ACTING else person(account)


def _append(type_: str, actor: Actor, account: Account, now: datetime) -> None:
    record.append(
        type_, actor=actor, now=now, objects=[account.public_id], values={"holder": str(account.id)}
    )
