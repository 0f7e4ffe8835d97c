"""Time zones and how instants are written. Pure: the clock itself is in clock.py."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones


def to_minute(instant: datetime) -> str:
    """The instant as published in the record: RFC 3339 in UTC, to the minute (``2026-11-22T08:15Z``)."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def from_minute(text: str) -> datetime:
    """The instant that ``to_minute`` wrote. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def is_zone(name: str) -> bool:
    """Whether ``name`` is a time zone of the IANA list, such as ``Asia/Taipei``."""
    return name in available_timezones()


def in_zone(instant: datetime, zone: str) -> datetime:
    """The same instant as the wall clock in ``zone`` shows it."""
    return instant.astimezone(ZoneInfo(zone))
