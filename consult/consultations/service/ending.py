"""Ending otherwise than by an answer, and suspending, by two people; resuming."""

import json
from datetime import datetime

from consult.consultations import permissions, queries, quiet_days, rules
from consult.consultations.events import ConsultationEnded, ConsultationResumed, ConsultationSuspended
from consult.consultations.models import Consultation, Suspension
from consult.consultations.rules import END, SUSPEND
from consult.consultations.service import quieting, signing
from consult.consultations.service.entries import NOT_YOURS, append
from consult.consultations.service.finishing import move_closing
from consult.consultations.service.saying import check_said
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden
from consult.foundation.zones import to_minute, whole_minute
from consult.organisations.models import Approval
from consult.organisations.service import approving

CLOSED_MEANWHILE = N_("The consultation closed while this waited, so it can’t be suspended any more.")
NOT_FOR_ALL = N_(
    "The consultation closed while this waited, so it can’t be extended for all any more. One body, place or person "
    "can still be given more time."
)


def end(
    actor: Actor, consultation: Consultation, *, ending: str, reason: str, now: datetime, superseded_by: str = ""
) -> Approval:  # fmt: skip
    """Ask that it ends withdrawn, superseded or annulled, with a public statement. A second person's yes ends it.

    ``decision`` of what is returned is ``done`` where there is no second person.
    """
    if not permissions.may_end(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_ending(queries.phase_of(consultation, now), ending, reason, superseded_by)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    check_said(consultation, [reason], "reason")
    if ending == "superseded" and not superseded_by.startswith("https://"):
        queries.get_public(superseded_by, now)
    facts = {"ending": ending, "reason": reason, "superseded_by": superseded_by}
    return signing.together(actor, consultation, END, facts=facts, now=now)


def end_agreed(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed: it ends."""
    consultation, facts = signing.consultation_of(approval), approval.facts
    rules.check_ending(
        queries.phase_of(consultation, now), facts["ending"], facts["reason"], facts["superseded_by"]
    )
    check_said(consultation, [facts["reason"]], "reason")
    consultation.state = "withdrawn"
    consultation.ending, consultation.ended_at = facts["ending"], now
    consultation.state_reason, consultation.superseded_by = facts["reason"], facts["superseded_by"]
    db.session.flush()
    values = {"reason": facts["reason"], "superseded_by": facts["superseded_by"]}
    append(f"consultation.{facts['ending']}", actor, consultation, now, values=values)
    approving.void_for_running(actor, consultation.public_id, now)
    events.emit(ConsultationEnded(consultation.id), now=now)


def facts_content(approval: Approval) -> str:
    """What was asked for: how it ends, and why; or why it is suspended."""
    return json.dumps(approval.facts, ensure_ascii=False, sort_keys=True)


def suspend(actor: Actor, consultation: Consultation, *, reason: str, now: datetime) -> Approval:
    """Ask that it takes no comments for a while, with a public reason. A second person's yes suspends it.

    The days that are left are given back on resuming. ``decision`` is ``done`` where there is no second person.
    """
    if not permissions.may_suspend(actor, consultation):
        raise Forbidden(NOT_YOURS)
    rules.check_suspension(queries.phase_of(consultation, now), reason)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    check_said(consultation, [reason], "reason")
    return signing.together(actor, consultation, SUSPEND, facts={"reason": reason}, now=now)


def suspend_agreed(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed: no comments are taken."""
    consultation, reason = signing.consultation_of(approval), approval.facts["reason"]
    rules.check_suspension(queries.phase_of(consultation, now), reason)
    check_said(consultation, [reason], "reason")
    suspension = Suspension(
        consultation_id=consultation.id, suspended_at=now, reason=reason, account_id=actor.account_id
    )
    db.session.add(suspension)
    consultation.state, consultation.state_reason = "suspended", reason
    db.session.flush()
    append("consultation.suspended", actor, consultation, now, values={"reason": reason})
    events.emit(ConsultationSuspended(consultation.id, suspension.id), now=now)


def why_not_suspended(approval: Approval, now: datetime) -> str:
    """Why what was asked for can't be done any more: it closed for all, so there is nothing left to suspend."""
    return "" if _goes_on(approval, now) else CLOSED_MEANWHILE


def why_not_extended(approval: Approval, now: datetime) -> str:
    """The same of a later closing: after it, time is given to one body, place or person alone."""
    return "" if _goes_on(approval, now) else NOT_FOR_ALL


def _goes_on(approval: Approval, now: datetime) -> bool:
    return queries.phase_of(signing.consultation_of(approval), now) in ("scheduled", "open", "suspended")


def resume(actor: Actor, consultation: Consultation, *, now: datetime) -> Suspension:
    """Take comments again, for as long as was left when it was suspended.

    One that never opened opens after the quiet period, where that stands in the way.
    """
    if not permissions.may_suspend(actor, consultation):
        raise Forbidden(NOT_YOURS)
    suspension = queries.open_suspension(consultation.id)
    rules.check_resumption(consultation.state, suspension is not None)
    if suspension is None or consultation.closes_at is None:
        raise ValueError("check_resumption lets none pass that isn't suspended")
    opens_at, suspended_at = consultation.opens_at, suspension.suspended_at
    suspension.resumed_at = now
    consultation.state, consultation.state_reason = "published", ""
    days = quiet_days.suspended_days(suspended_at, now, consultation.timezone)
    quieting.tell_clocks(consultation, quiet_days.Stop(days, to_minute(suspended_at), suspension.reason), now)
    if opens_at is not None and suspended_at < opens_at <= now:
        quieting.put_off(actor, consultation, whole_minute(now), now)  # it would open now for the first time
    moved: dict[str, str] = {}
    until = rules.closing_after(suspended_at, consultation.opens_at, consultation.closes_at, now)
    if until > consultation.closes_at:
        change = move_closing(actor, consultation, until, suspension.reason, now)
        moved = {"reason_language": change.reason_language}
    db.session.flush()
    append(
        "consultation.resumed", actor, consultation, now,
        values={
            "closes_at": until.isoformat(), "outcome_due_on": str(consultation.outcome_due_on or ""), **moved,
        },
    )  # fmt: skip
    events.emit(ConsultationResumed(consultation.id, suspension.id), now=now)
    return suspension


def explain_same_people(actor: Actor, consultation: Consultation, *, reason: str, now: datetime) -> None:
    """Say in public why the same people prepare or answer, and moderate: the body is too small for two."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="same_people_reason")
    check_said(consultation, [reason], "same_people_reason")
    consultation.same_people_reason = reason
    db.session.flush()
    append("consultation.same_people_explained", actor, consultation, now, values={"reason": reason})
