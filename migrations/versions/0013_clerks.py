"""What clerks enter, and senders known to be the same person.

Revision ID: 0013
Revises: 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Two tables beside the submissions."""
    op.create_table(
        "clerk_entry",
        sa.Column("submission_id", sa.Integer, nullable=False),
        sa.Column("received_on", sa.Date, nullable=False),
        sa.Column("how", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.Column("entered_at", INSTANT, nullable=False),
        sa.Column("entry_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_clerk_entry_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_clerk_entry")),
    )
    op.create_table(
        "sender_link",
        sa.Column("submission_id", sa.Integer, nullable=False),
        sa.Column("first_id", sa.Integer, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.Column("linked_at", INSTANT, nullable=False),
        sa.Column("entry_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_sender_link_submission_id_submission")
        ),
        sa.ForeignKeyConstraint(
            ["first_id"], ["submission.id"], name=op.f("fk_sender_link_first_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_sender_link")),
    )
    op.create_index(op.f("ix_sender_link_first_id"), "sender_link", ["first_id"])


def downgrade() -> None:
    """Take them away: the submissions themselves stay, with channel and times."""
    op.drop_table("sender_link")
    op.drop_table("clerk_entry")
