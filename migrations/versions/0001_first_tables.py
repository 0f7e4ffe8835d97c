"""First tables.

Revision ID: 0001
Revises:
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


APPEND_ONLY = ("record_entry",)


def _refuse_changes() -> None:
    """The record's rows are never changed and never deleted: the database itself refuses."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$"
        )
        for table in APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for table in APPEND_ONLY:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                "BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END"
            )


def _allow_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in APPEND_ONLY:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute("DROP FUNCTION refuse_change()")


SEARCH_REMOVE = (
    "INSERT INTO search_document_fts(search_document_fts, rowid, words) VALUES ('delete', old.id, old.words);"
)
SEARCH_ADD = "INSERT INTO search_document_fts(rowid, words) VALUES (new.id, new.words);"


def _index_words() -> None:
    """Full text: FTS5 kept by triggers on SQLite, an expression index on PostgreSQL."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE INDEX ix_search_document_words ON search_document USING gin (to_tsvector('simple', words))"
        )
        return
    op.execute(
        "CREATE VIRTUAL TABLE search_document_fts USING fts5"
        "(words, content='search_document', content_rowid='id', tokenize='unicode61 remove_diacritics 2')"
    )
    # without this FTS5 keeps the words of deleted rows in its own tables
    op.execute("INSERT INTO search_document_fts(search_document_fts, rank) VALUES ('secure-delete', 1)")
    op.execute(f"CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN {SEARCH_ADD} END")
    op.execute(
        f"CREATE TRIGGER search_document_removed AFTER DELETE ON search_document BEGIN {SEARCH_REMOVE} END"
    )
    op.execute(
        "CREATE TRIGGER search_document_changed AFTER UPDATE OF words ON search_document "
        f"BEGIN {SEARCH_REMOVE} {SEARCH_ADD} END"
    )


def _forget_words() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_search_document_words")
        return
    for trigger in ("added", "removed", "changed"):
        op.execute(f"DROP TRIGGER search_document_{trigger}")
    op.execute("DROP TABLE search_document_fts")


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("email_fold", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("fs_webauthn_user_handle", sa.String(length=64), nullable=True),
        sa.Column("tf_primary_method", sa.String(length=64), nullable=True),
        sa.Column("tf_totp_secret", sa.String(length=255), nullable=True),
        sa.Column("mf_recovery_codes", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("email_fold", name=op.f("uq_account_email_fold")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_account_fs_uniquifier")),
        sa.UniqueConstraint("fs_webauthn_user_handle", name=op.f("uq_account_fs_webauthn_user_handle")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_account_pseudonym")),
        sa.UniqueConstraint("public_id", name=op.f("uq_account_public_id")),
    )
    op.create_table(
        "event_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_outbox")),
    )
    with op.batch_alter_table("event_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_event_outbox_due_at", ["due_at"], unique=False)

    op.create_table(
        "mail_outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("unsubscribe", sa.String(), nullable=False),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_up_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_outbox")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_outbox_key")),
    )
    with op.batch_alter_table("mail_outbox", schema=None) as batch_op:
        batch_op.create_index("ix_mail_outbox_due_at", ["sent_at", "due_at"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("sign_offs", sa.Integer(), nullable=False),
        sa.Column("sign_off_chain", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_organisation_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "record_entry",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("log", sa.String(length=32), nullable=False),
        sa.Column("type", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("leaf_hash", sa.String(length=64), nullable=False),
        sa.Column("appended_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_record_entry")),
        sa.UniqueConstraint("id", name=op.f("uq_record_entry_id")),
    )
    with op.batch_alter_table("record_entry", schema=None) as batch_op:
        batch_op.create_index("ix_record_entry_log_number", ["log", "number"], unique=False)

    op.create_table(
        "record_log",
        sa.Column("log", sa.String(length=32), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("log", name=op.f("pk_record_log")),
    )
    op.create_table(
        "record_personal_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("consultation", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_personal_read")),
    )
    with op.batch_alter_table("record_personal_read", schema=None) as batch_op:
        batch_op.create_index("ix_record_personal_read_read_at", ["read_at"], unique=False)

    op.create_table(
        "site_setting",
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_site_setting")),
    )
    op.create_table(
        "used_token",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_used_token")),
    )
    with op.batch_alter_table("used_token", schema=None) as batch_op:
        batch_op.create_index("ix_used_token_used_at", ["used_at"], unique=False)

    op.create_table(
        "account_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("handle_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_key_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_key")),
        sa.UniqueConstraint("handle_hash", name=op.f("uq_account_key_handle_hash")),
    )
    with op.batch_alter_table("account_key", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_account_key_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_account_key_expires_at", ["expires_at"], unique=False)

    op.create_table(
        "account_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_second_factor", sa.Boolean(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_account_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_account_session_token_hash")),
    )
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.create_index("ix_account_session_account_id", ["account_id"], unique=False)

    op.create_table(
        "consultation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("timezone", sa.String(length=60), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("publish_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome_due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("profile", sa.String(length=20), nullable=False),
        sa.Column("who_may_comment", sa.String(length=20), nullable=False),
        sa.Column("who_may_vote", sa.String(length=20), nullable=False),
        sa.Column("moderation", sa.String(length=20), nullable=False),
        sa.Column("results_appear", sa.String(length=20), nullable=False),
        sa.Column("late_policy", sa.String(length=20), nullable=False),
        sa.Column("comment_characters", sa.Integer(), nullable=True),
        sa.Column("waiting_limit_hours", sa.Integer(), nullable=True),
        sa.Column("short_period_reason", sa.String(), nullable=False),
        sa.Column("order_seed", sa.String(length=32), nullable=False),
        sa.Column("rules_fixed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'awaiting-sign-off', 'published', 'suspended', 'answered', 'finished', 'withdrawn')",
            name=op.f("ck_consultation_state"),
        ),
        sa.CheckConstraint(
            "closes_at IS NULL OR opens_at IS NULL OR closes_at > opens_at",
            name=op.f("ck_consultation_dates"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_consultation_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
        sa.UniqueConstraint("public_id", name=op.f("uq_consultation_public_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_consultation_slug")),
    )
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.create_index("ix_consultation_organisation_id", ["organisation_id"], unique=False)
        batch_op.create_index("ix_consultation_state_closes_at", ["state", "closes_at"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "role IN ('author', 'moderator', 'responder', 'clerk', 'auditor', 'administrator')",
            name=op.f("ck_membership_role"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index("ix_membership_organisation_id", ["organisation_id"], unique=False)
        batch_op.create_index(
            "uq_membership_held",
            ["account_id", "organisation_id", "role"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )

    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.LargeBinary(length=1024), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("transports", sa.JSON(), nullable=True),
        sa.Column("backup_state", sa.Boolean(), nullable=False),
        sa.Column("device_type", sa.String(length=64), nullable=False),
        sa.Column("extensions", sa.String(length=255), nullable=True),
        sa.Column("create_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lastuse_datetime", sa.DateTime(timezone=True), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("usage", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_passkey_credential_id"), ["credential_id"], unique=True)

    op.create_table(
        "record_opening",
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["record_entry.id"], name=op.f("fk_record_opening_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_record_opening")),
    )
    op.create_table(
        "comment_tally",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_imported", sa.Boolean(), nullable=False),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_tally_consultation_id")
        ),
        sa.PrimaryKeyConstraint(
            "consultation_id", "article_id", "state", "is_imported", "stance", name=op.f("pk_comment_tally")
        ),
    )
    op.create_table(
        "consultation_date_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("closed_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_now", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_date_change_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_date_change")),
    )
    with op.batch_alter_table("consultation_date_change", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_consultation_date_change_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "consultation_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("legal_basis", sa.String(), nullable=False),
        sa.Column("affected", sa.String(), nullable=False),
        sa.Column("decided", sa.String(), nullable=False),
        sa.Column("open_questions", sa.String(), nullable=False),
        sa.Column("contact", sa.String(), nullable=False),
        sa.Column("other_ways", sa.String(), nullable=False),
        sa.Column("what_next", sa.String(), nullable=False),
        sa.Column("notice", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_text_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_text")),
        sa.UniqueConstraint(
            "consultation_id", "language", name=op.f("uq_consultation_text_consultation_id_language")
        ),
    )
    op.create_table(
        "contribution_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("stored", sa.Integer(), nullable=False),
        sa.Column("already", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_contribution_import_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_import")),
        sa.UniqueConstraint("public_id", name=op.f("uq_contribution_import_public_id")),
    )
    with op.batch_alter_table("contribution_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_contribution_import_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "disposition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("disposition", sa.String(length=20), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "disposition IN ('adopted', 'partly', 'not-adopted', 'covered', 'later', 'passed-on', 'out-of-scope', 'no-change')",
            name=op.f("ck_disposition_disposition"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_disposition_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disposition")),
        sa.UniqueConstraint(
            "consultation_id", "article_id", name=op.f("uq_disposition_consultation_id_article_id")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_disposition_public_id")),
    )
    op.create_table(
        "draft_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("change_note", sa.String(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_draft_version_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_version")),
        sa.UniqueConstraint(
            "consultation_id", "number", name=op.f("uq_draft_version_consultation_id_number")
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_draft_version_public_id")),
    )
    op.create_table(
        "outcome",
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("summary", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("what_changed", sa.String(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("html", sa.JSON(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_outcome_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_outcome")),
        sa.UniqueConstraint("public_id", name=op.f("uq_outcome_public_id")),
    )
    op.create_table(
        "outcome_escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_outcome_escalation_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_escalation")),
        sa.UniqueConstraint(
            "consultation_id", "due_on", name=op.f("uq_outcome_escalation_consultation_id_due_on")
        ),
    )
    op.create_table(
        "outcome_postponement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("due_before", sa.Date(), nullable=True),
        sa.Column("due_now", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("postponed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_outcome_postponement_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_postponement")),
    )
    with op.batch_alter_table("outcome_postponement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_outcome_postponement_consultation_id"), ["consultation_id"], unique=False
        )

    op.create_table(
        "package",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("grade", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_package_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package")),
        sa.UniqueConstraint("public_id", name=op.f("uq_package_public_id")),
    )
    with op.batch_alter_table("package", schema=None) as batch_op:
        batch_op.create_index(
            "ix_package_consultation_id_grade", ["consultation_id", "grade", "id"], unique=False
        )

    op.create_table(
        "passkey_use",
        sa.Column("passkey_id", sa.Integer(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["passkey_id"], ["passkey.id"], name=op.f("fk_passkey_use_passkey_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("passkey_id", name=op.f("pk_passkey_use")),
    )
    op.create_table(
        "reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("correction_reason", sa.String(), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("first_references", sa.JSON(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_reply_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_reply_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply")),
        sa.UniqueConstraint("public_id", name=op.f("uq_reply_public_id")),
    )
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.create_index("ix_reply_consultation_id_id", ["consultation_id", "id"], unique=False)

    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("indexed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_search_document_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint(
            "kind", "object_id", "language", name=op.f("uq_search_document_kind_object_id_language")
        ),
    )
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.create_index("ix_search_document_consultation_id", ["consultation_id"], unique=False)

    op.create_table(
        "sign_off",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=20), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_sign_off_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_sign_off_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
        sa.UniqueConstraint("public_id", name=op.f("uq_sign_off_public_id")),
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index("ix_sign_off_consultation_id", ["consultation_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("key_hash", sa.String(length=64), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("capacity", sa.String(length=20), nullable=False),
        sa.Column("publication", sa.String(length=20), nullable=False),
        sa.Column("confidential_reason", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_late", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_submission_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submission")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_submission_key_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_submission_public_id")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_consultation_id", ["consultation_id"], unique=False)

    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_fold", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_subscription_account_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_subscription_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint(
            "consultation_id", "email_fold", name=op.f("uq_subscription_consultation_id_email_fold")
        ),
        sa.UniqueConstraint("token_hash", name=op.f("uq_subscription_token_hash")),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index("ix_subscription_account_id", ["account_id"], unique=False)

    op.create_table(
        "voter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("email_hash", sa.String(length=64), nullable=True),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("last_entry_id", sa.String(length=32), nullable=False),
        sa.Column("last_leaf_hash", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("first_voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_voter_account_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_voter_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voter")),
        sa.UniqueConstraint(
            "consultation_id", "account_id", name=op.f("uq_voter_consultation_id_account_id")
        ),
        sa.UniqueConstraint(
            "consultation_id", "email_hash", name=op.f("uq_voter_consultation_id_email_hash")
        ),
        sa.UniqueConstraint("consultation_id", "source", "external_id", name="uq_voter_import"),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_voter_pseudonym")),
    )
    with op.batch_alter_table("voter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_voter_account_id"), ["account_id"], unique=False)

    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["version_id"], ["draft_version.id"], name=op.f("fk_article_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("public_id", name=op.f("uq_article_public_id")),
        sa.UniqueConstraint("version_id", "anchor", name=op.f("uq_article_version_id_anchor")),
    )
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.create_index("ix_article_version_id_position", ["version_id", "position"], unique=False)

    op.create_table(
        "draft_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("authority", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_kind", sa.String(length=10), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("findings_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["version_id"], ["draft_version.id"], name=op.f("fk_draft_edition_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_edition")),
        sa.UniqueConstraint("version_id", "language", name=op.f("uq_draft_edition_version_id_language")),
    )
    op.create_table(
        "reply_article",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first_answers", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_reply_article_consultation_id")
        ),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_article_reply_id")),
        sa.PrimaryKeyConstraint("reply_id", "article_id", name=op.f("pk_reply_article")),
    )
    with op.batch_alter_table("reply_article", schema=None) as batch_op:
        batch_op.create_index(
            "ix_reply_article_listed", ["consultation_id", "article_id", "reply_id"], unique=False
        )

    op.create_table(
        "reply_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_wording_reply_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_wording")),
        sa.UniqueConstraint("reply_id", "number", name=op.f("uq_reply_wording_reply_id_number")),
    )
    op.create_table(
        "sender",
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("email_fold", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("organisation", sa.String(), nullable=False),
        sa.Column("organisation_kind", sa.String(), nullable=False),
        sa.Column("register_number", sa.String(), nullable=False),
        sa.Column("members", sa.String(), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("guardian", sa.String(), nullable=False),
        sa.Column("confirm_token_hash", sa.String(length=64), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("kept_until", sa.Date(), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_sender_account_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_sender_submission_id")),
        sa.PrimaryKeyConstraint("submission_id", name=op.f("pk_sender")),
        sa.UniqueConstraint("confirm_token_hash", name=op.f("uq_sender_confirm_token_hash")),
    )
    with op.batch_alter_table("sender", schema=None) as batch_op:
        batch_op.create_index("ix_sender_account_id", ["account_id"], unique=False)
        batch_op.create_index("ix_sender_email_fold", ["email_fold"], unique=False)

    op.create_table(
        "article_text",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("source_html", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("explanation_html", sa.String(), nullable=False),
        sa.Column("explanation", sa.String(), nullable=False),
        sa.Column("in_force_html", sa.String(), nullable=False),
        sa.Column("in_force", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_text_article_id")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["draft_edition.id"], name=op.f("fk_article_text_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_text")),
        sa.UniqueConstraint("article_id", "edition_id", name=op.f("uq_article_text_article_id_edition_id")),
    )
    with op.batch_alter_table("article_text", schema=None) as batch_op:
        batch_op.create_index("ix_article_text_edition_id", ["edition_id"], unique=False)

    op.create_table(
        "article_alternative",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_text_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_text_id"], ["article_text.id"], name=op.f("fk_article_alternative_article_text_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_alternative")),
        sa.UniqueConstraint(
            "article_text_id", "label", name=op.f("uq_article_alternative_article_text_id_label")
        ),
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("reference", sa.String(length=20), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=True),
        sa.Column("alternative_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("parent_external_id", sa.String(), nullable=True),
        sa.Column("stance", sa.String(length=10), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("is_redacted", sa.Boolean(), nullable=False),
        sa.Column("name_shown", sa.String(), nullable=False),
        sa.Column("shown_html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("shown_revision", sa.Integer(), nullable=True),
        sa.Column("waiting_revision", sa.Integer(), nullable=True),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("public_note", sa.String(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("lock_version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "stance IN ('', 'support', 'amend', 'oppose', 'remark')", name=op.f("ck_comment_stance")
        ),
        sa.CheckConstraint(
            "state IN ('unconfirmed', 'pending', 'published', 'hidden', 'held', 'withheld', 'referred', 'withdrawn', 'removed', 'erased')",
            name=op.f("ck_comment_state"),
        ),
        sa.ForeignKeyConstraint(
            ["alternative_id"], ["article_alternative.id"], name=op.f("fk_comment_alternative_id")
        ),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_comment_article_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_comment_consultation_id")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["comment.id"], name=op.f("fk_comment_parent_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name=op.f("fk_comment_submission_id")),
        sa.ForeignKeyConstraint(["version_id"], ["draft_version.id"], name=op.f("fk_comment_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sa.UniqueConstraint("consultation_id", "source", "external_id", name="uq_comment_import"),
        sa.UniqueConstraint("public_id", name=op.f("uq_comment_public_id")),
        sa.UniqueConstraint("reference", name=op.f("uq_comment_reference")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(
            "ix_comment_article_listed", ["article_id", "is_listed", "parent_id", "id"], unique=False
        )
        batch_op.create_index("ix_comment_consultation_id_state", ["consultation_id", "state"], unique=False)
        batch_op.create_index(
            "ix_comment_listed", ["consultation_id", "is_listed", "parent_id", "id"], unique=False
        )
        batch_op.create_index("ix_comment_parent_id", ["parent_id"], unique=False)
        batch_op.create_index("ix_comment_submission_id", ["submission_id"], unique=False)
        batch_op.create_index(
            "ix_comment_waiting",
            ["waiting_since", "id"],
            unique=False,
            sqlite_where=sa.text("waiting_since IS NOT NULL"),
            postgresql_where=sa.text("waiting_since IS NOT NULL"),
        )

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("submission_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_attachment_comment_id")),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submission.id"], name=op.f("fk_attachment_submission_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
        sa.UniqueConstraint("public_id", name=op.f("uq_attachment_public_id")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index("ix_attachment_submission_id", ["submission_id"], unique=False)

    op.create_table(
        "comment_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("html_version", sa.Integer(), nullable=False),
        sa.Column("source_html", sa.String(), nullable=False),
        sa.Column("redactions", sa.JSON(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_comment_revision_comment_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_revision")),
        sa.UniqueConstraint("comment_id", "number", name=op.f("uq_comment_revision_comment_id_number")),
    )
    op.create_table(
        "escalation",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_escalation_comment_id")),
        sa.PrimaryKeyConstraint("comment_id", "waiting_since", name=op.f("pk_escalation")),
    )
    op.create_table(
        "moderation_claim",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_moderation_claim_comment_id")),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_moderation_claim")),
    )
    op.create_table(
        "reply_comment",
        sa.Column("reply_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_reply_comment_comment_id")),
        sa.ForeignKeyConstraint(["reply_id"], ["reply.id"], name=op.f("fk_reply_comment_reply_id")),
        sa.PrimaryKeyConstraint("reply_id", "comment_id", name=op.f("pk_reply_comment")),
    )
    with op.batch_alter_table("reply_comment", schema=None) as batch_op:
        batch_op.create_index("ix_reply_comment_comment_id", ["comment_id"], unique=False)

    op.create_table(
        "ruling",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("internal_note", sa.String(), nullable=False),
        sa.Column("redactions", sa.JSON(), nullable=False),
        sa.Column("referred_to", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("pseudonym", sa.String(length=32), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("ruled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("waited_minutes", sa.Integer(), nullable=True),
        sa.Column("review_id", sa.Integer(), nullable=True),
        sa.Column("is_in_force", sa.Boolean(), nullable=False),
        sa.Column("entry_id", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "act IN ('publish', 'hide', 'redact', 'hold', 'withhold', 'refer', 'remove')",
            name=op.f("ck_ruling_act"),
        ),
        sa.CheckConstraint(
            "act NOT IN ('hide', 'redact', 'remove') OR ground <> ''", name=op.f("ck_ruling_ground")
        ),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_ruling_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_ruling_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_ruling_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint("public_id", name=op.f("uq_ruling_public_id")),
    )
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.create_index("ix_ruling_comment_id", ["comment_id"], unique=False)
        batch_op.create_index("ix_ruling_consultation_id_id", ["consultation_id", "id"], unique=False)
        batch_op.create_index(
            "ix_ruling_counted", ["consultation_id", "act", "ground", "is_in_force"], unique=False
        )
        batch_op.create_index("ix_ruling_waited", ["consultation_id", "waited_minutes"], unique=False)

    op.create_table(
        "statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.String(length=20), nullable=False),
        sa.Column("is_withheld", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("agrees", sa.Integer(), nullable=False),
        sa.Column("disagrees", sa.Integer(), nullable=False),
        sa.Column("passes", sa.Integer(), nullable=False),
        sa.Column("imported_agrees", sa.Integer(), nullable=False),
        sa.Column("imported_disagrees", sa.Integer(), nullable=False),
        sa.Column("imported_passes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_statement_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_statement_consultation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement")),
        sa.UniqueConstraint("consultation_id", "number", name=op.f("uq_statement_consultation_id_number")),
        sa.UniqueConstraint("consultation_id", "source", "external_id", name="uq_statement_import"),
        sa.UniqueConstraint("public_id", name=op.f("uq_statement_public_id")),
    )
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.create_index("ix_statement_comment_id", ["comment_id"], unique=False)
        batch_op.create_index(
            "ix_statement_consultation_id_closed_at", ["consultation_id", "closed_at"], unique=False
        )
        batch_op.create_index(
            "uq_statement_open_comment",
            ["comment_id"],
            unique=True,
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("language", sa.String(length=35), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ruling_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_report_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_report_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name=op.f("fk_report_ruling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("public_id", name=op.f("uq_report_public_id")),
    )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_index("ix_report_comment_id", ["comment_id"], unique=False)
        batch_op.create_index("ix_report_open", ["closed_at", "reported_at"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("consultation_id", sa.Integer(), nullable=False),
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("ruling_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("result", sa.String(length=12), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("office", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["comment_id"], ["comment.id"], name=op.f("fk_review_comment_id")),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_review_consultation_id")
        ),
        sa.ForeignKeyConstraint(["ruling_id"], ["ruling.id"], name=op.f("fk_review_ruling_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("public_id", name=op.f("uq_review_public_id")),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index("ix_review_consultation_id", ["consultation_id"], unique=False)
        batch_op.create_index("ix_review_ruling_id", ["ruling_id"], unique=False)
        batch_op.create_index(
            "uq_review_open",
            ["comment_id"],
            unique=True,
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )

    op.create_table(
        "vote",
        sa.Column("statement_id", sa.Integer(), nullable=False),
        sa.Column("voter_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=10), nullable=False),
        sa.Column("voted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.CheckConstraint("value IN ('agree', 'disagree', 'pass')", name=op.f("ck_vote_value")),
        sa.ForeignKeyConstraint(["statement_id"], ["statement.id"], name=op.f("fk_vote_statement_id")),
        sa.ForeignKeyConstraint(["voter_id"], ["voter.id"], name=op.f("fk_vote_voter_id")),
        sa.PrimaryKeyConstraint("statement_id", "voter_id", name=op.f("pk_vote")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index("ix_vote_voter_id", ["voter_id"], unique=False)

    _refuse_changes()
    _index_words()


def downgrade() -> None:
    _forget_words()
    _allow_changes()
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index("ix_vote_voter_id")

    op.drop_table("vote")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_review_open",
            sqlite_where=sa.text("decided_at IS NULL"),
            postgresql_where=sa.text("decided_at IS NULL"),
        )
        batch_op.drop_index("ix_review_ruling_id")
        batch_op.drop_index("ix_review_consultation_id")

    op.drop_table("review")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_index("ix_report_open")
        batch_op.drop_index("ix_report_comment_id")

    op.drop_table("report")
    with op.batch_alter_table("statement", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_statement_open_comment",
            sqlite_where=sa.text("closed_at IS NULL"),
            postgresql_where=sa.text("closed_at IS NULL"),
        )
        batch_op.drop_index("ix_statement_consultation_id_closed_at")
        batch_op.drop_index("ix_statement_comment_id")

    op.drop_table("statement")
    with op.batch_alter_table("ruling", schema=None) as batch_op:
        batch_op.drop_index("ix_ruling_waited")
        batch_op.drop_index("ix_ruling_counted")
        batch_op.drop_index("ix_ruling_consultation_id_id")
        batch_op.drop_index("ix_ruling_comment_id")

    op.drop_table("ruling")
    with op.batch_alter_table("reply_comment", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_comment_comment_id")

    op.drop_table("reply_comment")
    op.drop_table("moderation_claim")
    op.drop_table("escalation")
    op.drop_table("comment_revision")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index("ix_attachment_submission_id")

    op.drop_table("attachment")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_comment_waiting",
            sqlite_where=sa.text("waiting_since IS NOT NULL"),
            postgresql_where=sa.text("waiting_since IS NOT NULL"),
        )
        batch_op.drop_index("ix_comment_submission_id")
        batch_op.drop_index("ix_comment_parent_id")
        batch_op.drop_index("ix_comment_listed")
        batch_op.drop_index("ix_comment_consultation_id_state")
        batch_op.drop_index("ix_comment_article_listed")

    op.drop_table("comment")
    op.drop_table("article_alternative")
    with op.batch_alter_table("article_text", schema=None) as batch_op:
        batch_op.drop_index("ix_article_text_edition_id")

    op.drop_table("article_text")
    with op.batch_alter_table("sender", schema=None) as batch_op:
        batch_op.drop_index("ix_sender_email_fold")
        batch_op.drop_index("ix_sender_account_id")

    op.drop_table("sender")
    op.drop_table("reply_wording")
    with op.batch_alter_table("reply_article", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_article_listed")

    op.drop_table("reply_article")
    op.drop_table("draft_edition")
    with op.batch_alter_table("article", schema=None) as batch_op:
        batch_op.drop_index("ix_article_version_id_position")

    op.drop_table("article")
    with op.batch_alter_table("voter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_voter_account_id"))

    op.drop_table("voter")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index("ix_subscription_account_id")

    op.drop_table("subscription")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("ix_submission_consultation_id")

    op.drop_table("submission")
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_off_consultation_id")

    op.drop_table("sign_off")
    with op.batch_alter_table("search_document", schema=None) as batch_op:
        batch_op.drop_index("ix_search_document_consultation_id")

    op.drop_table("search_document")
    with op.batch_alter_table("reply", schema=None) as batch_op:
        batch_op.drop_index("ix_reply_consultation_id_id")

    op.drop_table("reply")
    op.drop_table("passkey_use")
    with op.batch_alter_table("package", schema=None) as batch_op:
        batch_op.drop_index("ix_package_consultation_id_grade")

    op.drop_table("package")
    with op.batch_alter_table("outcome_postponement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_postponement_consultation_id"))

    op.drop_table("outcome_postponement")
    op.drop_table("outcome_escalation")
    op.drop_table("outcome")
    op.drop_table("draft_version")
    op.drop_table("disposition")
    with op.batch_alter_table("contribution_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contribution_import_consultation_id"))

    op.drop_table("contribution_import")
    op.drop_table("consultation_text")
    with op.batch_alter_table("consultation_date_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consultation_date_change_consultation_id"))

    op.drop_table("consultation_date_change")
    op.drop_table("comment_tally")
    op.drop_table("record_opening")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_credential_id"))
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))

    op.drop_table("passkey")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_held",
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )
        batch_op.drop_index("ix_membership_organisation_id")

    op.drop_table("membership")
    with op.batch_alter_table("consultation", schema=None) as batch_op:
        batch_op.drop_index("ix_consultation_state_closes_at")
        batch_op.drop_index("ix_consultation_organisation_id")

    op.drop_table("consultation")
    with op.batch_alter_table("account_session", schema=None) as batch_op:
        batch_op.drop_index("ix_account_session_account_id")

    op.drop_table("account_session")
    with op.batch_alter_table("account_key", schema=None) as batch_op:
        batch_op.drop_index("ix_account_key_expires_at")
        batch_op.drop_index(batch_op.f("ix_account_key_account_id"))

    op.drop_table("account_key")
    with op.batch_alter_table("used_token", schema=None) as batch_op:
        batch_op.drop_index("ix_used_token_used_at")

    op.drop_table("used_token")
    op.drop_table("site_setting")
    with op.batch_alter_table("record_personal_read", schema=None) as batch_op:
        batch_op.drop_index("ix_record_personal_read_read_at")

    op.drop_table("record_personal_read")
    op.drop_table("record_log")
    with op.batch_alter_table("record_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_record_entry_log_number")

    op.drop_table("record_entry")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))

    op.drop_table("organisation")
    with op.batch_alter_table("mail_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_mail_outbox_due_at")

    op.drop_table("mail_outbox")
    with op.batch_alter_table("event_outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_event_outbox_due_at")

    op.drop_table("event_outbox")
    op.drop_table("account")
