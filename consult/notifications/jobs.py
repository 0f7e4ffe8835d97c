"""Due acts: the reminder before closing, and forgetting addresses that serve nothing any more."""

from datetime import datetime, timedelta

from flask import current_app

from consult.foundation import events, jobs
from consult.foundation.db import db, writing
from consult.notifications import posting, queries, rules, service
from consult.notifications.events import NewsLeft


def remind(now: datetime) -> int:
    """Remind subscribers three days before closing, once for each closing instant. Returns how many consultations."""
    near = [
        one.id for one in queries.closing_within(now, before=rules.REMIND_BEFORE, within=rules.REMIND_WITHIN)
    ]
    db.session.rollback()
    for consultation_id in near:
        with writing():
            left = posting.write_news(
                NewsLeft(consultation_id, "reminder", consultation_id, "subscribers", "")
            )
            if left is not None:
                events.emit(left, now=now)
    return len(near)


def forget(now: datetime) -> int:
    """Delete subscriptions that nobody confirmed, and those of consultations that have long been over."""
    days = current_app.extensions["consult_settings"].guest_contact_days
    stale = queries.stale_subscriptions(now - rules.CONFIRM_WITHIN, now - timedelta(days=days))
    db.session.rollback()
    if not stale:
        return 0
    with writing():
        return service.forget(stale)


jobs.every(timedelta(minutes=10), "remind of closings", remind)
jobs.every(timedelta(hours=1), "forget subscriptions", forget)
