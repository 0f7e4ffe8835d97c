"""Rows that only say again what other rows say: counts, the search index. They are held against those, and made anew.

Rooms register what they keep of that kind; ``record verify --repair`` has wrong ones made again from the rows that
they follow from, as long as those are as the record says.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, delete, insert, or_, select, update

from consult.foundation.db import Base, db, is_sqlite, snapshot, table_of
from consult.record.checks.registry import CHECKS, COVERED, Fault

Key = tuple[Any, ...]
MEND = "`record verify --repair` makes them again"


@dataclass(frozen=True)
class Derived:
    """Something that follows from other rows."""

    name: str
    table: str
    made_from: tuple[str, ...]
    """Tables that it follows from: where one of them isn't as the record says, nothing is made from it."""
    wrong: Callable[[], Mapping[int, Sequence[Key]]]
    """Consultation -> what of it isn't as it follows."""
    make: Callable[[int, Sequence[Key], datetime], None]
    """Make these of a consultation again. Part of a verb, which writes the entry."""
    log_of: Callable[[int], str]

    def standing(self) -> Mapping[int, Sequence[Key]]:
        """What is wrong at one instant: on PostgreSQL others may have counted between two statements."""
        found = self.wrong()
        if found and not is_sqlite():
            with snapshot():
                found = self.wrong()
        return found

    def check(self) -> str:
        """Raises Fault where anything isn't as it follows."""
        for consultation_id, keys in self.standing().items():
            raise Fault(
                f"{self.table}: {len(keys):,} rows of {self.log_of(consultation_id)} aren’t what "
                f"{self.made_from[0]} gives; {MEND}"
            )
        return f"{self.table} follows from {', '.join(self.made_from)}"


DERIVED: dict[str, Derived] = {}
"""By name, in the order in which rooms are opened, lower ones first."""


def derives(one: Derived) -> None:
    """Register it: `record verify` compares it, and repairs it on request."""
    DERIVED[one.name] = one
    CHECKS[one.name] = one.check
    COVERED[one.table] = one.name


@dataclass(frozen=True)
class Counts:
    """How the kept counts of a table are counted again.

    ``again``: the key's columns, then the numbers, of one consultation or of all. The key's first column is the
    consultation; rows of zeros say the same as none.
    """

    model: type[Base]
    key: tuple[str, ...]
    numbers: tuple[str, ...]
    again: Callable[[int | None], Executable]

    def derived(self, name: str, made_from: tuple[str, ...], log_of: Callable[[int], str]) -> Derived:
        """These counts, as they are registered."""
        return Derived(name, table_of(self.model).name, made_from, self.wrong, self.make, log_of)

    def wrong(self) -> dict[int, list[Key]]:
        """Consultation -> keys of the rows whose numbers aren't those counted."""
        counted, kept = self._counted(None), self._kept()
        found: dict[int, list[Key]] = {}
        for key in sorted(counted.keys() | kept.keys()):
            if counted.get(key) != kept.get(key):
                found.setdefault(key[0], []).append(key)
        return found

    def make(self, consultation_id: int, keys: Sequence[Key], _now: datetime) -> None:
        """Part of a verb: keep what is counted, under a lock of what is kept, so that nobody counts meanwhile."""
        table = table_of(self.model)
        own = table.c[self.key[0]] == consultation_id
        db.session.execute(select(*table.primary_key.columns).where(own).with_for_update()).all()
        counted = self._counted(consultation_id)
        for key in keys:
            named = dict(zip(self.key, key, strict=True))
            numbers = dict(zip(self.numbers, counted.get(key, [0] * len(self.numbers)), strict=True))
            here = [table.c[name] == value for name, value in named.items()]
            if not db.session.execute(update(self.model).where(*here).values(numbers)).rowcount:  # type: ignore[attr-defined]
                stray = [one == named[one.name] for one in table.primary_key.columns]
                db.session.execute(delete(self.model).where(*stray))
                db.session.execute(insert(self.model).values({**named, **numbers}))

    def _counted(self, consultation_id: int | None) -> dict[Key, list[int]]:
        return self._read(self.again(consultation_id))

    def _kept(self) -> dict[Key, list[int]]:
        table = table_of(self.model)
        columns = [table.c[name] for name in (*self.key, *self.numbers)]
        return self._read(select(*columns).where(or_(*(table.c[name] != 0 for name in self.numbers))))

    def _read(self, statement: Executable) -> dict[Key, list[int]]:
        size = len(self.key)
        rows = (
            (tuple(row[:size]), [int(one or 0) for one in row[size:]])
            for row in db.session.execute(statement)
        )
        return {key: numbers for key, numbers in rows if any(numbers)}
