"""How long what is kept, legal holds and requests for access; and import keys that betray nothing.

Revision ID: 0015
Revises: 0014
"""

import hashlib
import hmac
from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BY_CONTENT = "sha256:"


def upgrade() -> None:
    """Rows of imports are known by an HMAC of their number or content from now on; and the tables of custody."""
    with op.batch_alter_table("comment") as batch:
        batch.add_column(sa.Column("import_key", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("content_key", sa.String(length=80), nullable=True))
    _make_keys()
    with op.batch_alter_table("comment") as batch:
        batch.drop_constraint("uq_comment_import", type_="unique")
        batch.create_unique_constraint("uq_comment_import", ["consultation_id", "source", "import_key"])
    op.create_index("ix_comment_content_key", "comment", ["content_key"])
    _make_tables()
    with op.batch_alter_table("erasure") as batch:
        batch.add_column(sa.Column("revision", sa.Integer(), nullable=True))
        batch.drop_constraint(op.f("ck_erasure_scope"), type_="check")
        batch.create_check_constraint(op.f("ck_erasure_scope"), "scope IN ('name', 'all', 'text', 'files', 'wording')")


def downgrade() -> None:
    """Rows without a number are known by nothing any more: an earlier version would take them in again."""
    op.execute("UPDATE erasure SET scope = 'text' WHERE scope = 'wording'")
    with op.batch_alter_table("erasure") as batch:
        batch.drop_constraint(op.f("ck_erasure_scope"), type_="check")
        batch.create_check_constraint(op.f("ck_erasure_scope"), "scope IN ('name', 'all', 'text', 'files')")
        batch.drop_column("revision")
    for table in ("access_document", "access_request", "disposal", "legal_hold"):
        op.drop_table(table)
    op.drop_index("ix_comment_content_key", "comment")
    with op.batch_alter_table("comment") as batch:
        batch.drop_constraint("uq_comment_import", type_="unique")
        batch.create_unique_constraint("uq_comment_import", ["consultation_id", "source", "external_id"])
        batch.drop_column("content_key")
        batch.drop_column("import_key")


def _make_keys() -> None:
    """As ``contributions.references`` makes them today."""
    connection = op.get_bind()
    instance_secret: bytes = current_app.extensions["consult_settings"].secret
    comments = sa.table(
        "comment", sa.column("id"), sa.column("external_id"), sa.column("import_key"), sa.column("content_key")
    )
    rows = connection.execute(
        sa.text(
            "SELECT c.id, o.public_id, c.source, c.external_id, r.body FROM comment c"
            " JOIN consultation o ON o.id = c.consultation_id"
            " JOIN comment_revision r ON r.comment_id = c.id AND r.number = 1"
            " WHERE c.source IS NOT NULL AND c.external_id IS NOT NULL ORDER BY c.id"
        )
    ).all()
    secrets: dict[tuple[str, str], bytes] = {}
    for number, consultation, source, external_id, body in rows:
        if (consultation, source) not in secrets:
            info = b"consult import 1\0" + consultation.encode() + b"\0" + source.encode()
            secrets[consultation, source] = HKDF(algorithm=SHA256(), length=32, salt=None, info=info).derive(
                instance_secret
            )
        secret, is_row = secrets[consultation, source], external_id.startswith(BY_CONTENT)
        connection.execute(
            sa.update(comments)
            .where(comments.c.id == number)
            .values(
                external_id=None if is_row else external_id,
                import_key=_key(secret, "row" if is_row else "id", external_id.removeprefix(BY_CONTENT)),
                content_key=_key(secret, "words", body) if body else None,
            )
        )


def _key(secret: bytes, kind: str, identity: str) -> str:
    return f"{kind}:{hmac.new(secret, f'{kind}|{identity}'.encode(), hashlib.sha256).hexdigest()}"


def _make_tables() -> None:
    op.create_table('disposal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('series', sa.String(length=40), nullable=False),
    sa.Column('what', sa.String(length=20), nullable=False),
    sa.Column('fate', sa.String(length=10), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('swept_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('is_alone', sa.Boolean(), nullable=False),
    sa.Column('archive', sa.String(), nullable=False),
    sa.Column('package_sha256', sa.String(length=64), nullable=False),
    sa.Column('package_size', sa.BigInteger(), nullable=False),
    sa.Column('manifest', sa.String(length=128), nullable=False),
    sa.Column('acknowledged_on', sa.Date(), nullable=True),
    sa.Column('acknowledgement', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=35), nullable=False),
    sa.CheckConstraint("fate IN ('transfer', 'keep', 'destroy')", name=op.f('ck_disposal_fate')),
    sa.CheckConstraint("state IN ('due', 'waiting', 'preparing', 'prepared', 'done')", name=op.f('ck_disposal_state')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_disposal_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disposal')),
    sa.UniqueConstraint('public_id', name=op.f('uq_disposal_public_id'))
    )
    op.create_index('uq_disposal_open', 'disposal', ['consultation_id', 'series'], unique=True, sqlite_where=sa.text("state != 'done'"), postgresql_where=sa.text("state != 'done'"))

    op.create_table('access_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=True),
    sa.Column('person', sa.String(), nullable=False),
    sa.Column('requester', sa.String(), nullable=False),
    sa.Column('contact', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('number', sa.String(length=40), nullable=False),
    sa.Column('received_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('extended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('extension_reason', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('note', sa.String(), nullable=False),
    sa.Column('refused_code', sa.String(length=40), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('gathered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'answered', 'refused')", name=op.f('ck_access_request_state')),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_access_request_comment_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_access_request_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_request')),
    sa.UniqueConstraint('public_id', name=op.f('uq_access_request_public_id'))
    )
    op.create_index('ix_access_request_consultation_id', 'access_request', ['consultation_id'])

    op.create_table('legal_hold',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(length=32), nullable=False),
    sa.Column('consultation_id', sa.Integer(), nullable=False),
    sa.Column('comment_id', sa.Integer(), nullable=True),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('language', sa.String(length=35), nullable=False),
    sa.Column('office', sa.String(), nullable=False),
    sa.Column('put_on_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('put_on_by', sa.Integer(), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.Integer(), nullable=True),
    sa.Column('lifted_reason', sa.String(), nullable=False),
    sa.Column('lifted_language', sa.String(length=35), nullable=False),
    sa.ForeignKeyConstraint(['comment_id'], ['comment.id'], name=op.f('fk_legal_hold_comment_id')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultation.id'], name=op.f('fk_legal_hold_consultation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_legal_hold')),
    sa.UniqueConstraint('public_id', name=op.f('uq_legal_hold_public_id'))
    )
    op.create_index('ix_legal_hold_consultation_id', 'legal_hold', ['consultation_id'])
    op.create_index('ix_legal_hold_in_force', 'legal_hold', ['id'], sqlite_where=sa.text('lifted_at IS NULL'), postgresql_where=sa.text('lifted_at IS NULL'))

    op.create_table('access_document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=20), nullable=False),
    sa.Column('reference', sa.String(), nullable=False),
    sa.Column('dated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('language', sa.String(length=35), nullable=False),
    sa.Column('body', sa.String(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=True),
    sa.Column('treatment', sa.String(length=10), nullable=False),
    sa.Column('code', sa.String(length=40), nullable=False),
    sa.Column('redactions', sa.JSON(), nullable=False),
    sa.CheckConstraint("treatment IN ('', 'release', 'redact', 'withhold')", name=op.f('ck_access_document_treatment')),
    sa.ForeignKeyConstraint(['request_id'], ['access_request.id'], name=op.f('fk_access_document_request_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_document')),
    sa.UniqueConstraint('request_id', 'number', name=op.f('uq_access_document_request_id_number'))
    )
