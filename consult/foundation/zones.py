"""Time zones and how instants are written. Pure: the clock itself is in clock.py."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones


def to_minute(instant: datetime) -> str:
    """The instant as published in the record: RFC 3339 in UTC, to the minute (``2026-11-22T08:15Z``)."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%MZ")


def from_minute(text: str) -> datetime:
    """The instant that ``to_minute`` wrote. Raises ValueError."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)


def whole_minute(instant: datetime) -> datetime:
    """The beginning of the minute it lies in."""
    return instant.replace(second=0, microsecond=0)


def is_zone(name: str) -> bool:
    """Whether ``name`` is a time zone of the IANA list, such as ``Asia/Taipei``."""
    return name in _zone_names()


def in_zone(instant: datetime, zone: str) -> datetime:
    """The same instant as the wall clock in ``zone`` shows it."""
    return instant.astimezone(ZoneInfo(zone))


def zones_by_day(instant: datetime) -> Mapping[date, frozenset[str]]:
    """Which day it is in which time zones: two or three days at any instant. No zone changes its day off a quarter."""
    return _zones_by_day(instant.replace(minute=instant.minute // 15 * 15, second=0, microsecond=0))


@lru_cache(maxsize=8)
def _zones_by_day(quarter: datetime) -> Mapping[date, frozenset[str]]:
    found: dict[date, set[str]] = defaultdict(set)
    for zone in _all_zones():
        found[quarter.astimezone(zone).date()].add(zone.key)
    return {day: frozenset(zones) for day, zones in found.items()}


@lru_cache(maxsize=1)
def _all_zones() -> tuple[ZoneInfo, ...]:
    """Every zone, read from its file once in a process: which takes a fifth of a second."""
    return tuple(ZoneInfo(zone) for zone in _zone_names())


@lru_cache(maxsize=1)
def _zone_names() -> frozenset[str]:
    """Read once in a process: the library opens each of 600 files for it."""
    return frozenset(available_timezones())
