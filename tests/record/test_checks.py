"""`record verify`: a whole site is whole, and one row changed, added, removed or moved is found and named."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import text

from consult.foundation.db import db, is_sqlite, writing
from consult.record import checks, jobs, service
from tests.factories.consultations import article_of, make_consultation
from tests.factories.outcomes import make_comments, make_disposition, make_outcome, make_reply


@pytest.fixture
def site(app: Flask) -> Iterator[Flask]:
    """A sealed site in which a consultation was answered."""
    consultation = make_consultation("closed", slug="market")
    comments = make_comments(consultation, 3, article=article_of(consultation))
    make_reply(consultation, comments[:1])
    make_disposition(consultation, article_of(consultation))
    make_outcome(consultation)
    jobs.seal()
    yield app
    db.session.rollback()


def verify() -> dict[str, str]:
    return {one.name: one.found for one in checks.verify_all(checks.check_logs)}


def test_a_whole_site_is_as_the_record_says(site: Flask) -> None:
    found = verify()
    assert "0 entries wait" in found["logs"]
    assert "3 rows of comment" in found["contributions"]


NEWEST = "number = (SELECT max(number) FROM record_entry)"
BYTES = (
    "CAST(replace(CAST(content AS TEXT), 'T', 't') AS BLOB)",
    "convert_to(replace(convert_from(content, 'UTF8'), 'T', 't'), 'UTF8')",
)
"""The same in the words of SQLite and of PostgreSQL."""


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (f"UPDATE record_entry SET content = CAST(replace(CAST(content AS TEXT), 'T', 't') AS BLOB) WHERE {NEWEST}",
         "record_entry"),
        (f"UPDATE record_entry SET type = 'other.thing' WHERE {NEWEST}", "record_entry"),
        (f"UPDATE record_entry SET log = 'other' WHERE {NEWEST}", "record_"),
        (f"UPDATE record_entry SET leaf_hash = '00' WHERE {NEWEST}", "record_entry"),
        ("UPDATE record_leaf SET leaf_index = leaf_index + 1000 WHERE leaf_index = 1", "record_leaf"),
        ("DELETE FROM record_leaf WHERE leaf_index = 0", "record_leaf"),
        ("UPDATE record_checkpoint SET root = '00'", "record_checkpoint"),
        ("UPDATE record_checkpoint SET note = 'x'", "record_checkpoint"),
        ("UPDATE record_checkpoint SET size = size + 1000 WHERE log = 'site'", "record_checkpoint"),
        ("DELETE FROM record_publication WHERE checkpoint_id = 1", "record_publication"),
        ("UPDATE record_key SET public_key = '11'", "record_"),
        ("INSERT INTO record_tile (log, level, number, hashes, root) VALUES ('site', 0, 0, 'x', 'x')", "record_tile"),
        ("UPDATE record_opening SET fields = '{}'", "record_opening"),
        ("DELETE FROM record_opening WHERE entry_id = (SELECT min(entry_id) FROM record_opening)", "record_opening"),
        ("INSERT INTO record_log (log, revision) VALUES ('other', 1)", "record_log"),
        ("UPDATE organisation SET name = 'Another office'", "organisation"),
        ("UPDATE comment SET stance = 'oppose'", "comment"),
        ("UPDATE comment SET received_at = '2020-01-01 00:00:00.000000'", "comment: “received_at” of"),
        ("UPDATE submission SET received_at = '2020-01-01 00:00:00.000000'", "submission: “received_at” of"),
        ("UPDATE comment SET reference = 'X' WHERE id = (SELECT max(id) FROM comment)", "comment"),
        ("UPDATE comment_revision SET body = 'I never said this'", "comment_revision"),
        ("UPDATE reply SET body = 'We never promised this'", "reply"),
        ("UPDATE disposition SET reason = 'x'", "disposition"),
        ("UPDATE ruling SET act = 'hide', ground = 'spam'", "ruling"),
        ("UPDATE ruling SET ruled_at = '2020-01-01 00:00:00.000000'", "ruling"),
        ("UPDATE ruling SET public_id = 'other' WHERE id = (SELECT max(id) FROM ruling)", "ruling"),
    ],
)  # fmt: skip
def test_one_change_is_found_and_named(site: Flask, change: str, named: str) -> None:
    with db.engine.begin() as connection:
        hands = "PRAGMA foreign_keys = OFF" if is_sqlite() else "SET LOCAL session_replication_role = replica"
        connection.execute(text(hands))  # as somebody with the database's own tools
        changed = connection.execute(text(change if is_sqlite() else change.replace(*BYTES))).rowcount
    assert changed
    db.session.remove()
    with pytest.raises(checks.Fault, match=named):
        verify()


def test_what_cannot_be_opened_needs_an_erasure(site: Flask) -> None:
    entry = (
        db.session.execute(text("SELECT id FROM record_entry WHERE type = 'comment.received'"))
        .scalars()
        .first()
    )
    with writing():
        service.erase_openings([str(entry)], ["name"])
    with pytest.raises(checks.Fault, match=f"name of {entry}"):
        verify()


def test_what_changed_between_two_statements_is_no_fault(app: Flask) -> None:
    """On PostgreSQL a worker seals while the logs are read: a fault counts when it is there at one instant."""
    asked: list[bool] = []

    def check() -> str:
        asked.append(True)
        if len(asked) == 1:
            raise checks.Fault("the log ends earlier than its head says")
        return "whole"

    if is_sqlite():  # all that one transaction reads is of one instant there
        with pytest.raises(checks.Fault):
            next(iter(checks.verify_all(check)))
    else:
        assert next(iter(checks.verify_all(check))).found == "whole"
