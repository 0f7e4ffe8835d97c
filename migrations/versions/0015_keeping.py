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
    """Rows of imports are known by an HMAC of their number or content from now on."""
    with op.batch_alter_table("comment") as batch:
        batch.add_column(sa.Column("import_key", sa.String(length=80), nullable=True))
        batch.add_column(sa.Column("content_key", sa.String(length=80), nullable=True))
    _make_keys()
    with op.batch_alter_table("comment") as batch:
        batch.drop_constraint("uq_comment_import", type_="unique")
        batch.create_unique_constraint("uq_comment_import", ["consultation_id", "source", "import_key"])
    op.create_index("ix_comment_content_key", "comment", ["content_key"])


def downgrade() -> None:
    """Rows without a number are known by nothing any more: an earlier version would take them in again."""
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
