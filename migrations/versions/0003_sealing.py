"""Sealing: leaves, tiles, checkpoints, publications, cosignatures and keys, all append-only.

Revision ID: 0003
Revises: 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

APPEND_ONLY = (
    "record_leaf", "record_tile", "record_checkpoint", "record_publication", "record_cosignature", "record_key",
)


def _refuse_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:  # refuse_change() is of the first migration
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            )


def upgrade() -> None:
    """Make the tables, then their triggers."""
    op.create_table(
        "record_leaf",
        sa.Column("log", sa.String(32), nullable=False),
        sa.Column("leaf_index", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_record_leaf_entry_id")),
        sa.PrimaryKeyConstraint("log", "leaf_index", name=op.f("pk_record_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_record_leaf_entry_id")),
    )
    op.create_table(
        "record_tile",
        sa.Column("log", sa.String(32), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("hashes", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log", "level", "number", name=op.f("pk_record_tile")),
    )
    op.create_table(
        "record_checkpoint",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log", sa.String(32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("root", sa.String(64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_checkpoint")),
        sa.UniqueConstraint("log", "size", name=op.f("uq_record_checkpoint_log_size")),
    )
    op.create_index("ix_record_checkpoint_last_number", "record_checkpoint", ["last_number"])
    op.create_table(
        "record_publication",
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["record_checkpoint.id"], name=op.f("fk_record_publication_checkpoint_id")
        ),
        sa.PrimaryKeyConstraint("checkpoint_id", name=op.f("pk_record_publication")),
    )
    op.create_table(
        "record_cosignature",
        sa.Column("checkpoint_id", sa.Integer(), nullable=False),
        sa.Column("witness", sa.String(200), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["record_checkpoint.id"], name=op.f("fk_record_cosignature_checkpoint_id")
        ),
        sa.PrimaryKeyConstraint("checkpoint_id", "witness", name=op.f("pk_record_cosignature")),
    )
    op.create_table(
        "record_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("base", sa.String(200), nullable=False),
        sa.Column("public_key", sa.String(64), nullable=False),
        sa.Column("entry_id", sa.String(32), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_record_key_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_key")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_record_key_entry_id")),
    )
    _refuse_changes()


def downgrade() -> None:
    """Drop them; their triggers go with them."""
    for table in reversed(APPEND_ONLY):
        op.drop_table(table)
