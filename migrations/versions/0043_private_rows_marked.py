"""Marks of the rows of passkeys, linked identities, invitations, and of those who must be asked.

Revision ID: 0043
Revises: 0042
"""

from collections.abc import Sequence

from alembic import op
from flask import current_app

from consult.foundation import clock
from consult.record import upgrading

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = ("account_identity", "passkey", "invitation", "asked", "asked_file", "asked_letter")


def upgrade() -> None:
    """What stands there now is what is held from here on; the site's log says so."""
    upgrading.mark_tables(
        op.get_bind(), TABLES, secret=current_app.extensions["consult_settings"].secret, now=clock.now(),
        reason="Upgrade: these tables are held from here on: " + ", ".join(TABLES),
    )  # fmt: skip


def downgrade() -> None:
    """An earlier version refuses marks of tables that it marks not."""
    upgrading.forget_marks(op.get_bind(), TABLES)
