"""What authors say of the answers they got, and second looks at them.

Revision ID: 0027
Revises: 0026
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Ratings and second looks."""
    op.create_table(
        "answer_rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=10), nullable=False),
        sa.Column("rated_at", sa.DateTime(timezone=True), nullable=False),
        *_keys("answer_rating"),
    )
    op.create_index("ix_answer_rating_consultation_id", "answer_rating", ["consultation_id"])
    op.create_table(
        "second_look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reason_language", sa.String(length=35), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("note_language", sa.String(length=35), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        *_keys("second_look"),
    )
    op.create_index("ix_second_look_consultation_id", "second_look", ["consultation_id", "closed_at"])
    op.create_index("ix_second_look_reply_id", "second_look", ["reply_id"])


def _keys(table: str) -> list[sa.Constraint]:
    return [
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f(f"fk_{table}_consultation_id")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f(f"fk_{table}_comment_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f(f"fk_{table}_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("public_id", name=op.f(f"uq_{table}_public_id")),
        sa.UniqueConstraint("comment_id", name=op.f(f"uq_{table}_comment_id")),
    ]


def downgrade() -> None:
    """What was said of answers is gone from pages; the record keeps that it was said."""
    op.drop_table("second_look")
    op.drop_table("answer_rating")
