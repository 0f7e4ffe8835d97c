"""Alarms are looked for every five minutes; the whole record is verified once a night's worth of time."""

from datetime import datetime, timedelta

from flask import current_app

from consult.audits import service
from consult.audits.service.alarms import Limits
from consult.foundation.db import writing
from consult.foundation.jobs import every
from consult.foundation.settings import Settings
from consult.record import checks


def watch(now: datetime) -> int:
    """Raise, escalate and end alarms; returns how many."""
    settings: Settings = current_app.extensions["consult_settings"]
    limits = Limits(
        settings.waiting_limit_hours,
        settings.alarm_silent_days,
        settings.alarm_surge,
        settings.alarm_escalate_hours,
    )
    with writing():
        return service.watch(limits, now=now)


def verify(now: datetime) -> int:
    """Hold everything against the record; where it isn't right, auditors are told. Returns how many alarms changed."""
    fault = ""
    try:
        for _checked in checks.verify_all(checks.check_logs):
            pass
    except checks.Fault as found:
        fault = str(found)
    with writing():
        return service.note_failed_check(fault, now=now)


every(timedelta(minutes=5), "look for alarms", watch)
every(timedelta(hours=24), "verify the record", verify)
