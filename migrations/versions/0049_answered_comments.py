"""Answered comments are counted from an index of their own.

Revision ID: 0049
Revises: 0048
"""

from collections.abc import Sequence

from alembic import op
from sqlalchemy import text

revision: str = "0049"
down_revision: str | None = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Each list of comments says how many are answered."""
    is_answered = text("answered_at IS NOT NULL")
    op.create_index(
        "ix_comment_answered", "comment", ["consultation_id", "state", "article_id"],
        sqlite_where=is_answered, postgresql_where=is_answered,
    )  # fmt: skip


def downgrade() -> None:
    """Only an index."""
    op.drop_index("ix_comment_answered", "comment")
