"""The verbs on accounts. Signing in is Flask-Security's (see sign_in.py)."""

from datetime import datetime

from consult.accounts import queries, rules
from consult.accounts.models import Account
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict
from consult.foundation.ids import random_id
from consult.record import service as record


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
    """Create an account. The password comes hashed: hashing takes longer than a write may last."""
    address = rules.check_address(email)
    if queries.find_by_address(address) is not None:
        raise Conflict(N_("There is an account for this address already."))
    account = Account(
        public_id=random_id(), email=address, email_fold=rules.fold_address(address), name=rules.check_name(name),
        language=language, pseudonym=random_id(), password=password_hash, active=True,
        confirmed_at=now if is_confirmed else None, created_at=now, fs_uniquifier=random_id(),
    )  # fmt: skip
    db.session.add(account)
    db.session.flush()
    record.append("account.created", actor=actor, now=now, objects=[account.public_id], values={"holder": str(account.id)})
    return account
