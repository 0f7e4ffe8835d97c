"""What those who must be asked say on paper: how it came that there is no comment, and the scan of the letter.

Revision ID: 0035
Revises: 0034
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """The way of receipt, and the files."""
    op.add_column("asked", sa.Column("no_comment_channel", sa.String(10), nullable=False, server_default=""))
    op.add_column("asked", sa.Column("no_comment_how", sa.String, nullable=False, server_default=""))
    op.add_column("asked", sa.Column("no_comment_by", sa.Integer, nullable=True))
    op.create_table(
        "asked_file",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("asked_id", sa.Integer, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=True),
        sa.ForeignKeyConstraint(["asked_id"], ["asked.id"], name=op.f("fk_asked_file_asked_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_asked_file_public_id")),
    )
    op.create_index("ix_asked_file_asked_id", "asked_file", ["asked_id"])


def downgrade() -> None:
    """Nobody says anything on paper."""
    op.drop_table("asked_file")
    op.drop_column("asked", "no_comment_by")
    op.drop_column("asked", "no_comment_how")
    op.drop_column("asked", "no_comment_channel")
