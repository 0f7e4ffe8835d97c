"""Stamps of what a form showed, for noticing that somebody else changed it meanwhile."""

import hashlib
from collections.abc import Iterable

from sqlalchemy import func, select

from consult.consultations.models import (
    ArticleText,
    Consultation,
    ConsultationText,
    Edition,
)
from consult.foundation.db import db


def text_stamp(text: ConsultationText | None, names: Iterable[str]) -> str:
    """What these fields of a text hold now, for noticing that somebody else changed them."""
    return _digest(getattr(text, name) if text else "" for name in names)


def rules_stamp(consultation: Consultation, names: Iterable[str]) -> str:
    """What these rules are now, for noticing that somebody else changed them."""
    return _digest(getattr(consultation, name) for name in names)


def outline_stamp(edition: Edition) -> str:
    """What an edition's outline is now: rows are replaced when it is mended, so their ids tell."""
    statement = select(func.count(), func.min(ArticleText.id), func.max(ArticleText.id))
    return _digest(db.session.execute(statement.where(ArticleText.edition_id == edition.id)).one())


def _digest(values: Iterable[object]) -> str:
    return hashlib.sha256("\0".join(str(value) for value in values).encode()).hexdigest()[:16]
