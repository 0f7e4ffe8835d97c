"""Quiet periods that bodies keep before elections: set, ended early, and exempted from by two people.

In one nothing opens, no outcome appears and nothing is promoted, scheduled acts included. What runs goes on, and the
clock of its answer stands still.
"""

from collections.abc import Callable
from datetime import date, datetime

from consult.consultations import permissions, queries, quiet_days, rules
from consult.consultations.calendars import DAY
from consult.consultations.models import Consultation, QuietEffect, QuietExemption, QuietPeriod
from consult.consultations.queries import quiet
from consult.consultations.service import signing
from consult.consultations.service.entries import NOT_YOURS, append
from consult.consultations.service.finishing import move_closing, move_outcome_due
from consult.foundation import text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Forbidden, Refused
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.foundation.zones import in_zone
from consult.organisations import permissions as bodies
from consult.organisations import queries as organisations
from consult.organisations.models import Approval, Organisation
from consult.organisations.service import approving
from consult.record import service as record

END_QUIET, EXEMPT = "quiet_period.end", "quiet_period.exempt"
CLOCKS: list[Callable[[Consultation, int, str, datetime], None]] = []
"""Higher rooms move their own due days by so many, with the reason, in the same transaction."""


def set_quiet_period(
    actor: Actor,
    organisation: Organisation,
    *,
    begins_on: date,
    ends_on: date,
    reason: str,
    language: str,
    now: datetime,
) -> QuietPeriod:
    """Keep a body, and those below it, quiet from one day to another. What was to open then opens right after."""
    bodies.ask_administer(actor, organisation.id)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    others = [(one.begins_on, one.ends_on) for one in quiet.quiet_periods_of([organisation.id])]
    quiet_days.check_quiet_period(begins_on, ends_on, reason, now.date(), others)
    made = QuietPeriod(
        public_id=random_id(), organisation_id=organisation.id, begins_on=begins_on, ends_on=ends_on, reason=reason,
        reason_language=language_of(reason, language), set_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    values = {"begins_on": begins_on.isoformat(), "ends_on": ends_on.isoformat(), "reason": reason}
    _append_for_body("quiet_period.set", actor, made, organisation, now, **values)
    for consultation in quiet.to_open_within(organisation.id, now):
        if consultation.opens_at and quiet_days.meets(
            consultation.opens_at, consultation.timezone, (begins_on, ends_on)
        ):
            _put_off(actor, consultation, made, now)
    return made


def _put_off(actor: Actor, consultation: Consultation, period: QuietPeriod, now: datetime) -> None:
    """Open after the quiet period, for as long as was planned, and owe the answer as much later."""
    if consultation.opens_at is None or consultation.closes_at is None:
        raise ValueError("a published consultation has its dates")
    opened_before, due_before = consultation.opens_at, consultation.outcome_due_on
    opens_now = quiet_days.over_at(period.ends_on, consultation.timezone)
    closes_now = consultation.closes_at + (opens_now - opened_before)
    consultation.opens_at = opens_now
    move_closing(actor, consultation, closes_now, period.reason, now, language=period.reason_language)
    effect = _effect(consultation, period, now)
    effect.opened_before, effect.opens_now = opened_before, opens_now
    effect.due_before, effect.due_now = due_before, consultation.outcome_due_on
    db.session.flush()
    append(
        "consultation.put_off", actor, consultation, now, objects=[effect.public_id, period.public_id],
        values={"opens_at": opens_now.isoformat(), "closes_at": closes_now.isoformat(), "reason": period.reason},
    )  # fmt: skip


def _effect(consultation: Consultation, period: QuietPeriod, now: datetime) -> QuietEffect:
    made = QuietEffect(
        public_id=random_id(), consultation_id=consultation.id, quiet_period_id=period.id, began_at=now, days=0,
        begins_on=period.begins_on, ends_on=period.ends_on, reason=period.reason,
        reason_language=period.reason_language,
    )  # fmt: skip
    db.session.add(made)
    return made


def begin_quiet(consultation: Consultation, period: QuietPeriod, *, now: datetime) -> QuietEffect:
    """A quiet period has begun where this consultation is held: it goes on, and its clock stands still."""
    zone = consultation.timezone
    closes_on = in_zone(consultation.closes_at, zone).date() if consultation.closes_at else None
    earlier = [
        (one.paused_from, one.ends_on)
        for one in quiet.quiet_effects(consultation.id)
        if one.paused_from is not None
    ]
    due = consultation.outcome_due_on
    pause = quiet_days.pause(closes_on, due, (period.begins_on, period.ends_on), earlier)
    made = _effect(consultation, period, now)
    made.paused_from, made.days, made.due_before = pause.first, pause.days, due
    if due is not None and pause.days:
        move_outcome_due(consultation, due + DAY * pause.days)
    made.due_now = consultation.outcome_due_on
    db.session.flush()
    append(
        "consultation.quiet_began", TIMER, consultation, now, objects=[made.public_id, period.public_id],
        values=_dates(made),
    )  # fmt: skip
    tell_clocks(consultation, pause.days, made.reason, now)
    return made


def _dates(effect: QuietEffect) -> dict[str, str]:
    return {
        "begins_on": effect.begins_on.isoformat(), "ends_on": effect.ends_on.isoformat(), "days": str(effect.days),
        "due_before": effect.due_before.isoformat() if effect.due_before else "",
        "due_now": effect.due_now.isoformat() if effect.due_now else "", "reason": effect.reason,
    }  # fmt: skip


def tell_clocks(consultation: Consultation, days: int, reason: str, now: datetime) -> None:
    """Let higher rooms move what is due by so many days."""
    for move in CLOCKS if days else ():
        move(consultation, days, reason, now)


def end_quiet_period(
    actor: Actor, period: QuietPeriod, *, reason: str, language: str, now: datetime
) -> Approval:
    """Ask that it ends today, or is called off. A second person's yes ends it; the clocks run again from tomorrow."""
    bodies.ask_administer(actor, period.organisation_id)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    quiet_days.check_end(period.ends_on, now.date(), reason)
    return approving.together(
        actor, act=END_QUIET, organisation=organisations.get(period.organisation_id), subject=period.public_id,
        facts={"reason": reason, "language": language}, now=now,
    )  # fmt: skip


def end_quiet_agreed(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed."""
    period, facts, today = quiet.quiet_period(approval.subject), approval.facts, now.date()
    quiet_days.check_end(period.ends_on, today, facts["reason"])
    ends_on = today if period.begins_on <= today else period.begins_on - DAY
    period.ends_on, period.ended_at, period.end_reason = ends_on, now, facts["reason"]
    period.end_reason_language = language_of(facts["reason"], facts["language"])
    db.session.flush()
    body = organisations.get(period.organisation_id)
    values = {"ends_on": ends_on.isoformat(), "end_reason": facts["reason"]}
    _append_for_body("quiet_period.ended", actor, period, body, now, **values)
    for effect in quiet.effects_of(period.id):
        if effect.opens_now is None:
            _end_effect(actor, effect, ends_on, now)


def _end_effect(actor: Actor, effect: QuietEffect, ends_on: date, now: datetime) -> None:
    consultation = queries.get_by_id(effect.consultation_id)
    days = quiet_days.given_back(effect.begins_on, effect.ends_on, effect.days, effect.paused_from, ends_on)
    effect.ends_on, effect.days = ends_on, effect.days - days
    is_owed = consultation.state in ("published", "suspended") and consultation.outcome_due_on is not None
    if days and is_owed and consultation.outcome_due_on is not None:
        move_outcome_due(consultation, consultation.outcome_due_on - DAY * days)
        effect.due_now = consultation.outcome_due_on
    db.session.flush()
    append(
        "consultation.quiet_ended", actor, consultation, now,
        objects=[effect.public_id, quiet.period_by_id(effect.quiet_period_id).public_id], values=_dates(effect),
    )  # fmt: skip
    tell_clocks(consultation, -days if is_owed else 0, effect.reason, now)


def exempt(
    actor: Actor, consultation: Consultation, *, act: str, reason: str, language: str, now: datetime
) -> Approval:  # fmt: skip
    """Ask that it may open, or be answered, in a quiet period. A second person's yes allows it, in public."""
    if not permissions.may_end(actor, consultation):
        raise Forbidden(NOT_YOURS)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    standing = standing_in_the_way(consultation, act, now)
    quiet_days.check_exemption(act, reason, is_quiet=bool(standing))
    facts = {"act": act, "reason": reason, "language": language, "period": standing[0].public_id}
    return approving.together(
        actor, act=EXEMPT, organisation=organisations.get(consultation.organisation_id),
        subject=consultation.public_id, consultation=consultation.public_id, facts=facts, now=now,
    )  # fmt: skip


def exempt_agreed(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed: it may. One whose opening was moved opens when it was meant to, or now."""
    consultation, facts = signing.consultation_of(approval), approval.facts
    period = quiet.quiet_period(facts["period"])
    made = QuietExemption(
        public_id=random_id(), consultation_id=consultation.id, quiet_period_id=period.id, act=facts["act"],
        reason=facts["reason"], reason_language=language_of(facts["reason"], facts["language"]), agreed_at=now,
    )  # fmt: skip
    db.session.add(made)
    values = {"act": made.act, "reason": made.reason}
    for effect in quiet.quiet_effects(consultation.id) if made.act == quiet_days.OPENING else ():
        is_to_open = consultation.opens_at is not None and consultation.opens_at > now
        if effect.quiet_period_id == period.id and effect.opened_before is not None and is_to_open:
            consultation.opens_at = effect.opens_now = max(effect.opened_before, now)
            values["opens_at"] = consultation.opens_at.isoformat()
    db.session.flush()
    append(
        "consultation.exempted",
        actor,
        consultation,
        now,
        objects=[made.public_id, period.public_id],
        values=values,
    )


def standing_in_the_way(consultation: Consultation, act: str, now: datetime) -> list[QuietPeriod]:
    """The quiet periods in which it would open (or be announced), or be answered, and from which it isn't exempt."""
    instants = [now]
    if act == quiet_days.OPENING:
        instants += [one for one in (consultation.opens_at, consultation.publish_at) if one and one > now]
        was = [
            one.opened_before for one in quiet.quiet_effects(consultation.id) if one.opened_before is not None
        ]
        instants += [one for one in was if one > now]
    days = {in_zone(one, consultation.timezone).date() for one in instants}
    free = {one.quiet_period_id for one in quiet.quiet_exemptions(consultation.id) if one.act == act}
    return [one for one in quiet.quiet_on(consultation.organisation_id, days) if one.id not in free]


def check_not_quiet(consultation: Consultation, act: str, now: datetime) -> None:
    """Raises Refused where a quiet period of the body, or of one above it, stands in the way."""
    for period in standing_in_the_way(consultation, act, now):
        body = organisations.get(period.organisation_id)
        raise Refused(
            N_(
                "%(body)s keeps a quiet period until %(day)s: nothing opens and no outcome appears. Two people may "
                "agree on an exemption, for a reason that everybody can read."
            ),
            body=body.name, day=period.ends_on,
        )  # fmt: skip


def _append_for_body(
    type_: str, actor: Actor, period: QuietPeriod, organisation: Organisation, now: datetime, **values: str
) -> None:
    record.append(
        type_, actor=actor, now=now, objects=[period.public_id, organisation.public_id],
        organisation_id=organisation.id, role="administrator" if actor.kind == "account" else actor.kind, values=values,
    )  # fmt: skip
