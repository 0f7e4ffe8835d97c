"""The mark of each row in a covered table: what the program stored in it last.

Revision ID: 0029
Revises: 0028
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Marks are made as rows are stored; for rows that are there already, `record mark-rows` makes them."""
    op.create_table(
        "record_row_mark",
        sa.Column("table_name", sa.String(length=60), nullable=False),
        sa.Column("row_key", sa.String(length=80), nullable=False),
        sa.Column("mark", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("table_name", "row_key", name=op.f("pk_record_row_mark")),
    )


def downgrade() -> None:
    """Rows are held against their entries alone again."""
    op.drop_table("record_row_mark")
