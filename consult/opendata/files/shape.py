"""The shape of a file of a package."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from consult.consultations.models import Consultation
from consult.opendata.verify_schema import ORDERS, rank

Grade = Literal["public", "auditor"]
PUBLIC: Grade = "public"
AUDITOR: Grade = "auditor"

Record = Mapping[str, object]


@dataclass(frozen=True)
class Column:
    """A column and what it means. ``only`` says which grade alone has it."""

    name: str
    meaning: str
    only: Grade | None = None


@dataclass(frozen=True)
class Scope:
    """What is being taken away. ``results_shown``: whether counts of votes are public by now."""

    consultation: Consultation
    grade: Grade
    results_shown: bool

    @property
    def is_public(self) -> bool:
        """Whether it is the grade without personal data."""
        return self.grade == PUBLIC

    def time(self, instant: datetime | None) -> str:
        """An instant in UTC: exact for auditors, to the minute for everybody (so that nobody is found by it)."""
        if instant is None:
            return ""
        if self.is_public:
            return f"{instant.astimezone(UTC).isoformat()[:16]}Z"
        return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True)
class File:
    """A table of the package: ``data/<name>.csv`` and ``data/<name>.jsonl``.

    ``read``: its rows; in their order already where ``is_long``, since whoever sorts a million of them holds them.
    """

    name: str
    meaning: str
    columns: tuple[Column, ...]
    read: Callable[[Scope], Iterator[Record]]
    only: Grade | None = None
    is_long: bool = False

    @property
    def order(self) -> tuple[str, ...]:
        """Columns by which its rows rise; none where they stand in the order of the draft or of the log."""
        return ORDERS.get(self.name, ())

    def rows(self, scope: Scope) -> Iterator[Record]:
        """Its rows in their order."""
        rows = self.read(scope)
        if self.is_long or not self.order:
            return rows
        return iter(sorted(rows, key=lambda row: rank(row, self.order)))

    def columns_for(self, grade: Grade) -> list[str]:
        """Names of the columns of one grade, in order."""
        return [column.name for column in self.columns if column.only in (None, grade)]
