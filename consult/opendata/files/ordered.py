"""Large tables in the order of their names, without sorting their rows: whoever sorts a million of them holds them.

SQLite, as some systems build it, sorts in memory alone. So only keys are sorted, and the rows that belong to them
are read a portion at a time.
"""

from array import array
from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import InstrumentedAttribute

from consult.foundation.db import db

BATCH = 1_000


def rows_in_order(
    statement: Select[*tuple[Any, ...]],
    key: InstrumentedAttribute[int],
    *order: InstrumentedAttribute[Any],
    where: ColumnElement[bool],
) -> Iterator[Any]:
    """The rows of ``statement`` by ``order``; its first column is of the table of ``key``, and so is ``where``."""
    wanted = select(key).where(where).order_by(order[0]).execution_options(yield_per=BATCH)
    keys = array("q", db.session.scalars(wanted))
    for start in range(0, len(keys), BATCH):
        some = statement.where(key.in_(keys[start : start + BATCH].tolist())).order_by(*order)
        yield from db.session.execute(some).all()
