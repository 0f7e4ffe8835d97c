"""The search index: what is public, in words cut for both databases.

Derived data: ``search rebuild`` makes it again.
"""

from datetime import datetime

from sqlalchemy import DDL, ForeignKey, Index, String, UniqueConstraint, event
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class SearchDocument(Base):
    """One thing that can be found: a consultation, an article or a published comment, in one language."""

    __tablename__ = "search_document"
    __table_args__ = (
        UniqueConstraint("kind", "object_id", "language"),
        Index("ix_search_document_consultation_id", "consultation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    """consultation, article or comment."""
    object_id: Mapped[int]
    consultation_id: Mapped[int] = mapped_column(ForeignKey("consultation.id"))
    language: Mapped[str] = mapped_column(String(35))
    title: Mapped[str]
    body: Mapped[str]
    address: Mapped[str]
    """Where it is below the language: ``/comments/HFG-7K4-MRT-92``."""
    words: Mapped[str]
    """Title and body cut by ``segmenting.split_for_search``."""
    indexed_at: Mapped[datetime]


_REMOVE = (
    "INSERT INTO search_document_fts(search_document_fts, rowid, words) VALUES ('delete', old.id, old.words);"
)
_ADD = "INSERT INTO search_document_fts(rowid, words) VALUES (new.id, new.words);"
SQLITE_INDEX = (
    """CREATE VIRTUAL TABLE search_document_fts USING fts5
    (words, content='search_document', content_rowid='id', tokenize='unicode61 remove_diacritics 2')""",
    # without this FTS5 keeps the words of deleted rows in its own tables
    "INSERT INTO search_document_fts(search_document_fts, rank) VALUES ('secure-delete', 1)",
    f"CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN {_ADD} END",
    f"CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN {_REMOVE} END",
    f"CREATE TRIGGER search_document_changed AFTER UPDATE OF words ON search_document BEGIN {_REMOVE} {_ADD} END",
)
"""Full text on SQLite: an FTS5 index over the table, kept by triggers."""
POSTGRESQL_INDEX = (
    "CREATE INDEX ix_search_document_words ON search_document USING gin (to_tsvector('simple', words))",
)
"""Full text on PostgreSQL: one expression index."""

for _statement in SQLITE_INDEX:
    event.listen(
        SearchDocument.__table__,
        "after_create",
        DDL(_statement.replace("%", "%%")).execute_if(dialect="sqlite"),
    )
for _statement in POSTGRESQL_INDEX:
    event.listen(SearchDocument.__table__, "after_create", DDL(_statement).execute_if(dialect="postgresql"))
