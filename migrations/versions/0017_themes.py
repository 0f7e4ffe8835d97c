"""Themes, read marks, assignments and shared answers.

Revision ID: 0017
Revises: 0016
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The reading desk, themes, what several departments answer together, and experts."""
    op.create_table(
        "expert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("standing", sa.String(), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("interests", sa.String(), nullable=False),
        sa.Column("interests_language", sa.String(length=35), nullable=False),
        sa.Column("invited_at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("declared_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_expert_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_expert_key_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_expert_public_id")),
    )
    op.create_index("ix_expert_consultation_id", "expert", ["consultation_id"], unique=False)
    op.create_table(
        "interim_response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("received", sa.Integer(), nullable=False),
        sa.Column("unread", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_interim_response_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interim_response")),
        sa.UniqueConstraint("public_id", name=op.f("uq_interim_response_public_id")),
    )
    op.create_index(
        "ix_interim_response_consultation_id", "interim_response", ["consultation_id"], unique=False
    )
    op.create_table(
        "reading_method",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("stated_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('batch', 'sample')", name=op.f("ck_reading_method_kind")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_reading_method_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_method")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reading_method_public_id")),
    )
    op.create_index("ix_reading_method_consultation_id", "reading_method", ["consultation_id"], unique=False)
    op.create_table(
        "reading_tally",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("themed", sa.Integer(), nullable=False),
        sa.Column("by_method", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_reading_tally_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_reading_tally")),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("published", sa.Integer(), nullable=False),
        sa.Column("made_at", INSTANT, nullable=False),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("removed_at", INSTANT, nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_theme_consultation_id")
        ),
        sa.ForeignKeyConstraint(["merged_into_id"], ["theme.id"], name=op.f("fk_theme_merged_into_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_theme_organisation_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["theme.id"], name=op.f("fk_theme_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("public_id", name=op.f("uq_theme_public_id")),
    )
    op.create_index("ix_theme_consultation_id", "theme", ["consultation_id"], unique=False)
    op.create_table(
        "expert_opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("expert_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("given_at", INSTANT, nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_expert_opinion_consultation_id")
        ),
        sa.ForeignKeyConstraint(["expert_id"], ["expert.id"], name=op.f("fk_expert_opinion_expert_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expert_opinion")),
        sa.UniqueConstraint("expert_id", "article_id", name=op.f("uq_expert_opinion_expert_id_article_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_expert_opinion_public_id")),
    )
    op.create_index(
        op.f("ix_expert_opinion_consultation_id"), "expert_opinion", ["consultation_id"], unique=False
    )
    op.create_table(
        "reading_filter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("saved_at", INSTANT, nullable=False),
        sa.Column("ran_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_reading_filter_consultation_id")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_reading_filter_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_filter")),
        sa.UniqueConstraint("consultation_id", "name", name=op.f("uq_reading_filter_consultation_id_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reading_filter_public_id")),
    )
    op.create_table(
        "theme_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("after", sa.String(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_change_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_change")),
    )
    op.create_index("ix_theme_change_theme_id", "theme_change", ["theme_id"], unique=False)
    op.create_table(
        "theme_disposition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", INSTANT, nullable=False),
        sa.Column("earlier", sa.JSON(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('adopted', 'partly', 'not-adopted', 'covered', 'later', 'passed-on', 'out-of-scope', 'no-change')",
            name=op.f("ck_theme_disposition_disposition"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_theme_disposition_consultation_id")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_disposition_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_disposition")),
        sa.UniqueConstraint("public_id", name=op.f("uq_theme_disposition_public_id")),
        sa.UniqueConstraint("theme_id", name=op.f("uq_theme_disposition_theme_id")),
    )
    op.create_index(
        "ix_theme_disposition_consultation_id", "theme_disposition", ["consultation_id"], unique=False
    )
    op.create_table(
        "comment_reading",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("counted", sa.String(length=12), nullable=False),
        sa.Column("read_at", INSTANT, nullable=True),
        sa.Column("reader_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("method_id", sa.Integer(), nullable=True),
        sa.Column("themes", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_reading_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_reading_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["method_id"], ["reading_method.id"], name=op.f("fk_comment_reading_method_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_comment_reading_organisation_id")
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_reading")),
    )
    op.create_index(
        "ix_comment_reading_consultation_id", "comment_reading", ["consultation_id", "read_at"], unique=False
    )
    op.create_index("ix_comment_reading_reader_id", "comment_reading", ["reader_id", "read_at"], unique=False)
    op.create_table(
        "joint_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_joint_reply_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_joint_reply_consultation_id")
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_joint_reply_reply_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_joint_reply_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_joint_reply")),
        sa.UniqueConstraint("public_id", name=op.f("uq_joint_reply_public_id")),
    )
    op.create_index("ix_joint_reply_comment_id", "joint_reply", ["comment_id"], unique=False)
    op.create_index("ix_joint_reply_consultation_id", "joint_reply", ["consultation_id"], unique=False)
    op.create_index("ix_joint_reply_theme_id", "joint_reply", ["theme_id"], unique=False)
    op.create_table(
        "reading_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_reading_note_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_reading_note_consultation_id")
        ),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_reading_note_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reading_note")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reading_note_public_id")),
    )
    op.create_index("ix_reading_note_comment_id", "reading_note", ["comment_id"], unique=False)
    op.create_index("ix_reading_note_theme_id", "reading_note", ["theme_id"], unique=False)
    op.create_table(
        "reading_sample",
        sa.Column("method_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("is_drawn", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_reading_sample_comment_id")),
        sa.ForeignKeyConstraint(
            ["method_id"], ["reading_method.id"], name=op.f("fk_reading_sample_method_id")
        ),
        sa.PrimaryKeyConstraint("method_id", "comment_id", name=op.f("pk_reading_sample")),
    )
    op.create_table(
        "theme_comment",
        sa.Column("theme_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("put_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_theme_comment_comment_id")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_theme_comment_theme_id")),
        sa.PrimaryKeyConstraint("theme_id", "comment_id", name=op.f("pk_theme_comment")),
    )
    op.create_index("ix_theme_comment_comment_id", "theme_comment", ["comment_id"], unique=False)
    op.create_table(
        "reply_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("joint_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("written_at", INSTANT, nullable=True),
        sa.Column("handed_down", sa.JSON(), nullable=False),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["joint_id"], ["joint_reply.id"], name=op.f("fk_reply_part_joint_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reply_part_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_part")),
        sa.UniqueConstraint(
            "joint_id", "organisation_id", name=op.f("uq_reply_part_joint_id_organisation_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_reply_part_public_id")),
    )
    op.create_index("ix_reply_part_organisation_id", "reply_part", ["organisation_id"], unique=False)


def downgrade() -> None:
    """Take them away; comments, replies and dispositions by article stay."""
    for table in (
        "reply_part",
        "theme_comment",
        "reading_sample",
        "reading_note",
        "joint_reply",
        "comment_reading",
        "theme_disposition",
        "theme_change",
        "reading_filter",
        "expert_opinion",
        "theme",
        "reading_tally",
        "reading_method",
        "interim_response",
        "expert",
    ):
        op.drop_table(table)
