"""Roles are given, confirmed by a second person, taken away. Rows are kept as history (A32)."""

from datetime import datetime

from sqlalchemy import select

from consult.accounts.models import Account
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, NotFound, Refused
from consult.organisations import permissions, queries, rules
from consult.organisations.events import RoleAsked, RoleGranted, RoleRevoked
from consult.organisations.models import Membership, Organisation
from consult.organisations.service.acting import role_of
from consult.record import service as record


def grant(
    actor: Actor, *, account: Account, role: str, organisation: Organisation, now: datetime
) -> Membership:
    """Give a role. Alone while the site has fewer than two administrators; later it waits for a second one.

    The membership's ``confirmed_at`` tells which of the two happened.
    """
    permissions.ask_administer(actor, organisation.id)
    rules.check_role(role)
    if organisation.closed_at is not None:
        raise Refused(rules.CLOSED)
    held = queries.find_held(account.id, organisation.id, role)
    if held is not None:
        return held
    waits = rules.needs_second_person(queries.count_administrators())
    membership = Membership(
        account_id=account.id, organisation_id=organisation.id, role=role, granted_at=now, granted_by=actor.account_id,
        confirmed_at=None if waits else now, confirmed_by=None if waits else actor.account_id,
    )  # fmt: skip
    db.session.add(membership)
    db.session.flush()
    _append(
        "membership.asked" if waits else "membership.granted", actor, membership, organisation, account, now
    )
    events.emit((RoleAsked if waits else RoleGranted)(membership.id), now=now)
    return membership


def confirm_grant(actor: Actor, *, membership_id: int, now: datetime) -> Membership:
    """The second administrator's yes. Raises Forbidden for the person who asked and for the one who receives it."""
    membership, organisation, account = _membership(membership_id)
    permissions.ask_administer(actor, organisation.id)
    if not permissions.may_confirm(actor, membership):
        raise Forbidden(
            N_("Another administrator has to confirm this: neither who asked nor who receives the role.")
        )
    if membership.revoked_at is not None:
        raise Conflict(N_("This request was taken back in the meantime."))
    if membership.confirmed_at is None:
        membership.confirmed_at, membership.confirmed_by = now, actor.account_id
        _append("membership.granted", actor, membership, organisation, account, now)
        events.emit(RoleGranted(membership.id), now=now)
    return membership


def revoke(actor: Actor, *, membership_id: int, now: datetime) -> Membership:
    """Take a role away; the row stays as history. The last administrator can't be taken away."""
    membership, organisation, account = _membership(membership_id)
    permissions.ask_administer(actor, organisation.id)
    if membership.revoked_at is not None:
        return membership
    if is_last_administrator(membership):
        raise Refused(N_("This is the site’s last administrator. Name another one first."))
    membership.revoked_at, membership.revoked_by = now, actor.account_id
    _append("membership.revoked", actor, membership, organisation, account, now)
    events.emit(RoleRevoked(membership.id), now=now)
    return membership


def is_last_administrator(membership: Membership) -> bool:
    """Whether nobody could administer anything without this role in force."""
    if membership.role != "administrator" or membership.confirmed_at is None:
        return False
    return not queries.administrators(but=membership.id)


def give_up_roles(actor: Actor, *, account_id: int, now: datetime) -> None:
    """Somebody who closes their account gives every role back. Raises Refused for the last administrator."""
    for membership_id in _held_ids(account_id):
        membership, organisation, account = _membership(membership_id)
        if is_last_administrator(membership):
            raise Refused(N_("You are the site’s last administrator. Name another one first."))
        membership.revoked_at, membership.revoked_by = now, actor.account_id
        db.session.flush()
        record.append(
            "membership.given_up", actor=actor, now=now, objects=[organisation.public_id, account.pseudonym],
            organisation_id=organisation.id, role=membership.role,
            values={"held_role": membership.role, "holder": str(account_id)},
        )  # fmt: skip
        events.emit(RoleRevoked(membership.id), now=now)


def lapse(actor: Actor, membership: Membership, *, now: datetime) -> None:
    """End a role whose invitation was not taken up in time (or was sent anew)."""
    membership.revoked_at, membership.revoked_by = now, actor.account_id
    account = db.session.get_one(Account, membership.account_id)
    _append("membership.lapsed", actor, membership, queries.get(membership.organisation_id), account, now)
    events.emit(RoleRevoked(membership.id), now=now)


def _held_ids(account_id: int) -> list[int]:
    held = select(Membership.id).where(Membership.account_id == account_id, Membership.revoked_at.is_(None))
    return list(db.session.scalars(held))


def _membership(membership_id: int) -> tuple[Membership, Organisation, Account]:
    membership = db.session.get(Membership, membership_id)
    if membership is None:
        raise NotFound
    account = db.session.get_one(Account, membership.account_id)
    return membership, queries.get(membership.organisation_id), account


def _append(
    type_: str,
    actor: Actor,
    membership: Membership,
    organisation: Organisation,
    account: Account,
    now: datetime,
) -> None:
    db.session.flush()
    record.append(
        type_, actor=actor, now=now, objects=[organisation.public_id, account.pseudonym],
        organisation_id=organisation.id, role=role_of(actor),
        values={"held_role": membership.role, "holder": str(account.id)},
    )  # fmt: skip
