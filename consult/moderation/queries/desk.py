"""Reading the desk: what waits for a ruling, oldest first."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment, Revision
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation.db import db
from consult.moderation.models import Claim, Escalation, Report
from consult.moderation.rules import waiting_limit


@dataclass(frozen=True)
class Filters:
    """What part of the queue somebody looks at. Empty values filter nothing."""

    organisation_ids: frozenset[int]
    consultation_id: int | None = None
    article_id: int | None = None
    """WHOLE_DRAFT for comments on the draft as a whole."""
    language: str = ""
    kind: str = ""
    """reported, correction or imported."""
    older_than_hours: int = 0
    is_over_limit: bool = False
    made_before: datetime | None = None
    """Only what waited already at this instant: a long bulk act must not reach what nobody saw."""


@dataclass(frozen=True)
class Place:
    """Where a comment stands in the queue."""

    waiting_since: datetime
    comment_id: int


@dataclass(frozen=True)
class Waiting:
    """One comment of the queue, as the desk lists it. Nothing tells who sent it but the name they want shown."""

    id: int
    reference: str
    consultation_id: int
    article_id: int | None
    state: str
    stance: str
    language: str
    name_shown: str
    source: str
    body: str
    waiting_since: datetime
    lock_version: int
    is_correction: bool
    limit_hours: int | None
    reports: int = 0
    claimed_by: str = ""
    claimed_by_id: int | None = None

    @property
    def place(self) -> Place:
        """Its place in the queue."""
        return Place(self.waiting_since, self.id)


def _is_correction() -> ColumnElement[bool]:
    return Comment.waiting_revision > 1


def _reported() -> ColumnElement[bool]:
    return exists().where(Report.comment_id == Comment.id, Report.closed_at.is_(None))


def _conditions(filters: Filters, *, now: datetime, site_hours: int) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        Comment.waiting_since.is_not(None),
        Consultation.organisation_id.in_(filters.organisation_ids),
        *_about(filters),
    ]
    if filters.older_than_hours:
        found.append(Comment.waiting_since <= now - timedelta(hours=filters.older_than_hours))
    if filters.is_over_limit:
        found.append(_is_over(now, site_hours))
    if filters.made_before is not None:
        found.append(Comment.waiting_since <= filters.made_before)
    return found


def _about(filters: Filters) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if filters.consultation_id is not None:
        found.append(Comment.consultation_id == filters.consultation_id)
    if filters.article_id == WHOLE_DRAFT:
        found.append(Comment.article_id.is_(None))
    elif filters.article_id is not None:
        found.append(Comment.article_id == filters.article_id)
    if filters.language:
        found.append(Comment.language == filters.language)
    kinds = {"reported": _reported(), "correction": _is_correction(), "imported": Comment.source.is_not(None)}
    if filters.kind in kinds:
        found.append(kinds[filters.kind])
    return found


def _is_over(now: datetime, site_hours: int) -> ColumnElement[bool]:
    """Waiting longer than the limit of its consultation: one condition for each limit in use."""
    own = db.session.scalars(
        select(Consultation.waiting_limit_hours)
        .where(Consultation.waiting_limit_hours.is_not(None))
        .distinct()
    ).all()
    each = [
        and_(
            Consultation.waiting_limit_hours == hours,
            Comment.waiting_since <= now - waiting_limit(hours, site_hours),
        )
        for hours in own
    ]
    without = and_(
        Consultation.waiting_limit_hours.is_(None),
        Comment.waiting_since <= now - waiting_limit(None, site_hours),
    )
    return or_(without, *each)


def waiting_page(
    filters: Filters, *, limit: int, now: datetime, site_hours: int, after: Place | None = None
) -> tuple[list[Waiting], Place | None]:
    """A page of the queue, oldest first, and where the next one begins (None at the end)."""
    statement = _rows().where(*_conditions(filters, now=now, site_hours=site_hours))
    if after is not None:
        statement = statement.where(
            tuple_(Comment.waiting_since, Comment.id) > tuple_(after.waiting_since, after.comment_id)
        )
    rows = db.session.execute(statement.order_by(Comment.waiting_since, Comment.id).limit(limit + 1)).all()
    page = _with_marks([Waiting(*row) for row in rows[:limit]], now)
    return page, page[-1].place if len(rows) > limit else None


def find_waiting(comment_id: int, *, now: datetime) -> Waiting | None:
    """One comment as the queue lists it, or None while it doesn't wait."""
    row = db.session.execute(
        _rows().where(Comment.id == comment_id, Comment.waiting_since.is_not(None))
    ).first()
    return _with_marks([Waiting(*row)], now)[0] if row else None


def _rows() -> Select[*tuple[Any, ...]]:
    number = func.coalesce(Comment.waiting_revision, Comment.shown_revision, 1)
    return (
        select(
            Comment.id, Comment.reference, Comment.consultation_id, Comment.article_id, Comment.state, Comment.stance,
            Comment.language, Comment.name_shown, func.coalesce(Comment.source, ""), Revision.body,
            Comment.waiting_since, Comment.lock_version, func.coalesce(_is_correction(), False),
            Consultation.waiting_limit_hours,
        )
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .join(Revision, and_(Revision.comment_id == Comment.id, Revision.number == number))
    )  # fmt: skip


def _with_marks(page: list[Waiting], now: datetime) -> list[Waiting]:
    ids = [one.id for one in page]
    reported = {comment_id: len(found) for comment_id, found in open_reports(ids).items()}
    claimed = {
        claim.comment_id: claim
        for claim in db.session.scalars(select(Claim).where(Claim.comment_id.in_(ids), Claim.until > now))
    }
    marked = []
    for one in page:
        claim = claimed.get(one.id)
        marked.append(
            Waiting(
                **{
                    **one.__dict__,
                    "reports": reported.get(one.id, 0),
                    "claimed_by": claim.name if claim else "",
                    "claimed_by_id": claim.account_id if claim else None,
                }
            )
        )
    return marked


def waiting_ids(
    filters: Filters, *, limit: int, now: datetime, site_hours: int, after: Place | None = None
) -> tuple[list[tuple[int, int]], Place | None]:
    """(comment, its lock version) of what waits, oldest first, for bulk acts; and the last one's place."""
    statement = (
        select(Comment.id, Comment.lock_version, Comment.waiting_since)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(*_conditions(filters, now=now, site_hours=site_hours))
    )
    if after is not None:
        statement = statement.where(
            tuple_(Comment.waiting_since, Comment.id) > tuple_(after.waiting_since, after.comment_id)
        )
    rows = db.session.execute(statement.order_by(Comment.waiting_since, Comment.id).limit(limit)).all()
    last = Place(rows[-1].waiting_since, rows[-1].id) if rows else None
    return [(row.id, row.lock_version) for row in rows], last


def count_waiting(filters: Filters, *, now: datetime, site_hours: int) -> int:
    """How many comments of the queue the filters leave."""
    statement = (
        select(func.count())
        .select_from(Comment)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(*_conditions(filters, now=now, site_hours=site_hours))
    )
    return db.session.scalar(statement) or 0


def next_waiting(
    filters: Filters,
    place: Place | None,
    *,
    account_id: int | None,
    now: datetime,
    site_hours: int,
    back: bool = False,
) -> str | None:
    """Reference of the next waiting comment (``back``: the one before) that nobody else has claimed."""
    claimed = exists().where(
        Claim.comment_id == Comment.id, Claim.until > now, Claim.account_id != (account_id or 0)
    )
    statement = (
        select(Comment.reference)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(*_conditions(filters, now=now, site_hours=site_hours), ~claimed)
    )
    if place is not None:
        here = tuple_(place.waiting_since, place.comment_id)
        key = tuple_(Comment.waiting_since, Comment.id)
        statement = statement.where(key < here if back else key > here)
    order = (Comment.waiting_since.desc(), Comment.id.desc()) if back else (Comment.waiting_since, Comment.id)
    return db.session.scalar(statement.order_by(*order).limit(1))


def place_of(comment: Comment) -> Place | None:
    """The comment's place in the queue, None while it doesn't wait."""
    return Place(comment.waiting_since, comment.id) if comment.waiting_since is not None else None


# What the filters offer ---------------------------------------------------------------------------


def facets(organisation_ids: Collection[int]) -> dict[int, int]:
    """How many comments wait in each consultation of these bodies."""
    rows = db.session.execute(
        select(Comment.consultation_id, func.count())
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.waiting_since.is_not(None), Consultation.organisation_id.in_(organisation_ids))
        .group_by(Comment.consultation_id)
    )
    return {row[0]: row[1] for row in rows}


def languages_waiting(organisation_ids: Collection[int]) -> list[str]:
    """The languages that something waits in."""
    return list(
        db.session.scalars(
            select(Comment.language)
            .join(Consultation, Consultation.id == Comment.consultation_id)
            .where(Comment.waiting_since.is_not(None), Consultation.organisation_id.in_(organisation_ids))
            .distinct()
            .order_by(Comment.language)
        )
    )


def waiting_articles(consultation_id: int, language: str) -> list[tuple[int, str, str]]:
    """(article, its label, the language of that) of the articles that something waits on."""
    ids = db.session.scalars(
        select(Comment.article_id)
        .where(
            Comment.consultation_id == consultation_id, Comment.waiting_since.is_not(None),
            Comment.article_id.is_not(None),
        )
        .distinct()
    ).all()  # fmt: skip
    labels = consultations.article_labels([one for one in ids if one is not None], language)
    return sorted((article_id, label, spoken) for article_id, (_anchor, label, spoken) in labels.items())


# Claims, reports, limits --------------------------------------------------------------------------


def claim_of(comment_id: int, now: datetime) -> Claim | None:
    """Who has the comment on the desk right now, or None."""
    return db.session.scalar(select(Claim).where(Claim.comment_id == comment_id, Claim.until > now))


def open_reports(comment_ids: Sequence[int]) -> Mapping[int, list[Report]]:
    """What readers reported and no ruling has answered yet, by comment, oldest first."""
    found: dict[int, list[Report]] = {}
    rows = db.session.scalars(
        select(Report)
        .where(Report.comment_id.in_(comment_ids), Report.closed_at.is_(None))
        .order_by(Report.id)
    )
    for row in rows:
        found.setdefault(row.comment_id or 0, []).append(row)
    return found


@dataclass(frozen=True)
class Summary:
    """What waits in some bodies, for their front pages."""

    count: int = 0
    oldest: datetime | None = None
    reported: int = 0
    by_consultation: Mapping[int, int] = field(default_factory=dict)


def waiting_summary(organisation_ids: Collection[int]) -> Summary:
    """How much waits in these bodies and since when the oldest. Two statements."""
    rows = db.session.execute(
        select(Comment.consultation_id, func.count(), func.min(Comment.waiting_since))
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.waiting_since.is_not(None), Consultation.organisation_id.in_(organisation_ids))
        .group_by(Comment.consultation_id)
    ).all()
    reported = db.session.scalar(
        select(func.count(Report.comment_id.distinct()))
        .join(Consultation, Consultation.id == Report.consultation_id)
        .where(Report.closed_at.is_(None), Consultation.organisation_id.in_(organisation_ids))
    )
    return Summary(
        count=sum(row[1] for row in rows),
        oldest=min((row[2] for row in rows if row[2] is not None), default=None),
        reported=reported or 0,
        by_consultation={row[0]: row[1] for row in rows},
    )


def to_escalate(*, now: datetime, site_hours: int, limit: int) -> list[tuple[int, int]]:
    """(comment, body) of what waits longer than its limit and was not told yet, oldest first."""
    told = exists().where(
        Escalation.comment_id == Comment.id, Escalation.waiting_since == Comment.waiting_since
    )
    rows = db.session.execute(
        select(Comment.id, Consultation.organisation_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(Comment.waiting_since.is_not(None), _is_over(now, site_hours), ~told)
        .order_by(Comment.waiting_since, Comment.id)
        .limit(limit)
    )
    return [(comment_id, organisation_id) for comment_id, organisation_id in rows]
