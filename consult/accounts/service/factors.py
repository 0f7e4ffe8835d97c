"""The second step of signing in, recovery codes and passkeys."""

from datetime import datetime

from sqlalchemy import delete, select

from consult.accounts import queries, rules
from consult.accounts.models import Account, Passkey, PasskeyUse
from consult.foundation import forms
from consult.foundation.access import Actor
from consult.foundation.db import db, insert_into
from consult.foundation.errors import N_, Conflict, NotFound, Refused
from consult.record import service as record

PASSKEYS_MOST = 20


def set_second_factor(actor: Actor, *, account_id: int, secret: str, now: datetime) -> None:
    """Set up an authenticator app. ``secret`` is encrypted; the person has shown a code of it."""
    account = queries.get(account_id)
    account.tf_primary_method, account.tf_totp_secret = "authenticator", secret
    _append("account.second_factor_set", actor, account, now)


def remove_second_factor(actor: Actor, *, account_id: int, now: datetime) -> None:
    """Take the authenticator app and the recovery codes away."""
    account = queries.get(account_id)
    account.tf_primary_method = account.tf_totp_secret = account.mf_recovery_codes = None
    _append("account.second_factor_removed", actor, account, now)


def use_app_code(*, account_id: int, counter: int, now: datetime) -> bool:
    """Use up the half minute ``counter`` of an authenticator's codes; False where it was used already."""
    try:
        forms.claim(f"app-code|{account_id}|{counter}", "", now=now)
    except Conflict:
        return False
    return True


def make_recovery_codes(actor: Actor, *, account_id: int, codes: list[str], now: datetime) -> None:
    """Replace the recovery codes. ``codes`` are encrypted."""
    account = queries.get(account_id)
    account.mf_recovery_codes = codes
    _append("account.recovery_codes_made", actor, account, now)


def use_recovery_code(*, account_id: int, encrypted: str, now: datetime) -> bool:
    """Use one recovery code up, given as it is stored; False where it is gone already."""
    account = db.session.get_one(Account, account_id, with_for_update=True)
    codes = list(account.mf_recovery_codes or ())
    if encrypted not in codes:
        return False
    codes.remove(encrypted)
    account.mf_recovery_codes = codes
    _append("account.recovery_code_used", Actor("account", account.id), account, now)
    return True


def add_passkey(
    actor: Actor,
    *,
    account_id: int,
    credential_id: bytes,
    public_key: bytes,
    sign_count: int,
    transports: list[str],
    is_backed_up: bool,
    device_type: str,
    name: str,
    now: datetime,
) -> Passkey:
    """Add a passkey, verified by the door."""
    account = queries.get(account_id)
    name = rules.check_name(name)[: rules.PASSKEY_NAME_LIMIT] or "Passkey"
    if len(account.webauthn) >= PASSKEYS_MOST:
        raise Refused(N_("An account can have at most %(most)s passkeys."), field="name", most=PASSKEYS_MOST)
    if queries.find_passkey(credential_id) is not None:
        raise Conflict(N_("This passkey was added already."))
    passkey = Passkey(
        account_id=account_id, credential_id=credential_id, public_key=public_key, sign_count=sign_count,
        transports=transports, backup_state=is_backed_up, device_type=device_type, extensions=None,
        create_datetime=now, lastuse_datetime=now, name=name, usage="first",
    )  # fmt: skip
    db.session.add(passkey)
    db.session.flush()
    _append("account.passkey_added", actor, account, now)
    return passkey


def remove_passkey(actor: Actor, *, account_id: int, passkey_id: int, now: datetime) -> None:
    """Take a passkey of the account away."""
    passkey = db.session.scalar(
        select(Passkey).where(Passkey.id == passkey_id, Passkey.account_id == account_id)
    )
    if passkey is None:
        raise NotFound
    db.session.execute(delete(PasskeyUse).where(PasskeyUse.passkey_id == passkey_id))
    db.session.delete(passkey)
    _append("account.passkey_removed", actor, queries.get(account_id), now)


def note_passkey_use(*, passkey_id: int, sign_count: int, now: datetime) -> None:
    """Keep the newest counter the passkey showed."""
    values = {"sign_count": sign_count, "used_at": now}
    db.session.execute(
        insert_into(PasskeyUse)
        .values(passkey_id=passkey_id, **values)
        .on_conflict_do_update(index_elements=[PasskeyUse.passkey_id], set_=values)
    )


def _append(type_: str, actor: Actor, account: Account, now: datetime) -> None:
    record.append(
        type_, actor=actor, now=now, objects=[account.public_id], values={"holder": str(account.id)}
    )
