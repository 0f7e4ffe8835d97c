"""What ``/health`` tells a load balancer."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from consult.foundation import jobs
from consult.foundation.db import db, is_sqlite
from consult.foundation.settings import Settings
from consult.site.operations.machine import BEAT_LATE, DISK_GONE, DISK_SCARCE, last_beat


def health(settings: Settings, now: datetime) -> tuple[bool, dict[str, str]]:
    """Whether the site can serve, and how each part is: ``ok``, ``late``, ``away`` … No secrets, no versions."""
    free = shutil.disk_usage(settings.instance).free
    parts = {
        "database": _database_health(),
        "worker": _worker_health(settings, now),
        "disk": "full" if free < DISK_GONE else "scarce" if free < DISK_SCARCE else "ok",
    }
    can_serve = parts["database"] == "ok" and parts["disk"] != "full"
    well = can_serve and all(state == "ok" for state in parts.values())
    return can_serve, {"status": "ok" if well else "degraded" if can_serve else "unwell", **parts}


def _database_health() -> str:
    try:
        db.session.execute(text("SELECT 1"))
        db.session.rollback()
    except SQLAlchemyError:
        db.session.rollback()
        return "away"
    return "ok" if _can_be_written() else "read-only"


def _can_be_written() -> bool:
    if not is_sqlite():
        return not db.session.scalar(text("SELECT pg_is_in_recovery()"))
    path = db.engine.url.database
    return bool(path) and os.access(str(path), os.W_OK) and os.access(Path(str(path)).parent, os.W_OK)


def _worker_health(settings: Settings, now: datetime) -> str:
    if not jobs.is_running(settings.instance):
        return "away"
    seen = last_beat(settings.instance)
    return "late" if seen is not None and now - seen > BEAT_LATE else "ok"
