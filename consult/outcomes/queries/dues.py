"""Which outcomes are owed, by when, and which are late."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, case, func, select

from consult.consultations.models import Consultation
from consult.consultations.rules import phase
from consult.contributions.models import CommentTally
from consult.foundation.db import db
from consult.outcomes import rules
from consult.outcomes.models import Disposition, Escalation, Outcome
from consult.outcomes.queries.decisions import hidden_otherwise

FURTHEST_ZONE = timedelta(hours=14)


@dataclass(frozen=True)
class Due:
    """An outcome that is owed. ``overdue_days`` is 0 until the day after ``due_on`` in the consultation's zone."""

    consultation_id: int
    slug: str
    title: str
    language: str
    organisation_id: int
    phase: str
    due_on: date | None
    overdue_days: int


def _owed(now: datetime, *conditions: ColumnElement[bool]) -> list[Due]:
    statement = (
        select(Consultation)
        .outerjoin(Outcome, Outcome.consultation_id == Consultation.id)
        .where(
            Consultation.state.in_(("published", "suspended")), Outcome.published_at.is_(None), *conditions
        )
        .order_by(Consultation.outcome_due_on, Consultation.id)
    )
    return [
        Due(
            one.id, one.slug, one.title, one.language, one.organisation_id,
            phase(one.state, one.opens_at, one.closes_at, now), one.outcome_due_on,
            rules.days_overdue(
                one.outcome_due_on, is_published=False, zone=one.timezone, now=now,
                stands_still=one.state == "suspended",
            ),
        )
        for one in db.session.scalars(statement)
    ]  # fmt: skip


def overdue(now: datetime) -> list[Due]:
    """Every outcome that is late at this instant, the latest first."""
    latest_day = (now + FURTHEST_ZONE).date()
    return [due for due in _owed(now, Consultation.outcome_due_on < latest_day) if due.overdue_days]


def due_within(now: datetime, days: int) -> list[Due]:
    """Outcomes of closed consultations that are due within so many days, or late."""
    until = (now + FURTHEST_ZONE).date() + timedelta(days=days)
    soon = _owed(now, Consultation.outcome_due_on <= until, Consultation.closes_at <= now)
    return [due for due in soon if due.phase == "closed"]


def not_yet_escalated(now: datetime) -> list[Due]:
    """Late outcomes about which nobody was told yet."""
    rows = db.session.execute(select(Escalation.consultation_id, Escalation.due_on))
    told = {(row[0], row[1]) for row in rows}
    return [due for due in overdue(now) if (due.consultation_id, due.due_on) not in told]


@dataclass(frozen=True)
class DueSummary:
    """An owed outcome of a body, with how far the work on it is."""

    due: Due
    articles: int
    """Articles with comments."""
    decided: int
    """How many of them have a disposition."""


def due_summary(organisation_ids: Collection[int], now: datetime) -> list[DueSummary]:
    """What these bodies owe, the most urgent first. Four statements, however much it is."""
    owed = _owed(now, Consultation.organisation_id.in_(organisation_ids), Consultation.opens_at <= now)
    ids = [due.consultation_id for due in owed]
    with_comments = _with_comments(ids)
    decided: dict[int, set[int]] = {}
    rows = select(Disposition.consultation_id, Disposition.article_id)
    for consultation_id, article_id in db.session.execute(rows.where(Disposition.consultation_id.in_(ids))):
        decided.setdefault(consultation_id, set()).add(article_id)
    return [
        DueSummary(
            due,
            len(with_comments[due.consultation_id]),
            len(with_comments[due.consultation_id] & decided.get(due.consultation_id, set())),
        )
        for due in owed
    ]


def _with_comments(consultation_ids: Collection[int]) -> dict[int, set[int]]:
    """The articles that are owed a disposition, by consultation."""
    owed = case((CommentTally.state != "hidden", CommentTally.number), else_=0)
    rows = db.session.execute(
        select(CommentTally.consultation_id, CommentTally.article_id, func.sum(owed) > 0)
        .where(CommentTally.consultation_id.in_(consultation_ids), CommentTally.state.in_(rules.COUNTED))
        .group_by(CommentTally.consultation_id, CommentTally.article_id)
        .having(func.sum(CommentTally.number) > 0)
    ).all()
    otherwise = hidden_otherwise(consultation_ids)
    found: dict[int, set[int]] = {one: set() for one in consultation_ids}
    for consultation_id, article_id, is_owed in rows:
        if is_owed or (consultation_id, article_id) in otherwise:
            found[consultation_id].add(article_id)
    return found
