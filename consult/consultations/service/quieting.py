"""Quiet periods that bodies keep before elections: set, ended early, and exempted from by two people.

In one nothing opens, no outcome appears and nothing is promoted, scheduled acts included. What runs goes on, and the
clock of its answer stands still.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from consult.consultations import permissions, queries, quiet_days, rules
from consult.consultations.calendars import DAY
from consult.consultations.models import Consultation, QuietEffect, QuietExemption, QuietPeriod
from consult.consultations.queries import quiet
from consult.consultations.service import signing
from consult.consultations.service.entries import NOT_YOURS, append
from consult.consultations.service.finishing import move_closing, move_outcome_due
from consult.consultations.service.saying import check_said
from consult.foundation import i18n, text
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
CLOCKS: list[Callable[[Consultation, quiet_days.Stop, datetime], None]] = []
"""Higher rooms let the clocks of what is due there stand still, in the same transaction."""


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
    quiet_days.check_quiet_period(begins_on, ends_on, reason, i18n.site_day(now), others)
    _check_said_for_body(organisation.id, reason)
    made = QuietPeriod(
        public_id=random_id(), organisation_id=organisation.id, begins_on=begins_on, ends_on=ends_on, reason=reason,
        reason_language=language_of(reason, language), set_at=now, account_id=actor.account_id,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    values = {"begins_on": begins_on.isoformat(), "ends_on": ends_on.isoformat(), "reason": reason}
    _append_for_body("quiet_period.set", actor, made, organisation, now, **values)
    for consultation in quiet.to_open_within(organisation.id, now):
        if consultation.opens_at is not None:
            put_off(actor, consultation, consultation.opens_at, now)
    return made


def _check_said_for_body(organisation_id: int, reason: str) -> None:
    """It stands on every consultation that the period meets, and is held against the comments of each."""
    for consultation in quiet.met_by_quiet(organisation_id):
        check_said(consultation, [reason], "reason")


def put_off(actor: Actor, consultation: Consultation, planned: datetime, now: datetime) -> bool:
    """Open after the quiet periods that cover the planned instant, one after the other, for as long as was planned.

    The answer is owed as much later. False where nothing stands in the way.
    """
    if consultation.opens_at is None or consultation.closes_at is None:
        raise ValueError("a published consultation has its dates")
    zone, due_before = consultation.timezone, consultation.outcome_due_on
    periods = _not_exempt(consultation, planned)
    *covered, opens_now = quiet_days.until_free(planned, zone, [_span(one) for one in periods])
    if not covered:
        return False
    standing = [
        one for one in periods if any(quiet_days.meets(instant, zone, _span(one)) for instant in covered)
    ]
    closes_now = consultation.closes_at + (opens_now - consultation.opens_at)
    consultation.opens_at, first = opens_now, standing[0]
    move_closing(actor, consultation, closes_now, first.reason, now, language=first.reason_language)
    for period in standing:
        effect = _effect(consultation, period, now)
        effect.opened_before, effect.opens_now = planned, opens_now
        effect.due_before, effect.due_now = due_before, consultation.outcome_due_on
        db.session.flush()
        append(
            "consultation.put_off", actor, consultation, now, objects=[effect.public_id, period.public_id],
            values={
                "opens_at": opens_now.isoformat(), "closes_at": closes_now.isoformat(), "reason": period.reason,
                "reason_language": period.reason_language,
                **_due_days(effect),
            },
        )  # fmt: skip
        if period is first:
            days = in_zone(planned, zone).date(), in_zone(opens_now, zone).date() - DAY
            tell_clocks(consultation, quiet_days.Stop(days, effect.public_id, first.reason), now)
    return True


def _span(period: QuietPeriod) -> quiet_days.Span:
    return period.begins_on, period.ends_on


def _not_exempt(consultation: Consultation, instant: datetime) -> list[QuietPeriod]:
    """The quiet periods that last until an instant or longer, and in which it may not open."""
    exemptions = quiet.quiet_exemptions(consultation.id)
    free = {one.quiet_period_id for one in exemptions if one.act == quiet_days.OPENING}
    day = in_zone(instant, consultation.timezone).date()
    return [one for one in quiet.quiet_from(consultation.organisation_id, day) if one.id not in free]


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
    due = consultation.outcome_due_on
    earlier = _stood_still(quiet.quiet_effects(consultation.id), closes_on)
    pause = quiet_days.pause(closes_on, due, _span(period), earlier)
    made = _effect(consultation, period, now)
    made.paused_from, made.days, made.due_before = pause.first, pause.days, due
    if due is not None and pause.days:
        move_outcome_due(consultation, queries.settled(consultation, due + DAY * pause.days))
    made.due_now = consultation.outcome_due_on
    db.session.flush()
    append(
        "consultation.quiet_began", TIMER, consultation, now, objects=[made.public_id, period.public_id],
        values=_dates(made),
    )  # fmt: skip
    tell_clocks(consultation, quiet_days.Stop(_span(period), made.public_id, made.reason), now)
    return made


def _stood_still(effects: Iterable[QuietEffect], closes_on: date | None) -> list[quiet_days.Span]:
    """The days on which these let the clock of the answer stand still, with those that they share."""
    spans = [
        (one.due_before, max(one.begins_on, closes_on + DAY) if closes_on else one.begins_on, one.ends_on)
        for one in effects
        if one.opens_now is None
    ]
    return [(first, last) for due, first, last in spans if due is not None and first <= due]


def _dates(effect: QuietEffect) -> dict[str, str]:
    return {
        "begins_on": effect.begins_on.isoformat(), "ends_on": effect.ends_on.isoformat(), "days": str(effect.days),
        **_due_days(effect), "reason": effect.reason, "reason_language": effect.reason_language,
    }  # fmt: skip


def _due_days(effect: QuietEffect) -> dict[str, str]:
    return {
        "due_before": effect.due_before.isoformat() if effect.due_before else "",
        "due_now": effect.due_now.isoformat() if effect.due_now else "",
    }


def tell_clocks(consultation: Consultation, stop: quiet_days.Stop, now: datetime) -> None:
    """Let what is due in higher rooms stand still, or run again."""
    for move in CLOCKS:
        move(consultation, stop, now)


def end_quiet_period(
    actor: Actor, period: QuietPeriod, *, reason: str, language: str, now: datetime
) -> Approval:
    """Ask that it ends today, or is called off. A second person's yes ends it; the clocks run again from tomorrow."""
    bodies.ask_administer(actor, period.organisation_id)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    quiet_days.check_end(period.ends_on, i18n.site_day(now), reason)
    _check_said_for_body(period.organisation_id, reason)
    return approving.together(
        actor, act=END_QUIET, organisation=organisations.get(period.organisation_id), subject=period.public_id,
        facts={"reason": reason, "language": language}, now=now,
    )  # fmt: skip


def end_quiet_agreed(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed."""
    period, facts, today = quiet.quiet_period(approval.subject), approval.facts, i18n.site_day(now)
    quiet_days.check_end(period.ends_on, today, facts["reason"])
    _check_said_for_body(period.organisation_id, facts["reason"])
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
    stop = quiet_days.Stop(
        (effect.begins_on, effect.ends_on), effect.public_id, effect.reason, min(ends_on, effect.ends_on)
    )
    is_owed = consultation.state in ("published", "suspended")
    days = _days_given_back(consultation, effect, ends_on)
    effect.ends_on, effect.days, due = ends_on, effect.days - days, consultation.outcome_due_on
    if days and is_owed and due is not None:
        base, later = due, -days
        if due == effect.due_now and effect.due_before is not None:
            base, later = effect.due_before, effect.days
        until = base + DAY * later
        move_outcome_due(consultation, queries.settled(consultation, until) if later else until)
        effect.due_now = consultation.outcome_due_on
    db.session.flush()
    append(
        "consultation.quiet_ended", actor, consultation, now,
        objects=[effect.public_id, quiet.period_by_id(effect.quiet_period_id).public_id], values=_dates(effect),
    )  # fmt: skip
    if is_owed:
        tell_clocks(consultation, stop, now)


def _days_given_back(consultation: Consultation, effect: QuietEffect, ends_on: date) -> int:
    if effect.paused_from is None:
        return 0
    zone = consultation.timezone
    closes_on = in_zone(consultation.closes_at, zone).date() if consultation.closes_at else None
    others = [one for one in quiet.quiet_effects(consultation.id) if one.id != effect.id]
    quiet_span = effect.paused_from, effect.ends_on
    return min(effect.days, quiet_days.given_back(quiet_span, ends_on, _stood_still(others, closes_on)))


def exempt(
    actor: Actor, consultation: Consultation, *, act: str, reason: str, language: str, now: datetime
) -> Approval:  # fmt: skip
    """Ask that it may open, or be answered, in a quiet period. A second person's yes allows it, in public."""
    if not permissions.may_end(actor, consultation):
        raise Forbidden(NOT_YOURS)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    standing = standing_in_the_way(consultation, act, now)
    quiet_days.check_exemption(act, reason, is_quiet=bool(standing))
    check_said(consultation, [reason], "reason")
    facts = {"act": act, "reason": reason, "language": language, "period": standing[0].public_id}
    return signing.together(actor, consultation, EXEMPT, facts=facts, now=now)


def exempt_agreed(actor: Actor, approval: Approval, now: datetime) -> None:
    """The second person agreed: it may. One whose opening was moved opens when it was meant to, or now."""
    consultation, facts = signing.consultation_of(approval), approval.facts
    period = quiet.quiet_period(facts["period"])
    check_said(consultation, [facts["reason"]], "reason")
    made = QuietExemption(
        public_id=random_id(), consultation_id=consultation.id, quiet_period_id=period.id, act=facts["act"],
        reason=facts["reason"], reason_language=language_of(facts["reason"], facts["language"]), agreed_at=now,
    )  # fmt: skip
    db.session.add(made)
    values = {"act": made.act, "reason": made.reason, "reason_language": made.reason_language}
    db.session.flush()
    if made.act == quiet_days.OPENING and _open_earlier(consultation, now):
        values["opens_at"] = consultation.opens_at.isoformat() if consultation.opens_at else ""
    db.session.flush()
    append(
        "consultation.exempted",
        actor,
        consultation,
        now,
        objects=[made.public_id, period.public_id],
        values=values,
    )


def _open_earlier(consultation: Consultation, now: datetime) -> bool:
    """Open when it was meant to at first, or now, as far as no other quiet period stands in the way."""
    moved = [one for one in quiet.quiet_effects(consultation.id) if one.opened_before is not None]
    if not moved or consultation.opens_at is None or consultation.opens_at <= now:
        return False
    planned = max(now, min(one.opened_before for one in moved if one.opened_before is not None))
    spans = [_span(one) for one in _not_exempt(consultation, planned)]
    opens_at = quiet_days.until_free(planned, consultation.timezone, spans)[-1]
    if opens_at >= consultation.opens_at:
        return False
    consultation.opens_at = opens_at
    for effect in moved:
        effect.opens_now = opens_at
    return True


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
