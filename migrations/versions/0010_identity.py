"""More time for somebody: which submissions came in it, and the language of its reason.

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Add the columns."""
    op.add_column(
        "more_time", sa.Column("reason_language", sa.String(35), nullable=False, server_default="und")
    )
    op.add_column("submission", sa.Column("more_time_id", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Take them away; submissions stay in time."""
    op.drop_column("submission", "more_time_id")
    op.drop_column("more_time", "reason_language")
