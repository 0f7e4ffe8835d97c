"""Marks of the rows of roles, signatures, settings, accounts, texts, submissions, senders and their files.

Revision ID: 0041
Revises: 0040
"""

from collections.abc import Sequence

from alembic import op
from flask import current_app

from consult.foundation import clock
from consult.record import upgrading

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "account", "membership", "approval", "approval_step", "site_setting", "consultation_text", "submission", "sender",
    "attachment", "clerk_entry", "more_time",
)  # fmt: skip


def upgrade() -> None:
    """What stands there now is what is held from here on; the site's log says so."""
    upgrading.mark_tables(
        op.get_bind(), TABLES, secret=current_app.extensions["consult_settings"].secret, now=clock.now(),
        reason="Upgrade: these tables are held from here on: " + ", ".join(TABLES),
    )  # fmt: skip


def downgrade() -> None:
    """An earlier version refuses marks of tables that it marks not."""
    upgrading.forget_marks(op.get_bind(), TABLES)
