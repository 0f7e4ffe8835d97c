"""Closing an account: what names the person goes, the row stays so that nothing that points at it breaks."""

from datetime import datetime
from typing import Protocol

from sqlalchemy import delete, update

from consult.accounts import queries
from consult.accounts.models import AccountIdentity, AccountKey, AccountSession, PasskeyUse
from consult.accounts.service.sessions import end_sessions
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden
from consult.foundation.ids import random_id
from consult.record import service as record


class Closing(Protocol):
    """What a higher room does, in the same transaction, before an account closes. Raises Refused to say no."""

    def __call__(self, actor: Actor, *, account_id: int, now: datetime) -> None: ...


CLOSING: list[Closing] = []
"""Filled by the hooks of higher rooms (give roles back, erase contact data, end subscriptions)."""
TAKING_BACK: list[Closing] = []
"""Filled likewise: what a person who closes the account may take back (their comments). Runs before CLOSING."""


def close_account(actor: Actor, *, account_id: int, now: datetime, takes_back: bool = False) -> None:
    """Close the account for good: by its holder, or by the operator at the console.

    ``takes_back``: what was sent is withdrawn too; without it the words stay and nothing says whose they are.
    """
    if actor.kind != "console" and actor.account_id != account_id:
        raise Forbidden(N_("Only the person themselves can close an account."))
    account = queries.get(account_id)
    if account.closed_at is not None:
        return
    for hook in (*TAKING_BACK, *CLOSING) if takes_back else CLOSING:
        hook(actor, account_id=account_id, now=now)
    end_sessions(account_id=account_id, now=now)
    db.session.execute(
        update(AccountSession).where(AccountSession.account_id == account_id).values(device="", facts={})
    )
    for passkey in list(account.webauthn):
        db.session.execute(delete(PasskeyUse).where(PasskeyUse.passkey_id == passkey.id))
        db.session.delete(passkey)
    keys = (AccountKey.account_id == account_id) | (AccountKey.address == account.email)
    db.session.execute(delete(AccountKey).where(keys))
    db.session.execute(delete(AccountIdentity).where(AccountIdentity.account_id == account_id))
    account.email, account.email_fold, account.name = "", f"closed:{account.public_id}", ""
    account.password = account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = None
    account.fs_uniquifier, account.fs_webauthn_user_handle = random_id(), None
    account.active, account.closed_at = False, now
    db.session.flush()
    record.append(
        "account.closed",
        actor=actor,
        now=now,
        objects=[account.public_id],
        values={"holder": str(account.id)},
    )
