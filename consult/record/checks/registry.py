"""Which tables are held against the record, by what, and which are not and why. Rooms fill it from their hooks."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from consult.foundation.db import Base, is_sqlite, snapshot
from consult.record.marking import MARKED, UNMARKED


class Fault(Exception):
    """Something isn't as the record says; the sentence names it."""


@dataclass(frozen=True)
class Checked:
    """What one check looked at, in a line."""

    name: str
    found: str


Check = Callable[[], str]
"""Looks at everything it is for; returns what it looked at, or raises Fault naming the first thing that is wrong."""

CHECKS: dict[str, Check] = {}
"""Name -> check of a room, in the order in which rooms are opened, lower ones first."""
COVERED: dict[str, str] = {}
"""Table -> the check that holds its rows against entries."""
WHOLE: set[str] = set()
"""Checks of whole processes: they come last, since what holds one table names a fault in it more plainly."""
EXEMPT: dict[str, str] = {}
"""Table -> why it isn't held against entries."""
ERASING: set[str] = set()
"""Types of entries that say openings were erased; they name its sender, an object of it, or the entry itself."""
SENDERS: list[Callable[[], Mapping[str, str]]] = []
"""Filled by higher rooms: object that an erasing entry names -> the pseudonym whose entries it means."""


def covers(name: str, check: Check, *tables: str, is_whole: bool = False) -> None:
    """Register a check and the tables it covers (again replaces it)."""
    CHECKS[name] = check
    if is_whole:
        WHOLE.add(name)
    COVERED.update(dict.fromkeys(tables, name))
    MARKED.update({one: Base.metadata.tables[one] for one in tables})


def leaves_out(table: str, *columns: str) -> None:
    """Columns of a covered table that no mark is made of: the room's own check holds them."""
    UNMARKED[table] = frozenset(columns)


def exempts(reasons: Mapping[str, str]) -> None:
    """Say why tables aren't held against entries."""
    EXEMPT.update(reasons)


def verify_all(own: Check) -> Iterator[Checked]:
    """Run every check, the logs first and whole processes last. Raises Fault with the first thing that is wrong."""
    yield Checked("logs", at_one_instant(own))
    for name, check in sorted(CHECKS.items(), key=lambda one: one[0] in WHOLE):
        yield Checked(name, at_one_instant(check))


def at_one_instant(check: Check) -> str:
    """What a check says; on PostgreSQL others may have sealed or written between two of its statements.

    So a fault is looked at again in one snapshot before it is told. Raises Fault.
    """
    try:
        return check()
    except Fault:
        if is_sqlite():
            raise
    with snapshot():
        return check()
