"""Due acts: publishing at a set time, and letting clocks stand still in quiet periods."""

from datetime import datetime, timedelta

import structlog

from consult.consultations import queries, quiet_days, service
from consult.consultations.queries import quiet
from consult.foundation import jobs
from consult.foundation.access import TIMER
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused

logger = structlog.get_logger(__name__)


def publish_due(now: datetime) -> int:
    """Publish the drafts whose set time has come; returns how many. One that isn't ready stays a draft."""
    ids = list(queries.due_publications(now))
    db.session.rollback()
    for consultation_id in ids:
        try:
            with writing():
                service.publish(TIMER, queries.get_by_id(consultation_id), now=now)
        except Refused as refused:
            logger.warning("publication_missed", consultation_id=consultation_id, reason=refused.message)
            with writing():
                service.drop_plan(TIMER, queries.get_by_id(consultation_id), now=now)
    return len(ids)


def begin_quiet(now: datetime) -> int:
    """Let the clocks of consultations stand still whose body has begun a quiet period. Returns how many."""
    found = [
        (period.id, one.id)
        for period in quiet.in_force(now)
        for one in quiet.running_without_effect(period, now)
        if quiet_days.meets(now, one.timezone, (period.begins_on, period.ends_on))
    ]
    db.session.rollback()
    for period_id, consultation_id in found:
        with writing():
            service.begin_quiet(queries.get_by_id(consultation_id), quiet.period_by_id(period_id), now=now)
    return len(found)


jobs.every(timedelta(minutes=1), "begin quiet periods", begin_quiet)
jobs.every(timedelta(seconds=1), "publish consultations", publish_due)
