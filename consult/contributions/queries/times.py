"""What time brings: comments that appear later, and time extended for somebody."""

import hashlib
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import or_, select

from consult.consultations.models import Consultation
from consult.contributions.models import Comment, MoreTime
from consult.contributions.references import parse_reference
from consult.foundation.db import db
from consult.foundation.errors import NotFound


def due_to_appear(*, now: datetime, limit: int) -> Sequence[tuple[Comment, Consultation]]:
    """Comments that were let through, or hidden, and appear later: with their consultations.

    What was imported into a draft was kept back as its rules said then; where they say otherwise once it is public,
    it appears.
    """
    shown_later = Consultation.comments_appear.in_(("at-closing", "with-outcome"))
    is_let_through = (Comment.state == "held") & Comment.held_revision.is_not(None)
    is_kept = or_(
        is_let_through,
        (Comment.state == "hidden") & Comment.is_listed.is_(False),
    )
    at_closing = (Consultation.comments_appear == "at-closing") & (Consultation.closes_at <= now)
    over = or_(at_closing, Consultation.answered_at.is_not(None))
    is_due = or_(shown_later & is_kept & over, (Consultation.comments_appear == "moderated") & is_let_through)
    rows = db.session.execute(
        select(Comment, Consultation)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(is_due, Consultation.state.in_(("published", "answered", "finished")))
        .order_by(Comment.consultation_id, Comment.id)
        .limit(limit)
    )
    return [(comment, consultation) for comment, consultation in rows]


def more_time_hash(code: str) -> str:
    """What is stored of a code, however it was typed."""
    typed = parse_reference(code) or code.strip()
    return hashlib.sha256(typed.encode(errors="replace")).hexdigest()


def find_more_time(consultation_id: int, code: str) -> MoreTime | None:
    """The time granted to whoever brings this code, or None."""
    if not code:
        return None
    return db.session.scalar(
        select(MoreTime).where(
            MoreTime.consultation_id == consultation_id,
            MoreTime.code_hash == more_time_hash(code),
            MoreTime.granted_at.is_not(None),
        )
    )


def more_time_until(consultation_id: int, code: str) -> datetime | None:
    """Until when whoever brings this code may still send, or None."""
    found = find_more_time(consultation_id, code)
    return found.until if found else None


def more_time_called(public_id: str) -> MoreTime:
    """Time asked for or granted, by its random id. Raises NotFound."""
    found = db.session.scalar(select(MoreTime).where(MoreTime.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def more_times(consultation_id: int) -> Sequence[MoreTime]:
    """Everything asked for in a consultation, the newest first: for staff."""
    return db.session.scalars(
        select(MoreTime).where(MoreTime.consultation_id == consultation_id).order_by(MoreTime.id.desc())
    ).all()


def granted_times(consultation_id: int) -> Sequence[MoreTime]:
    """What was granted, oldest first. Pages show group, reason and instant; ``whom`` is for staff."""
    return db.session.scalars(
        select(MoreTime)
        .where(MoreTime.consultation_id == consultation_id, MoreTime.granted_at.is_not(None))
        .order_by(MoreTime.granted_at, MoreTime.id)
    ).all()


def times_to_forget(before: datetime, *, limit: int, but_in: Collection[int] = ()) -> Sequence[MoreTime]:
    """Time whose receivers are still known, in consultations answered before that instant; without ``but_in``."""
    return db.session.scalars(
        select(MoreTime)
        .join(Consultation, Consultation.id == MoreTime.consultation_id)
        .where(
            Consultation.answered_at <= before,
            MoreTime.whom != "",
            MoreTime.consultation_id.not_in(but_in),
        )
        .order_by(MoreTime.id)
        .limit(limit)
    ).all()
