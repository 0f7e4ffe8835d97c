"""Audits: what auditors may read and until when, second looks at rulings, alarms, notes, reports on the process.

Revision ID: 0012
Revises: 0010
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

INSTANT = sa.DateTime(timezone=True)
HELD = sa.text("revoked_at IS NULL")


def upgrade() -> None:
    """An auditor's role has a scope, a start and an end; five tables of the audit office."""
    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_index("uq_membership_held", sqlite_where=HELD, postgresql_where=HELD)
        batch_op.add_column(sa.Column("consultation", sa.String(32), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("starts_at", INSTANT, nullable=True))
        batch_op.add_column(sa.Column("ends_at", INSTANT, nullable=True))
        batch_op.create_index(
            "uq_membership_held", ["account_id", "organisation_id", "role", "consultation"], unique=True,
            sqlite_where=HELD, postgresql_where=HELD,
        )  # fmt: skip
    with op.batch_alter_table("record_personal_read") as batch_op:
        batch_op.add_column(sa.Column("by_auditor", sa.Boolean, nullable=False, server_default=sa.false()))
    _create_samples()
    _create_the_rest()


def _create_samples() -> None:
    op.create_table(
        "audit_sample",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("consultation_id", sa.Integer, nullable=False),
        sa.Column("seed", sa.String(64), nullable=False),
        sa.Column("method", sa.String(40), nullable=False),
        sa.Column("population", sa.Integer, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("drawn_at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_audit_sample_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_sample")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_sample_public_id")),
    )
    op.create_index(op.f("ix_audit_sample_consultation_id"), "audit_sample", ["consultation_id"])
    op.create_table(
        "audit_judgement",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("sample_id", sa.Integer, nullable=False),
        sa.Column("ruling_id", sa.Integer, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("act", sa.String(12), nullable=False),
        sa.Column("ground", sa.String(40), nullable=False),
        sa.Column("agrees", sa.Boolean, nullable=True),
        sa.Column("judged_at", INSTANT, nullable=True),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.Column("judge", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(
            ["sample_id"], ["audit_sample.id"], name=op.f("fk_audit_judgement_sample_id_audit_sample")
        ),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name=op.f("fk_audit_judgement_ruling_id_ruling")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_judgement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_judgement_public_id")),
        sa.UniqueConstraint("sample_id", "ruling_id", name=op.f("uq_audit_judgement_sample_id_ruling_id")),
    )


def _create_the_rest() -> None:
    op.create_table(
        "audit_alarm",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("consultation_id", sa.Integer, nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("about", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("raised_at", INSTANT, nullable=False),
        sa.Column("escalated_at", INSTANT, nullable=True),
        sa.Column("over_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_audit_alarm_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_alarm")),
        sa.UniqueConstraint("public_id", name=op.f("uq_audit_alarm_public_id")),
        sa.UniqueConstraint("kind", "about", name=op.f("uq_audit_alarm_kind_about")),
    )
    op.create_index(op.f("ix_audit_alarm_consultation_id"), "audit_alarm", ["consultation_id"])
    op.create_table(
        "audit_note",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("consultation_id", sa.Integer, nullable=False),
        sa.Column("body", sa.String, nullable=False),
        sa.Column("written_at", INSTANT, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_audit_note_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_note")),
    )
    op.create_index(op.f("ix_audit_note_consultation_id"), "audit_note", ["consultation_id"])
    op.create_table(
        "process_report",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("consultation_id", sa.Integer, nullable=True),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("message", sa.String, nullable=False),
        sa.Column("contact", sa.String, nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("reported_at", INSTANT, nullable=False),
        sa.Column("closed_at", INSTANT, nullable=True),
        sa.Column("closed_by", sa.Integer, nullable=True),
        sa.Column("finding", sa.String, nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_process_report_consultation_id_consultation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_process_report_public_id")),
    )
    op.create_index(op.f("ix_process_report_consultation_id"), "process_report", ["consultation_id"])


def downgrade() -> None:
    """Take the audit office's tables away. Access for one consultation alone becomes access that ended."""
    for table in ("process_report", "audit_note", "audit_alarm", "audit_judgement", "audit_sample"):
        op.drop_table(table)
    with op.batch_alter_table("record_personal_read") as batch_op:
        batch_op.drop_column("by_auditor")
    op.execute(
        "UPDATE membership SET revoked_at = CURRENT_TIMESTAMP WHERE consultation <> '' AND revoked_at IS NULL"
    )
    with op.batch_alter_table("membership") as batch_op:
        batch_op.drop_index("uq_membership_held", sqlite_where=HELD, postgresql_where=HELD)
        for name in ("ends_at", "starts_at", "consultation"):
            batch_op.drop_column(name)
        batch_op.create_index(
            "uq_membership_held", ["account_id", "organisation_id", "role"], unique=True,
            sqlite_where=HELD, postgresql_where=HELD,
        )  # fmt: skip
