"""The shape of a file of a package."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from consult.consultations.models import Consultation

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
    """A table of the package: ``data/<name>.csv`` and ``data/<name>.jsonl``."""

    name: str
    meaning: str
    columns: tuple[Column, ...]
    rows: Callable[[Scope], Iterator[Record]]
    only: Grade | None = None

    def columns_for(self, grade: Grade) -> list[str]:
        """Names of the columns of one grade, in order."""
        return [column.name for column in self.columns if column.only in (None, grade)]
