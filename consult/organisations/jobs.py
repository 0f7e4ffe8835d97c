"""Invitations that nobody took up in time end, requests that came to nothing, and the access of auditors whose time is
over."""

from datetime import datetime, timedelta

from consult.foundation.db import db, writing
from consult.foundation.jobs import every
from consult.organisations import service
from consult.organisations.queries import approvals
from consult.organisations.service import approving


def lapse_invitations(now: datetime) -> int:
    """End them; returns how many."""
    with writing():
        return service.lapse_invitations(now)


def end_audits(now: datetime) -> int:
    """End the auditors' access whose time is over; returns how many."""
    with writing():
        return service.end_audits(now)


def lapse_requests(now: datetime) -> int:
    """Void what waits for a second person and can't be done any more, whoever signs; returns how many."""
    waiting = approvals.waiting_approvals()
    due = [one.approval.public_id for one in waiting if approving.why_too_late(one.approval, now)]
    db.session.rollback()
    done = 0
    for public_id in due:
        with writing():
            done += approving.lapse(approvals.get_approval(public_id), now=now)
    return done


every(timedelta(minutes=10), "end auditors' access", end_audits)
every(timedelta(minutes=10), "end old invitations", lapse_invitations)
every(timedelta(minutes=1), "end requests that came to nothing", lapse_requests)
