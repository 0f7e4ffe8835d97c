"""Quiet periods of bodies, and what they do to consultations."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from consult.consultations.models import Consultation, QuietEffect, QuietExemption, QuietPeriod, Suspension
from consult.consultations.quiet_days import Span, suspended_days
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.foundation.zones import to_minute, zones_by_day
from consult.organisations.queries import holders

FURTHEST_ZONE = timedelta(hours=14)
NO_QUIET_PERIOD = N_("There is no quiet period at this address.")


def quiet_period(public_id: str) -> QuietPeriod:
    """A quiet period. Raises NotFound."""
    found = db.session.scalar(select(QuietPeriod).where(QuietPeriod.public_id == public_id))
    if found is None:
        raise NotFound(NO_QUIET_PERIOD)
    return found


def period_by_id(period_id: int) -> QuietPeriod:
    """A quiet period by its row."""
    return db.session.get_one(QuietPeriod, period_id)


def quiet_periods_of(organisation_ids: Collection[int]) -> Sequence[QuietPeriod]:
    """Every quiet period of these bodies, the newest first; those called off before they began too."""
    own = select(QuietPeriod).where(QuietPeriod.organisation_id.in_(organisation_ids))
    return db.session.scalars(own.order_by(QuietPeriod.begins_on.desc(), QuietPeriod.id.desc())).all()


def quiet_on(organisation_id: int, days: Collection[date]) -> list[QuietPeriod]:
    """The quiet periods that a body, or one above it, keeps on any of these days."""
    line = holders.line_up(organisation_id)
    found = db.session.scalars(
        select(QuietPeriod)
        .where(
            QuietPeriod.organisation_id.in_(line), QuietPeriod.begins_on <= max(days), QuietPeriod.ends_on >= min(days)
        )
        .order_by(QuietPeriod.begins_on)
    )  # fmt: skip
    return [one for one in found if any(one.begins_on <= day <= one.ends_on for day in days)]


def quiet_from(organisation_id: int, day: date) -> Sequence[QuietPeriod]:
    """The quiet periods of a body, and of those above it, that last until this day or longer."""
    line = holders.line_up(organisation_id)
    return db.session.scalars(
        select(QuietPeriod)
        .where(QuietPeriod.organisation_id.in_(line), QuietPeriod.ends_on >= day)
        .order_by(QuietPeriod.begins_on, QuietPeriod.id)
    ).all()


def in_force(now: datetime) -> Sequence[QuietPeriod]:
    """Every quiet period that has begun somewhere on earth and isn't over everywhere."""
    running = (
        QuietPeriod.begins_on <= (now + FURTHEST_ZONE).date(),
        QuietPeriod.ends_on >= (now - FURTHEST_ZONE).date(),
    )
    return db.session.scalars(select(QuietPeriod).where(*running).order_by(QuietPeriod.id)).all()


def running_without_effect(period: QuietPeriod, now: datetime) -> Sequence[Consultation]:
    """Consultations of the body and those below it that have opened, aren't answered, and don't know of it yet.

    One that was suspended before its opening hasn't opened.
    """
    never_opened = select(Suspension.id).where(
        Suspension.consultation_id == Consultation.id, Suspension.resumed_at.is_(None),
        Suspension.suspended_at < Consultation.opens_at,
    )  # fmt: skip
    told = select(QuietEffect.consultation_id).where(QuietEffect.quiet_period_id == period.id)
    return db.session.scalars(
        select(Consultation)
        .where(
            Consultation.organisation_id.in_(holders.below(period.organisation_id)),
            Consultation.state.in_(("published", "suspended")),
            Consultation.opens_at <= now, Consultation.id.not_in(told), ~never_opened.exists(),
        )
        .order_by(Consultation.id)
    ).all()  # fmt: skip


def met_by_quiet(organisation_id: int) -> Sequence[Consultation]:
    """Consultations of a body and those below it that a quiet period of its can meet: public, and not answered yet."""
    return db.session.scalars(
        select(Consultation)
        .where(
            Consultation.organisation_id.in_(holders.below(organisation_id)),
            Consultation.state.in_(("published", "suspended")),
        )
        .order_by(Consultation.id)
    ).all()


def to_open_within(organisation_id: int, now: datetime) -> Sequence[Consultation]:
    """Consultations of a body and those below it that are public and still to open."""
    return db.session.scalars(
        select(Consultation)
        .where(
            Consultation.organisation_id.in_(holders.below(organisation_id)),
            Consultation.state.in_(("published", "suspended")), Consultation.opens_at > now,
        )
        .order_by(Consultation.id)
    ).all()  # fmt: skip


def quiet_effects(consultation_id: int) -> Sequence[QuietEffect]:
    """What quiet periods did to a consultation, oldest first."""
    own = select(QuietEffect).where(QuietEffect.consultation_id == consultation_id)
    return db.session.scalars(own.order_by(QuietEffect.id)).all()


def effects_of(quiet_period_id: int) -> Sequence[QuietEffect]:
    """What one quiet period did, to each consultation."""
    own = select(QuietEffect).where(QuietEffect.quiet_period_id == quiet_period_id)
    return db.session.scalars(own.order_by(QuietEffect.id)).all()


def quiet_exemptions(consultation_id: int) -> Sequence[QuietExemption]:
    """What two people agreed to for a consultation, oldest first."""
    own = select(QuietExemption).where(QuietExemption.consultation_id == consultation_id)
    return db.session.scalars(own.order_by(QuietExemption.id)).all()


def clock_stops(consultation: Consultation) -> dict[str, Span]:
    """Every time for which clocks of a consultation stood still or do so, by what let them: see ``Stop.by``."""
    suspensions = select(Suspension).where(
        Suspension.consultation_id == consultation.id, Suspension.resumed_at.is_not(None)
    )
    return {
        **{one.public_id: (one.begins_on, one.ends_on) for one in quiet_effects(consultation.id)},
        **{
            to_minute(one.suspended_at): suspended_days(
                one.suspended_at, one.resumed_at or one.suspended_at, consultation.timezone
            )
            for one in db.session.scalars(suspensions)
        },
    }


def is_kept_quiet(now: datetime) -> ColumnElement[bool]:
    """Whether a consultation isn't promoted at this instant: in a quiet period, and not exempt from it.

    Quiet days are those of the consultation's own zone.
    """
    exempt = select(QuietExemption.id).where(
        QuietExemption.consultation_id == QuietEffect.consultation_id,
        QuietExemption.quiet_period_id == QuietEffect.quiet_period_id,
    )
    return (
        select(QuietEffect.id)
        .where(
            QuietEffect.consultation_id == Consultation.id, _is_today(now), ~exempt.exists(),
        )
        .exists()
    )  # fmt: skip


def _is_today(now: datetime) -> ColumnElement[bool]:
    """Whether it is one of the quiet days where the consultation is."""
    *few, (most_day, _most) = sorted(zones_by_day(now).items(), key=lambda one: len(one[1]))
    elsewhere = frozenset[str]().union(*(zones for _day, zones in few))
    days = [(day, Consultation.timezone.in_(zones)) for day, zones in few]
    return or_(
        *(
            (QuietEffect.begins_on <= day) & (QuietEffect.ends_on >= day) & is_there
            for day, is_there in [*days, (most_day, Consultation.timezone.not_in(elsewhere))]
        )
    )
