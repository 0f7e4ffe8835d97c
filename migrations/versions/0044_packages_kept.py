"""Which packages lie in the instance folder, and which were taken away by whoever had them made.

Revision ID: 0044
Revises: 0043
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """The site makes what it keeps by itself; the command made the rest, which nobody is to miss here."""
    op.add_column("package", sa.Column("is_kept", sa.Boolean, nullable=False, server_default=sa.false()))
    connection = op.get_bind()
    made = sa.text("SELECT content FROM record_entry WHERE log = 'site' AND type = 'package.exported'")
    kept = sa.text("UPDATE package SET is_kept = :yes WHERE public_id = :named AND grade = 'public'")
    for content in connection.scalars(made).all():
        clear = json.loads(bytes(content))
        if clear.get("actor") == "timer":
            connection.execute(kept, {"yes": True, "named": clear["objects"][0]})


def downgrade() -> None:
    """An earlier version takes every public package for one that is kept."""
    op.drop_column("package", "is_kept")
