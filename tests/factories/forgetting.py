"""What a closed account left is forgotten, as the worker does it: each at its own time."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select

from consult.contributions import jobs
from consult.contributions.models import Asked, Sender
from consult.foundation.db import db
from consult.moderation import jobs as moderation_jobs
from consult.moderation.models import Report


def due_times() -> Iterator[datetime]:
    """The time of the next one, as long as one is left after what the caller did at the last."""
    while True:
        least = [db.session.scalar(select(func.min(kept.forget_at))) for kept in (Sender, Asked, Report)]
        db.session.rollback()
        if not (due := [one for one in least if one is not None]):
            return
        yield min(due)


def forget_due() -> None:
    """Forget everything that waits for its time."""
    for due in due_times():
        assert jobs.forget_senders(due) + moderation_jobs.forget_reports(due) == 1
    db.session.expire_all()
