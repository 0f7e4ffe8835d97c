"""Which person at the operator's sign-in service has which account: by issuer and subject, never by e-mail."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from consult.accounts import queries
from consult.accounts.models import Account, AccountIdentity
from consult.accounts.service.people import add_account, person
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.record import service as record

HAS_ACCOUNT = N_(
    "There is an account with the e-mail address of your official identity. Please sign in to it as always, then link "
    "the two on the page of your account."
)
TAKEN = N_("This official identity belongs to another account.")
LAST_WAY = N_("Without it you could not sign in any more. Please set a password or an address first.")


def sign_up_identified(
    *, issuer: str, subject: str, name: str, email: str, language: str, now: datetime
) -> Account:
    """Make the account of somebody whom the operator's service knows. Raises Refused where the address has one already.

    An address alone joins nobody to an account: whoever holds it at the service may not be who holds it here.
    """
    if email and queries.find_by_address(email) is not None:
        raise Refused(HAS_ACCOUNT)
    account = add_account(
        email=email,
        name=name,
        password_hash=None,
        language=language,
        now=now,
        confirmed_at=now,
        is_official=True,
    )
    record.append(
        "account.signed_up", actor=person(account), now=now, objects=[account.public_id],
        values={"holder": str(account.id)},
    )  # fmt: skip
    _link(account, issuer, subject, now)
    return account


def link_identity(actor: Actor, *, account_id: int, issuer: str, subject: str, now: datetime) -> None:
    """The person who is signed in here has signed in there too: from now on either way leads to this account."""
    known = queries.find_identity(issuer, subject)
    if known is not None and known.account_id != account_id:
        raise Conflict(TAKEN)
    if known is None:
        if actor.account_id != account_id:
            raise Forbidden(TAKEN)
        _link(queries.get(account_id), issuer, subject, now)


def _link(account: Account, issuer: str, subject: str, now: datetime) -> None:
    db.session.add(AccountIdentity(account_id=account.id, issuer=issuer, subject=subject, linked_at=now))
    try:
        db.session.flush()
    except IntegrityError as error:  # twice at the same moment
        raise Conflict(TAKEN) from error
    _append("account.identity_linked", person(account), account, now)


def remove_identities(actor: Actor, *, account_id: int, now: datetime) -> None:
    """Take the official way away. Raises Refused where it is the only one."""
    account = queries.get(account_id)
    if not (account.email or account.password or account.webauthn):
        raise Refused(LAST_WAY)
    for one in queries.identities_of(account_id):
        db.session.delete(one)
    db.session.flush()
    _append("account.identity_removed", actor, account, now)


def _append(type_: str, actor: Actor, account: Account, now: datetime) -> None:
    record.append(
        type_, actor=actor, now=now, objects=[account.public_id], values={"holder": str(account.id)}
    )
