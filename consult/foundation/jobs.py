"""The worker's loop: outbox, mail and due acts. One leader at a time, woken every half second.

Rooms hand in their due acts (``every``); each runs by itself and a fault in one does not stop the others.
"""

import fcntl
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import structlog

from consult.foundation import clock, events, mail_rounds
from consult.foundation.db import db

logger = structlog.get_logger(__name__)
BEAT = timedelta(seconds=0.5)


@dataclass
class DueAct:
    """Something done again and again. ``act`` takes the instant and returns how much it did."""

    name: str
    act: Callable[[datetime], int]
    period: timedelta
    due_at: datetime | None = field(default=None)


_acts: dict[str, DueAct] = {}


def every(period: timedelta, name: str, act: Callable[[datetime], int]) -> None:
    """Register a due act under a name (registering again replaces it)."""
    _acts[name] = DueAct(name, act, period)


every(BEAT, "deliver events", events.deliver_due)
every(BEAT, "send mail", mail_rounds.send_due)


def run_due(now: datetime) -> int:
    """Run every act whose time has come, once; returns how much was done."""
    done = 0
    for act in list(_acts.values()):
        if act.due_at is None or act.due_at <= now:
            act.due_at = now + act.period
            try:
                done += act.act(now)
            except Exception:
                db.session.rollback()
                logger.exception("due_act_failed", act=act.name)
    return done


class Leadership:
    """One worker leads by flock on a file; the rest wait."""

    def __init__(self, instance: Path) -> None:
        self._file = (instance / "worker.lock").open("a+")

    def take(self) -> bool:
        """Whether this process leads now."""
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self._file.seek(0)
        self._file.truncate()
        self._file.write(str(os.getpid()))
        self._file.flush()
        return True


def is_running(instance: Path) -> bool:
    """Whether some worker holds the lead (for ``doctor``)."""
    with (instance / "worker.lock").open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        fcntl.flock(file, fcntl.LOCK_UN)
        return False


def run_forever(instance: Path, *, until: Callable[[], bool] = lambda: False) -> None:
    """The worker's loop."""
    leadership = Leadership(instance)
    while not leadership.take():
        if until():
            return
        time.sleep(BEAT.total_seconds())
    while not until():
        run_due(clock.now())
        db.session.remove()
        time.sleep(BEAT.total_seconds())
