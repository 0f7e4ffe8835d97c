"""Keeping the index. Comments are indexed in the verb's own transaction, so that hidden words leave at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from consult.consultations import queries as consultations
from consult.consultations import rules
from consult.consultations.models import Consultation, Edition
from consult.contributions.models import Comment, Revision
from consult.contributions.passages import in_body
from consult.foundation import text
from consult.foundation.db import db
from consult.search.models import SearchDocument
from consult.search.segmenting import split_for_search

BODY_LIMIT = 20_000
"""Characters of one thing that are indexed."""


def index_comments(ids: Iterable[int], now: datetime) -> int:
    """Bring the index up to what everybody sees of these comments; returns how many are in it.

    Called in the transaction that changes them, and for many after an import.
    """
    ids = list(ids)
    forget("comment", ids)
    return _store(comment_documents(ids), now)


def _store(documents: list[dict[str, Any]], now: datetime) -> int:
    if documents:
        db.session.execute(insert(SearchDocument), [{**one, "indexed_at": now} for one in documents])
    return len(documents)


def comment_documents(ids: Iterable[int]) -> list[dict[str, Any]]:
    """What the index is to say of those of these comments that everybody sees."""
    rows = db.session.execute(
        select(Comment, Revision.body, Revision.redactions)
        .join(Revision, (Revision.comment_id == Comment.id) & (Revision.number == Comment.shown_revision))
        .where(Comment.id.in_(ids), Comment.state == "published")
    )
    return [_comment_row(comment, body, redactions) for comment, body, redactions in rows]


def _comment_row(comment: Comment, body: str, redactions: list[Any]) -> dict[str, Any]:
    shown = text.redact(body, [(start, end) for start, end, _ground in in_body(redactions, body)])[
        :BODY_LIMIT
    ]
    return {
        "kind": "comment", "object_id": comment.id, "consultation_id": comment.consultation_id,
        "language": comment.language, "title": comment.reference, "body": shown,
        "address": f"/comments/{comment.reference}", "words": split_for_search(f"{comment.reference} {shown}"),
    }  # fmt: skip


def index_consultation(consultation: Consultation, now: datetime) -> None:
    """Index what a public consultation says about itself and its newest version's articles."""
    old = select(SearchDocument.id).where(
        SearchDocument.consultation_id == consultation.id,
        SearchDocument.kind.in_(("consultation", "article")),
    )
    db.session.execute(delete(SearchDocument).where(SearchDocument.id.in_(old)))
    _store(documents_of(consultation, now), now)


def documents_of(consultation: Consultation, now: datetime) -> list[dict[str, Any]]:
    """What the index is to say of a consultation and its articles; nothing where it isn't public."""
    if consultations.phase_of(consultation, now) not in rules.PUBLIC_PHASES:
        return []
    documents = []
    for language, words in consultations.texts_of(consultation.id).items():
        body = "\n".join(filter(None, (words.summary, words.affected, words.open_questions, words.decided)))[
            :BODY_LIMIT
        ]
        documents.append({
            "kind": "consultation", "object_id": consultation.id, "consultation_id": consultation.id,
            "language": language, "title": words.title, "body": body,
            "address": f"/consultations/{consultation.slug}",
            "words": split_for_search(f"{words.title} {body}"),
        })  # fmt: skip
    version = consultations.current_version(consultation.id)
    if version is not None:
        for edition in consultations.editions_of(version.id):
            documents.extend(_article_rows(consultation, version.number, edition))
    return documents


def _article_rows(consultation: Consultation, version: int, edition: Edition) -> list[dict[str, Any]]:
    return [
        {
            "kind": "article", "object_id": article.id, "consultation_id": consultation.id,
            "language": edition.language, "title": f"{words.number} {words.heading}".strip() or article.anchor,
            "body": words.text[:BODY_LIMIT],
            "address": f"/consultations/{consultation.slug}/draft/{version}/{article.anchor}",
            "words": split_for_search(f"{words.number} {words.heading} {words.text[:BODY_LIMIT]}"),
        }
        for article, words in consultations.whole_text_of(edition)
        if article.kind == "article"
    ]  # fmt: skip


def forget(kind: str, object_ids: list[int]) -> None:
    """Take things out of the index."""
    db.session.execute(
        delete(SearchDocument).where(SearchDocument.kind == kind, SearchDocument.object_id.in_(object_ids))
    )


def forget_everything() -> None:
    """Empty the index before it is made again."""
    db.session.execute(delete(SearchDocument))
