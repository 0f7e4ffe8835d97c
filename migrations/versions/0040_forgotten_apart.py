"""When each submission of a closed account is forgotten, and whether it is taken back then.

Revision ID: 0040
Revises: 0039
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Nothing is due yet: accounts that were closed before were forgotten at once."""
    op.add_column("sender", sa.Column("forget_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("sender", sa.Column("takes_back", sa.Boolean, nullable=False, server_default=sa.false()))
    due = sa.text("forget_at IS NOT NULL")
    op.create_index("ix_sender_forget_at", "sender", ["forget_at"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    """Refused while anything is due: nobody would ever forget it, and who closed the account was promised that."""
    due = op.get_bind().scalar(sa.text("SELECT count(*) FROM sender WHERE forget_at IS NOT NULL"))
    if due:
        raise RuntimeError(
            f"{due} submissions of closed accounts are still to be forgotten. Let the worker run until `doctor` and the "
            "table `sender` have none that is due, then go back."
        )
    op.drop_index("ix_sender_forget_at", "sender")
    op.drop_column("sender", "takes_back")
    op.drop_column("sender", "forget_at")
