"""By when each theme and each department's part is owed: named, put off with a public reason, late told once."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from consult.analysis import service as reading_service
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.consultations.service import append
from consult.foundation import text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.outcomes import permissions, queries, rules
from consult.outcomes.models import DueDay, ReplyPart
from consult.outcomes.queries import owing
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
        values={"due_on": due_on.isoformat(), "reason": reason},
    )  # fmt: skip
    return found


def _note_earlier(row: DueDay, now: datetime) -> None:
    row.earlier = [*row.earlier, {"due_on": row.due_on.isoformat(), "until": now.isoformat()}]


def pause(consultation: Consultation, days: int, reason: str, now: datetime) -> None:
    """The clock of the answer stands still, or runs again: what isn't done is due by so many days later."""
    language = language_of(reason, consultation.language)
    for one in owing.owings(owing.Of(consultations=[consultation.id]), now):
        if not one.is_done:
            _note_earlier(one.day, now)
            one.day.due_on += timedelta(days=days)
            one.day.reason, one.day.reason_language = reason, language
            db.session.flush()
            values = {"due_on": one.day.due_on.isoformat(), "reason": reason}
            append("due.moved", TIMER, consultation, now, objects=[one.day.public_id], values=values)


def pause_summary(consultation: Consultation, days: int, reason: str, now: datetime) -> None:
    """The same for the summary that is still owed."""
    summary = queries.summary_of(consultation.id)
    if summary is None or summary.due_on is None or summary.published_at is not None:
        return
    before, later = summary.due_on, summary.due_on + timedelta(days=days)
    note = {"before": before.isoformat(), "now": later.isoformat(), "reason": reason, "at": now.isoformat()}
    language = language_of(reason, consultation.language)
    summary.due_on, summary.postponed = later, [*summary.postponed, {**note, "reason_language": language}]
    db.session.flush()
    append(
        "summary.promised", TIMER, consultation, now, objects=[summary.public_id],
        values={"due_before": before.isoformat(), "due_now": later.isoformat(), "reason": reason},
    )  # fmt: skip


def hand_over(consultation: Consultation, part: ReplyPart, heir: ReplyPart, *, now: datetime) -> None:
    """Two parts become one that the body above owes: the earlier of their days holds."""
    given, own = owing.due_day_of(part_id=part.id), owing.due_day_of(part_id=heir.id)
    if given is None:
        return
    if own is None:
        given.part_id = heir.id
        db.session.flush()
        _move(given, consultation, given.due_on, now, about=heir.public_id)
        return
    _drop(given, consultation, now)
    if given.due_on < own.due_on:
        _note_earlier(own, now)
        _move(own, consultation, given.due_on, now, about=heir.public_id)


def follow_merger(consultation: Consultation, theme: Theme, into: Theme, *, now: datetime) -> None:
    """A theme was merged into another one: the earlier of their days holds for that."""
    given, own = owing.due_day_of(theme_id=theme.id), owing.due_day_of(theme_id=into.id)
    if given is None:
        return
    if own is None:
        given.theme_id = into.id
        db.session.flush()
        _move(given, consultation, given.due_on, now, about=into.public_id)
        return
    _drop(given, consultation, now)
    if given.due_on < own.due_on:
        _note_earlier(own, now)
        _move(own, consultation, given.due_on, now, about=into.public_id)


def _move(row: DueDay, consultation: Consultation, due_on: date, now: datetime, *, about: str) -> None:
    row.due_on, row.reason = due_on, ""
    db.session.flush()
    values = {"due_on": due_on.isoformat(), "reason": ""}
    append("due.moved", TIMER, consultation, now, objects=[row.public_id, about], values=values)


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
