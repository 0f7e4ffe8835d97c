"""What alarms are raised from: one question for each kind, asked for all consultations at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from consult.audits.models import Alarm
from consult.audits.rules import WEEK, WINDOW
from consult.consultations.models import Consultation, DateChange
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.organisations.models import Membership
from consult.organisations.rules import RIGHTS
from consult.outcomes.models import Postponement
from consult.record.models import Entry

STAFF_ACTS = (
    "comment.ruled", "review.decided", "report.answered", "reply.published", "reply.corrected", "disposition.set",
    "outcome.drafted", "outcome.published", "outcome.postponed", "summary.postponed", "consultation.published",
    "consultation.extended", "consultation.suspended", "consultation.resumed", "version.published", "statement.opened",
)  # fmt: skip
"""Entries that say that the office did something."""


def waiting_too_long(now: datetime, *, site_hours: int) -> dict[int, int]:
    """Consultation -> comments that wait longer than its limit. One statement."""
    rows = db.session.execute(
        select(Comment.consultation_id, Consultation.waiting_limit_hours, Comment.waiting_since)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.waiting_since < now - timedelta(hours=1))
    )
    found: dict[int, int] = {}
    for consultation_id, hours, since in rows:
        if since is not None and now - since > timedelta(hours=hours or site_hours):
            found[consultation_id] = found.get(consultation_id, 0) + 1
    return found


def unanswered_too_long(today: datetime) -> dict[int, int]:
    """Consultation -> comments without an answer although the day promised for it has passed. One statement."""
    rows = db.session.execute(
        select(Comment.consultation_id, func.count())
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(
            Consultation.outcome_due_on < today.date(),
            Consultation.state.in_(("published", "suspended")),
            Consultation.answered_at.is_(None),
            Comment.answered_at.is_(None),
            Comment.state == "published",
        )
        .group_by(Comment.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def silent(now: datetime, *, days: int) -> dict[int, int]:
    """Consultation -> comments that wait for a ruling or an answer, where no act of the office for so many days."""
    acts = (
        select(Entry.log, func.max(Entry.appended_at).label("at"))
        .where(Entry.type.in_(STAFF_ACTS), Entry.log != "site")
        .group_by(Entry.log)
        .subquery()
    )
    rows = db.session.execute(
        select(Comment.consultation_id, func.count())
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .join(acts, acts.c.log == Consultation.public_id)
        .where(
            Consultation.state.in_(("published", "suspended")),
            Comment.answered_at.is_(None),
            Comment.state.in_(("pending", "published")),
            Comment.received_at < now - timedelta(days=days),
            acts.c.at < now - timedelta(days=days),
        )
        .group_by(Comment.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def arriving(now: datetime) -> Mapping[int, tuple[int, int]]:
    """Consultation -> (comments in the last window, in the week before it); imported ones aside. One statement."""
    recent = Comment.received_at > now - WINDOW
    rows = db.session.execute(
        select(Comment.consultation_id, func.count().filter(recent), func.count().filter(~recent))
        .where(Comment.received_at > now - WINDOW - WEEK, Comment.source.is_(None))
        .group_by(Comment.consultation_id)
    )
    return {consultation_id: (number, before) for consultation_id, number, before in rows}


@dataclass(frozen=True)
class Happened:
    """Something that is an alarm by itself, once."""

    about: str
    consultation_id: int | None


def moved_deadlines(after: datetime) -> list[Happened]:
    """Closings and promised days that were moved since. Three statements."""
    closings = select(DateChange.id, DateChange.consultation_id).where(DateChange.changed_at > after)
    promises = select(Postponement.id, Postponement.consultation_id).where(Postponement.postponed_at > after)
    summaries = (
        select(Entry.id, Consultation.id)
        .join(Consultation, Consultation.public_id == Entry.log)
        .where(Entry.type == "summary.postponed", Entry.appended_at > after)
    )
    return [
        *(Happened(f"summary-{one}", consultation) for one, consultation in db.session.execute(summaries)),
        *(Happened(f"closing-{one}", consultation) for one, consultation in db.session.execute(closings)),
        *(Happened(f"promise-{one}", consultation) for one, consultation in db.session.execute(promises)),
    ]


def changed_rights(after: datetime) -> list[Happened]:
    """Rights of auditors and administrators given or ended since. One statement."""
    held = select(Membership.id, Membership.confirmed_at, Membership.revoked_at).where(
        Membership.role.in_(RIGHTS), Membership.confirmed_at.is_not(None),
        (Membership.confirmed_at > after) | (Membership.revoked_at > after),
    )  # fmt: skip
    return [
        Happened(f"role-{one}-{what}", None)
        for one, given, ended in db.session.execute(held)
        for what, at in (("given", given), ("ended", ended))
        if at is not None and at > after
    ]


def known(kind: str, abouts: Sequence[str]) -> set[str]:
    """Of these things those that have an alarm of this kind."""
    rows = select(Alarm.about).where(Alarm.kind == kind, Alarm.about.in_(abouts))
    return set(db.session.scalars(rows))


def lasting(kind: str) -> dict[int | None, Alarm]:
    """Consultation -> the alarm of this kind that isn't over."""
    rows = db.session.scalars(select(Alarm).where(Alarm.kind == kind, Alarm.over_at.is_(None)))
    return {one.consultation_id: one for one in rows}


def to_escalate(before: datetime, kinds: Sequence[str]) -> Sequence[Alarm]:
    """Alarms of these kinds that were raised before and still last, and went nowhere yet."""
    return db.session.scalars(
        select(Alarm).where(
            Alarm.kind.in_(kinds),
            Alarm.raised_at <= before,
            Alarm.over_at.is_(None),
            Alarm.escalated_at.is_(None),
        )
    ).all()


def get_alarm(alarm_id: int) -> Alarm:
    """The alarm."""
    return db.session.get_one(Alarm, alarm_id)
