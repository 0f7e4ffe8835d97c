"""Since when a way out (the mail server, the gateway of text messages) takes nothing, and when it is tried again.

One small file for each way in the instance folder: the worker writes it; ``doctor`` and the administrators' pages read
it. So an outage touches no row of what waits, and waits longer each time (``FIRST_WAIT`` to ``LONGEST_WAIT``).
"""

import hmac
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from consult.foundation.errors import Refused
from consult.foundation.settings import Settings

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
    try:
        kept = json.loads(_path(instance, way).read_text(encoding="utf-8"))
        times = {name: datetime.fromisoformat(kept[name]) for name in ("since", "last_try", "next_try")}
        return Outage(**{**kept, **times})
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None  # none, or half of one: it is tried and noted anew


def note(instance: Path, way: str, mark: str, why: Refused, now: datetime) -> Outage:
    """The way took nothing at this instant; says when it is tried again."""
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
    if (outage := known(instance, way)) is not None:
        _keep(instance, way, replace(outage, next_try=now))


def over(instance: Path, way: str) -> None:
    """The way took something, or answered about it."""
    _path(instance, way).unlink(missing_ok=True)


def _path(instance: Path, way: str) -> Path:
    return instance / f"{way}.away"


def _keep(instance: Path, way: str, outage: Outage) -> None:
    path = _path(instance, way)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(outage), default=datetime.isoformat), encoding="utf-8")
    fresh.replace(path)
