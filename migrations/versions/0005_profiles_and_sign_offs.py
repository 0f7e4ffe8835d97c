"""Profiles and sign offs.

Revision ID: 0005
Revises: 0004
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Which minimum period holds, and why the same people prepare and moderate."""
    with op.batch_alter_table("consultation") as batch_op:
        batch_op.add_column(sa.Column("period_kind", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("same_people_reason", sa.String(), nullable=False, server_default=""))


def downgrade() -> None:
    """Without them."""
    with op.batch_alter_table("consultation") as batch_op:
        batch_op.drop_column("same_people_reason")
        batch_op.drop_column("period_kind")
