"""Trying to sign in: counted by network address and by account before anything slow is done.

Counts stand in the way of new sign-ins only: sessions that run go on, and a passkey needs no count by account.
"""

import secrets
from datetime import datetime

import structlog
from flask import current_app

from consult.accounts import passwords, queries, rules
from consult.accounts.models import Account
from consult.foundation import limits
from consult.foundation.errors import N_
from consult.foundation.limits import TooMany
from consult.foundation.settings import Settings

logger = structlog.get_logger(__name__)
MAILS_PER_ADDRESS_PER_HOUR = 10


def by_password(address: str, password: str, *, now: datetime) -> Account | None:
    """The account, or None. Takes as long for an address nobody has here. Raises TooMany."""
    count(address, now=now)
    account = queries.find_by_address(address)
    stored = account.password if account is not None else None
    is_right = passwords.matches(password, stored)
    if is_right and account is not None and is_open(account):
        return account
    logger.info("sign_in_refused", account_id=account.id if account is not None else None)
    return None


def is_open(account: Account) -> bool:
    """Whether the account may sign in."""
    return account.active and account.closed_at is None


def count(address: str, *, now: datetime) -> None:
    """Count one attempt to sign in. Raises TooMany."""
    settings: Settings = current_app.extensions["consult_settings"]
    _count_place("sign-in", settings.sign_ins_per_address_per_hour, now)
    _count_key("sign-in", address, settings.sign_ins_per_account_per_hour, now)


def count_place(*, now: datetime) -> None:
    """Count one attempt by network address alone. Raises TooMany."""
    settings: Settings = current_app.extensions["consult_settings"]
    _count_place("sign-in", settings.sign_ins_per_address_per_hour, now)


def count_mail(address: str, *, now: datetime) -> None:
    """Count one mail to an address, so that nobody's mailbox is filled from here. Raises TooMany."""
    settings: Settings = current_app.extensions["consult_settings"]
    _count_place("account-mail", settings.sign_ins_per_address_per_hour, now)
    _count_key("account-mail", address, MAILS_PER_ADDRESS_PER_HOUR, now)


def _count_place(what: str, per_hour: int, now: datetime) -> None:
    try:
        limits.check_address(what, per_hour=per_hour, now=now)
    except TooMany as error:
        logger.warning("sign_in_limited", what=what)
        raise TooMany(
            N_("Too many attempts came from your network within an hour. Please try again later.")
        ) from error


def _count_key(what: str, address: str, per_hour: int, now: datetime) -> None:
    name = limits.address_hash(f"{what}|{rules.fold_address(address)}", now)
    try:
        limits.check(f"{what}|{name}", per_hour=per_hour, now=now)
    except TooMany as error:
        logger.warning("sign_in_limited", what=what)
        raise TooMany(
            N_("Too many attempts were made for this address within an hour. Please try again later.")
        ) from error


def new_code() -> str:
    """Digits for a mail, about 26 bits."""
    return "".join(secrets.choice("0123456789") for _ in range(rules.CODE_DIGITS))
