"""Telling that something waits too long. Nothing is published or hidden by it."""

from datetime import datetime

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.foundation import events
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.moderation import queries
from consult.moderation.events import CommentEscalated
from consult.moderation.models import Escalation
from consult.record import service as record


def escalate(*, now: datetime, site_hours: int, limit: int = 100) -> dict[int, int]:
    """Note what waits longer than its published limit, once each time it waits.

    Returns how many by body; the caller tells its moderators and administrators.
    """
    told: dict[int, int] = {}
    for comment_id, organisation_id in queries.to_escalate(now=now, site_hours=site_hours, limit=limit):
        comment = contributions.get(comment_id)
        consultation = consultations.get_by_id(comment.consultation_id)
        db.session.add(
            Escalation(comment_id=comment_id, waiting_since=comment.waiting_since, escalated_at=now)
        )
        db.session.flush()
        record.append(
            "comment.escalated", actor=TIMER, now=now, consultation=consultation.public_id, objects=[comment.public_id],
            role="timer",
        )  # fmt: skip
        events.emit(CommentEscalated(comment_id), now=now)
        told[organisation_id] = told.get(organisation_id, 0) + 1
    return told
