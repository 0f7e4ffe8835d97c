"""Corrections of what was published: earlier wordings of the outcome and of dispositions, with date and reason.

Revision ID: 0014
Revises: 0013
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("outcome", "disposition")


def upgrade() -> None:
    """Nothing was corrected so far."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.add_column(sa.Column("earlier", sa.JSON(), nullable=False, server_default=sa.text("'[]'")))


def downgrade() -> None:
    """Take the columns out; what stands now stays."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch:
            batch.drop_column("earlier")
