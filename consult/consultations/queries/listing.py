"""The public list: open ones first, then those to come, then what is over; filtered, paged by key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, or_, select

from consult.consultations import rules
from consult.consultations.models import (
    Consultation,
    ConsultationText,
)
from consult.foundation.db import db
from consult.organisations.models import Organisation

OPEN, SCHEDULED, SUSPENDED, OVER = range(4)
"""Order of the list. Open and scheduled by the nearest date, the rest by the newest closing."""


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed by; empty values narrow nothing. ``closes_before`` is for open ones."""

    phase: str = ""
    organisation_slug: str = ""
    closes_before: datetime | None = None
    words: str = ""


@dataclass(frozen=True)
class Listed:
    """One line of the list."""

    consultation: Consultation
    phase: str
    title: str
    title_language: str
    summary: str
    organisation: Organisation


def listed(
    filters: Filters, *, language: str, after: str, limit: int, now: datetime
) -> tuple[list[Listed], str]:
    """(a page of the list, the key of the next one or ""). Two statements; one on the first page."""
    rank = _rank(now)
    nearest = case((rank == OPEN, Consultation.closes_at), (rank == SCHEDULED, Consultation.opens_at))
    newest = case((rank >= SUSPENDED, Consultation.closes_at))
    own = ConsultationText
    statement = (
        select(Consultation, own.title, own.summary, Organisation)
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .outerjoin(own, and_(own.consultation_id == Consultation.id, own.language == language))
        .where(Consultation.state.not_in(("draft", "awaiting-sign-off")), *_conditions(filters, now))
        .order_by(rank, nearest, newest.desc(), Consultation.id.desc())
        .limit(limit + 1)
    )
    if (last := _last(after)) is not None:
        statement = statement.where(_behind(last, rank, now))
    rows = db.session.execute(statement).all()
    found = [
        Listed(
            one, rules.phase(one.state, one.opens_at, one.closes_at, now), title or one.title,
            language if title else one.language, summary or "", organisation,
        )
        for one, title, summary, organisation in rows[:limit]
    ]  # fmt: skip
    return found, found[-1].consultation.slug if len(rows) > limit else ""


def _rank(now: datetime) -> ColumnElement[int]:
    is_published = Consultation.state == "published"
    return case(
        (and_(is_published, Consultation.opens_at > now), SCHEDULED),
        (and_(is_published, Consultation.closes_at > now), OPEN),
        (Consultation.state == "suspended", SUSPENDED),
        else_=OVER,
    )


def _last(after: str) -> Consultation | None:
    return db.session.scalar(select(Consultation).where(Consultation.slug == after)) if after else None


def _behind(last: Consultation, rank: ColumnElement[int], now: datetime) -> ColumnElement[bool]:
    """What comes after this consultation in the list's order."""
    phase = rules.phase(last.state, last.opens_at, last.closes_at, now)
    last_rank = {"open": OPEN, "scheduled": SCHEDULED, "suspended": SUSPENDED}.get(phase, OVER)
    date = Consultation.opens_at if last_rank == SCHEDULED else Consultation.closes_at
    value = last.opens_at if last_rank == SCHEDULED else last.closes_at
    later = date > value if last_rank in (OPEN, SCHEDULED) else date < value
    same = and_(date == value, Consultation.id < last.id)
    return or_(rank > last_rank, and_(rank == last_rank, or_(later, same)))


def _conditions(filters: Filters, now: datetime) -> Iterator[ColumnElement[bool]]:
    is_published = Consultation.state == "published"
    if filters.phase == "scheduled":
        yield and_(is_published, Consultation.opens_at > now)
    elif filters.phase == "open":
        yield and_(is_published, Consultation.opens_at <= now, Consultation.closes_at > now)
    elif filters.phase == "closed":
        yield and_(is_published, Consultation.closes_at <= now)
    elif filters.phase:
        yield Consultation.state == filters.phase
    if filters.organisation_slug:
        yield Organisation.slug == filters.organisation_slug
    if filters.closes_before is not None:
        yield and_(
            is_published, Consultation.closes_at > now, Consultation.closes_at <= filters.closes_before
        )
    for word in filters.words.split()[: rules.SEARCH_WORDS]:
        said = select(ConsultationText.consultation_id).where(
            or_(
                ConsultationText.title.icontains(word, autoescape=True),
                ConsultationText.summary.icontains(word, autoescape=True),
            )
        )
        yield or_(Consultation.title.icontains(word, autoescape=True), Consultation.id.in_(said))


def bodies_with_consultations() -> Sequence[Organisation]:
    """The bodies that have a public consultation, by name."""
    theirs = select(Consultation.organisation_id).where(
        Consultation.state.not_in(("draft", "awaiting-sign-off"))
    )
    statement = select(Organisation).where(Organisation.id.in_(theirs)).order_by(Organisation.name)
    return db.session.scalars(statement).all()
