"""One document of what is held: its kind, of what it is, and its words for whoever reads it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Document:
    """One document as it stands now."""

    kind: str
    reference: str
    dated_at: datetime | None
    language: str
    body: str
    file_name: str = ""
    content: bytes | None = None


def line(label: str, value: object) -> str:
    """``label: value``, empty where there is nothing to say."""
    return f"{label}: {value}" if value not in (None, "") else ""


def lines(pairs: Iterable[tuple[str, object]]) -> str:
    """The lines that say something."""
    return "\n".join(filter(None, (line(label, value) for label, value in pairs)))
