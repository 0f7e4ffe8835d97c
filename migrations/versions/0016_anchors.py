"""Chosen words, proposed wordings and what moved which passage.

Revision ID: 0016
Revises: 0015
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What a comment is about within its article, where that stands in later versions, and what moved a passage."""
    with op.batch_alter_table("comment") as batch:
        batch.add_column(sa.Column("edition", sa.String(35), nullable=False, server_default=""))
        batch.add_column(sa.Column("quote", sa.JSON, nullable=True))
        batch.add_column(sa.Column("proposal", sa.JSON, nullable=False, server_default="[]"))
        batch.add_column(sa.Column("supports", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("comment_revision") as batch:
        batch.add_column(sa.Column("proposal", sa.JSON, nullable=False, server_default="[]"))
    op.create_table(
        "comment_carry",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("comment_id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("found", sa.String(10), nullable=False),
        sa.Column("article_id", sa.Integer, nullable=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("decided_by", sa.String(10), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.CheckConstraint(
            "state IN ('same', 'moved', 'changed', 'gone', 'doubtful')", name=op.f("ck_comment_carry_state")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_carry_comment_id_comment")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["draft_version.id"], name=op.f("fk_comment_carry_version_id_draft_version")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_comment_carry_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_carry")),
        sa.UniqueConstraint("comment_id", "version_id", name=op.f("uq_comment_carry_comment_id_version_id")),
    )
    op.create_index("ix_comment_carry_version_id_state", "comment_carry", ["version_id", "state"])
    op.create_index("ix_comment_carry_article_id", "comment_carry", ["article_id", "comment_id"])


def downgrade() -> None:
    """Take them away: the words and their entries stay."""
    op.drop_table("comment_carry")
    with op.batch_alter_table("comment_revision") as batch:
        batch.drop_column("proposal")
    with op.batch_alter_table("comment") as batch:
        for name in ("supports", "proposal", "quote", "edition"):
            batch.drop_column(name)
