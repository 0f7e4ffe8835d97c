"""What a closed account sent is forgotten, as the worker does it: each at its own time."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select

from consult.contributions import jobs
from consult.contributions.models import Sender
from consult.foundation.db import db


def due_times() -> Iterator[datetime]:
    """The time of the next one, as long as one is left after what the caller did at the last."""
    while True:
        due = db.session.scalar(select(func.min(Sender.forget_at)))
        db.session.rollback()
        if due is None:
            return
        yield due


def forget_due() -> None:
    """Forget everything that waits for its time."""
    for due in due_times():
        assert jobs.forget_senders(due) == 1
    db.session.expire_all()
