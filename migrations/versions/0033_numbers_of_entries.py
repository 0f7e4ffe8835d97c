"""A head keeps a hash of its entries' numbers, so that a changed number is found where the database leaves gaps.

Revision ID: 0033
Revises: 0032
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Heads from before have none, and their numbers are held by their order alone."""
    op.add_column("record_checkpoint", sa.Column("numbers", sa.String(64), nullable=False, server_default=""))


def downgrade() -> None:
    """The order of the numbers is what is left."""
    op.drop_column("record_checkpoint", "numbers")
