"""On PostgreSQL the site's own role has no right to change or delete an entry, whatever the triggers say."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_migrate import upgrade
from flask_migrate.cli import db as migrations
from sqlalchemy import select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ProgrammingError

from consult.app import create_app
from consult.foundation import backup, clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, is_sqlite, writing
from consult.foundation.settings import Settings, WrongSettings, load_settings
from consult.organisations import service as organisations
from consult.organisations.models import Organisation
from consult.record import checks, jobs, queries
from consult.record.models import APPEND_ONLY, Entry
from consult.site.operations import stores
from tests.postgresql import database_of_this_process

ROLE, PASSWORD = "consult_site", "only for tests"


@pytest.fixture
def apart(app: Flask, tmp_path: Path) -> Iterator[Flask]:
    """A site whose tables belong to another role than the one it works as."""
    if is_sqlite():
        pytest.skip("SQLite knows no roles")
    owner = database_of_this_process("role")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP ROLE IF EXISTS {ROLE}")
        connection.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")
    url = make_url(owner).set(username=ROLE, password=PASSWORD).render_as_string(hide_password=False)
    settings = Settings(instance=tmp_path, database_url=url, migration_database_url=owner)
    made = create_app(settings)
    with made.app_context():
        upgrade()
        yield made
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"DROP OWNED BY {ROLE}")
        connection.execute(f"DROP ROLE {ROLE}")


def test_the_site_adds_to_the_record_and_can_do_nothing_else_to_it(apart: Flask) -> None:
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    jobs.seal()
    assert checks.check_logs() and queries.published_head("site") is not None
    for table in APPEND_ONLY:
        for act in (f"DELETE FROM {table}", f"TRUNCATE {table}", f"DROP TABLE {table}"):
            with (
                pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
                writing() as session,
            ):
                session.execute(text(act))
    for act in ("UPDATE record_entry SET content = ''", "ALTER TABLE record_entry DISABLE TRIGGER ALL"):
        with pytest.raises(ProgrammingError, match=r"permission denied|must be owner"), writing() as session:
            session.execute(text(act))
    assert db.session.scalars(select(Entry.type)).first() == "organisation.created"


def test_the_catalogue_says_so_and_so_does_the_doctor(apart: Flask) -> None:
    asked = text("SELECT has_table_privilege(current_user, :table, :right)")
    for table in APPEND_ONLY:
        rights = {
            right: db.session.scalar(asked, {"table": table, "right": right})
            for right in ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")
        }
        assert rights == {"SELECT": True, "INSERT": True, "UPDATE": False, "DELETE": False, "TRUNCATE": False}
    assert [one.level for one in stores.check_postgresql()] == ["OK"]


def test_an_owner_without_a_role_for_the_site_stops_the_start_with_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CONSULT_INSTANCE", str(tmp_path))
    monkeypatch.setenv("CONSULT_MIGRATION_DATABASE_URL", "postgresql://owner@localhost/consult")
    for wrong in (
        "",
        "postgresql://localhost/consult",
        "postgresql://localhost:5432/consult",
        "sqlite:////tmp/consult.sqlite3",
    ):
        monkeypatch.setenv("CONSULT_DATABASE_URL", wrong)
        with pytest.raises(WrongSettings, match="CONSULT_DATABASE_URL must be set, too, with the role"):
            load_settings()
    monkeypatch.setenv("CONSULT_DATABASE_URL", "postgresql://site@localhost/consult")
    assert load_settings().migration_database_url


def test_a_role_that_may_read_nothing_is_told_what_to_do(apart: Flask) -> None:
    owner = apart.extensions["consult_settings"].migration_database_url.replace("+psycopg", "")
    with psycopg.connect(owner, autocommit=True) as connection:
        connection.execute(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ROLE}")
    done = apart.test_cli_runner().invoke(apart.cli, ["record", "verify"])
    assert (
        done.exit_code == 1
        and "CONSULT_MIGRATION_DATABASE_URL" in done.output
        and "SELECT" not in done.output
    )


def test_migrations_as_the_wrong_role_say_which_setting_is_missing(apart: Flask, tmp_path: Path) -> None:
    url = make_url(database_of_this_process("bare")).set(username=ROLE, password=PASSWORD)
    bare = create_app(Settings(instance=tmp_path, database_url=url.render_as_string(hide_password=False)))
    with bare.app_context():
        done = FlaskCliRunner(bare).invoke(migrations, ["upgrade"])
        db.session.remove()
        db.engine.dispose()
    assert done.exit_code == 1 and "CONSULT_MIGRATION_DATABASE_URL set to the owner" in done.output


def test_a_backup_is_restored_where_the_site_owns_no_table(apart: Flask, tmp_path: Path) -> None:
    """Numbers go on after those of the backup, which only the owner of the tables may say."""
    given: Settings = apart.extensions["consult_settings"]
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    backup.back_up(given, tmp_path / "site.zip")
    owner = make_url(database_of_this_process("bare"))
    url = owner.set(username=ROLE, password=PASSWORD).render_as_string(hide_password=False)
    (tmp_path / "other").mkdir()
    other = create_app(
        Settings(
            instance=tmp_path / "other",
            database_url=url,
            migration_database_url=owner.render_as_string(hide_password=False),
        )
    )
    with other.app_context():
        upgrade()
        backup.restore(other.extensions["consult_settings"], tmp_path / "site.zip")
        with writing():
            organisations.create_organisation(CONSOLE, slug="second", name="Second", now=clock.now())
        jobs.seal()
        assert len(db.session.scalars(select(Organisation)).all()) == 2
        db.session.remove()
        db.engine.dispose()
    with psycopg.connect(
        owner.render_as_string(hide_password=False).replace("+psycopg", ""), autocommit=True
    ) as last:
        last.execute(f"DROP OWNED BY {ROLE}")
