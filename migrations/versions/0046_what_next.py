"""What happens next, as an outcome says it.

Revision ID: 0046
Revises: 0045
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Outcomes from before say nothing of it."""
    op.add_column("outcome", sa.Column("what_next", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    """Refused where an outcome says it: the record commits to these words."""
    said = op.get_bind().scalar(sa.text("SELECT count(*) FROM outcome WHERE what_next != ''"))
    if said:
        raise RuntimeError(f"{said} outcomes say what happens next, and the record commits to it, so it stays.")
    op.drop_column("outcome", "what_next")
