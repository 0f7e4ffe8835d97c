"""Mails that wait for one mailbox leave as one digest.

Revision ID: 0024
Revises: 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """With which others a mail leaves, and what it is in a digest."""
    with op.batch_alter_table("mail_outbox") as table:
        table.add_column(sa.Column("digest_group", sa.String(length=80), nullable=False, server_default=""))
        table.add_column(sa.Column("digest", sa.JSON(), nullable=False, server_default="{}"))
        table.create_index("ix_mail_outbox_digest_group", ["digest_group", "address"])


def downgrade() -> None:
    """Each mail leaves by itself again."""
    with op.batch_alter_table("mail_outbox") as table:
        table.drop_index("ix_mail_outbox_digest_group")
        table.drop_column("digest")
        table.drop_column("digest_group")
