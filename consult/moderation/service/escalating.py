"""Telling that something waits too long. Nothing is published or hidden by it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.foundation import events
from consult.foundation.access import TIMER
from consult.foundation.db import db
from consult.foundation.zones import in_zone
from consult.moderation import queries
from consult.moderation.events import CommentEscalated
from consult.moderation.models import Escalation, Referral, Report, Review
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


Late = tuple[str, int]
"""What is late (review, report or referral), and the body whose people are told."""


def escalate_late(*, now: datetime, limit: int = 100) -> list[Late]:
    """Mark reviews, reports and referrals whose time has passed, once each; the caller tells the body's people.

    From then on pages say that they are late. Nothing else happens to them.
    """
    told: list[Late] = []
    for review in queries.overdue_reviews(now, limit=limit):
        consultation = consultations.get_by_id(review.consultation_id)
        unit_id = review.organisation_id or consultation.organisation_id
        told.append(_mark("review", review, consultation, unit_id, now))
    for report in queries.overdue_reports(now, limit=limit):
        consultation = consultations.get_by_id(report.consultation_id)
        told.append(_mark("report", report, consultation, consultation.organisation_id, now))
    for referral in _overdue_referrals(now, limit):
        consultation = consultations.get_by_id(referral.consultation_id)
        told.append(_mark("referral", referral, consultation, consultation.organisation_id, now))
    return told


def _overdue_referrals(now: datetime, limit: int) -> Sequence[Referral]:
    """Those over in their consultation's own zone: a day ends later in the west."""
    found = queries.overdue_referrals((now + timedelta(hours=14)).date(), limit=limit)
    zones = {one.consultation_id: consultations.get_by_id(one.consultation_id).timezone for one in found}
    return [one for one in found if one.due_on < in_zone(now, zones[one.consultation_id]).date()]


def _mark(
    what: str,
    row: Review | Report | Referral,
    consultation: Consultation,
    organisation_id: int,
    now: datetime,
) -> Late:
    row.escalated_at = now
    db.session.flush()
    record.append(
        f"{what}.escalated", actor=TIMER, now=now, consultation=consultation.public_id, objects=[row.public_id],
        role="timer",
    )  # fmt: skip
    return what, organisation_id
