"""What changed in a version, in further languages.

Revision ID: 0048
Revises: 0047
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Versions from before have the one note that they were published with."""
    op.add_column("draft_version", sa.Column("change_notes", sa.JSON, nullable=False, server_default="{}"))


def downgrade() -> None:
    """Refused where a version has such notes: the record commits to these words."""
    kept = op.get_bind().scalar(
        sa.text("SELECT count(*) FROM draft_version WHERE CAST(change_notes AS TEXT) != '{}'")
    )
    if kept:
        raise RuntimeError(f"The record commits to the notes of {kept} versions in further languages, so they stay.")
    op.drop_column("draft_version", "change_notes")
