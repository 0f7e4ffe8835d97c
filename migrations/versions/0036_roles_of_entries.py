"""Indexes by which an auditor finds entries of a rare role or ground in a long log.

Revision ID: 0036
Revises: 0035
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _field(name: str) -> str:
    """As ``consult.record.entry_fields`` writes it."""
    if op.get_bind().dialect.name == "sqlite":
        return f"json_extract(CAST(content AS TEXT), '$.{name}')"
    return f"""substring(encode(content, 'escape'), '"{name}":"([^"]{{1,60}})"')"""


def upgrade() -> None:
    """What they find stands in the bytes that were hashed."""
    op.create_index("ix_record_entry_log_role", "record_entry", ["log", sa.text(_field("role")), "number"])
    has_ground = sa.text(f"{_field('ground')} IS NOT NULL")
    op.create_index(
        "ix_record_entry_log_ground", "record_entry", ["log", sa.text(_field("ground")), "number"],
        sqlite_where=has_ground, postgresql_where=has_ground,
    )  # fmt: skip


def downgrade() -> None:
    """The whole log is read again."""
    op.drop_index("ix_record_entry_log_ground", "record_entry")
    op.drop_index("ix_record_entry_log_role", "record_entry")
