"""Words that were sent and that nobody can read in public, and those that everybody can."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import String, and_, cast, or_, select

from consult.consultations.models import ArticleText, Consultation, Edition, Version
from consult.contributions import passages
from consult.contributions.models import Comment, Revision
from consult.contributions.unpublished import KeptBack
from consult.foundation.db import db

_HAS_COVERS = cast(Revision.redactions, String) != "[]"
_ROW = (
    Comment.reference, Comment.state, Comment.held_revision, Revision.number, Revision.published_at, Revision.body,
    Revision.proposal, Revision.redactions,
)  # fmt: skip


def kept_back(
    consultation_id: int, *, with_outcome: bool = False, of: Collection[int] | None = None
) -> Iterator[KeptBack]:
    """What nobody can read in public: comments that aren't published, wordings that never were, covered passages.

    ``with_outcome``: what was let through and appears together with the outcome counts as published. ``of``: of these
    comments alone.
    """
    own = [Comment.id.in_(of)] if of is not None else []
    meant = or_(Comment.state != "published", Revision.published_at.is_(None), _HAS_COVERS)
    for row in db.session.execute(_rows(consultation_id).where(meant, *own)):
        if _is_public(row, with_outcome=with_outcome):
            for words in _covered(row):
                yield KeptBack(row.reference, row.state, words, is_passage=True)
        else:
            state = "covered" if row.state == "published" else row.state
            for words in (row.body, *_put_in(row.proposal)):
                yield KeptBack(row.reference, state, words)


def public_words(
    consultation_id: int, *, references: Collection[str] | None = None, with_outcome: bool = False
) -> Iterator[tuple[str, str]]:
    """(reference, words) of what everybody can read of its comments, or of these: the pieces between what is covered.

    Every wording that was published is public history.
    """
    own = [Comment.reference.in_(references)] if references is not None else []
    shown = and_(Comment.state == "published", Revision.published_at.is_not(None))
    if with_outcome:
        shown = or_(shown, and_(Comment.state == "held", Comment.held_revision == Revision.number))
    for row in db.session.execute(_rows(consultation_id).where(shown, *own).order_by(Revision.id)):
        for words in _visible(row):
            yield row.reference, words


def covered_passages(comment_ids: Collection[int]) -> Sequence[str]:
    """What is covered in any wording of these comments."""
    rows = db.session.execute(select(*_ROW).join(Comment).where(Comment.id.in_(comment_ids), _HAS_COVERS))
    return [words for row in rows for words in _covered(row)]


def draft_words(consultation_id: int) -> Iterator[str]:
    """What the draft itself says in its published versions, with explanations and the text in force; its title."""
    yield from db.session.scalars(select(Consultation.title).where(Consultation.id == consultation_id))
    columns = (ArticleText.heading, ArticleText.text, ArticleText.explanation, ArticleText.in_force)
    rows = db.session.execute(
        select(*columns)
        .join(Edition, Edition.id == ArticleText.edition_id)
        .join(Version, Version.id == Edition.version_id)
        .where(Version.consultation_id == consultation_id, Version.published_at.is_not(None))
    )
    for row in rows:
        yield from filter(None, row)


def _rows(consultation_id: int) -> Any:
    return (
        select(*_ROW)
        .join(Comment, Comment.id == Revision.comment_id)
        .where(Comment.consultation_id == consultation_id)
    )


def _is_public(row: Any, *, with_outcome: bool) -> bool:
    if row.state == "published":
        return row.published_at is not None
    return with_outcome and row.state == "held" and row.held_revision == row.number


def _put_in(marks: Sequence[Sequence[Any]]) -> list[str]:
    return [words for op, words in marks if op == "in"]


def _ruled(row: Any) -> str:
    wording = "".join(words for op, words in row.proposal if op != "out")
    return passages.ruled_text(row.body, wording)


def _covered(row: Any) -> list[str]:
    text = _ruled(row)
    return [text[start:end] for start, end, _ground in row.redactions]


def _visible(row: Any) -> Iterator[str]:
    text, at = _ruled(row), 0
    for start, end, _ground in row.redactions:
        yield text[at:start]
        at = max(at, end)
    yield text[at:]
