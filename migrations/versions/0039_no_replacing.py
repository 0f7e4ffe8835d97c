"""On SQLite no row of the record is replaced: INSERT OR REPLACE passes the triggers for UPDATE and DELETE.

Revision ID: 0039
Revises: 0038
"""

from collections.abc import Sequence

from alembic import op

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KEYS: dict[str, Sequence[Sequence[str]]] = {
    "record_entry": (("number",), ("id",)),
    "record_leaf": (("log", "leaf_index"), ("entry_id",)),
    "record_tile": (("log", "level", "number"),),
    "record_checkpoint": (("id",), ("log", "size")),
    "record_publication": (("checkpoint_id",),),
    "record_cosignature": (("checkpoint_id", "witness"),),
    "record_key": (("id",), ("entry_id",)),
}
"""What no two rows share."""


def upgrade() -> None:
    """PostgreSQL knows no such statement, and refuses the UPDATE of ON CONFLICT."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for table, keys in KEYS.items():
        same = " OR ".join(
            f"EXISTS (SELECT 1 FROM {table} WHERE {' AND '.join(f'{name} = NEW.{name}' for name in key)})"
            for key in keys
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {same} "
            "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
        )


def downgrade() -> None:
    """The triggers for UPDATE and DELETE stay."""
    if op.get_bind().dialect.name == "postgresql":
        return
    for table in KEYS:
        op.execute(f"DROP TRIGGER {table}_no_replace")
