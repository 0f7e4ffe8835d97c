"""What commits to each imported comment, and what opens that.

Revision ID: 0042
Revises: 0041
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: str | None = "0041"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Comments of earlier imports have none: no entry commits to them."""
    op.add_column("comment", sa.Column("import_leaf", sa.String(64), nullable=True))
    op.add_column("comment", sa.Column("import_salt", sa.String(32), nullable=True))


def downgrade() -> None:
    """Refused where an entry commits to leaves: nothing could be held against it any more."""
    kept = op.get_bind().scalar(sa.text("SELECT count(*) FROM comment WHERE import_leaf IS NOT NULL"))
    if kept:
        raise RuntimeError(
            f"Entries of the record commit to {kept} imported comments by what these columns hold, so it stays."
        )
    op.drop_column("comment", "import_salt")
    op.drop_column("comment", "import_leaf")
