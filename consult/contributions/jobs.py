"""Due acts: erasing addresses and unshown names when the promised time is over."""

from datetime import datetime, timedelta

from consult.contributions import queries, service
from consult.foundation import jobs, web
from consult.foundation.db import db, writing

AT_ONCE = 100
"""Submissions in one transaction, so that nobody waits behind it."""


def erase_contacts(now: datetime) -> int:
    """Erase what was kept long enough after the outcome; returns of how many submissions."""
    before, done = now - timedelta(days=web.settings().guest_contact_days), 0
    while ids := queries.contacts_due(before, limit=AT_ONCE):
        db.session.rollback()
        with writing():
            service.erase_contacts(ids, now=now)
        done += len(ids)
    db.session.rollback()
    return done


jobs.every(timedelta(hours=1), "erase contacts", erase_contacts)
