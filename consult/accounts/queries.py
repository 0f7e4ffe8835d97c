"""Reading accounts."""

from sqlalchemy import select

from consult.accounts.models import Account
from consult.accounts.rules import fold_address
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound


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
        raise NotFound()
    return account
