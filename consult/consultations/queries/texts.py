"""What consultations say about themselves, and their changes of dates."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, select

from consult.consultations.models import (
    Consultation,
    ConsultationText,
    DateChange,
    Suspension,
    Version,
)
from consult.foundation.db import db


def texts_of(consultation_id: int) -> dict[str, ConsultationText]:
    """What the consultation says about itself, by language."""
    rows = db.session.scalars(
        select(ConsultationText).where(ConsultationText.consultation_id == consultation_id)
    )
    return {row.language: row for row in rows}


def text_in(texts: dict[str, ConsultationText], language: str, first: str) -> ConsultationText | None:
    """The text in a language; where there is none, the one in the consultation's first language."""
    return texts.get(language) or texts.get(first) or next(iter(texts.values()), None)


def titles_in(ids: Collection[int], language: str) -> dict[int, tuple[str, str]]:
    """(title, its language) of several consultations, in ``language`` where they have it."""
    own = and_(ConsultationText.consultation_id == Consultation.id, ConsultationText.language == language)
    rows = db.session.execute(
        select(Consultation.id, Consultation.title, Consultation.language, ConsultationText.title)
        .outerjoin(ConsultationText, own)
        .where(Consultation.id.in_(ids))
    )
    return {one: (title, language) if title else (first, tongue) for one, first, tongue, title in rows}


def public_titles(public_ids: Collection[str], language: str) -> dict[str, tuple[str, str, str]]:
    """Random id -> (slug, title, its language) of those that everybody may see, in ``language`` where they have it."""
    own = and_(ConsultationText.consultation_id == Consultation.id, ConsultationText.language == language)
    shown = select(Consultation, ConsultationText.title).outerjoin(ConsultationText, own)
    rows = db.session.execute(
        shown.where(
            Consultation.public_id.in_(public_ids), Consultation.state.not_in(("draft", "awaiting-sign-off"))
        )
    )  # fmt: skip
    return {
        one.public_id: (one.slug, title or one.title, language if title else one.language)
        for one, title in rows
    }


def newest_date_change(consultation_id: int) -> DateChange | None:
    """The last change of the closing instant."""
    return db.session.scalar(
        select(DateChange).where(DateChange.consultation_id == consultation_id).order_by(DateChange.id.desc()).limit(1)
    )  # fmt: skip


def date_changes(consultation_id: int) -> Sequence[DateChange]:
    """Every change of dates, oldest first."""
    statement = (
        select(DateChange).where(DateChange.consultation_id == consultation_id).order_by(DateChange.id)
    )
    return db.session.scalars(statement).all()


@dataclass(frozen=True)
class ClosingMoved:
    """A change of the closing instant, and what it came from."""

    changed_at: datetime
    closed_before: datetime
    closes_now: datetime
    reason: str
    reason_language: str
    suspended_at: datetime | None
    """Since when it was suspended, where the time of a suspension was given back; None for an extension."""


def closings_moved(consultation_id: int) -> list[ClosingMoved]:
    """Every change of the closing instant, oldest first. One statement."""
    pause = and_(
        Suspension.consultation_id == DateChange.consultation_id,
        Suspension.resumed_at == DateChange.changed_at,
    )
    rows = db.session.execute(
        select(
            DateChange.changed_at, DateChange.closed_before, DateChange.closes_now, DateChange.reason,
            DateChange.reason_language, Suspension.suspended_at,
        )
        .outerjoin(Suspension, pause)
        .where(DateChange.consultation_id == consultation_id)
        .order_by(DateChange.id)
    )  # fmt: skip
    return [ClosingMoved(*row) for row in rows]


def open_suspension(consultation_id: int) -> Suspension | None:
    """The suspension that lasts."""
    statement = select(Suspension).where(
        Suspension.consultation_id == consultation_id, Suspension.resumed_at.is_(None)
    )
    return db.session.scalar(statement.order_by(Suspension.id.desc()).limit(1))


def suspensions(consultation_id: int) -> Sequence[Suspension]:
    """Every suspension, oldest first."""
    statement = select(Suspension).where(Suspension.consultation_id == consultation_id)
    return db.session.scalars(statement.order_by(Suspension.id)).all()


def progress(consultation: Consultation) -> dict[str, set[str]]:
    """Step of the author's task list -> languages in which it says something."""
    steps = {
        "what": ("summary",), "background": ("legal_basis", "affected"), "contact": ("contact", "other_ways"),
        "scope": ("decided", "open_questions", "what_next"),
    }  # fmt: skip
    texts = texts_of(consultation.id)
    return {
        step: {language for language, text in texts.items() if any(getattr(text, name) for name in names)}
        for step, names in steps.items()
    }


def note_in(version: Version, language: str) -> tuple[str, str]:
    """(what changed in a version, its language), in ``language`` where it was written in it; empty where unsaid."""
    own = version.change_notes.get(language, "")
    if own:
        return own, language
    if version.change_note or not version.change_notes:
        return version.change_note, version.change_note_language
    return next((said, one) for one, said in sorted(version.change_notes.items()))


def notes_of(version: Version) -> list[str]:
    """The same in every language."""
    return [version.change_note, *version.change_notes.values()]
