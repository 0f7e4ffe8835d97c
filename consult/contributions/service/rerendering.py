"""Rendering stored wordings of comments again, when the rendering itself has changed."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, update

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment, Revision
from consult.contributions.passages import CONFIDENTIAL
from consult.contributions.service.showing import Label, confidential_label, rendered
from consult.foundation import text
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, table_of
from consult.foundation.errors import Conflict
from consult.record import service as record

LABELS: list[Callable[[Comment, Consultation, str], Label]] = []
"""The room above says what covers redacted words: (comment, its consultation, ground) -> label."""


@dataclass(frozen=True)
class Rendered:
    """One wording, rendered again before the lock."""

    revision_id: int
    comment_id: int
    consultation_id: int
    number: int
    html: str
    redactions: list[Any]
    """As they were read: what was ruled meanwhile is rendered by the ruling."""


def count_stale() -> int:
    """Wordings rendered by another version."""
    stale = select(func.count()).select_from(Revision).where(Revision.html_version != text.VERSION)
    return db.session.scalar(stale) or 0


def render_again(limit: int) -> list[Rendered]:
    """The next wordings that another version rendered."""
    rows = db.session.execute(
        select(Revision, Comment)
        .join(Comment, Comment.id == Revision.comment_id)
        .where(Revision.html_version != text.VERSION)
        .order_by(Revision.id)
        .limit(limit)
    )
    return [_render(revision, comment) for revision, comment in rows]


def _render(revision: Revision, comment: Comment) -> Rendered:
    consultation = consultations.get_by_id(comment.consultation_id)
    labels = [_label(comment, consultation, ground) for _start, _end, ground in revision.redactions]
    return Rendered(
        revision.id, comment.id, comment.consultation_id, revision.number,
        rendered(revision.body, revision.redactions, labels), revision.redactions,
    )  # fmt: skip


def _label(comment: Comment, consultation: Consultation, ground: str) -> Label:
    if ground == CONFIDENTIAL:
        return confidential_label(comment.language)
    for label in LABELS:
        return label(comment, consultation, ground)
    raise Conflict("no room says what covers redacted words")


_REVISIONS, _COMMENTS = table_of(Revision), table_of(Comment)
_STORE = (
    update(_REVISIONS)
    .where(_REVISIONS.c.id == bindparam("row"))
    .values(html=bindparam("new_html"), html_version=text.VERSION)
)
_SHOW = (
    update(_COMMENTS)
    .where(
        _COMMENTS.c.id == bindparam("row"), _COMMENTS.c.state == "published",
        _COMMENTS.c.shown_revision == bindparam("seen"),
    )
    .values(shown_html=bindparam("new_html"), html_version=text.VERSION)
)  # fmt: skip


def store_again(rows: Sequence[Rendered], *, now: datetime) -> int:
    """Keep them, where nothing changed meanwhile, and say so in the log of each consultation."""
    now_there = select(Revision.id, Revision.redactions).where(
        Revision.id.in_([one.revision_id for one in rows]), Revision.html_version != text.VERSION
    )
    known: dict[int, list[Any]] = dict(db.session.execute(now_there).all())
    kept = [one for one in rows if known.get(one.revision_id) == one.redactions]
    if kept:
        connection = db.session.connection()
        connection.execute(_STORE, [{"row": one.revision_id, "new_html": one.html} for one in kept])
        shown = [{"row": one.comment_id, "seen": one.number, "new_html": one.html} for one in kept]
        connection.execute(_SHOW, shown)
    done = Counter(one.consultation_id for one in kept)
    for consultation_id, number in done.items():
        record.append(
            "comment.rerendered", actor=CONSOLE, now=now, role="console",
            consultation=consultations.get_by_id(consultation_id).public_id,
            values={"number": str(number), "version": str(text.VERSION)},
        )  # fmt: skip
    return done.total()
