"""By when themes and departments' parts are owed.

Revision ID: 0023
Revises: 0022
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """One table."""
    op.create_table(
        "due_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("part_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_language", sa.String(length=35), nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("escalated_for", sa.Date(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["consultation_id"], ["consultation.id"], name=op.f("fk_due_day_consultation_id")),
        sa.ForeignKeyConstraint(["part_id"], ["reply_part.id"], name=op.f("fk_due_day_part_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_due_day_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_day")),
        sa.UniqueConstraint("part_id", name=op.f("uq_due_day_part_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_due_day_public_id")),
        sa.UniqueConstraint("theme_id", name=op.f("uq_due_day_theme_id")),
    )
    op.create_index("ix_due_day_consultation_id", "due_day", ["consultation_id"])


def downgrade() -> None:
    """Due days are forgotten; their entries stay."""
    op.drop_table("due_day")
