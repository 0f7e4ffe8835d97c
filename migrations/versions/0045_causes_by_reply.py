"""Passages are found by the reply that moved them.

Revision ID: 0045
Revises: 0044
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """The page of a comment asks which replies to it are cited."""
    op.create_index("ix_passage_cause_reply_id", "passage_cause", ["reply_id"])


def downgrade() -> None:
    """Only an index."""
    op.drop_index("ix_passage_cause_reply_id", "passage_cause")
