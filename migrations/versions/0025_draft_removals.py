"""Orders to remove a version of a draft, a document beside it, or one file of a comment.

Revision ID: 0025
Revises: 0024
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """What was ordered, and when something went."""
    op.create_table(
        "draft_removal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("order_kind", sa.String(length=20), nullable=False),
        sa.Column("order_number", sa.String(), nullable=False),
        sa.Column("order_text", sa.String(), nullable=False),
        sa.Column("text_language", sa.String(length=35), nullable=False),
        sa.Column("is_sealed_too", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_alone", sa.Boolean(), nullable=False),
        sa.CheckConstraint("decision IN ('', 'granted', 'refused')", name=op.f("ck_draft_removal_decision")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_draft_removal_consultation_id")
        ),
        sa.ForeignKeyConstraint(["version_id"], ["draft_version.id"], name=op.f("fk_draft_removal_version_id")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["supporting_document.id"], name=op.f("fk_draft_removal_document_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_removal")),
        sa.UniqueConstraint("public_id", name=op.f("uq_draft_removal_public_id")),
    )
    for column in ("consultation_id", "version_id", "document_id"):
        op.create_index(op.f(f"ix_draft_removal_{column}"), "draft_removal", [column])
    for name in ("draft_version", "supporting_document"):
        with op.batch_alter_table(name) as table:
            table.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("erasure") as table:
        table.add_column(sa.Column("attachment_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_erasure_attachment_id"), "attachment", ["attachment_id"], ["id"])


def downgrade() -> None:
    """Nothing says any more what was ordered; what was removed stays removed."""
    with op.batch_alter_table("erasure") as table:
        table.drop_constraint(op.f("fk_erasure_attachment_id"), type_="foreignkey")
        table.drop_column("attachment_id")
    for name in ("supporting_document", "draft_version"):
        with op.batch_alter_table(name) as table:
            table.drop_column("removed_at")
    for column in ("document_id", "version_id", "consultation_id"):
        op.drop_index(op.f(f"ix_draft_removal_{column}"), table_name="draft_removal")
    op.drop_table("draft_removal")
