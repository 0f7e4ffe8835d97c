"""Authors rate what the outcome made of their comment where no reply of its own answers it.

Revision ID: 0050
Revises: 0049
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0050"
down_revision: str | None = "0049"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("answer_rating", "second_look")


def upgrade() -> None:
    """Without a reply it is about the outcome of its consultation: there is one at most, so it needs no key of its own."""
    for table in TABLES:
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("reply_id", existing_type=sa.Integer(), nullable=True)


def downgrade() -> None:
    """Refused where somebody did so: the earlier tables have no place for it, and entries of the record name it."""
    for table in TABLES:
        kept = op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {table} WHERE reply_id IS NULL"))
        if kept:
            raise RuntimeError(f"{kept} rows of {table} are about what an outcome made of comments, so it stays.")
    for table in reversed(TABLES):
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column("reply_id", existing_type=sa.Integer(), nullable=False)
