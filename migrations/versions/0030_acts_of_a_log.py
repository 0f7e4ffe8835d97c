"""An auditor who narrows a long log to one act waits no longer than for its newest page.

Revision ID: 0030
Revises: 0029
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0030"
down_revision: str | None = "0029"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Entries by log and act."""
    op.create_index("ix_record_entry_log_type", "record_entry", ["log", "type", "number"])


def downgrade() -> None:
    """They are found by reading the whole log."""
    op.drop_index("ix_record_entry_log_type", table_name="record_entry")
