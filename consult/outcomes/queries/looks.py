"""Second looks that are still to be closed: by consultation, and those of which somebody is to be reminded."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from consult.consultations import profiles
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.outcomes import look_days, rules
from consult.outcomes.look_days import Occasion
from consult.outcomes.models import SecondLook

GATHERED = timedelta(hours=20)
"""So long those that are asked for one after the other wait, so that a day brings one mail."""
PUBLIC = ("published", "suspended", "answered", "finished")
"""States of consultations whose debts everybody sees."""


def has_lapsed() -> ColumnElement[bool]:
    """Of a second look, as SQL: whether it never has to be closed, although it wasn't.

    Its comment was withdrawn, erased or removed, or is only kept by law: nothing is owed to it any more. What says so
    is the entry of that act.
    """
    gone = or_(Comment.state.in_(rules.GONE), contributions.is_restricted())
    comment = select(Comment.id).where(Comment.id == SecondLook.comment_id, gone).correlate(SecondLook)
    return and_(SecondLook.closed_at.is_(None), comment.exists())


def is_open() -> ColumnElement[bool]:
    """Of a second look, as SQL: whether somebody is still to close it."""
    return and_(SecondLook.closed_at.is_(None), ~has_lapsed())


def is_lapsed(comment: Comment) -> bool:
    """Whether a second look at the answer to this comment, if it isn't closed, has lapsed."""
    is_withheld = comment.state == "withheld"
    return comment.state in rules.GONE or (
        is_withheld and contributions.restricted_at(comment.id) is not None
    )


@dataclass(frozen=True)
class OpenLooks:
    """The open second looks of one consultation."""

    consultation: Consultation
    number: int
    since: date
    """When the oldest was asked for, where the consultation is."""
    due_on: date
    late: int
    """Whole days since the oldest was due; 0 while none is late, or the consultation is suspended."""


def open_looks(now: datetime, *, organisations: Collection[int]) -> list[OpenLooks]:
    """Of the consultations of these bodies, the most urgent first. One statement."""
    waiting = (
        select(
            SecondLook.consultation_id, func.count().label("number"), func.min(SecondLook.asked_at).label("since")
        )
        .where(is_open())
        .group_by(SecondLook.consultation_id)
        .subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(Consultation, waiting.c.number, waiting.c.since)
        .join(waiting, waiting.c.consultation_id == Consultation.id)
        .where(Consultation.organisation_id.in_(organisations), Consultation.state.in_(PUBLIC))
    )
    found = [_of(consultation, number, since, now) for consultation, number, since in rows]
    return sorted(found, key=lambda one: (one.due_on, one.consultation.id))


def time_left(one: Consultation, asked_at: datetime, now: datetime) -> tuple[date, int]:
    """By when a second look that was asked for then is closed in time, and how many days late it is."""
    due_on = look_days.due_day(asked_at, profiles.profile(one.profile).review_days, one.timezone)
    late = rules.days_overdue(
        due_on, is_published=False, zone=one.timezone, now=now, stands_still=one.state == "suspended"
    )
    return due_on, late


def _of(one: Consultation, number: int, since: datetime, now: datetime) -> OpenLooks:
    due_on, late = time_left(one, since, now)
    return OpenLooks(one, number, rules.day_in(since, one.timezone), due_on, late)


@dataclass(frozen=True)
class LooksToRemind:
    """Second looks of one consultation of which the same is to be said."""

    consultation: Consultation
    occasion: Occasion
    ids: Sequence[int]
    due_on: date
    """Of the oldest of them."""


def looks_to_remind(now: datetime) -> list[LooksToRemind]:
    """Of which second looks to remind who may close them. The clocks of suspended consultations stand still."""
    rows = db.session.execute(
        select(SecondLook.id, SecondLook.asked_at, SecondLook.reminded_at, Consultation)
        .join(Consultation, Consultation.id == SecondLook.consultation_id)
        .where(is_open(), Consultation.state.in_(PUBLIC), Consultation.state != "suspended")
        .order_by(SecondLook.id)
    ).all()
    told: dict[int, datetime] = {}
    for _id, _asked_at, reminded_at, one in rows:
        if reminded_at is not None:
            told[one.id] = max(reminded_at, told.get(one.id, reminded_at))
    found: dict[tuple[int, Occasion], list[tuple[int, date, Consultation]]] = {}
    for look_id, asked_at, reminded_at, one in rows:
        due_on = look_days.due_day(asked_at, profiles.profile(one.profile).review_days, one.timezone)
        reminded_on = rules.day_in(reminded_at, one.timezone) if reminded_at is not None else None
        why = look_days.occasion(due_on, reminded_on, rules.day_in(now, one.timezone))
        is_gathered = why == "new" and one.id in told and now - told[one.id] < GATHERED
        if why is not None and not is_gathered:
            found.setdefault((one.id, why), []).append((look_id, due_on, one))
    return [
        LooksToRemind(some[0][2], why, [one[0] for one in some], min(one[1] for one in some))
        for (_consultation_id, why), some in found.items()
    ]
