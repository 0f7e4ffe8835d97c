"""Rights over others, an auditor's and an administrator's, are given and taken by two persons (S22).

For an auditor one of the two stands outside the audited body: holds no role in it or below it. Where the site has
nobody outside, a second administrator of the body signs, and the entry says so.
"""

import json
from datetime import datetime
from typing import Protocol

from consult.accounts.models import Account
from consult.foundation import events, i18n
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Refused
from consult.organisations import queries
from consult.organisations.events import RoleGranted, RoleRevoked
from consult.organisations.models import Approval, Membership, Organisation
from consult.organisations.service import approving
from consult.organisations.service.acting import append_role
from consult.organisations.service.approving import Act, Description

GIVE, TAKE = "membership.give", "membership.take"
ADMINISTRATORS = ("administrator",)
ALONE, NO_OUTSIDER = "alone", "no-outsider"
"""Grounds of the entry of a right that was given or taken without two persons, or without one from outside."""
NOT_HELD = N_("This account doesn’t hold that role there.")
LAST = N_("This is the site’s last administrator. Name another one first.")
NAMES = {"auditor": N_("Auditor"), "administrator": N_("Administrator")}


def ask_to_give(actor: Actor, membership: Membership, *, now: datetime) -> Approval:
    """Ask for the second person's yes to a right that was entered as asked for."""
    return _ask(actor, GIVE, membership, now)


def ask_to_take(actor: Actor, membership: Membership, *, now: datetime) -> Approval:
    """Ask for the second person's yes to taking a right away."""
    if is_last_administrator(membership):
        raise Refused(LAST)
    return _ask(actor, TAKE, membership, now)


def is_last_administrator(membership: Membership) -> bool:
    """Whether nobody could administer anything without this role in force."""
    if membership.role != "administrator" or membership.confirmed_at is None:
        return False
    return not queries.administrators(but=membership.id)


def subject_of(membership: Membership) -> str:
    """How requests name a membership."""
    return f"role-{membership.id}"


def _ask(actor: Actor, act: str, membership: Membership, now: datetime) -> Approval:
    body = queries.get(membership.organisation_id)
    office, outside = approving.second_office(actor, body, ADMINISTRATORS, about=membership.account_id), ""
    if membership.role == "auditor" and office is not None:
        office, outside = _office_for_audit(actor, body, office)
    account = db.session.get_one(Account, membership.account_id)
    facts = {
        "role": membership.role, "holder": account.pseudonym, "body": body.public_id, "outside": outside,
        "consultation": membership.consultation,
        "starts_at": membership.starts_at.isoformat() if membership.starts_at else "",
        "ends_at": membership.ends_at.isoformat() if membership.ends_at else "",
    }  # fmt: skip
    return approving.with_second(
        actor, office, act=act, organisation=body, subject=subject_of(membership), facts=facts, now=now
    )


def _office_for_audit(actor: Actor, body: Organisation, office: Organisation) -> tuple[Organisation, str]:
    """(whose people sign, ``signer`` where the signer has to stand outside, else empty or ``none``)."""
    if actor.account_id is not None and not queries.works_in(actor.account_id, body.id):
        return office, ""
    outsider = queries.office_outside(body.id, but=actor.account_id)
    return (outsider, "signer") if outsider is not None else (office, "none")


def may_sign(actor: Actor, approval: Approval) -> bool:
    """Neither the person it is about, nor, where somebody from outside is asked for, anybody of the body."""
    membership = membership_of(approval)
    if actor.account_id is None or actor.account_id == membership.account_id:
        return False
    return approval.facts["outside"] != "signer" or not queries.works_in(
        actor.account_id, membership.organisation_id
    )


def membership_of(approval: Approval) -> Membership:
    """The membership that a request is about."""
    return queries.get_membership(int(approval.subject.removeprefix("role-")))


def _ground(approval: Approval) -> str:
    if approval.is_alone:
        return ALONE
    return NO_OUTSIDER if approval.facts["outside"] == "none" else ""


def _give(actor: Actor, approval: Approval, now: datetime) -> None:
    membership = membership_of(approval)
    if membership.revoked_at is not None:
        raise Conflict(N_("This request was taken back in the meantime."))
    membership.confirmed_at, membership.confirmed_by = now, actor.account_id
    append_role(
        "membership.granted", actor, membership, now, ground=_ground(approval), approval=approval.public_id
    )
    events.emit(RoleGranted(membership.id), now=now)


def _take(actor: Actor, approval: Approval, now: datetime) -> None:
    membership = membership_of(approval)
    if is_last_administrator(membership):
        raise Refused(LAST)
    membership.revoked_at, membership.revoked_by = now, actor.account_id
    append_role(
        "membership.revoked", actor, membership, now, ground=_ground(approval), approval=approval.public_id
    )
    events.emit(RoleRevoked(membership.id), now=now)


def _not_given(approval: Approval) -> None:
    """It was refused or taken back; its entry is the request's."""
    membership = membership_of(approval)
    if membership.confirmed_at is None:
        membership.revoked_at = approval.decided_at


def _content(approval: Approval) -> str:
    return json.dumps(approval.facts, ensure_ascii=False, sort_keys=True)


def _describe(approval: Approval) -> Description:
    held = queries.get_held(membership_of(approval).id)
    language, facts = i18n.language(), approval.facts
    role = NAMES[facts["role"]]
    lines: list[tuple[str, str]] = [
        (i18n.gettext(N_("Who")), held.account.name or held.account.email),
        (i18n.gettext(N_("Role")), i18n.gettext(role)),
        (i18n.gettext(N_("Body")), queries.name_in(held.organisation, language)),
    ]
    if facts["consultation"]:
        lines.append((i18n.gettext(N_("Only this consultation")), _consultation(facts["consultation"])))
    if held.membership.starts_at is not None:
        lines.append((i18n.gettext(N_("From")), i18n.instant_text(held.membership.starts_at, "UTC")))
    if held.membership.ends_at is not None:
        lines.append((i18n.gettext(N_("Until")), i18n.instant_text(held.membership.ends_at, "UTC")))
    title = held.account.name or held.account.email
    return Description(title, language, lines, f"/{language}/desk/organisations/{held.organisation.slug}")


class Consultations(Protocol):
    """What the room of consultations tells about one that an auditor may read alone."""

    def find(self, slug: str) -> tuple[str, int]:
        """(public id, id of its body). Raises NotFound."""

    def title(self, public_id: str) -> str:
        """Its title."""


CONSULTATIONS: list[Consultations] = []
"""Filled by that room's hooks."""


def consultation_of_body(slug: str, body: Organisation) -> str:
    """Public id of a consultation that the body holds. Raises Refused for one of another body."""
    for known in CONSULTATIONS:
        public_id, organisation_id = known.find(slug)
        if organisation_id == body.id:
            return public_id
    raise Refused(N_("This body holds no consultation called “%(slug)s”."), field="consultation", slug=slug)


def _consultation(public_id: str) -> str:
    return next((one.title(public_id) for one in CONSULTATIONS), public_id)


approving.ACTS[GIVE] = Act(
    N_("Give rights of an auditor or administrator"), _give, _content, _describe, on_void=_not_given,
    roles=ADMINISTRATORS, may_sign=may_sign,
)  # fmt: skip
approving.ACTS[TAKE] = Act(
    N_("Take away rights of an auditor or administrator"), _take, _content, _describe, roles=ADMINISTRATORS,
    may_sign=may_sign,
)  # fmt: skip
