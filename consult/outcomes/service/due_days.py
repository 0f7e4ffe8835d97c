"""By when each theme and each department's part is owed: named, put off with a public reason, late told once."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from consult.analysis import service as reading_service
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.queries import quiet
from consult.consultations.quiet_days import Move, Span, Stop, shifted
from consult.consultations.service import append
from consult.foundation import text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.foundation.zones import to_minute
from consult.outcomes import permissions, queries, rules
from consult.outcomes.models import DueDay, ReplyPart
from consult.outcomes.queries import owing
from consult.outcomes.service.deciding import text_of
from consult.outcomes.service.reasons import check_reasons
from consult.outcomes.service.replying import ONLY_RESPONDERS

WRITTEN = N_("This part is written already.")


def set_due_day(
    actor: Actor,
    consultation: Consultation,
    *,
    theme: Theme | None = None,
    part: ReplyPart | None = None,
    due_on: date,
    reason: str = "",
    language: str = "",
    now: datetime,
) -> DueDay:
    """Say by when a theme or a part is owed. A later day than the one named before needs a public reason."""
    if not permissions.may_reply(actor, consultation):
        raise Forbidden(ONLY_RESPONDERS)
    if theme is not None:
        reading_service.check_live(theme)
    if part is not None and part.written_at is not None:
        raise Conflict(WRITTEN)
    reason = text.normalise(reason, limit=rules.REASON_LIMIT, field="reason")
    found = owing.due_day_of(theme_id=theme.id if theme else None, part_id=part.id if part else None)
    rules.check_due_day(
        consultations.phase_of(consultation, now), due_on, rules.day_in(now, consultation.timezone),
        found.due_on if found else None, reason,
    )  # fmt: skip
    check_reasons(consultation, [reason], "reason")
    about = theme.public_id if theme is not None else part.public_id if part is not None else ""
    if found is None:
        found = DueDay(
            public_id=random_id(), consultation_id=consultation.id, theme_id=theme.id if theme else None,
            part_id=part.id if part else None, earlier=[], set_at=now, due_on=due_on,
        )  # fmt: skip
        db.session.add(found)
    else:
        _note_earlier(found, now)
    found.due_on, found.reason, found.account_id = due_on, reason, actor.account_id
    found.reason_language = language_of(reason, language or consultation.language)
    found.set_at = now
    db.session.flush()
    append(
        "due.set", actor, consultation, now, role="responder", objects=[found.public_id, about],
        values=_said(found),
    )  # fmt: skip
    return found


def _said(row: DueDay) -> dict[str, str]:
    """What an entry says of a due day: why it is this one, and which were promised before."""
    return {
        "due_on": row.due_on.isoformat(), "reason": row.reason,
        "reason_language": row.reason_language if row.reason else "", "earlier": text_of(row.earlier),
    }  # fmt: skip


def _note_earlier(row: DueDay, now: datetime, *, by: str = "") -> None:
    """Keep the day that it was due. ``by``: what stops clocks and moves it, as ``Stop.by`` has it."""
    note = {"due_on": row.due_on.isoformat(), "until": to_minute(now), **({"by": by} if by else {})}
    row.earlier = [*row.earlier, note]


def pause(consultation: Consultation, stop: Stop, now: datetime) -> None:
    """Clocks stand still, or run again: each theme and part that isn't done is due later by its own days of it."""
    language, spans = language_of(stop.reason, consultation.language), quiet.clock_stops(consultation)
    for one in owing.owings(owing.Of(consultations=[consultation.id]), now):
        moves = [
            Move(date.fromisoformat(note["due_on"]), note.get("by", "")) for note in one.day.earlier
        ]  # fmt: skip
        until = _due_then(consultation, one.day.due_on, moves, stop, spans)
        if one.is_done or until == one.day.due_on:
            continue
        _note_earlier(one.day, now, by=stop.by)
        one.day.due_on = until
        one.day.reason, one.day.reason_language = stop.reason, language
        db.session.flush()
        append("due.moved", TIMER, consultation, now, objects=[one.day.public_id], values=_said(one.day))


def _due_then(
    consultation: Consultation, due_on: date, moves: Sequence[Move], stop: Stop, spans: Mapping[str, Span]
) -> date:
    """By when it is due; one that moves settles on a working day where the place says so, unless it comes back."""
    until = shifted(due_on, moves, stop, spans)
    comes_back = bool(moves) and stop.ends_on is not None and until == moves[-1].before
    return until if until == due_on or comes_back else consultations.settled(consultation, until)


def pause_summary(consultation: Consultation, stop: Stop, now: datetime) -> None:
    """The same for the summary that is still owed."""
    summary = queries.summary_of(consultation.id)
    if summary is None or summary.due_on is None or summary.published_at is not None:
        return
    moves = [Move(date.fromisoformat(note["before"]), note.get("by", "")) for note in summary.postponed]
    before = summary.due_on
    later = _due_then(consultation, before, moves, stop, quiet.clock_stops(consultation))
    if later == before:
        return
    note = {
        "before": before.isoformat(), "now": later.isoformat(), "reason": stop.reason, "at": to_minute(now),
        "reason_language": language_of(stop.reason, consultation.language), "by": stop.by,
    }  # fmt: skip
    summary.due_on, summary.postponed = later, [*summary.postponed, note]
    db.session.flush()
    append(
        "summary.promised", TIMER, consultation, now, objects=[summary.public_id],
        values={"due_before": before.isoformat(), "due_now": later.isoformat(), "reason": stop.reason},
    )  # fmt: skip


def hand_over(consultation: Consultation, part: ReplyPart, heir: ReplyPart, *, now: datetime) -> None:
    """Two parts become one that the body above owes: the earlier of their days holds."""
    given, own = owing.due_day_of(part_id=part.id), owing.due_day_of(part_id=heir.id)
    if given is not None and own is None:
        given.part_id = heir.id
    _join(consultation, given, own, heir.public_id, now)


def follow_merger(consultation: Consultation, theme: Theme, into: Theme, *, now: datetime) -> None:
    """A theme was merged into another one: the earlier of their days holds for that."""
    given, own = owing.due_day_of(theme_id=theme.id), owing.due_day_of(theme_id=into.id)
    if given is not None and own is None:
        given.theme_id = into.id
    _join(consultation, given, own, into.public_id, now)


def _join(
    consultation: Consultation, given: DueDay | None, own: DueDay | None, about: str, now: datetime
) -> None:  # fmt: skip
    """Of two days for what is one thing now the earlier holds; one alone is kept for it."""
    if given is None:
        return
    if own is None:
        db.session.flush()
        _move(given, consultation, given.due_on, now, about=about)
        return
    _drop(given, consultation, now)
    if given.due_on < own.due_on:
        _note_earlier(own, now)
        _move(own, consultation, given.due_on, now, about=about)


def _move(row: DueDay, consultation: Consultation, due_on: date, now: datetime, *, about: str) -> None:
    row.due_on, row.reason = due_on, ""
    db.session.flush()
    append("due.moved", TIMER, consultation, now, objects=[row.public_id, about], values=_said(row))


def _drop(row: DueDay, consultation: Consultation, now: datetime) -> None:
    row.theme_id = row.part_id = None
    row.dropped_at = now
    db.session.flush()
    append("due.dropped", TIMER, consultation, now, objects=[row.public_id])


def escalate_due_days(now: datetime) -> list[owing.Owing]:
    """Say of each theme and part that became late that it is, once for each day it was due. Returns which."""
    late = owing.not_yet_told(now)
    for one in late:
        one.day.escalated_for, one.day.escalated_at = one.day.due_on, now
        db.session.flush()
        values = {"due_on": one.day.due_on.isoformat()}
        consultation = consultations.get_by_id(one.day.consultation_id)
        append("due.overdue", TIMER, consultation, now, objects=[one.day.public_id], values=values)
    return late


def due_days_of(consultation_id: int) -> list[DueDay]:
    """Every due day of a consultation, as they were named."""
    own = select(DueDay).where(DueDay.consultation_id == consultation_id)
    return list(db.session.scalars(own.order_by(DueDay.id)))
