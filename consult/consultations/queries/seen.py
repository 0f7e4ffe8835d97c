"""Stamps of what a form showed, for noticing that somebody else changed it meanwhile."""

import hashlib
from collections.abc import Iterable

from consult.consultations.models import (
    Consultation,
    ConsultationText,
    Edition,
)
from consult.consultations.queries.drafts import outline_of
from consult.consultations.rules import TEXT_FIELDS


def text_stamp(text: ConsultationText | None, names: Iterable[str]) -> str:
    """What these fields of a text hold now, for noticing that somebody else changed them."""
    return _digest(_field(text, name) if text else "" for name in names)


def _field(text: ConsultationText, name: str) -> object:
    """One of its own fields, or one of its notice."""
    return getattr(text, name) if name in TEXT_FIELDS else text.notice.get(name, "")


def rules_stamp(consultation: Consultation, names: Iterable[str]) -> str:
    """What these rules are now, for noticing that somebody else changed them."""
    return _digest(getattr(consultation, name) for name in names)


def outline_stamp(edition: Edition) -> str:
    """What an edition's outline is now: its file, and of each entry all that mending changes."""
    return _digest([edition.file_sha256, *outline_of(edition)])


def _digest(values: Iterable[object]) -> str:
    return hashlib.sha256("\0".join(str(value) for value in values).encode()).hexdigest()[:16]
