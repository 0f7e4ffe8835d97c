"""Where what a comment is about stands in later versions."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class Carry(Base):
    """What became of a comment's target in one later version."""

    __tablename__ = "comment_carry"
    __table_args__ = (
        CheckConstraint("state IN ('same', 'moved', 'changed', 'gone', 'doubtful')", name="state"),
        UniqueConstraint("comment_id", "version_id"),
        Index("ix_comment_carry_version_id_state", "version_id", "state"),
        Index("ix_comment_carry_article_id", "article_id", "comment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    state: Mapped[str] = mapped_column(String(10))
    """doubtful: nobody has said yet which of the candidates is meant, or that none is."""
    found: Mapped[str] = mapped_column(String(10))
    """What the comparison would have said, were it sure; the same as ``state`` where it was."""
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    start: Mapped[int] = mapped_column(default=0)
    end: Mapped[int] = mapped_column(default=0)
    """Where the words stand in the article's text, in code points, in the edition that the comment is about."""
    words: Mapped[str] = mapped_column(default="")
    """The words now, where words were chosen; empty for a whole article."""
    candidates: Mapped[list[Any]] = mapped_column(JSON, default=list)
    """``[[article id, start, end, words], …]``: places that may be meant, the likeliest first."""
    decided_by: Mapped[str] = mapped_column(String(10), default="")
    """staff or sender, where a person said it."""
    decided_at: Mapped[datetime | None]
    account_id: Mapped[int | None]
