"""Housekeeping: what has done its work is forgotten. And the worker's beat, for the doctor and ``/health``."""

from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete

from consult.foundation.db import db, writing
from consult.foundation.forms import UsedToken
from consult.foundation.jobs import every
from consult.foundation.limits import Counter
from consult.foundation.settings import Settings
from consult.site.operations import machine

TOKENS_KEPT = timedelta(days=30)
"""How long a form sent again still gets the answer it got first."""


def _settings() -> Settings:
    settings: Settings = current_app.extensions["consult_settings"]
    return settings


def beat(now: datetime) -> int:
    """The worker moves."""
    machine.beat(_settings().instance, now)
    return 0


def forget_tokens(now: datetime) -> int:
    """Form tokens that were used long ago."""
    with writing():
        return _deleted(delete(UsedToken).where(UsedToken.used_at < now - TOKENS_KEPT))


def _deleted(statement: object) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[call-overload]


def forget_counts(now: datetime) -> int:
    """Windows of the limits that are over, with the scrambled addresses in them."""
    counter: Counter = current_app.extensions["consult_counter"]
    counter.sweep(now)
    return 0


every(timedelta(seconds=5), "beat", beat)
every(timedelta(hours=1), "forget form tokens", forget_tokens)
every(timedelta(minutes=10), "forget counts", forget_counts)
