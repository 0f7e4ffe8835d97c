"""Holds the index against what is public, for ``record verify``."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.events import OutboxEvent
from consult.record.checks import Key
from consult.search import service
from consult.search.models import SearchDocument
from consult.search.queries import KINDS

AT_ONCE = 500
SAID = ("kind", "object_id", "consultation_id", "language", "title", "body", "address", "words")


def wrong_documents(now: datetime) -> dict[int, list[Key]]:
    """Consultation -> (kind, id) of what the index doesn't say as everybody sees it.

    Comments are indexed in the act that changes them. Imports, consultations and articles follow by events: what isn't
    in the index yet is no fault there, and they are compared only while no event waits.
    """
    waits = db.session.scalar(select(func.count()).select_from(OutboxEvent))
    found: dict[int, list[Key]] = defaultdict(list)
    for consultation_id, key in (*_comments(bool(waits)), *_strays(), *(() if waits else _drafts(now))):
        found[consultation_id].append(key)
    return found


def _comments(waits: bool) -> Iterator[tuple[int, Key]]:
    after = 0
    while ids := _published_after(after):
        after = max(ids)
        there = _documents(SearchDocument.kind == "comment", SearchDocument.object_id.in_(ids))
        for document in service.comment_documents(ids):
            held = there.get(("comment", document["object_id"]), [])
            is_coming = waits and ids[document["object_id"]] and not held
            if held != [_said(document)] and not is_coming:
                yield document["consultation_id"], ("comment", document["object_id"])


def _published_after(comment_id: int) -> dict[int, bool]:
    """Id of each public comment -> whether it was brought in."""
    rows = db.session.execute(
        select(Comment.id, Comment.source)
        .where(Comment.state == "published", Comment.id > comment_id)
        .order_by(Comment.id)
        .limit(AT_ONCE)
    )
    return {own: source is not None for own, source in rows}


def _strays() -> Iterator[tuple[int, Key]]:
    """What is said of comments that aren't public, and of kinds that there are not."""
    rows = db.session.execute(
        select(SearchDocument.consultation_id, SearchDocument.kind, SearchDocument.object_id)
        .outerjoin(Comment, (Comment.id == SearchDocument.object_id) & (Comment.state == "published"))
        .where(
            ((SearchDocument.kind == "comment") & Comment.id.is_(None)) | SearchDocument.kind.not_in(KINDS)
        )
    )
    for consultation_id, kind, object_id in rows:
        yield consultation_id, (kind, object_id)


def _drafts(now: datetime) -> Iterator[tuple[int, Key]]:
    for consultation in consultations.every():
        own = SearchDocument.consultation_id == consultation.id, SearchDocument.kind != "comment"
        there = [one for several in _documents(*own).values() for one in several]
        meant = [_said(one) for one in service.documents_of(consultation, now)] if there else []
        if any(one not in meant for one in there):
            yield consultation.id, ("consultation", consultation.id)


def _documents(*conditions: Any) -> dict[Key, list[tuple[Any, ...]]]:
    rows = db.session.execute(select(*(getattr(SearchDocument, name) for name in SAID)).where(*conditions))
    found: dict[Key, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows:
        found[row[0], row[1]].append(tuple(row))
    return found


def _said(document: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(document[name] for name in SAID)


def index_again(consultation_id: int, keys: Sequence[Key], now: datetime) -> None:
    """Part of a verb: make these documents again, or take them out where nothing public is behind them."""
    by_kind: dict[str, list[int]] = defaultdict(list)
    for kind, object_id in keys:
        by_kind[kind].append(object_id)
    for kind, ids in by_kind.items():
        if kind == "comment":
            for start in range(0, len(ids), AT_ONCE):
                service.index_comments(ids[start : start + AT_ONCE], now)
        elif kind in KINDS:
            service.index_consultation(consultations.get_by_id(consultation_id), now)
        else:
            service.forget(kind, ids)
