"""The verbs on bodies, roles and site settings."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from consult.accounts.models import Account
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden, NotFound, Refused
from consult.foundation.ids import random_id
from consult.organisations import permissions, queries, rules
from consult.organisations.events import RoleAsked, RoleGranted, RoleRevoked
from consult.organisations.models import Membership, Organisation, SiteSetting
from consult.record import service as record

NOT_YOURS = N_("Only an administrator of this body may do that.")


def create_organisation(
    actor: Actor,
    *,
    slug: str,
    name: str,
    now: datetime,
    names: dict[str, str] | None = None,
    parent_id: int | None = None,
    profile: str = "plain",
    sign_offs: int = 0,
) -> Organisation:
    """Create a body, or a department below ``parent_id``."""
    if not permissions.may_create_organisation(actor, parent_id):
        raise Forbidden(NOT_YOURS)
    rules.check_slug(slug)
    if not name.strip():
        raise Refused(N_("Please give the body's name."), field="name")
    if db.session.scalar(select(Organisation.id).where(Organisation.slug == slug)) is not None:
        raise Conflict(N_("There is a body with the short name “%(slug)s” already."), field="slug", slug=slug)
    organisation = Organisation(
        public_id=random_id(), slug=slug, name=name.strip(), names=names or {}, parent_id=parent_id,
        profile=profile, sign_offs=sign_offs, sign_off_chain=[], created_at=now,
    )  # fmt: skip
    db.session.add(organisation)
    db.session.flush()
    record.append(
        "organisation.created", actor=actor, now=now, objects=[organisation.public_id],
        organisation_id=parent_id, role=_role(actor), values={"slug": slug, "name": name},
    )  # fmt: skip
    return organisation


def _role(actor: Actor) -> str:
    return "console" if actor.kind == "console" else "administrator"


def grant(
    actor: Actor, *, account: Account, role: str, organisation: Organisation, now: datetime
) -> Membership:
    """Give a role. Alone while the site has fewer than two administrators; later it waits for a second one.

    The membership's ``confirmed_at`` tells which of the two happened.
    """
    if not permissions.may_administer(actor, organisation.id):
        raise Forbidden(NOT_YOURS)
    rules.check_role(role)
    held = db.session.scalar(
        select(Membership).where(
            Membership.account_id == account.id, Membership.organisation_id == organisation.id,
            Membership.role == role, Membership.revoked_at.is_(None),
        )
    )  # fmt: skip
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
    if not permissions.may_administer(actor, organisation.id):
        raise Forbidden(NOT_YOURS)
    if actor.account_id is None or actor.account_id in (membership.granted_by, membership.account_id):
        raise Forbidden(
            N_("Another administrator has to confirm this: neither who asked nor who receives the role.")
        )
    if membership.confirmed_at is None:
        membership.confirmed_at, membership.confirmed_by = now, actor.account_id
        _append("membership.granted", actor, membership, organisation, account, now)
        events.emit(RoleGranted(membership.id), now=now)
    return membership


def revoke(actor: Actor, *, membership_id: int, now: datetime) -> Membership:
    """Take a role away; the row stays as history. The last administrator can't be taken away."""
    membership, organisation, account = _membership(membership_id)
    if not permissions.may_administer(actor, organisation.id):
        raise Forbidden(NOT_YOURS)
    if membership.role == "administrator" and membership.confirmed_at and queries.count_administrators() <= 1:
        raise Refused(N_("This is the site's last administrator. Name another one first."))
    if membership.revoked_at is None:
        membership.revoked_at, membership.revoked_by = now, actor.account_id
        _append("membership.revoked", actor, membership, organisation, account, now)
        events.emit(RoleRevoked(membership.id), now=now)
    return membership


def give_up_roles(actor: Actor, *, account_id: int, now: datetime) -> None:
    """Somebody who closes their account gives every role back. Raises Refused for the last administrator."""
    held = select(Membership.id).where(Membership.account_id == account_id, Membership.revoked_at.is_(None))
    for membership_id in db.session.scalars(held).all():
        membership, organisation, account = _membership(membership_id)
        if membership.role == "administrator" and membership.confirmed_at and queries.count_administrators() <= 1:
            raise Refused(N_("You are the site's last administrator. Name another one first."))
        membership.revoked_at, membership.revoked_by = now, actor.account_id
        db.session.flush()
        record.append(
            "membership.given_up", actor=actor, now=now, objects=[organisation.public_id, account.pseudonym],
            organisation_id=organisation.id, role=membership.role,
            values={"held_role": membership.role, "holder": str(account_id)},
        )  # fmt: skip
        events.emit(RoleRevoked(membership.id), now=now)


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
    record.append(
        type_, actor=actor, now=now, objects=[organisation.public_id, account.pseudonym],
        organisation_id=organisation.id, role=_role(actor),
        values={"held_role": membership.role, "holder": str(account.id)},
    )  # fmt: skip


def set_site(actor: Actor, *, name: str, value: dict[str, Any], now: datetime) -> None:
    """Set one of the site's own texts, grounds or looks."""
    if not permissions.may_set_site(actor):
        raise Forbidden(NOT_YOURS)
    setting = db.session.get(SiteSetting, name)
    if setting is None:
        db.session.add(SiteSetting(name=name, value=value, changed_at=now))
    else:
        setting.value, setting.changed_at = value, now
    db.session.flush()
    record.append(
        "site.set",
        actor=actor,
        now=now,
        objects=[],
        role=_role(actor),
        values={"name": name, "value": str(value)},
    )
