"""A further round of a consultation: which one it goes on from, and where what was said there stands in its draft.

Revision ID: 0034
Revises: 0033
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """The link and the places."""
    # not in a batch, which would write the table's other references anew so that earlier migrations can't go back
    op.execute(
        "ALTER TABLE consultation ADD COLUMN earlier_id INTEGER "
        "CONSTRAINT fk_consultation_earlier_id_consultation REFERENCES consultation (id)"
    )
    op.add_column("consultation", sa.Column("earlier_checkpoint", sa.String, nullable=False, server_default=""))
    op.create_index(op.f("ix_consultation_earlier_id"), "consultation", ["earlier_id"])
    op.create_table(
        "earlier_comment",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("comment_id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("article_id", sa.Integer, nullable=True),
        sa.Column("words", sa.String, nullable=False),
        sa.CheckConstraint(
            "state IN ('same', 'moved', 'changed', 'gone', 'doubtful')", name=op.f("ck_earlier_comment_state")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_earlier_comment_comment_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["draft_version.id"], name=op.f("fk_earlier_comment_version_id")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_earlier_comment_article_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_comment")),
        sa.UniqueConstraint("comment_id", "version_id", name=op.f("uq_earlier_comment_comment_id_version_id")),
    )
    op.create_index("ix_earlier_comment_version_id_state", "earlier_comment", ["version_id", "state"])
    op.create_index("ix_earlier_comment_article_id", "earlier_comment", ["article_id", "comment_id"])


def downgrade() -> None:
    """Every consultation stands for itself."""
    op.drop_table("earlier_comment")
    op.drop_index(op.f("ix_consultation_earlier_id"), table_name="consultation")
    op.drop_column("consultation", "earlier_checkpoint")
    op.drop_column("consultation", "earlier_id")
