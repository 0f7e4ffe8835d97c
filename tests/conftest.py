"""What every test gets: an app on its own instance and database, and a client.

The schema is made once per process; each test empties the tables, so that what is committed is real.
"""

import contextvars
import itertools
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import event, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

from consult.app import create_app
from consult.foundation import mail_files, outages
from consult.foundation.db import Base, db
from consult.foundation.settings import Settings
from consult.organisations import look
from consult.record import behind, outside
from consult.record.models import APPEND_ONLY, Entry, EntryOpening, Log, PersonalRead, RowMark
from tests.postgresql import database_of_this_process

# A busy machine is no fault of the code: what is slow is measured in benchmarks/.
hypothesis_settings.register_profile("consult", deadline=None)
hypothesis_settings.load_profile("consult")

WITHOUT_ENTRY = frozenset({
    # plumbing: queues, tokens, counters and derived indexes tell nobody anything new
    "event_outbox", "mail_outbox", "used_token", "search_document", "alembic_version",
    # comings and goings go to the private access log only (RECORD)
    "account_session", "account_key", "sender_code", "passkey_use", "record_personal_read",
    # who has a comment on the desk at this moment, for ten minutes
    "moderation_claim",
    # what somebody is still writing is nobody else's: nothing of it is received before it is sent
    "submission_draft", "submission_draft_part", "submission_draft_file",
    # that a receipt was mailed; the act it is of has its entry
    "given_receipt",
    # who wants news by e-mail is nobody else's business
    "subscription",
    # private to the audit office: those audited don't learn that a note was written
    "audit_note",
    # on which side somebody acts follows from acts that all have entries; it is kept so that a rule finds it at once
    "consultation_side",
    # a package that was made has its entry; files that newer ones replaced are forgotten without
    "package",
    # a row of zeros that is locked, so that one act on the desk follows another; other rows say what it counts
    "reading_tally",
    # how far the making of a package is; asking for it and taking it have entries
    "package_order",
})  # fmt: skip
"""Tables that may change without a record entry, each with its reason."""
IMPORT_BATCH = {"submission", "sender", "comment", "comment_revision"}
"""What a batch of an import stores. Nobody sees or counts it before the last batch, which has the entry."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """What isn't done in every run."""
    parser.addoption(
        "--stored-only", action="store_true", help="leave out tests that store nothing in the database",
    )  # fmt: skip
    parser.addoption(
        "--every-manner", action="store_true",
        help="walk the loop of answers in each language, with scripts and without, on each database",
    )  # fmt: skip


STORED = ("app", "migrated")
"""Fixtures of tests that store something."""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With ``--stored-only``: what stores nothing does the same on every database."""
    if not config.getoption("--stored-only"):
        return
    kept = [one for one in items if set(STORED) & set(getattr(one, "fixturenames", STORED))]
    config.hook.pytest_deselected(items=[one for one in items if one not in set(kept)])
    items[:] = kept


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The app on an instance of its own, on SQLite, or on PostgreSQL where TEST_DATABASE_URL says so."""
    instance = tmp_path_factory.mktemp("instance")
    settings = Settings(
        instance=instance, database_url=database_of_this_process(), staff_second_factor=False,
        base_url="http://localhost", digest_minutes=0,
    )  # fmt: skip
    app = create_app(settings)
    app.config["TESTING"] = False  # error pages are part of what is tested
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client_class = Browser
    hashing = app.extensions["security"].pwd_context
    assert "$argon2id$v=19$m=65536,t=3," in hashing.hash("what a site does"), "hashes of a site cost enough"
    hashing.update(argon2__memory_cost=256, argon2__rounds=1)  # here passwords are no secrets
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _hurry)
        Base.metadata.drop_all(db.engine)
        Base.metadata.create_all(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


def _hurry(connection: Any, _record: Any) -> None:
    """What this database holds is thrown away, so that it needn't wait for the disk."""
    connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(autouse=True)
def _clean_database(request: pytest.FixtureRequest) -> Iterator[None]:
    """Empty tables and a clean app context around each test that uses the app."""
    if "app" not in request.fixturenames:
        yield
        return
    app = request.getfixturevalue("app")
    with app.app_context():
        db.session.remove()
        with db.engine.begin() as connection:
            _empty(connection)
        if next(_EMPTIED) % 25 == 0 and db.engine.dialect.name == "postgresql":
            _tidy(db.engine)
        look.forget()
        behind.forget()
        for folder in (outside.FOLDER, *mail_files.FOLDERS):
            shutil.rmtree(app.extensions["consult_settings"].instance / folder, ignore_errors=True)
        for way in (outages.MAIL, outages.SMS):
            outages.over(app.extensions["consult_settings"].instance, way)
        app.extensions["consult_kept_pages"].forget()
        yield
        db.session.rollback()
        db.session.remove()
    for kept, extension, table in (
        ("limits.sqlite3", "consult_counter", "counted"), ("refusals.sqlite3", "consult_refusals", "refused"),
    ):  # fmt: skip
        if (Path(app.extensions["consult_settings"].instance) / kept).exists():
            app.extensions[extension]._connection().execute(f"DELETE FROM {table}")


def _empty(connection: Connection) -> None:
    """Rows and numbers. Most tables of most tests are empty, so deleting is far quicker than truncating.

    It goes to the driver as it is, for this is done thousands of times.
    """
    statements = [f'DELETE FROM "{table.name}"' for table in reversed(Base.metadata.sorted_tables)]
    if connection.dialect.name == "postgresql":
        used = "SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences"
        numbers = f"{used} WHERE last_value IS NOT NULL"
        statements = ["; ".join(("SET CONSTRAINTS ALL DEFERRED", *statements, numbers))]
    cursor = connection.connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


_EMPTIED = itertools.count(1)


def _tidy(engine: Engine) -> None:
    """Give back the pages of deleted rows, which PostgreSQL doesn't do here by itself at moments of its own."""
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"VACUUM {tables}"))


class Browser(FlaskClient):
    """A browser without scripts. Each request gets a context of its own, as on a server.

    Inside a test's own app context Flask would reuse ``g`` from one request to the next, with whoever
    was signed in and the form token that was made.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """One request; afterwards the test reads what it committed, not an older snapshot."""
        answer = contextvars.Context().run(super().open, *args, **kwargs)
        if has_app_context():
            db.session.rollback()
        return answer


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts."""
    return app.test_client()


# No change without an entry (DESIGN §3) ------------------------------------------------------------


def _changed(session: Session) -> set[str]:
    found: set[str] = session.info.setdefault("changed_tables", set())
    return found


@event.listens_for(Engine, "after_execute")
def _note_statement(_connection: Connection, statement: Any, *rest: Any) -> None:
    """Every way to change rows ends here: flushes, statements of the session, and those past it.

    What found nothing to change changed nothing. An INSERT … ON CONFLICT DO NOTHING can't tell whether it did; the
    row it may have made stands beside others of the same act.
    """
    conflict = type(getattr(statement, "_post_values_clause", None)).__name__
    is_change = rest[-1].rowcount != 0 and conflict != "OnConflictDoNothing"
    if getattr(statement, "is_dml", False) and is_change and has_app_context():
        _changed(db.session()).add(statement.table.name)


@event.listens_for(Session, "before_commit")
def _entry_for_every_change(session: Session) -> None:
    changed = session.info.pop("changed_tables", set())
    # sealing only gives entries their place; the acts are in the entries
    record_tables = {model.__tablename__ for model in (EntryOpening, Log, PersonalRead, RowMark)} | set(
        APPEND_ONLY
    )
    rest = changed - record_tables - WITHOUT_ENTRY
    if rest and rest != IMPORT_BATCH and Entry.__tablename__ not in changed:
        raise AssertionError(f"rows of {sorted(rest)} changed without a record entry")


@event.listens_for(Session, "after_rollback")
def _forget_changes(session: Session) -> None:
    session.info.pop("changed_tables", None)
