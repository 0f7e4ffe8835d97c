"""The one clock. Everything inside is aware UTC; doors pass ``now`` to verbs."""

from datetime import UTC, datetime


def now() -> datetime:
    """This instant, aware, in UTC."""
    return datetime.now(UTC)
