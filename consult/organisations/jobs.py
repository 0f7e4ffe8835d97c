"""Invitations that nobody took up in time end, and the access of auditors whose time is over."""

from datetime import datetime, timedelta

from consult.foundation.db import writing
from consult.foundation.jobs import every
from consult.organisations import service


def lapse_invitations(now: datetime) -> int:
    """End them; returns how many."""
    with writing():
        return service.lapse_invitations(now)


def end_audits(now: datetime) -> int:
    """End the auditors' access whose time is over; returns how many."""
    with writing():
        return service.end_audits(now)


every(timedelta(minutes=10), "end auditors' access", end_audits)
every(timedelta(minutes=10), "end old invitations", lapse_invitations)
