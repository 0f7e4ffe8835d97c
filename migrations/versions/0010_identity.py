"""More time for somebody, telephone numbers that are confirmed, and who an account is at a sign-in service.

Revision ID: 0010
Revises: 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Add columns and tables."""
    op.add_column(
        "more_time", sa.Column("reason_language", sa.String(35), nullable=False, server_default="und")
    )
    op.add_column("submission", sa.Column("more_time_id", sa.Integer(), nullable=True))
    op.add_column("sender", sa.Column("phone_confirmed_at", INSTANT, nullable=True))
    op.create_index("ix_sender_phone", "sender", ["phone"])
    op.create_table(
        "sender_code",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_sender_code_submission_id_submission")
        ),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_sender_code")),
    )
    op.create_table(
        "account_identity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("linked_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_identity_account_id_account")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_identity")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_account_identity_issuer_subject")),
    )
    op.create_index(op.f("ix_account_identity_account_id"), "account_identity", ["account_id"])


def downgrade() -> None:
    """Take them away; submissions stay in time."""
    op.drop_table("account_identity")
    op.drop_table("sender_code")
    op.drop_index("ix_sender_phone", table_name="sender")
    op.drop_column("sender", "phone_confirmed_at")
    op.drop_column("submission", "more_time_id")
    op.drop_column("more_time", "reason_language")
