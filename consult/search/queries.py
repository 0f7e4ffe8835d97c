"""Finding what is public."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, text

from consult.foundation.db import db, is_sqlite
from consult.search.models import SearchDocument
from consult.search.segmenting import SearchQuery

KINDS = ("consultation", "article", "comment")


@dataclass(frozen=True)
class Found:
    """A page of what was found, newest first. ``after`` continues it."""

    documents: Sequence[SearchDocument]
    after: int | None


def search(query: SearchQuery, *, limit: int, kind: str = "", after: int | None = None) -> Found:
    """Documents in which every phrase occurs. One statement."""
    statement = select(SearchDocument).order_by(SearchDocument.id.desc()).limit(limit + 1)
    if is_sqlite():
        matching = text("SELECT rowid FROM search_document_fts WHERE search_document_fts MATCH :words")
        statement = statement.where(
            SearchDocument.id.in_(
                matching.bindparams(words=query.fts5()).columns(rowid=SearchDocument.id.type)
            )
        )
    else:
        statement = statement.where(
            func.to_tsvector(text("'simple'"), SearchDocument.words).op("@@")(
                func.to_tsquery(text("'simple'"), query.tsquery())
            )
        )
    if kind in KINDS:
        statement = statement.where(SearchDocument.kind == kind)
    if after is not None:
        statement = statement.where(SearchDocument.id < after)
    rows = db.session.scalars(statement).all()
    page = rows[:limit]
    return Found(page, page[-1].id if len(rows) > limit else None)


def count_documents() -> int:
    """How many things can be found (for ``doctor``)."""
    return db.session.scalar(select(func.count()).select_from(SearchDocument)) or 0
