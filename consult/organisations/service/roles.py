"""Roles are given, confirmed by a second person, taken away. Rows are kept as history (A32)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from consult.accounts.models import Account
from consult.foundation import events
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, Refused
from consult.organisations import permissions, queries, rules
from consult.organisations.events import RoleAsked, RoleGranted, RoleRevoked
from consult.organisations.models import Membership, Organisation
from consult.organisations.queries import approvals
from consult.organisations.service import approving, rights
from consult.organisations.service.acting import append_role

AUDIT_USUAL = timedelta(days=366)
"""How long an auditor reads where no end is said."""


@dataclass(frozen=True)
class Scope:
    """What an auditor may read, from when to when; empty: all of the body's, from now on, for a year."""

    consultation: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None


EVERYTHING = Scope()
RIGHT_LEFT = N_(
    "This account holds the role “%(role)s”, which two persons take away. Do that first: organisations revoke."
)


def grant(
    actor: Actor,
    *,
    account: Account,
    role: str,
    organisation: Organisation,
    now: datetime,
    consultation: str = "",
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Membership:
    """Give a role. Alone while the site has fewer than two administrators; later it waits for a second one.

    Rights of auditors and administrators are signed like every dangerous act. An auditor's access may be for one
    ``consultation`` (its public id) and always ends: ``ends_at``, else a year from now. The membership's
    ``confirmed_at`` tells which of the two happened.
    """
    permissions.ask_give(actor, role, organisation.id)
    rules.check_role(role)
    if organisation.closed_at is not None:
        raise Refused(rules.CLOSED)
    held = queries.find_held(account.id, organisation.id, role, consultation)
    if held is not None:
        return held
    if role == "auditor":
        ends_at = ends_at or (starts_at or now) + AUDIT_USUAL
        rules.check_audit_time(starts_at, ends_at, now)
    waits = role in rules.RIGHTS or rules.needs_second_person(queries.count_administrators())
    membership = Membership(
        account_id=account.id, organisation_id=organisation.id, role=role, granted_at=now, granted_by=actor.account_id,
        confirmed_at=None if waits else now, confirmed_by=None if waits else actor.account_id,
        consultation=consultation, starts_at=starts_at, ends_at=ends_at,
    )  # fmt: skip
    db.session.add(membership)
    db.session.flush()
    append_role("membership.asked" if waits else "membership.granted", actor, membership, now)
    if role in rules.RIGHTS:
        rights.ask_to_give(actor, membership, now=now)
    else:
        events.emit((RoleAsked if waits else RoleGranted)(membership.id), now=now)
    return membership


def confirm_grant(actor: Actor, *, membership_id: int, now: datetime) -> Membership:
    """The second administrator's yes. Raises Forbidden for the person who asked and for the one who receives it."""
    membership = queries.get_membership(membership_id)
    if membership.role in rules.RIGHTS:
        for found in approvals.waiting_approvals(act=rights.GIVE, subject=rights.subject_of(membership)):
            approving.sign(actor, found, now=now)
        return membership
    permissions.ask_administer(actor, membership.organisation_id)
    if not permissions.may_confirm(actor, membership):
        raise Forbidden(
            N_("Another administrator has to confirm this: neither who asked nor who receives the role.")
        )
    if membership.revoked_at is not None:
        raise Conflict(N_("This request was taken back in the meantime."))
    if membership.confirmed_at is None:
        membership.confirmed_at, membership.confirmed_by = now, actor.account_id
        append_role("membership.granted", actor, membership, now)
        events.emit(RoleGranted(membership.id), now=now)
    return membership


def revoke(actor: Actor, *, membership_id: int, now: datetime) -> Membership:
    """Take a role away; the row stays as history. The last administrator can't be taken away.

    Rights of auditors and administrators wait for a second person: ``revoked_at`` is empty until then.
    """
    membership = queries.get_membership(membership_id)
    permissions.ask_give(actor, membership.role, membership.organisation_id)
    if membership.revoked_at is not None:
        return membership
    if membership.role in rules.RIGHTS:
        _take_right(actor, membership, now)
        return membership
    membership.revoked_at, membership.revoked_by = now, actor.account_id
    append_role("membership.revoked", actor, membership, now)
    events.emit(RoleRevoked(membership.id), now=now)
    return membership


def _take_right(actor: Actor, membership: Membership, now: datetime) -> None:
    """Ask for the second signature; a request that still waits for its own is dropped at once: nobody held it."""
    if membership.confirmed_at is not None:
        rights.ask_to_take(actor, membership, now=now)
        return
    for found in approvals.waiting_approvals(act=rights.GIVE, subject=rights.subject_of(membership)):
        approving.void(actor, found, now=now)
    membership.revoked_by = actor.account_id


def end_audits(now: datetime) -> int:
    """End the auditors' access whose time is over; returns how many."""
    over = queries.audits_over(now)
    for membership in over:
        membership.revoked_at = now
        append_role("membership.ended", TIMER, membership, now)
        events.emit(RoleRevoked(membership.id), now=now)
    return len(over)


def give_up_roles(actor: Actor, *, account_id: int, now: datetime) -> None:
    """Somebody who closes their account gives every role back. Raises Refused for the last administrator.

    Where the console closes it, rights over others are taken and not given back, which two persons do: refused.
    """
    for membership_id in _held_ids(account_id):
        membership = queries.get_membership(membership_id)
        is_right = membership.role in rules.RIGHTS and membership.confirmed_at is not None
        if is_right and actor.account_id != account_id:
            raise Refused(RIGHT_LEFT, role=membership.role)
        if rights.is_last_administrator(membership):
            raise Refused(N_("You are the site’s last administrator. Name another one first."))
        membership.revoked_at, membership.revoked_by = now, actor.account_id
        append_role("membership.given_up", actor, membership, now)
        events.emit(RoleRevoked(membership.id), now=now)


def lapse(actor: Actor, membership: Membership, *, now: datetime) -> None:
    """End a role whose invitation was not taken up in time (or was sent anew)."""
    membership.revoked_at, membership.revoked_by = now, actor.account_id
    append_role("membership.lapsed", actor, membership, now)
    events.emit(RoleRevoked(membership.id), now=now)


def _held_ids(account_id: int) -> list[int]:
    held = select(Membership.id).where(Membership.account_id == account_id, Membership.revoked_at.is_(None))
    return list(db.session.scalars(held))
