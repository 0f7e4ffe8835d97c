"""What the doctor says: one line each."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

OK, WARN, FAIL = "OK", "WARN", "FAIL"


@dataclass(frozen=True)
class Finding:
    """One line of the doctor: what was looked at, how it is, and what to do where it isn't well."""

    name: str
    level: str
    found: str
    todo: str = ""

    def as_dict(self) -> dict[str, str]:
        """For ``--json``."""
        return asdict(self)


def age(since: datetime | None, now: datetime) -> str:
    """How long ago, to the second."""
    return str(timedelta(seconds=int((now - since).total_seconds()))) if since else "-"
