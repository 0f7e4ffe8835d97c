"""Reading what is due, what will be, and what was done."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from consult.consultations import profiles
from consult.consultations.models import Consultation
from consult.consultations.profiles import Series
from consult.custody import rules
from consult.custody.models import AccessRequest, Disposal
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.foundation.zones import in_zone

NEWEST = 200


@dataclass(frozen=True)
class Coming:
    """A series of a consultation, and the day on which its time comes."""

    consultation: Consultation
    series: Series
    due_on: date


def triggered_on(consultation: Consultation, trigger: str, now: datetime) -> date | None:
    """The day in the consultation's zone that a period begins with, None while it hasn't come."""
    ended = consultation.finished_at or consultation.ended_at
    instant = {
        "closed": consultation.closes_at, "answered": consultation.answered_at or ended, "finished": ended,
    }[trigger]  # fmt: skip
    if instant is None or instant > now:
        return None
    return in_zone(instant, consultation.timezone).date()


def coming(consultations: Collection[Consultation], now: datetime) -> list[Coming]:
    """When the time of each of their series comes, the earliest first. Requests count from their own answers."""
    found = []
    for one in consultations:
        for series in profiles.series_of(one.profile):
            begins = triggered_on(one, series.trigger, now) if series.what != "requests" else None
            if begins is not None:
                due = rules.due_on(begins, years=series.years, days=series.days)
                found.append(Coming(one, series, due))
    return sorted(found, key=lambda one: (one.due_on, one.consultation.id, one.series.code))


def find_due(now: datetime) -> Iterator[Coming]:
    """What is due and wasn't found before."""
    rows = db.session.execute(select(Disposal.consultation_id, Disposal.series, Disposal.state)).all()
    known, open_ones = (
        {(row[0], row[1]) for row in rows},
        {(row[0], row[1]) for row in rows if row[2] != "done"},
    )
    ended = select(Consultation).where(Consultation.state.not_in(("draft", "awaiting-sign-off")))
    for one in coming(db.session.scalars(ended.order_by(Consultation.id)).all(), now):
        today = in_zone(now, one.consultation.timezone).date()
        if one.due_on <= today and (one.consultation.id, one.series.code) not in known:
            yield one
    answered = select(Consultation).where(
        Consultation.id.in_(
            select(AccessRequest.consultation_id).where(
                AccessRequest.answered_at.is_not(None), AccessRequest.destroyed_at.is_(None)
            )
        )
    )
    for consultation in db.session.scalars(answered.order_by(Consultation.id)).all():
        for series in profiles.series_of(consultation.profile):
            if series.what == "requests" and (consultation.id, series.code) not in open_ones:
                due = [
                    day
                    for day in _request_days(consultation, series)
                    if day <= in_zone(now, consultation.timezone).date()
                ]
                if due:
                    yield Coming(consultation, series, min(due))


def _request_days(consultation: Consultation, series: Series) -> list[date]:
    """When the time of each answered request comes."""
    answered = db.session.scalars(
        select(AccessRequest.answered_at).where(
            AccessRequest.consultation_id == consultation.id, AccessRequest.answered_at.is_not(None),
            AccessRequest.destroyed_at.is_(None),
        )
    )  # fmt: skip
    days = (in_zone(instant, consultation.timezone).date() for instant in answered if instant is not None)
    return [rules.due_on(day, years=series.years, days=series.days) for day in days]


def disposal_called(public_id: str) -> Disposal:
    """What this random id names. Raises NotFound."""
    found = db.session.scalar(select(Disposal).where(Disposal.public_id == public_id))
    if found is None:
        raise NotFound(N_("There is no such thing to dispose of."))
    return found


def get_disposal(disposal_id: int) -> Disposal:
    """By its number."""
    return db.session.get_one(Disposal, disposal_id)


def disposals_for(organisation_ids: Collection[int]) -> list[tuple[Disposal, Consultation]]:
    """What came due in these bodies' consultations: first what isn't done, the oldest first."""
    rows = db.session.execute(
        select(Disposal, Consultation)
        .join(Consultation, Consultation.id == Disposal.consultation_id)
        .where(Consultation.organisation_id.in_(organisation_ids))
        .order_by(Disposal.state == "done", Disposal.due_on, Disposal.id)
        .limit(NEWEST)
    )
    return [(row[0], row[1]) for row in rows]


def every_disposal() -> list[tuple[Disposal, Consultation]]:
    """What came due anywhere, the oldest first."""
    rows = db.session.execute(
        select(Disposal, Consultation)
        .join(Consultation, Consultation.id == Disposal.consultation_id)
        .order_by(Disposal.due_on, Disposal.id)
    )
    return [(row[0], row[1]) for row in rows]


def public_disposals() -> list[tuple[Disposal, Consultation]]:
    """What was done in consultations that everybody may see, the newest first."""
    rows = db.session.execute(
        select(Disposal, Consultation)
        .join(Consultation, Consultation.id == Disposal.consultation_id)
        .where(Consultation.state.not_in(("draft", "awaiting-sign-off")), Disposal.state == "done")
        .order_by(Disposal.done_at.desc(), Disposal.id.desc())
        .limit(NEWEST)
    )
    return [(row[0], row[1]) for row in rows]


def to_prepare() -> Sequence[int]:
    """Archive packages that wait to be made."""
    waiting = select(Disposal.id).where(Disposal.state == "preparing")
    return db.session.scalars(waiting.order_by(Disposal.id)).all()


def prepared() -> frozenset[str]:
    """Random ids of the archive packages that stand ready or are being made."""
    ready = select(Disposal.public_id).where(Disposal.state.in_(("preparing", "prepared")))
    return frozenset(db.session.scalars(ready))


def prepared_of(consultation_id: int) -> Sequence[Disposal]:
    """Those of a consultation that stand ready."""
    own = Disposal.consultation_id == consultation_id, Disposal.state == "prepared"
    return db.session.scalars(select(Disposal).where(*own).order_by(Disposal.id)).all()


def transfers_of(consultation_id: int) -> Sequence[Disposal]:
    """Packages of a consultation that an archive took over."""
    over = Disposal.consultation_id == consultation_id, Disposal.state == "done", Disposal.fate == "transfer"
    return db.session.scalars(select(Disposal).where(*over).order_by(Disposal.id)).all()


def unswept_disposals() -> Sequence[int]:
    """What was destroyed, and may still be in free pages of the database."""
    done = Disposal.state == "done", Disposal.fate == "destroy", Disposal.swept_at.is_(None)
    return db.session.scalars(select(Disposal.id).where(*done).order_by(Disposal.id)).all()
