"""What happened, told afterwards. ``emit`` writes an outbox row in the verb's own transaction.

The worker delivers each row to every listener of its type until all have succeeded, so a listener
must be idempotent. An event carries ids, never text.
"""

import dataclasses
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from sqlalchemy import JSON, Index, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base, add_row, db, writing

logger = structlog.get_logger(__name__)
RETRY_LIMIT = timedelta(hours=6)


class OutboxEvent(Base):
    """One event that waits to be told."""

    __tablename__ = "event_outbox"
    __table_args__ = (Index("ix_event_outbox_due_at", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    type: Mapped[str]
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    happened_at: Mapped[datetime]
    due_at: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(default=0)


class NotYet(Exception):
    """A listener has to wait for something: the event is told again later, and nothing is wrong."""


E_ = TypeVar("E_")
Listener = Callable[[Any], None]
_listeners: dict[str, list[Listener]] = defaultdict(list)
_types: dict[str, type[Any]] = {}


def on(event_type: type[E_]) -> Callable[[Callable[[E_], None]], Callable[[E_], None]]:
    """Register a listener: it runs in the worker, inside ``writing()``, once per event or more often."""

    def register(listener: Callable[[E_], None]) -> Callable[[E_], None]:
        _types[event_type.__name__] = event_type
        if listener not in _listeners[event_type.__name__]:
            _listeners[event_type.__name__].append(listener)
        return listener

    return register


def emit(event: Any, *, now: datetime) -> None:
    """Put the event (a frozen dataclass of ids) into the outbox of the running transaction."""
    add_row(
        OutboxEvent,
        type=type(event).__name__,
        facts=dataclasses.asdict(event),
        happened_at=now,
        due_at=now,
        attempts=0,
    )


def deliver_due(now: datetime, *, limit: int = 200) -> int:
    """Tell what waits; returns how many events were delivered. Each in its own transaction.

    What was put off comes after what is due for the first time: events that wait for something that doesn't come
    (a seal, say) never keep others from being told.
    """
    first_time_first = (OutboxEvent.attempts > 0, OutboxEvent.due_at, OutboxEvent.id)
    due = select(OutboxEvent.id).where(OutboxEvent.due_at <= now).order_by(*first_time_first).limit(limit)
    ids = list(db.session.scalars(due))
    db.session.rollback()
    return sum(_deliver(event_id, now) for event_id in ids)


def _deliver(event_id: int, now: datetime) -> bool:
    try:
        with writing() as session:
            row = session.get(OutboxEvent, event_id)
            if row is None:
                return False
            if row.type in _types:
                event = _types[row.type](**row.facts)
                for listener in _listeners[row.type]:
                    listener(event)
            session.execute(delete(OutboxEvent).where(OutboxEvent.id == event_id))
        return True
    except NotYet:
        _postpone(event_id, now)
        return False
    except Exception:
        logger.exception("event_not_delivered", event_id=event_id)
        _postpone(event_id, now)
        return False


def _postpone(event_id: int, now: datetime) -> None:
    with writing() as session:
        row = session.get(OutboxEvent, event_id)
        if row is not None:
            wait = min(timedelta(seconds=5 * 2**row.attempts), RETRY_LIMIT)
            session.execute(
                update(OutboxEvent)
                .where(OutboxEvent.id == event_id)
                .values(attempts=row.attempts + 1, due_at=now + wait)
            )


def waiting() -> Iterator[tuple[str, datetime, int]]:
    """Type, time and attempts of each undelivered event, oldest first (for ``doctor`` and ``/metrics``)."""
    for row in db.session.scalars(select(OutboxEvent).order_by(OutboxEvent.id)):
        yield row.type, row.happened_at, row.attempts
