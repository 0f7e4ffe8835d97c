"""Due acts: publishing at a set time."""

from datetime import datetime, timedelta

import structlog

from consult.consultations import queries, service
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


jobs.every(timedelta(seconds=1), "publish consultations", publish_due)
