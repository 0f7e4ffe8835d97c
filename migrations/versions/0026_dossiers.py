"""Dossiers handed to those who decide, with their named acknowledgement.

Revision ID: 0026
Revises: 0025
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Which file was handed to whom, and who acknowledged it."""
    op.create_table(
        "decision_dossier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("handed_to", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("acknowledged_by", sa.String(), nullable=False),
        sa.Column("acknowledged_office", sa.String(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_decision_dossier_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision_dossier")),
        sa.UniqueConstraint("public_id", name=op.f("uq_decision_dossier_public_id")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_decision_dossier_key_hash")),
    )
    op.create_index("ix_decision_dossier_consultation_id", "decision_dossier", ["consultation_id"])


def downgrade() -> None:
    """Pages tell of no dossier any more; the record keeps which file was handed over."""
    op.drop_index("ix_decision_dossier_consultation_id", table_name="decision_dossier")
    op.drop_table("decision_dossier")
