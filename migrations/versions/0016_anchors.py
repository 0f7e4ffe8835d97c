"""Chosen words, proposed wordings and what moved which passage.

Revision ID: 0016
Revises: 0015
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """What a comment is about within its article, where that stands in later versions, and what moved a passage."""
    with op.batch_alter_table("comment") as batch:
        batch.add_column(sa.Column("edition", sa.String(35), nullable=False, server_default=""))
        batch.add_column(sa.Column("quote", sa.JSON, nullable=True))
        batch.add_column(sa.Column("proposal", sa.JSON, nullable=False, server_default="[]"))
        batch.add_column(sa.Column("supports", sa.Integer, nullable=False, server_default="0"))
    with op.batch_alter_table("comment_revision") as batch:
        batch.add_column(sa.Column("proposal", sa.JSON, nullable=False, server_default="[]"))
    op.create_table(
        "comment_carry",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("comment_id", sa.Integer, nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("found", sa.String(10), nullable=False),
        sa.Column("article_id", sa.Integer, nullable=True),
        sa.Column("start", sa.Integer, nullable=False),
        sa.Column("end", sa.Integer, nullable=False),
        sa.Column("words", sa.String, nullable=False),
        sa.Column("candidates", sa.JSON, nullable=False),
        sa.Column("decided_by", sa.String(10), nullable=False),
        sa.Column("decided_at", INSTANT, nullable=True),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.CheckConstraint(
            "state IN ('same', 'moved', 'changed', 'gone', 'doubtful')", name=op.f("ck_comment_carry_state")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_carry_comment_id_comment")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["draft_version.id"], name=op.f("fk_comment_carry_version_id_draft_version")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_comment_carry_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_carry")),
        sa.UniqueConstraint("comment_id", "version_id", name=op.f("uq_comment_carry_comment_id_version_id")),
    )
    op.create_index("ix_comment_carry_version_id_state", "comment_carry", ["version_id", "state"])
    op.create_index("ix_comment_carry_article_id", "comment_carry", ["article_id", "comment_id"])
    op.create_table(
        "proposal_support",
        sa.Column("comment_id", sa.Integer, nullable=False),
        sa.Column("voter_id", sa.Integer, nullable=False),
        sa.Column("supported_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_proposal_support_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name=op.f("fk_proposal_support_voter_id_voter")),
        sa.PrimaryKeyConstraint("comment_id", "voter_id", name=op.f("pk_proposal_support")),
    )
    op.create_index(op.f("ix_proposal_support_voter_id"), "proposal_support", ["voter_id"])
    op.create_table(
        "passage_cause",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("version_id", sa.Integer, nullable=False),
        sa.Column("passage", sa.String(90), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("comment_id", sa.Integer, nullable=True),
        sa.Column("reply_id", sa.Integer, nullable=True),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("reason_language", sa.String(35), nullable=False),
        sa.Column("linked_at", INSTANT, nullable=False),
        sa.Column("unlinked_at", INSTANT, nullable=True),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.CheckConstraint(
            "kind IN ('comment', 'proposal', 'reply', 'reason')", name=op.f("ck_passage_cause_kind")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["draft_version.id"], name=op.f("fk_passage_cause_version_id_draft_version")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_passage_cause_comment_id_comment")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_passage_cause_reply_id_reply")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_cause")),
        sa.UniqueConstraint("public_id", name=op.f("uq_passage_cause_public_id")),
    )
    op.create_index("ix_passage_cause_version_id", "passage_cause", ["version_id", "passage"])
    op.create_index(op.f("ix_passage_cause_comment_id"), "passage_cause", ["comment_id"])


def downgrade() -> None:
    """Take them away: the words and their entries stay."""
    op.drop_table("passage_cause")
    op.drop_table("proposal_support")
    op.drop_table("comment_carry")
    with op.batch_alter_table("comment_revision") as batch:
        batch.drop_column("proposal")
    with op.batch_alter_table("comment") as batch:
        for name in ("supports", "proposal", "quote", "edition"):
            batch.drop_column(name)
