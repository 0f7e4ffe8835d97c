"""What happened in the audit office."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AlarmRaised:
    """Something happened that an auditor should look at."""

    alarm_id: int


@dataclass(frozen=True)
class AlarmEscalated:
    """It still lasts: it went to the body above, once."""

    alarm_id: int


@dataclass(frozen=True)
class ProcessReported:
    """Somebody reported the process itself."""

    report_id: int


@dataclass(frozen=True)
class ReportAskedFor:
    """A request for access may concern a report about the process."""

    report_id: int
    request: str
