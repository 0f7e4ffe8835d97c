"""Notes in their language: what staff and senders write beside a text says which language it is in.

Rows that exist get the language of their consultation, unless their letters say that it is another one. A reader's
report learns its entry, so that the address given with it can be forgotten in the record too.

Revision ID: 0002
Revises: 0001
"""

import json
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from consult.foundation.scripts import UNKNOWN, language_of

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OF_CONSULTATION = "SELECT t.id, t.{text}, c.language FROM {table} t JOIN consultation c ON c.id = t.consultation_id"
OF_REPLY = (
    "SELECT t.id, t.{text}, c.language FROM {table} t JOIN reply r ON r.id = t.reply_id "
    "JOIN consultation c ON c.id = r.consultation_id"
)
OF_ITSELF = "SELECT t.id, t.{text}, t.language FROM {table} t"
NOTES = (
    ("ruling", "note", "note_language", OF_CONSULTATION),
    ("review", "note", "note_language", OF_CONSULTATION),
    ("review", "reason", "reason_language", OF_CONSULTATION),
    ("comment", "public_note", "note_language", OF_CONSULTATION),
    ("consultation", "short_period_reason", "short_period_reason_language", OF_ITSELF),
    ("draft_version", "change_note", "change_note_language", OF_CONSULTATION),
    ("consultation_date_change", "reason", "reason_language", OF_CONSULTATION),
    ("outcome_postponement", "reason", "reason_language", OF_CONSULTATION),
    ("reply", "correction_reason", "reason_language", OF_CONSULTATION),
    ("reply_wording", "reason", "reason_language", OF_REPLY),
)
"""Table, its text, the column that names the text's language, and where the consultation's language is found."""


LATER = (("consultation", "same_people_reason_language"),)
"""Columns for texts that a later migration brings."""


def upgrade() -> None:
    """Add the columns, and fill those of texts that exist."""
    for table, _text, column, _select in NOTES:
        op.add_column(table, sa.Column(column, sa.String(35), nullable=False, server_default=UNKNOWN))
    for table, column in LATER:
        op.add_column(table, sa.Column(column, sa.String(35), nullable=False, server_default=UNKNOWN))
    op.add_column("report", sa.Column("entry_id", sa.String(32), nullable=False, server_default=""))
    for note in NOTES:
        _fill(*note)
    _find_entries_of_reports()


def _fill(table: str, text: str, column: str, select: str) -> None:
    asked = select.format(table=table, text=text) + f" WHERE t.{text} <> ''"
    found = [
        {"row": row_id, "language": language_of(words, said)}
        for row_id, words, said in op.get_bind().execute(sa.text(asked))
    ]
    if found:
        named = sa.text(f"UPDATE {table} SET {column} = :language WHERE id = :row")  # noqa: S608 - our own names
        op.get_bind().execute(named, found)


def _find_entries_of_reports() -> None:
    entries = sa.text("SELECT id, content FROM record_entry WHERE type = 'comment.reported'")
    found = [
        {"entry": entry_id, "report": report}
        for entry_id, content in op.get_bind().execute(entries)
        for report in json.loads(content)["objects"]
    ]
    if found:
        op.get_bind().execute(sa.text("UPDATE report SET entry_id = :entry WHERE public_id = :report"), found)


def downgrade() -> None:
    """Take the columns away. Each by itself: rebuilding a table that others point at would lose rows on SQLite."""
    op.drop_column("report", "entry_id")
    for table, column in LATER:
        op.drop_column(table, column)
    for table, _text, column, _select in reversed(NOTES):
        op.drop_column(table, column)
