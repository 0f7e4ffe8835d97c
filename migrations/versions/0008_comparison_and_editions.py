"""Comparison and editions: alternatives counted apart, supporting documents.

Revision ID: 0008
Revises: 0007
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TALLY_KEY = ["consultation_id", "article_id", "state", "is_imported", "stance"]
FOLDED = """
    INSERT INTO comment_tally (consultation_id, article_id, state, is_imported, stance, alternative_id, number)
    SELECT consultation_id, article_id, state, is_imported, stance, 0, SUM(number) FROM comment_tally_apart
    GROUP BY consultation_id, article_id, state, is_imported, stance
"""


def upgrade() -> None:
    """Counts get the alternative into their key; articles what stands before the alternatives; files a table."""
    with op.batch_alter_table("article_text") as batch_op:
        batch_op.add_column(sa.Column("lead_html", sa.String(), nullable=False, server_default=""))
    with op.batch_alter_table("comment_tally") as batch_op:
        batch_op.add_column(sa.Column("alternative_id", sa.Integer(), nullable=False, server_default="0"))
        batch_op.drop_constraint("pk_comment_tally", type_="primary")
        batch_op.create_primary_key("pk_comment_tally", [*TALLY_KEY, "alternative_id"])
    op.create_table(
        "supporting_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_kind", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_reason", sa.String(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_supporting_document_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["supporting_document.id"], name=op.f("fk_supporting_document_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supporting_document")),
        sa.UniqueConstraint("public_id", name=op.f("uq_supporting_document_public_id")),
    )
    op.create_index("ix_supporting_document_consultation_id", "supporting_document", ["consultation_id"])


def downgrade() -> None:
    """Counts of alternatives are added to those of their article."""
    op.drop_table("supporting_document")
    op.execute("CREATE TABLE comment_tally_apart AS SELECT * FROM comment_tally")
    op.execute("DELETE FROM comment_tally")
    op.execute(FOLDED)
    op.drop_table("comment_tally_apart")
    with op.batch_alter_table("comment_tally") as batch_op:
        batch_op.drop_constraint("pk_comment_tally", type_="primary")
        batch_op.drop_column("alternative_id")
        batch_op.create_primary_key("pk_comment_tally", TALLY_KEY)
    with op.batch_alter_table("article_text") as batch_op:
        batch_op.drop_column("lead_html")
