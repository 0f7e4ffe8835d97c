"""Keep the earlier wordings of a reply, count replies by article, and remember postponed and late outcomes."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("reply") as table:
        table.drop_constraint("fk_reply_corrects_id", type_="foreignkey")
        table.drop_column("corrects_id")
        table.add_column(sa.Column("corrected_at", INSTANT, nullable=True))
        table.add_column(sa.Column("comment_count", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("first_references", sa.JSON(), nullable=False, server_default="[]"))
        table.drop_index("ix_reply_consultation_id")
        table.create_index("ix_reply_consultation_id_id", ["consultation_id", "id"])
    with op.batch_alter_table("disposition") as table:
        table.add_column(sa.Column("language", sa.String(35), nullable=False, server_default="en"))
        table.add_column(sa.Column("entry_id", sa.String(32), nullable=False, server_default=""))
    with op.batch_alter_table("outcome") as table:
        table.add_column(sa.Column("html", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("html_version", sa.Integer(), nullable=False, server_default="0"))
        table.add_column(sa.Column("office", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("role", sa.String(20), nullable=False, server_default=""))
    op.create_table(
        "reply_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("replaced_at", INSTANT, nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_reply_wording_reply_id"),
        sa.PrimaryKeyConstraint("id", name="pk_reply_wording"),
        sa.UniqueConstraint("reply_id", "number", name="uq_reply_wording_reply_id_number"),
    )
    op.create_table(
        "reply_article",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name="fk_reply_article_reply_id"),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_reply_article_consultation_id"
        ),
        sa.PrimaryKeyConstraint("reply_id", "article_id", name="pk_reply_article"),
    )
    op.create_index("ix_reply_article_listed", "reply_article", ["consultation_id", "article_id", "reply_id"])
    op.create_table(
        "outcome_postponement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_now", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("postponed_at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_outcome_postponement_consultation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outcome_postponement"),
    )
    op.create_index("ix_outcome_postponement_consultation_id", "outcome_postponement", ["consultation_id"])
    op.create_table(
        "outcome_escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("escalated_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name="fk_outcome_escalation_consultation_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_outcome_escalation"),
        sa.UniqueConstraint("consultation_id", "due_on", name="uq_outcome_escalation_consultation_id_due_on"),
    )


def downgrade() -> None:
    op.drop_table("outcome_escalation")
    op.drop_index("ix_outcome_postponement_consultation_id", "outcome_postponement")
    op.drop_table("outcome_postponement")
    op.drop_index("ix_reply_article_listed", "reply_article")
    op.drop_table("reply_article")
    op.drop_table("reply_wording")
    with op.batch_alter_table("outcome") as table:
        for column in ("html", "html_version", "office", "role"):
            table.drop_column(column)
    with op.batch_alter_table("disposition") as table:
        table.drop_column("language")
        table.drop_column("entry_id")
    with op.batch_alter_table("reply") as table:
        table.drop_index("ix_reply_consultation_id_id")
        table.create_index("ix_reply_consultation_id", ["consultation_id"])
        for column in ("corrected_at", "comment_count", "first_references"):
            table.drop_column(column)
        table.add_column(sa.Column("corrects_id", sa.Integer(), nullable=True))
        table.create_foreign_key("fk_reply_corrects_id", "reply", ["corrects_id"], ["id"])
