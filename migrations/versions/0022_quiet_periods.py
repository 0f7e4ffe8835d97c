"""Quiet periods of bodies, what they did to consultations, and exemptions from them.

Revision ID: 0022
Revises: 0021
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Three tables."""
    op.create_table(
        "quiet_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_language", sa.String(length=35), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=False),
        sa.Column("end_reason_language", sa.String(length=35), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_quiet_period_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_period")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quiet_period_public_id")),
    )
    op.create_index("ix_quiet_period_organisation_id", "quiet_period", ["organisation_id"])
    op.create_table(
        "quiet_effect",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("quiet_period_id", sa.Integer(), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("paused_from", sa.Date(), nullable=True),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_now", sa.Date(), nullable=True),
        sa.Column("opened_before", sa.DateTime(timezone=True), nullable=True),
        sa.Column("opens_now", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_language", sa.String(length=35), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_quiet_effect_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["quiet_period_id"], ["quiet_period.id"], name=op.f("fk_quiet_effect_quiet_period_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_effect")),
        sa.UniqueConstraint("consultation_id", "quiet_period_id", name=op.f("uq_quiet_effect_consultation_id_quiet_period_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quiet_effect_public_id")),
    )
    op.create_table(
        "quiet_exemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("quiet_period_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_language", sa.String(length=35), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("act IN ('opening', 'outcome')", name=op.f("ck_quiet_exemption_act")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_quiet_exemption_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["quiet_period_id"], ["quiet_period.id"], name=op.f("fk_quiet_exemption_quiet_period_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiet_exemption")),
        sa.UniqueConstraint("public_id", name=op.f("uq_quiet_exemption_public_id")),
    )
    op.create_index("ix_quiet_exemption_consultation_id", "quiet_exemption", ["consultation_id"])


def downgrade() -> None:
    """Quiet periods are forgotten; the dates they moved stay moved, and their entries stay."""
    for table in ("quiet_exemption", "quiet_effect", "quiet_period"):
        op.drop_table(table)
