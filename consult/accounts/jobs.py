"""Old codes, links and sessions are forgotten each hour."""

from datetime import datetime, timedelta

from consult.accounts import service
from consult.foundation.db import writing
from consult.foundation.jobs import every


def forget(now: datetime) -> int:
    """Delete what has ended long ago; returns how many rows went."""
    with writing():
        return service.forget_old(now)


every(timedelta(hours=1), "forget old sign-ins", forget)
