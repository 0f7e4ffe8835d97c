"""A sample is drawn once all that it stands for was gathered; until then its filter is kept.

Revision ID: 0038
Revises: 0037
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Every sample there is was drawn at once."""
    op.add_column("reading_method", sa.Column("wanted", sa.JSON, nullable=True))


def downgrade() -> None:
    """What a sample that isn't drawn yet is gathered by goes."""
    op.drop_column("reading_method", "wanted")
