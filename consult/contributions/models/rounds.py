"""Where what was said in an earlier round stands in the draft of a further one."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.foundation.db import Base


class EarlierComment(Base):
    """What became of the target of an earlier round's comment in one version of a further round's draft."""

    __tablename__ = "earlier_comment"
    __table_args__ = (
        CheckConstraint("state IN ('same', 'moved', 'changed', 'gone', 'doubtful')", name="state"),
        UniqueConstraint("comment_id", "version_id"),
        Index("ix_earlier_comment_version_id_state", "version_id", "state"),
        Index("ix_earlier_comment_article_id", "article_id", "comment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("draft_version.id"))
    state: Mapped[str] = mapped_column(String(10))
    """doubtful: the comparison isn't sure, so nothing is said of where it stands."""
    article_id: Mapped[int | None] = mapped_column(ForeignKey("article.id"))
    words: Mapped[str] = mapped_column(default="")
    """The words now, where words were chosen; empty for a whole article."""
