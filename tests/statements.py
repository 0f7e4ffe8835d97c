"""What is asked of the database while something is done."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event

from consult.foundation.db import db


@contextmanager
def counted_statements(*, ignoring: tuple[str, ...] = ()) -> Iterator[list[str]]:
    """The SQL that was sent inside, in order, without what begins with one of these words."""
    seen: list[str] = []
    engine = db.engine

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(ignoring):
            seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)
