"""Which commitments of the record a package opens. Auditors get all there are; everybody gets what pages show."""

from collections.abc import Collection, Iterator
from typing import Any

from sqlalchemy import select

from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.opendata.files.shape import Scope
from consult.record.models import Entry, EntryOpening

NEVER_PUBLIC = frozenset({"person", "time", "email", "name", "internal_note", "holder", "phone"})
"""Fields that only auditors may open, whatever the entry."""
PUBLIC_TYPES = (
    "consultation.", "version.", "edition.", "statement.", "reply.", "disposition.", "outcome.", "import.",
)  # fmt: skip
"""Acts of staff whose committed texts stand on public pages."""
RULING_FIELDS = frozenset({"act", "note", "note_language", "revision", "result"})
COMMENT_FIELDS = frozenset({"body", "stance", "language", "reference"})


def openings(scope: Scope) -> Iterator[dict[str, Any]]:
    """``{entry, fields: {field: [salt, value]}}`` of each entry of the consultation's log, in its order."""
    shown = _shown_comments(scope.consultation.id) if scope.is_public else frozenset()
    rows = db.session.execute(
        select(Entry.id, Entry.type, EntryOpening.fields)
        .join(EntryOpening, EntryOpening.entry_id == Entry.id)
        .where(Entry.log == scope.consultation.public_id)
        .order_by(Entry.number)
        .execution_options(yield_per=1_000)
    )
    for entry_id, type_, fields in rows:
        opened = _public(type_, fields, shown, scope) if scope.is_public else fields
        if opened:
            yield {"entry": entry_id, "fields": {name: opened[name] for name in sorted(opened)}}


def _public(type_: str, fields: dict[str, Any], shown: Collection[str], scope: Scope) -> dict[str, Any]:
    if type_ == "comment.received":
        reference = fields.get("reference", ["", ""])[1]
        allowed = COMMENT_FIELDS if reference in shown else frozenset()
    elif type_.startswith(("comment.ruled", "review.")):
        allowed = RULING_FIELDS
    elif type_ == "vote.cast":
        allowed = frozenset(fields) if scope.results_shown else frozenset()
    elif type_.startswith(PUBLIC_TYPES):
        allowed = frozenset(fields)
    else:
        allowed = frozenset()
    return {name: opening for name, opening in fields.items() if name in allowed - NEVER_PUBLIC}


def _shown_comments(consultation_id: int) -> frozenset[str]:
    """References of comments whose first wording everybody can read as it was written."""
    return frozenset(
        db.session.scalars(
            select(Comment.reference).where(
                Comment.consultation_id == consultation_id, Comment.state == "published",
                Comment.is_redacted.is_(False), Comment.shown_revision == 1,
            )
        )
    )  # fmt: skip
