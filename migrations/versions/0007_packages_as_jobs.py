"""Packages as jobs, and packages of other sites.

Revision ID: 0007
Revises: 0006
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import consult.foundation.db

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Packages that somebody asked for, and packages that came from elsewhere."""
    instant = consult.foundation.db.Instant(timezone=True)
    op.create_table(
        "foreign_package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("titles", sa.JSON(), nullable=False),
        sa.Column("grade", sa.String(length=10), nullable=False),
        sa.Column("origin", sa.String(length=300), nullable=False),
        sa.Column("log_size", sa.Integer(), nullable=False),
        sa.Column("log_root", sa.String(length=64), nullable=False),
        sa.Column("as_of", sa.String(length=20), nullable=False),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("manifest", sa.String(length=128), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("imported_at", instant, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_foreign_package")),
        sa.UniqueConstraint("public_id", name=op.f("uq_foreign_package_public_id")),
        sa.UniqueConstraint("consultation", name=op.f("uq_foreign_package_consultation")),
        sa.UniqueConstraint("slug", name=op.f("uq_foreign_package_slug")),
    )
    op.create_table(
        "package_order",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("asked_at", instant, nullable=False),
        sa.Column("begun_at", instant, nullable=True),
        sa.Column("ready_at", instant, nullable=True),
        sa.Column("failed_at", instant, nullable=True),
        sa.Column("taken_at", instant, nullable=True),
        sa.Column("expires_at", instant, nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_package_order_account_id_account")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_package_order_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_order")),
        sa.UniqueConstraint("public_id", name=op.f("uq_package_order_public_id")),
    )
    with op.batch_alter_table("package_order") as batch:
        batch.create_index("ix_package_order_account_id", ["account_id", "id"], unique=False)


    with op.batch_alter_table("package") as batch:
        batch.alter_column("size", existing_type=sa.Integer(), type_=sa.BigInteger(), existing_nullable=False)


def downgrade() -> None:
    """Take them away again."""
    with op.batch_alter_table("package") as batch:
        batch.alter_column("size", existing_type=sa.BigInteger(), type_=sa.Integer(), existing_nullable=False)
    op.drop_table("package_order")
    op.drop_table("foreign_package")
