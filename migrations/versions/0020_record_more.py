"""What the record gained since: refusals counted, further receipts.

Revision ID: 0020
Revises: 0017
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LINKED = sa.text("type = 'vote.cast'")


def upgrade() -> None:
    """Receipts senders hold, what is attached to mails, and finding the entry that a vote follows on."""
    op.create_table(
        "given_receipt",
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("mailed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_given_receipt_entry_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_given_receipt_submission_id")),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_given_receipt_comment_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_given_receipt")),
    )
    for column in ("submission_id", "comment_id"):
        op.create_index(f"ix_given_receipt_{column}", "given_receipt", [column])
    op.create_index(
        "ix_record_entry_linked", "record_entry", ["leaf_hash"], sqlite_where=LINKED, postgresql_where=LINKED
    )
    op.create_table(
        "record_refused_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_record_refused_day_entry_id")),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_record_refused_day")),
    )
    with op.batch_alter_table("mail_outbox") as table:
        table.add_column(sa.Column("attached", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    """Senders' pages show no receipts any more; entries and proofs stay what they are."""
    with op.batch_alter_table("mail_outbox") as table:
        table.drop_column("attached")
    op.drop_index("ix_record_entry_linked", table_name="record_entry")
    op.drop_table("record_refused_day")
    op.drop_table("given_receipt")
