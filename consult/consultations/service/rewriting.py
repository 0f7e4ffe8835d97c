"""Words that must not stand any more, in the public reasons of a consultation: part of the verbs that erase them."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from html import unescape
from typing import Any

from sqlalchemy import or_, select

from consult.consultations.models import (
    ArticleText,
    Consultation,
    DateChange,
    DraftRemoval,
    Edition,
    QuietExemption,
    SupportingDocument,
    Suspension,
    Version,
)
from consult.foundation import text
from consult.foundation.db import db, table_of

REASONS: dict[type[Any], Sequence[str]] = {
    DateChange: ("reason",),
    Suspension: ("reason",),
    Version: ("change_note", "change_notes"),
    SupportingDocument: ("added_reason", "ended_reason"),
    QuietExemption: ("reason",),
    DraftRemoval: ("order_number", "order_text"),
}
"""Tables in which somebody says why, once there were comments that it may quote -> the columns."""
_TAG = re.compile(r"<[^>]*>")
OWN = ("state_reason", "same_people_reason")
"""The same of the consultation itself; other reasons of its own were written before it was published."""
SAID_BY = (
    "consultation.ruled", "consultation.published", "consultation.extended", "consultation.put_off",
    "consultation.suspended", "consultation.withdrawn", "consultation.superseded", "consultation.annulled",
    "consultation.same_people_explained", "consultation.exempted", "version.published", "document.added",
    "document.replaced", "document.removed", "draft.removal_asked",
)  # fmt: skip
"""Entries that commit to them."""


def rewrite_explanations(
    consultation: Consultation, change: Callable[[Any], Any], *, after: int
) -> list[str]:
    """The same of what explains articles, in versions with a higher number than ``after``: they may quote comments.

    Returns the public ids of the versions in which something changed; the caller's entry names them.
    """
    rows = db.session.execute(
        select(Version.public_id, ArticleText)
        .join(Edition, Edition.version_id == Version.id)
        .join(ArticleText, ArticleText.edition_id == Edition.id)
        .where(
            Version.consultation_id == consultation.id, Version.number > after,
            or_(ArticleText.explanation != "", ArticleText.explanation_html != ""),
        )
    ).all()  # fmt: skip
    changed = set()
    for public_id, row in rows:
        left, html = change(row.explanation), change(row.explanation_html)
        if change(_bare(row.explanation_html)) != _bare(html):  # marked up within what it quotes
            html = text.plain_html(left)
        if (left, html) != (row.explanation, row.explanation_html):
            row.explanation, row.explanation_html = left, html
            changed.add(public_id)
    db.session.flush()
    return sorted(changed)


def _bare(html: str) -> str:
    return unescape(_TAG.sub("", html))


def rewrite_titles(
    consultation: Consultation, change: Callable[[Any], Any], *, after: datetime | None
) -> list[str]:
    """The same of what documents beside the draft are called, those that came ``after`` it (None: all of them).

    One that was there before is quoted by who writes its title, and not the other way round. Returns the public ids of
    the documents in which something changed; the caller's entry names them.
    """
    found = select(SupportingDocument).where(SupportingDocument.consultation_id == consultation.id)
    if after is not None:
        found = found.where(SupportingDocument.added_at > after)
    changed = set()
    for row in db.session.scalars(found):
        left = change(row.title), change(row.file_name)
        if left != (row.title, row.file_name):
            row.title, row.file_name = left
            changed.add(row.public_id)
    db.session.flush()
    return sorted(changed)


def rewrite_reasons(consultation: Consultation, change: Callable[[Any], Any]) -> int:
    """Each reason says only what ``change`` leaves of it. Returns how many changed; the caller's entry says so."""
    rows: list[tuple[Any, Sequence[str]]] = [(consultation, OWN)]
    for model, columns in REASONS.items():
        own = table_of(model).c.consultation_id == consultation.id
        rows += [(one, columns) for one in db.session.scalars(select(model).where(own))]
    changed = 0
    for row, columns in rows:
        for name in columns:
            said = getattr(row, name)
            if (left := change(said)) != said:
                setattr(row, name, left)
                changed += 1
    db.session.flush()
    return changed
