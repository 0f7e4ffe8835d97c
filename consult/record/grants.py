"""What the site's own role may do on PostgreSQL where another role owns the tables: add to the record, and no more."""

from collections.abc import Iterator

from sqlalchemy import Connection, inspect, text

from consult.record.models import APPEND_ONLY

MAINTAIN_SINCE = 170_000
"""The version of PostgreSQL that lets a role rewrite tables it doesn't own, as erasing has to."""


def grant_to(role: str, connection: Connection) -> None:
    """Give the role what it needs and take from it what would let it change the record. Run by the tables' owner."""
    for statement in _statements(role, connection):
        connection.execute(text(statement))


def _statements(role: str, connection: Connection) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote
    own = quote(role)
    yield f"GRANT USAGE ON SCHEMA public TO {own}"
    yield f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {own}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {own}"
    version = connection.scalar(text("SHOW server_version_num")) or "0"
    maintain = ", MAINTAIN" if int(version) >= MAINTAIN_SINCE else ""
    for table in inspect(connection).get_table_names():
        rights = "SELECT, INSERT" if table in APPEND_ONLY else f"SELECT, INSERT, UPDATE, DELETE{maintain}"
        yield f"GRANT {rights} ON {quote(table)} TO {own}"
