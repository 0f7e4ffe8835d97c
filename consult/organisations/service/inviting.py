"""Staff are invited by e-mail or text message. A role given to an address nobody has confirmed yet is an invitation:

it opens nothing before the person confirms the address, and ends seven days after it was sent. Whichever way the
address is confirmed later (the invitation's link, a password reset, a code), an invitation that is too old ends
right then, in the same transaction (attack 49).
"""

from dataclasses import dataclass
from datetime import datetime

from consult.accounts import queries as accounts
from consult.accounts import service as accounts_service
from consult.accounts.models import Account
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Gone
from consult.organisations import permissions, queries, rules
from consult.organisations.models import Membership, Organisation
from consult.organisations.service.roles import EVERYTHING, Scope, grant, lapse

TOO_OLD = N_("This invitation was used already, or it is too old. Please ask the office to invite you again.")


@dataclass(frozen=True)
class Invited:
    """What came of an invitation. ``needs_link``: the address has to be confirmed by the mailed link."""

    membership: Membership
    account: Account
    needs_link: bool


def invite(
    actor: Actor,
    *,
    email: str,
    name: str,
    language: str,
    role: str,
    organisation: Organisation,
    token: str,
    now: datetime,
    scope: Scope = EVERYTHING,
) -> Invited:
    """Give a role to an address, with or without an account. ``token`` is the mailed link's, only its hash is kept.

    ``scope``: what an auditor may read, from when to when.
    """
    permissions.ask_give(actor, role, organisation.id)
    account = accounts.find_by_address(email)
    if account is None:
        account = accounts_service.create_account(actor, email=email, name=name, language=language, now=now)
    needs_link = account.confirmed_at is None
    if needs_link:
        earlier = queries.find_held(account.id, organisation.id, role, scope.consultation)
        if earlier is not None:
            lapse(actor, earlier, now=now)
            db.session.flush()
        accounts_service.ask_for_key(
            purpose=rules.INVITATION, handle=token, account_id=account.id, address=account.email,
            life=rules.INVITATION_LIFE, language=account.language, now=now,
        )  # fmt: skip
    membership = grant(
        actor, account=account, role=role, organisation=organisation, now=now, consultation=scope.consultation,
        starts_at=scope.starts_at, ends_at=scope.ends_at,
    )  # fmt: skip
    return Invited(membership, account, needs_link)


def accept_invitation(*, token: str, name: str, password_hash: str | None, now: datetime) -> Account:
    """The invited person confirms the address and sets the account up. Raises Gone for an old or used link."""
    key = accounts_service.redeem_link(purpose=rules.INVITATION, token=token, now=now)
    account = accounts.get(key.account_id or 0)
    if account.confirmed_at is not None or account.closed_at is not None:
        raise Gone(TOO_OLD)
    person = Actor("account", account.id)
    accounts_service.confirm_account(account, now=now)
    if name:
        accounts_service.set_details(
            person, account_id=account.id, name=name, language=account.language, now=now
        )
    if password_hash:
        accounts_service.set_password(person, account_id=account.id, password_hash=password_hash, now=now)
    return account


def lapse_invitations(now: datetime, *, account_id: int | None = None) -> int:
    """End the invitations (of one account, or all) that nobody took up in time; returns how many."""
    too_old = queries.open_invitations(before=now - rules.INVITATION_LIFE, account_id=account_id)
    for membership in too_old:
        lapse(TIMER, membership, now=now)
    return len(too_old)
