"""Imported answers under the comments that they answer."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select, update

from consult.contributions import queries, references
from consult.contributions.models import Comment
from consult.foundation.db import db


def thread(consultation_id: int, name: str, secret: bytes, mine: Select[int]) -> None:
    """Put each answer under the top comment of its thread. Where the parent is missing it is a top comment itself.

    ``name`` is the source's, ``secret`` the import's, ``mine`` picks the comments
    of this import. Parents are found by their import keys, because one that was erased has no number any more.
    """
    rows = db.session.execute(
        select(
            Comment.import_key, Comment.id, Comment.parent_external_id, Comment.article_id, Comment.parent_id
        ).where(Comment.consultation_id == consultation_id, Comment.source == name)
    ).all()
    threads = {
        row[0]: (row[1], row[2] and references.import_key(secret, queries.BY_NUMBER, row[2]), *row[3:])
        for row in rows
        if row[0]
    }
    new = set(db.session.scalars(mine))
    placed = [
        {"id": number, "parent_id": top, "article_id": article_id}
        for number, top, article_id in _tops(threads)
        if number in new
    ]
    if placed:
        db.session.execute(update(Comment), placed)


def _tops(threads: Mapping[str, Sequence[Any]]) -> Iterator[tuple[int, int, int | None]]:
    """(comment, its top comment, its article: its own, else the top's) of every answer whose parent is there."""
    for name, (number, _parent, article_id, _top) in threads.items():
        top = _top_of(name, threads)
        if top != name:
            yield number, threads[top][3] or threads[top][0], article_id or threads[top][2]


def _top_of(name: str, threads: Mapping[str, Sequence[Any]]) -> str:
    """The first comment of a thread. Of comments that answer each other in a ring it is the oldest."""
    seen, parent = [name], threads[name][1]
    while parent in threads and parent not in seen:
        seen.append(parent)
        parent = threads[parent][1]
    return min(seen, key=lambda one: int(threads[one][0])) if parent in seen else seen[-1]
