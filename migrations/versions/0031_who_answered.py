"""Where senders come from, if they say so, and how many answered from where, as the outcome tells it.

Revision ID: 0031
Revises: 0030
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0031"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """A sender's town or district; the numbers by channel and place that an outcome tells."""
    with op.batch_alter_table("sender") as batch_op:
        batch_op.add_column(sa.Column("place", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("outcome") as batch_op:
        batch_op.add_column(sa.Column("places", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("who_answered", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Nobody says where they come from."""
    with op.batch_alter_table("outcome") as batch_op:
        batch_op.drop_column("who_answered")
        batch_op.drop_column("places")
    with op.batch_alter_table("sender") as batch_op:
        batch_op.drop_column("place")
