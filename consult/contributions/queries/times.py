"""What time brings: comments that appear later, and time extended for somebody."""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select

from consult.consultations.models import Consultation
from consult.contributions.models import Comment, MoreTime
from consult.foundation.db import db


def due_to_appear(*, now: datetime, limit: int) -> Sequence[tuple[Comment, Consultation]]:
    """Comments that were let through, or hidden, and appear later: with their consultations."""
    shown_later = Consultation.comments_appear.in_(("at-closing", "with-outcome"))
    is_kept = or_(
        (Comment.state == "held") & Comment.held_revision.is_not(None),
        (Comment.state == "hidden") & Comment.is_listed.is_(False),
    )
    at_closing = (Consultation.comments_appear == "at-closing") & (Consultation.closes_at <= now)
    over = or_(at_closing, Consultation.answered_at.is_not(None))
    rows = db.session.execute(
        select(Comment, Consultation)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .where(shown_later, is_kept, over, Consultation.state.in_(("published", "answered", "finished")))
        .order_by(Comment.consultation_id, Comment.id)
        .limit(limit)
    )
    return [(comment, consultation) for comment, consultation in rows]


def more_time_until(consultation_id: int, code: str) -> datetime | None:
    """Until when whoever brings this code may still send, or None."""
    if not code:
        return None
    hashed = hashlib.sha256(code.strip().encode(errors="replace")).hexdigest()
    return db.session.scalar(
        select(MoreTime.until).where(
            MoreTime.consultation_id == consultation_id,
            MoreTime.code_hash == hashed,
            MoreTime.granted_at.is_not(None),
        )
    )
