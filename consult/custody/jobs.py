"""Due acts: finding what is due (the dry run), making archive packages, sweeping what was destroyed."""

from datetime import datetime, timedelta

from flask import current_app

from consult.consultations import queries as consultations
from consult.custody import queries, service, transfer
from consult.foundation import jobs, sweeping
from consult.foundation.db import db, writing
from consult.foundation.settings import Settings
from consult.record import jobs as sealing

TABLES = frozenset(
    {"ruling", "report", "record_personal_read", "record_opening", "access_request", "access_document"}
)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["consult_settings"]
    return settings


def find_due(now: datetime) -> int:
    """Note what is due; nothing is done with it before somebody decides."""
    is_any = next(queries.find_due(now), None) is not None
    db.session.rollback()
    if not is_any:
        return 0
    with writing():
        return service.find(now)


def prepare_transfers(now: datetime) -> int:
    """Make the packages that archives are to get."""
    waiting = list(queries.to_prepare())
    db.session.rollback()
    for one in waiting:
        transfer.prepare(_settings().instance, one, now=now, seal=sealing.seal)
    gone = transfer.tidy(_settings().instance)
    db.session.rollback()
    return len(waiting) + gone


def sweep_disposals(now: datetime) -> int:
    """Write the pages of the database anew that held what was destroyed."""
    waiting = list(queries.unswept_disposals())
    db.session.rollback()
    database = _settings().instance / "consult.sqlite3"
    if not waiting or (sweeping.is_large(database) and now.hour != sweeping.AT_NIGHT):
        return 0
    if not sweeping.sweep(TABLES):
        return 0
    with writing():
        service.note_swept(waiting, now=now)
    return len(waiting)


def forget_mails(now: datetime) -> int:
    """Mails that were sent, or given up, longer ago than logs are kept: receiver and subject go too."""
    days = consultations.log_days(_settings().log_days)
    db.session.rollback()
    with writing():
        return service.forget_mails(days=days, now=now)


jobs.every(timedelta(hours=1), "forget sent mails", forget_mails)
jobs.every(timedelta(hours=6), "find what is due to go", find_due)
jobs.every(timedelta(seconds=30), "make archive packages", prepare_transfers)
jobs.every(timedelta(seconds=30), "sweep what was destroyed", sweep_disposals)
