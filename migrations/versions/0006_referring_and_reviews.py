"""Referring, reviews by another unit, and reports on every published text with a clock.

Columns are added each by itself: rebuilding a table that others point at would lose rows on SQLite. Only ``report``
is rebuilt, to which nothing points.

Revision ID: 0006
Revises: 0005
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision: str = "0006"
down_revision: str | None = "0005"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)
REPORT_CLOCK = timedelta(hours=48)
"""What a report had that was made before reports had a clock."""


def upgrade() -> None:
    """Add columns and tables; earlier reports are about comments and get the usual clock."""
    for table, column in (("consultation", "review_organisation_id"), ("review", "organisation_id")):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN {column} INTEGER "
            f"CONSTRAINT fk_{table}_{column}_organisation REFERENCES organisation (id)"
        )
    op.add_column("consultation_text", sa.Column("not_for", sa.String, nullable=False, server_default=""))
    op.add_column("review", sa.Column("escalated_at", INSTANT, nullable=True))
    op.add_column("reply", sa.Column("hidden_at", INSTANT, nullable=True))
    op.add_column("reply", sa.Column("hidden_ground", sa.String(40), nullable=False, server_default=""))
    _create_referral()
    _widen_report()


def _create_referral() -> None:
    op.create_table(
        "referral",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("consultation_id", sa.Integer, nullable=False),
        sa.Column("comment_id", sa.Integer, nullable=False),
        sa.Column("ruling_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("office", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("referred_at", INSTANT, nullable=False),
        sa.Column("due_on", sa.Date, nullable=False),
        sa.Column("escalated_at", INSTANT, nullable=True),
        sa.Column("taken_up_at", INSTANT, nullable=True),
        sa.Column("answer", sa.String, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_referral_consultation_id_consultation")
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comment.id"], name=op.f("fk_referral_comment_id_comment")
        ),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name=op.f("fk_referral_ruling_id_ruling")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral")),
        sa.UniqueConstraint("public_id", name=op.f("uq_referral_public_id")),
        sa.UniqueConstraint("ruling_id", name=op.f("uq_referral_ruling_id")),
    )
    op.create_index("ix_referral_comment_id", "referral", ["comment_id"])
    op.create_index("ix_referral_consultation_id", "referral", ["consultation_id"])
    op.create_index("ix_referral_open", "referral", ["taken_up_at", "due_on"])


def _widen_report() -> None:
    op.drop_index("ix_report_open", table_name="report")
    with op.batch_alter_table("report") as report:
        report.alter_column("comment_id", existing_type=sa.Integer, nullable=True)
        report.add_column(sa.Column("subject", sa.String(12), nullable=False, server_default="comment"))
        report.add_column(sa.Column("subject_id", sa.String(32), nullable=False, server_default=""))
        report.add_column(sa.Column("key_hash", sa.String(64), nullable=True))
        report.add_column(sa.Column("due_at", INSTANT, nullable=True))
        report.add_column(sa.Column("escalated_at", INSTANT, nullable=True))
        report.add_column(sa.Column("hidden_at", INSTANT, nullable=True))
        report.add_column(sa.Column("answer", sa.String(12), nullable=False, server_default=""))
        report.add_column(sa.Column("note", sa.String, nullable=False, server_default=""))
        report.add_column(sa.Column("account_id", sa.Integer, nullable=True))
        report.create_unique_constraint(op.f("uq_report_key_hash"), ["key_hash"])
    _fill_reports()
    with op.batch_alter_table("report") as report:
        report.alter_column("due_at", existing_type=INSTANT, nullable=False)
    op.create_index("ix_report_open", "report", ["closed_at", "due_at"])
    op.create_index("ix_report_subject", "report", ["subject", "subject_id"])


def _fill_reports() -> None:
    op.execute(
        "UPDATE report SET subject_id = (SELECT c.public_id FROM comment c WHERE c.id = report.comment_id)"
    )
    op.execute(
        "UPDATE report SET answer = 'stays' WHERE closed_at IS NOT NULL AND ruling_id IN "
        "(SELECT r.id FROM ruling r WHERE r.act = 'publish')"
    )
    for act, answer in (("hide", "hidden"), ("redact", "redacted")):
        op.execute(
            f"UPDATE report SET answer = '{answer}' WHERE closed_at IS NOT NULL AND ruling_id IN "  # noqa: S608 - ours
            f"(SELECT r.id FROM ruling r WHERE r.act = '{act}')"
        )
    op.execute("UPDATE report SET answer = 'gone' WHERE closed_at IS NOT NULL AND answer = ''")
    reports = sa.table("report", sa.column("id"), sa.column("reported_at", INSTANT), sa.column("due_at", INSTANT))
    for row_id, reported_at in op.get_bind().execute(sa.select(reports.c.id, reports.c.reported_at)).all():
        due_at = _aware(reported_at) + REPORT_CLOCK
        op.get_bind().execute(sa.update(reports).where(reports.c.id == row_id).values(due_at=due_at))


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def downgrade() -> None:
    """Take them away. Reports on other texts than comments have no place in the earlier table."""
    op.execute("DELETE FROM report WHERE comment_id IS NULL")
    op.drop_index("ix_report_open", table_name="report")
    op.drop_index("ix_report_subject", table_name="report")
    with op.batch_alter_table("report") as report:
        report.drop_constraint(op.f("uq_report_key_hash"), type_="unique")
        for column in (
            "subject", "subject_id", "key_hash", "due_at", "escalated_at", "hidden_at", "answer", "note", "account_id",
        ):  # fmt: skip
            report.drop_column(column)
        report.alter_column("comment_id", existing_type=sa.Integer, nullable=False)
    op.create_index("ix_report_open", "report", ["closed_at", "reported_at"])
    op.execute("DELETE FROM referral")
    op.drop_table("referral")
    op.drop_column("reply", "hidden_ground")
    op.drop_column("reply", "hidden_at")
    op.drop_column("review", "escalated_at")
    op.drop_column("consultation_text", "not_for")
    op.drop_column("review", "organisation_id")
    op.drop_column("consultation", "review_organisation_id")
