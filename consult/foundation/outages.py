"""Since when a way out (the mail server, the gateway of text messages) takes nothing, and when it is tried again.

One small file for each way in the instance folder: the worker writes it; ``doctor`` and the administrators' pages read
it. So an outage touches no row of what waits, and waits longer each time (``FIRST_WAIT`` to ``LONGEST_WAIT``).
"""

import fcntl
import hmac
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from consult.foundation.errors import Refused
from consult.foundation.settings import Settings

logger = structlog.get_logger(__name__)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(minutes=5)
MAIL, SMS = "mail", "sms"
"""The ways."""


@dataclass(frozen=True)
class Outage:
    """``mark``: of the settings that failed, so that others are tried at once. ``message``, ``values``: as Refused."""

    since: datetime
    last_try: datetime
    next_try: datetime
    tries: int
    mark: str
    message: str
    values: Mapping[str, str]

    @property
    def why(self) -> Refused:
        """What went wrong the last time."""
        return Refused(self.message, **self.values)

    def is_waiting(self, mark: str, now: datetime) -> bool:
        """Whether these settings needn't be tried yet. A clock that was set back keeps nothing waiting."""
        return mark == self.mark and now < self.next_try <= now + LONGEST_WAIT


def mark_of(settings: Settings, *parts: object) -> str:
    """Of settings with secrets in them, which it doesn't tell."""
    return hmac.digest(settings.secret, repr(parts).encode(), "sha256").hex()[:16]


def known(instance: Path, way: str) -> Outage | None:
    """The outage that goes on, or None where the way took something since."""
    path = _path(instance, way)
    if path in _unwritten:
        return _unwritten[path]
    try:
        return _read(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        # half of one, one that somebody wrote by hand, or none that can be read: it is tried and noted anew
        logger.warning("outage_unreadable", way=way, error=type(error).__name__)
        return None


def note(instance: Path, way: str, mark: str, why: Refused, now: datetime) -> Outage:
    """The way took nothing at this instant; says when it is tried again."""
    with _alone(instance):
        before = known(instance, way)
        tries = before.tries + 1 if before else 1
        wait = min(FIRST_WAIT * 2 ** min(tries - 1, 10), LONGEST_WAIT)
        outage = Outage(
            before.since if before else now, now, now + wait, tries, mark, why.message,
            {name: str(value) for name, value in why.values.items()},
        )  # fmt: skip
        _keep(instance, way, outage)
    return outage


def try_at_once(instance: Path, way: str, now: datetime) -> None:
    """Somebody saw that it goes again: the next round needn't wait."""
    with _alone(instance):
        if (outage := known(instance, way)) is not None:
            _keep(instance, way, replace(outage, next_try=now))


def over(instance: Path, way: str) -> None:
    """The way took something, or answered about it."""
    with _alone(instance):
        _keep(instance, way, None)


_unwritten: dict[Path, Outage | None] = {}
"""What this process knows better than the files, as it can't write them: else it would try without a pause."""


def _path(instance: Path, way: str) -> Path:
    return instance / f"{way}.away"


def _read(kept: Mapping[str, Any]) -> Outage:
    """Raises ValueError, KeyError or TypeError for what isn't one. Times that name no zone are meant in UTC."""
    times = {name: datetime.fromisoformat(kept[name]) for name in ("since", "last_try", "next_try")}
    values = {str(name): str(value) for name, value in dict(kept["values"]).items()}
    return Outage(
        **{name: at if at.tzinfo else at.replace(tzinfo=UTC) for name, at in times.items()},
        tries=max(int(kept["tries"]), 1), mark=str(kept["mark"]), message=str(kept["message"]), values=values,
    )  # fmt: skip


@contextmanager
def _alone(instance: Path) -> Iterator[None]:
    """While what is kept is read and written, no other process of the instance does: an outage that is over would come
    back."""
    folder = os.open(instance, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _keep(instance: Path, way: str, outage: Outage | None) -> None:
    """In the file; where the folder takes none, as long as this process lives."""
    path = _path(instance, way)
    try:
        if outage is None:
            path.unlink(missing_ok=True)
        else:
            fresh = path.with_suffix(".new")
            fresh.write_text(json.dumps(asdict(outage), default=datetime.isoformat), encoding="utf-8")
            fresh.replace(path)
    except OSError as error:
        logger.warning("outage_not_kept", way=way, error=type(error).__name__)
        _unwritten[path] = outage
    else:
        _unwritten.pop(path, None)
