"""Invitations that nobody took up in time end."""

from datetime import datetime, timedelta

from consult.foundation.db import writing
from consult.foundation.jobs import every
from consult.organisations import service


def lapse_invitations(now: datetime) -> int:
    """End them; returns how many."""
    with writing():
        return service.lapse_invitations(now)


every(timedelta(minutes=10), "end old invitations", lapse_invitations)
