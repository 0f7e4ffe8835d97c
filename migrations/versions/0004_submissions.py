"""Submissions.

What senders may choose: capacity, publication, confidential words, files, drafts, late ones, more time.

Revision ID: 0004
Revises: 0003
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _new_columns() -> dict[str, list[sa.Column]]:
    """Columns that tables of the first migration gain; each has a default for the rows that exist."""

    def words(name: str, length: int | None = None, default: str = "") -> sa.Column:
        return sa.Column(name, sa.String(length), nullable=False, server_default=default)

    def flag(name: str, *, default: bool = False) -> sa.Column:
        return sa.Column(
            name, sa.Boolean(), nullable=False, server_default=sa.true() if default else sa.false()
        )

    return {
        "consultation": [words("comments_appear", 20, "moderated"), words("comments_appear_reason")],
        "submission": [flag("is_minor"), flag("is_first", default=True)],
        "sender": [words("interests"), words("guardian_kind", 20)],
        "comment": [
            sa.Column("held_revision", sa.Integer()), flag("is_withheld"), flag("is_late"),
            words("capacity", 20, "self"), sa.Column("attachments", sa.Integer(), nullable=False, server_default="0"),
        ],
        "comment_revision": [sa.Column("confidential", sa.JSON(), nullable=False, server_default="[]")],
        "attachment": [flag("is_private")],
    }  # fmt: skip


COUNT_WHAT_IS_THERE = """
    INSERT INTO submission_tally (consultation_id, capacity, is_late, is_imported, senders, submissions, comments)
    SELECT s.consultation_id, s.capacity, s.is_late, s.channel = 'import', COUNT(DISTINCT s.id),
           COUNT(DISTINCT s.id), COUNT(*)
    FROM submission s JOIN comment c ON c.submission_id = s.id
    WHERE c.state <> 'unconfirmed' AND NOT (c.state = 'pending' AND c.waiting_since IS NULL)
    GROUP BY s.consultation_id, s.capacity, s.is_late, s.channel = 'import'
"""
"""What waits for its sender's confirmation, or came with an import that was cut off, isn't received yet."""


def upgrade() -> None:
    """Add what senders may choose; count the submissions that are there."""
    for table, columns in _new_columns().items():
        for column in columns:
            op.add_column(table, column)
    _make_tally()
    _make_drafts()
    _make_more_time()
    op.execute(COUNT_WHAT_IS_THERE)


def _make_tally() -> None:
    op.create_table(
        "submission_tally",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(20), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("senders", sa.Integer(), nullable=False),
        sa.Column("submissions", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        _refers("submission_tally", "consultation_id", "consultation"),
        sa.PrimaryKeyConstraint(
            "consultation_id", "capacity", "is_late", "is_imported", name="pk_submission_tally"
        ),
    )


def _make_drafts() -> None:
    op.create_table(
        "submission_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer()),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        _refers("submission_draft", "consultation_id", "consultation"),
        _refers("submission_draft", "account_id", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_submission_draft"),
        sa.UniqueConstraint("key_hash", name="uq_submission_draft_key_hash"),
    )
    op.create_index("ix_submission_draft_account_id", "submission_draft", ["account_id"])
    op.create_table(
        "submission_draft_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer()),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("stance", sa.String(10), nullable=False),
        sa.Column("confidential", sa.String(), nullable=False),
        _refers("submission_draft_part", "draft_id", "submission_draft"),
        _refers("submission_draft_part", "version_id", "draft_version"),
        _refers("submission_draft_part", "article_id", "article"),
        sa.PrimaryKeyConstraint("id", name="pk_submission_draft_part"),
    )
    op.create_index("ix_submission_draft_part_draft_id", "submission_draft_part", ["draft_id"])
    op.create_table(
        "submission_draft_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=False),
        sa.Column("article_id", sa.Integer()),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        _refers("submission_draft_file", "article_id", "article"),
        sa.PrimaryKeyConstraint("id", name="pk_submission_draft_file"),
        sa.UniqueConstraint("key_hash", "sha256", name="uq_submission_draft_file_key_hash_sha256"),
        sa.UniqueConstraint("public_id", name="uq_submission_draft_file_public_id"),
    )
    op.create_index("ix_submission_draft_file_saved_at", "submission_draft_file", ["saved_at"])


def _make_more_time() -> None:
    op.create_table(
        "more_time",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(64)),
        sa.Column("for_group", sa.String(), nullable=False),
        sa.Column("whom", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.Integer()),
        sa.Column("granted_at", sa.DateTime(timezone=True)),
        sa.Column("granted_by", sa.Integer()),
        _refers("more_time", "consultation_id", "consultation"),
        _refers("more_time", "asked_by", "account"),
        _refers("more_time", "granted_by", "account"),
        sa.PrimaryKeyConstraint("id", name="pk_more_time"),
        sa.UniqueConstraint("code_hash", name="uq_more_time_code_hash"),
        sa.UniqueConstraint("public_id", name="uq_more_time_public_id"),
    )
    op.create_index("ix_more_time_consultation_id", "more_time", ["consultation_id"])


def _refers(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=f"fk_{table}_{column}")


def downgrade() -> None:
    """Take it away again."""
    for table in (
        "more_time", "submission_draft_file", "submission_draft_part", "submission_draft", "submission_tally",
    ):  # fmt: skip
        op.drop_table(table)
    for table, columns in _new_columns().items():
        for column in columns:
            op.drop_column(table, column.name)
