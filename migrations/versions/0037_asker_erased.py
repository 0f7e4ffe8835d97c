"""A request for access knows whether who asks was erased while it was open.

Revision ID: 0037
Revises: 0036
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nobody is known to be, of those that are open."""
    op.add_column(
        "access_request", sa.Column("is_asker_erased", sa.Boolean, nullable=False, server_default=sa.false())
    )


def downgrade() -> None:
    """Who asked stays until the request is destroyed."""
    op.drop_column("access_request", "is_asker_erased")
