"""Reading what bodies promised, and how it stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from consult.consultations.calendars import DAY
from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.foundation.errors import NotFound
from consult.foundation.scripts import language_of
from consult.outcomes import rules
from consult.outcomes.models import Commitment


@dataclass(frozen=True)
class ShownCommitment:
    """A commitment as everybody reads it. ``days_late`` is 0 where it isn't late."""

    public_id: str
    words: str
    language: str
    owner: str
    owner_language: str
    due_on: date
    state: str
    days_late: int
    made_at: datetime
    office: str
    history: Sequence[Any]


def shown_commitment(one: Commitment, language: str, zone: str, now: datetime) -> ShownCommitment:
    """A commitment in ``language`` where it was written in it, at this instant in the consultation's zone."""
    found = language if one.texts.get(language) else one.language
    return ShownCommitment(
        one.public_id, str(one.texts.get(found) or one.body), found, one.owner,
        language_of(one.owner, one.language), one.due_on, one.state,
        rules.days_late(one.state, one.due_on, rules.day_in(now, zone)), one.made_at, one.office, one.history,
    )  # fmt: skip


def commitments_of(consultation_id: int) -> Sequence[Commitment]:
    """What was promised at the end of a consultation, by day."""
    chosen = select(Commitment).where(Commitment.consultation_id == consultation_id)
    return db.session.scalars(chosen.order_by(Commitment.due_on, Commitment.id)).all()


def commitment_called(consultation_id: int, public_id: str) -> Commitment:
    """The commitment of this consultation. Raises NotFound."""
    found = db.session.scalar(
        select(Commitment).where(
            Commitment.consultation_id == consultation_id, Commitment.public_id == public_id
        )
    )
    if found is None:
        raise NotFound
    return found


def commitments_by(organisation_ids: Collection[int]) -> Sequence[tuple[Commitment, Consultation]]:
    """All that these bodies promised, with the consultation: open ones first, by day. One statement."""
    rows = db.session.execute(
        select(Commitment, Consultation)
        .join(Consultation, Consultation.id == Commitment.consultation_id)
        .where(Commitment.organisation_id.in_(organisation_ids))
        .order_by(Commitment.state != "open", Commitment.due_on, Commitment.id)
    )
    return [(row[0], row[1]) for row in rows]


def count_late(organisation_ids: Collection[int], now: datetime) -> int:
    """How many open commitments of these bodies are late, each where its consultation is. One statement."""
    rows = db.session.execute(
        select(Commitment.due_on, Consultation.timezone)
        .join(Consultation, Consultation.id == Commitment.consultation_id)
        .where(Commitment.organisation_id.in_(organisation_ids), Commitment.state == "open")
    )
    return sum(rules.days_late("open", due_on, rules.day_in(now, zone)) > 0 for due_on, zone in rows)


def commitments_to_remind(now: datetime) -> Sequence[tuple[Commitment, Consultation]]:
    """Open ones whose owner is to be reminded at this instant and has an address."""
    rows = db.session.execute(
        select(Commitment, Consultation)
        .join(Consultation, Consultation.id == Commitment.consultation_id)
        .where(
            Commitment.state == "open", Commitment.owner_email != "",
            Commitment.due_on <= now.date() + rules.REMIND_BEFORE + DAY,  # where it is tomorrow already
        )
        .order_by(Commitment.id)
    )  # fmt: skip
    return [
        (one, consultation)
        for one, consultation in rows
        if rules.is_reminder_due(
            one.due_on,
            rules.day_in(one.reminded_at, consultation.timezone) if one.reminded_at else None,
            rules.day_in(now, consultation.timezone),
        )
    ]
