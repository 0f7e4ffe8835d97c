"""Those who must be asked: the list, the letters, what they answer and the time extended for them.

Revision ID: 0032
Revises: 0031
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0031"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """The list, its letters, and what leads to it."""
    op.create_table(
        "asked",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("consultation_id", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("address", sa.String, nullable=False),
        sa.Column("post", sa.String, nullable=False),
        sa.Column("place", sa.String, nullable=False),
        sa.Column("law", sa.String, nullable=False),
        sa.Column("law_language", sa.String(35), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("key_hash", sa.String(64), nullable=True),
        sa.Column("key_number", sa.Integer, nullable=False),
        sa.Column("added_at", INSTANT, nullable=False),
        sa.Column("added_by", sa.Integer, nullable=True),
        sa.Column("added_reason", sa.String, nullable=False),
        sa.Column("added_reason_language", sa.String(35), nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("reminded_at", INSTANT, nullable=True),
        sa.Column("answered_at", INSTANT, nullable=True),
        sa.Column("no_comment_at", INSTANT, nullable=True),
        sa.Column("wanted_at", INSTANT, nullable=True),
        sa.Column("wanted_until", INSTANT, nullable=True),
        sa.Column("wanted_reason", sa.String, nullable=False),
        sa.Column("refused_at", INSTANT, nullable=True),
        sa.Column("refused_reason", sa.String, nullable=False),
        sa.Column("refused_language", sa.String(35), nullable=False),
        sa.Column("until", INSTANT, nullable=True),
        sa.Column("more_time_id", sa.Integer, nullable=True),
        sa.Column("struck_at", INSTANT, nullable=True),
        sa.Column("struck_reason", sa.String, nullable=False),
        sa.Column("struck_language", sa.String(35), nullable=False),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.CheckConstraint("kind IN ('body', 'person')", name=op.f("ck_asked_kind")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_asked_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_asked_key_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_asked_public_id")),
    )
    op.create_index("ix_asked_consultation_id", "asked", ["consultation_id", "kind", "id"])
    op.create_table(
        "asked_letter",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("public_id", sa.String(32), nullable=False),
        sa.Column("asked_id", sa.Integer, nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("is_reminder", sa.Boolean, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=False),
        sa.Column("posted_on", sa.Date, nullable=True),
        sa.Column("post_number", sa.String, nullable=False),
        sa.Column("arrived_at", INSTANT, nullable=True),
        sa.Column("failed_at", INSTANT, nullable=True),
        sa.Column("failed_reason", sa.String, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=True),
        sa.CheckConstraint("way IN ('mail', 'post')", name=op.f("ck_asked_letter_way")),
        sa.ForeignKeyConstraint(["asked_id"], ["asked.id"], name=op.f("fk_asked_letter_asked_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_letter")),
        sa.UniqueConstraint("public_id", name=op.f("uq_asked_letter_public_id")),
    )
    op.create_index("ix_asked_letter_asked_id", "asked_letter", ["asked_id"])
    op.add_column("submission", sa.Column("asked_id", sa.Integer, nullable=True))
    op.create_index("ix_submission_asked_id", "submission", ["asked_id"])
    op.add_column("more_time", sa.Column("asked_id", sa.Integer, nullable=True))
    op.add_column("more_time", sa.Column("place", sa.String, nullable=False, server_default=""))


def downgrade() -> None:
    """Nobody is known who must be asked."""
    op.drop_column("more_time", "place")
    op.drop_column("more_time", "asked_id")
    op.drop_index("ix_submission_asked_id", table_name="submission")
    op.drop_column("submission", "asked_id")
    op.drop_table("asked_letter")
    op.drop_table("asked")
