"""Acts that more than one person must agree to: one asks, others sign in order, the last signature does it.

Rooms register their acts in ``ACTS`` (their ``hooks.py``). Every step is an entry: asked, signed, refused, voided,
done, and each attempt that was refused. Where a body has nobody else, the one person acts alone, and that is shown in
public.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from consult.foundation import events
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.organisations import permissions, queries
from consult.organisations.events import ApprovalAsked, ApprovalDecided
from consult.organisations.models import Approval, ApprovalStep, Organisation
from consult.organisations.queries import approvals
from consult.organisations.queries.approvals import Signed
from consult.organisations.rules import chain as rules
from consult.organisations.rules.chain import SIGNERS, Step
from consult.record import service as record

ALONE = "alone"
"""Kind of the step that one person signed because there was no other."""
NOT_YOURS_TO_SIGN = N_("This isn’t yours to sign: another person of the office it waits for has to do it.")
CHANGED = N_("What this is about was changed after it was asked for. It has to be asked for again.")


Lines = Sequence[tuple[str, str] | tuple[str, str, str]]
"""(label, text), with the language of a text that somebody wrote."""


@dataclass(frozen=True)
class Description:
    """What a signer is shown: what it is about, in lines, and where to look at it."""

    title: str
    language: str
    lines: Lines
    link: str


@dataclass(frozen=True)
class Act:
    """An act that needs more than one person. ``content`` is what is signed: it is hashed, and a change voids."""

    label: str
    run: Callable[[Actor, Approval, datetime], object]
    content: Callable[[Approval], str]
    describe: Callable[[Approval], Description]
    on_void: Callable[[Approval], object] = lambda _approval: None
    is_to_come: Callable[[Approval], bool] = lambda _approval: False
    """Whether what was signed is still to be carried out, at a set time."""
    roles: Sequence[str] = SIGNERS
    may_sign: Callable[[Actor, Approval], bool] = lambda _actor, _approval: True
    """What else is asked of who signs, beside a role in the office: to stand outside the body, for example."""
    is_for_running: bool = False
    """Whether it can be done only while the consultation goes on: void when that ends without an answer."""
    why_too_late: Callable[[Approval, datetime], str] = lambda _approval, _now: ""
    """Why it can't be done any more, whatever anybody signs; empty while it can. Then it lapses by itself."""


ACTS: dict[str, Act] = {}
"""Name of an act -> what it is. Filled by the hooks of the rooms."""
ZONES: list[Callable[[str], str]] = []
"""Filled by a higher room: consultation -> whose clock it goes by."""
ENDED: list[Callable[[str], bool]] = []
"""Filled by a higher room: whether a consultation ended without an answer."""
TOO_LATE = N_("The consultation ended while this waited, so it can’t be done any more.")


def zone_of(approval: Approval) -> str:
    """Whose clock a request is shown by; empty, for the site's, where it is about no consultation."""
    return next((ask(approval.consultation) for ask in ZONES), "") if approval.consultation else ""


def chain_of(organisation: Organisation) -> list[Step]:
    """What the body's sign-offs ask for, in order."""
    return rules.chain_of(organisation.sign_offs, organisation.sign_off_chain)


def ask(
    actor: Actor,
    *,
    act: str,
    organisation: Organisation,
    subject: str,
    steps: Sequence[Step],
    now: datetime,
    consultation: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Approval:
    """Ask for signatures. An earlier request for the same that still waits is replaced (voided).

    Somebody who is the only one who could sign does it alone, at once. The console is no office: it waits, unless
    nobody at all could sign and no number of sign-offs was set (``steps`` is then one second person).
    """
    for earlier in approvals.waiting_approvals(act=act, subject=subject):
        _decide(actor, earlier.approval, "voided", now)
    approval = Approval(
        public_id=random_id(), act=act, organisation_id=organisation.id, consultation=consultation, subject=subject,
        facts=dict(facts or {}), content_hash="", asked_by=actor.account_id, asked_at=now, decision="",
    )  # fmt: skip
    approval.content_hash = hash_of(approval)
    db.session.add(approval)
    db.session.flush()
    known, said = approvals.offices([step.office for step in steps]), []
    for position, step in enumerate(steps, 1):
        office = known.get(step.office, organisation)
        said.append([step.kind, office.public_id])
        db.session.add(
            ApprovalStep(
                approval_id=approval.id,
                position=position,
                kind=step.kind,
                organisation_id=office.id,
                content_hash="",
            )
        )
    db.session.flush()
    told = str(sorted(approval.facts.items()))
    _append("approval.asked", actor, approval, now, facts=told, steps=json.dumps(said))
    events.emit(ApprovalAsked(approval.id), now=now)
    return approval


def together(
    actor: Actor,
    *,
    act: str,
    organisation: Organisation,
    subject: str,
    now: datetime,
    consultation: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Approval:
    """A dangerous act: asked for by one, done by a second person's signature; alone where ``second_office`` says so.

    ``decision`` of what is returned tells which of the two happened: ``done``, or empty while it waits.
    """
    office = second_office(actor, organisation, ACTS[act].roles)
    return with_second(
        actor, office, act=act, organisation=organisation, subject=subject, now=now, consultation=consultation,
        facts=facts,
    )  # fmt: skip


def with_second(
    actor: Actor,
    office: Organisation | None,
    *,
    act: str,
    organisation: Organisation,
    subject: str,
    now: datetime,
    consultation: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Approval:
    """Like ``together`` where the office of the second person is chosen already. None: one person acts alone."""
    approval = ask(
        actor, act=act, organisation=organisation, subject=subject, now=now, consultation=consultation, facts=facts,
        steps=[Step(office=office.public_id if office else "")],
    )  # fmt: skip
    if office is None:
        sign_alone(actor, approval, now=now)
    return approval


def second_office(
    actor: Actor, organisation: Organisation, roles: Collection[str], *, about: int | None = None
) -> Organisation | None:
    """Whose people may be the second person; None where one person acts alone.

    ``about`` is the account that it is about, who can't be that person.

    Alone: an administrator or the console, while the site has fewer than two administrators; and whoever has nobody
    beside or above, on a site whose administrators are few too. Where the body has nobody else and the site has
    administrators, one of those signs, also what the console asks for.
    """
    has_few = queries.count_administrators() < TWO
    if has_few and (actor.kind == "console" or actor.holds(organisation.id, "administrator")):
        return None
    if others(actor, organisation.id, roles):
        return organisation
    if has_few:
        return None
    sides = {actor.account_id, about} - {None}
    return queries.office_with_administrator(but=sides) or queries.office_with_administrator(
        but={actor.account_id}
    )


def acts_alone(actor: Actor, act: str, organisation_id: int) -> bool:
    """Whether this person's dangerous act on a body would be done at once: its form says so before it is sent."""
    return second_office(actor, queries.get(organisation_id), ACTS[act].roles) is None


TWO = 2


def others(actor: Actor, organisation_id: int, roles: Collection[str]) -> bool:
    """Whether anybody else holds one of these roles on the body or on one above it."""
    return any(account.id != actor.account_id for account in queries.holders_of(organisation_id, roles))


def may_sign(actor: Actor, found: Signed) -> bool:
    """Whether the actor may sign, or refuse, the step that waits."""
    step, act = found.next_step, ACTS[found.approval.act]
    return (
        step is not None
        and permissions.may_sign(actor, found.approval, step, act.roles, found.signers)
        and act.may_sign(actor, found.approval)
    )


def sign_alone(actor: Actor, approval: Approval, *, now: datetime) -> None:
    """Do what was asked for without a second person, because there is none. Its entry and its pages say so."""
    approval.is_alone = True
    approval.decision, approval.decided_at = "done", now
    db.session.flush()
    _append("approval.done_alone", actor, approval, now)
    ACTS[approval.act].run(actor, approval, now)
    events.emit(ApprovalDecided(approval.id), now=now)


def sign(actor: Actor, found: Signed, *, now: datetime) -> Approval:
    """Sign the step that waits. The last signature does what was asked for."""
    approval, step = found.approval, found.next_step
    rules.check_still_waits(approval.decision)
    act = ACTS[approval.act]
    if step is None or not may_sign(actor, found):
        raise Forbidden(NOT_YOURS_TO_SIGN)
    if why := why_too_late(approval, now):
        raise Refused(why)
    if hash_of(approval) != approval.content_hash:
        raise Refused(CHANGED)
    step.account_id, step.signed_at, step.content_hash = actor.account_id, now, approval.content_hash
    db.session.flush()
    _append("approval.signed", actor, approval, now, office=step.organisation_id, kind=step.kind)
    if found.next_step is not None:
        events.emit(ApprovalAsked(approval.id), now=now)
        return approval
    approval.decision, approval.decided_at = "done", now
    db.session.flush()
    act.run(actor, approval, now)
    events.emit(ApprovalDecided(approval.id), now=now)
    return approval


def refuse(actor: Actor, found: Signed, *, reason: str, now: datetime) -> None:
    """Say no, with the reason. Whoever may sign the step that waits may refuse."""
    rules.check_still_waits(found.approval.decision)
    if not may_sign(actor, found):
        raise Forbidden(NOT_YOURS_TO_SIGN)
    found.approval.reason = rules.check_refusal_reason(reason)
    _decide(actor, found.approval, "refused", now)


def take_back(actor: Actor, found: Signed, *, now: datetime) -> None:
    """Whoever asked for it doesn't want it any more."""
    rules.check_still_waits(found.approval.decision)
    if actor.account_id != found.approval.asked_by:
        raise Forbidden(N_("Only the person who asked for it can take it back."))
    _decide(actor, found.approval, "taken-back", now)


def void(actor: Actor, found: Signed, *, now: datetime) -> None:
    """Drop a request because what it is about is not wanted any more. The caller has asked whether the actor may."""
    rules.check_still_waits(found.approval.decision)
    _decide(actor, found.approval, "voided", now)


def void_changed(actor: Actor, consultation: str, now: datetime) -> None:
    """Void what waits, or was signed and not yet carried out, where what was signed isn't what would be done now."""
    for found in approvals.approvals_of(consultation):
        approval = found.approval
        is_pending = approval.decision == "" or (
            approval.decision == "done" and ACTS[approval.act].is_to_come(approval)
        )
        if is_pending and hash_of(approval) != approval.content_hash:
            _decide(actor, approval, "voided", now)


def void_for_running(actor: Actor, consultation: str, now: datetime) -> None:
    """Void what waits and can't be done any more, because the consultation ended without an answer."""
    for found in approvals.waiting_approvals(consultation=consultation):
        if ACTS[found.approval.act].is_for_running:
            _decide(actor, found.approval, "voided", now)


def why_too_late(approval: Approval, now: datetime) -> str:
    """Why what waits can't be done any more; empty while it can, and where it is decided."""
    if approval.decision:
        return ""
    act, log = ACTS[approval.act], approval.consultation
    if act.is_for_running and log and any(has_ended(log) for has_ended in ENDED):
        return TOO_LATE
    return act.why_too_late(approval, now)


def lapse(found: Signed, *, now: datetime) -> bool:
    """Void a request that nobody can carry out any more. Returns whether it was one."""
    if not why_too_late(found.approval, now):
        return False
    _decide(TIMER, found.approval, "voided", now)
    return True


def rewrite(consultation: str, change: Callable[[Any], Any], *, now: datetime) -> list[str]:
    """Part of verbs: what was asked for says only what ``change`` leaves of it. Returns the random ids of what changed.

    What still waits is void: nobody would sign any more what was asked for.
    """
    changed = []
    for found in approvals.approvals_of(consultation):
        approval = found.approval
        facts, reason = change(approval.facts), change(approval.reason)
        if (facts, reason) != (approval.facts, approval.reason):
            approval.facts, approval.reason = facts, reason
            changed.append(approval.public_id)
            if approval.decision == "":
                _decide(TIMER, approval, "voided", now)
    db.session.flush()
    return changed


def is_agreed(act: str, subject: str, facts: Mapping[str, Any]) -> bool:
    """Whether exactly this was asked for and agreed to, for acts that are carried out by the door afterwards."""
    newest = approvals.newest_approval(act, subject)
    return newest is not None and newest.approval.decision == "done" and newest.approval.facts == dict(facts)


def is_signed(act: str, subject: str) -> bool:
    """Whether everybody has signed this as it is now."""
    newest = approvals.newest_approval(act, subject)
    return (
        newest is not None
        and newest.approval.decision == "done"
        and newest.approval.content_hash == hash_of(newest.approval)
    )


def note_attempt(
    actor: Actor, *, act: str, subject: str, why: Refused, now: datetime, consultation: str = ""
) -> None:
    """The entry of an attempt at a dangerous act that was refused (S22). The door calls it after the rollback."""
    record.append(
        "approval.attempt_refused", actor=actor, now=now, consultation=consultation, objects=[subject], ground=act,
        role=_role(actor), values={"reason": why.message},
    )  # fmt: skip


def hash_of(approval: Approval) -> str:
    """SHA-256 of what would be done now."""
    return hashlib.sha256(ACTS[approval.act].content(approval).encode()).hexdigest()


def _decide(actor: Actor, approval: Approval, decision: str, now: datetime) -> None:
    approval.decision, approval.decided_at = decision, now
    db.session.flush()
    _append(f"approval.{decision.replace('-', '_')}", actor, approval, now, reason=approval.reason)
    ACTS[approval.act].on_void(approval)
    db.session.flush()
    events.emit(ApprovalDecided(approval.id), now=now)


def _append(
    type_: str, actor: Actor, approval: Approval, now: datetime, *, office: int | None = None, **values: str
) -> None:
    record.append(
        type_, actor=actor, now=now, consultation=approval.consultation, objects=[approval.public_id, approval.subject],
        organisation_id=office or approval.organisation_id, role=_role(actor), ground=approval.act,
        values={"content_hash": approval.content_hash, **values},
    )  # fmt: skip


def _role(actor: Actor) -> str:
    return actor.kind if actor.kind in ("console", "timer") else "signer"
