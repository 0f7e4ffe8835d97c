"""When a place on a list, and a reader's report, of a closed account is forgotten: each at a time of its own.

Revision ID: 0047
Revises: 0046
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("asked", "report")


def upgrade() -> None:
    """Nothing is due yet: of accounts that were closed before, these were forgotten at once."""
    due = sa.text("forget_at IS NOT NULL")
    for name in TABLES:
        op.add_column(name, sa.Column("forget_at", sa.DateTime(timezone=True), nullable=True))
        op.create_index(f"ix_{name}_forget_at", name, ["forget_at"], sqlite_where=due, postgresql_where=due)


def downgrade() -> None:
    """Refused while anything is due: nobody would ever forget it, and who closed the account was promised that."""
    for name in TABLES:
        due = op.get_bind().scalar(sa.text(f"SELECT count(*) FROM {name} WHERE forget_at IS NOT NULL"))
        if due:
            raise RuntimeError(
                f"{due} rows of the table `{name}` belong to closed accounts and are still to be forgotten. Let the "
                "worker run until there are none, then go back."
            )
    for name in TABLES:
        op.drop_index(f"ix_{name}_forget_at", name)
        op.drop_column(name, "forget_at")
