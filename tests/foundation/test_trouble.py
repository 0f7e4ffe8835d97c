"""When the machine fails a command: a sentence that says what failed and what to do, and nothing half made."""

import errno
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_migrate import upgrade
from flask_migrate.cli import db as migrations
from sqlalchemy.exc import OperationalError

from consult.app import create_app
from consult.foundation import backup, clock, secret_files, trouble
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, is_sqlite, writing
from consult.foundation.secret_files import make_secret
from consult.foundation.settings import Settings, WrongSettings
from consult.organisations import service as organisations
from consult.organisations.models import Organisation
from consult.record import jobs, keys, rules
from tests.factories.consultations import make_consultation


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """A site on SQLite with its own folder, not migrated yet."""
    (tmp_path / "site").mkdir()
    app = create_app(Settings(instance=tmp_path / "site"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def said_by(app: Flask, *arguments: str, code: int = 1) -> str:
    """What a command that must fail in words says."""
    done = FlaskCliRunner(app).invoke(args=list(arguments))
    return _said(done, code)


def upgrade_says(app: Flask) -> str:
    """The same of ``db upgrade``."""
    return _said(FlaskCliRunner(app).invoke(migrations, ["upgrade"]), 1)


def _said(done: object, code: int) -> str:
    assert done.exit_code == code and isinstance(done.exception, SystemExit), repr(done.exception)  # type: ignore[attr-defined]
    return str(done.output)  # type: ignore[attr-defined]


# The secret key --------------------------------------------------------------------------------------


def full(*_arguments: object) -> None:
    """Instead of a write: the disk has no room."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_secret_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as full_disk:
        full_disk.setattr(secret_files.os, "fsync", full)
        with pytest.raises(WrongSettings, match="the disk has room"):
            _ = Settings(instance=tmp_path).secret
        with pytest.raises(rules.SealingRefused, match="can’t be made"):
            keys.make(tmp_path)
    assert not list(tmp_path.iterdir())
    secret = make_secret(tmp_path / "secret.key")
    assert Settings(instance=tmp_path).secret == secret and len(secret) == 32
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(FileExistsError):
        make_secret(tmp_path / "secret.key")
    assert [one.name for one in tmp_path.iterdir()] == ["secret.key"]


@pytest.mark.parametrize("content", [b"", b"\n", b"abcd\n", b"no key", b"\xff\xfea\x00", b"00" * 31])
def test_a_site_never_works_with_an_empty_or_broken_secret(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "secret.key").write_bytes(content)
    with pytest.raises(WrongSettings, match=r"(?s)secret\.key .* from a backup"):
        create_app(Settings(instance=tmp_path))
    assert (tmp_path / "secret.key").read_bytes() == content


# Commands ------------------------------------------------------------------------------------------


def test_a_backup_that_can_not_be_written_or_read_says_which_file(site: Flask, tmp_path: Path) -> None:
    upgrade()
    (tmp_path / "site" / keys.KEY_FILE).mkdir()
    said = said_by(site, "backup", str(tmp_path / "site.zip"))
    assert str(tmp_path / "site" / keys.KEY_FILE) in said and "run it again" in said
    said = said_by(site, "backup", "/proc/site.zip")
    assert "/proc" in said and "run it again" in said
    assert not list(tmp_path.glob("*.zip")) and not list(tmp_path.glob(".backup-*"))


def test_an_export_that_can_not_be_written_says_where(app: Flask) -> None:
    slug = make_consultation().slug
    said = said_by(app, "opendata", "export", slug, "--out", "/proc/none/package.zip")
    assert "/proc/none" in said and "run it again" in said and "in a minute" not in said


def test_a_file_that_is_no_database_any_more_is_said(site: Flask) -> None:
    (Path(site.extensions["consult_settings"].instance) / "consult.sqlite3").write_bytes(b"none " * 4_000)
    for said in (said_by(site, "record", "verify"), said_by(site, "record", "seal"), upgrade_says(site)):
        assert "damaged" in said and "restore FILE" in said


def test_what_a_database_says_is_put_in_words() -> None:
    def words(original: Exception) -> str:
        return trouble.in_words(OperationalError("SELECT 1", {}, original)) or ""

    assert "can’t be reached" in words(psycopg.OperationalError("connection refused\nIs it running?"))
    assert "Is it running" not in words(psycopg.OperationalError("connection refused\nIs it running?"))
    assert "can’t be reached" in words(psycopg.errors.AdminShutdown("terminating connection"))
    assert "The disk is full" in words(psycopg.errors.DiskFull("konnte nicht erweitern"))
    assert "CONSULT_MIGRATION_DATABASE_URL" in words(psycopg.errors.InsufficientPrivilege("no"))
    assert words(psycopg.errors.SyntaxError("a fault of the program")) == ""


def test_a_restore_without_its_keys_keeps_nothing(
    site: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Half restored, the site would have rows whose keys are gone."""
    upgrade()
    _ = site.extensions["consult_settings"].secret
    backup.back_up(site.extensions["consult_settings"], tmp_path / "site.zip")
    (tmp_path / "other").mkdir()
    other = create_app(Settings(instance=tmp_path / "other"))
    with other.app_context():
        upgrade()
        with monkeypatch.context() as full_disk:
            full_disk.setattr(backup.os, "fsync", full)
            said = said_by(other, "restore", str(tmp_path / "site.zip"))
        assert "The disk is full" in said and not list((tmp_path / "other").glob(".*-*"))
        assert db.session.query(Organisation).count() == 0
        db.session.remove()
        db.engine.dispose()


def test_a_locked_database_is_said_to_the_console(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    if not is_sqlite():
        pytest.skip("PostgreSQL locks rows")
    held = OperationalError("BEGIN IMMEDIATE", {}, Exception("database is locked"))

    def refuse(*_arguments: object, **_named: object) -> None:
        raise held

    monkeypatch.setattr(jobs, "seal", refuse)
    assert "Another program holds the database" in said_by(app, "record", "seal")


def test_a_backup_whose_bytes_changed_is_refused_in_words(site: Flask, tmp_path: Path) -> None:
    upgrade()
    file = tmp_path / "site.zip"
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    backup.back_up(site.extensions["consult_settings"], file)
    content = bytearray(file.read_bytes())
    with zipfile.ZipFile(file) as archive:
        tables = [one for one in archive.infolist() if one.filename.startswith("tables/")]
    largest = max(tables, key=lambda one: one.compress_size)
    content[largest.header_offset + 30 + len(largest.filename) + 20 + largest.compress_size // 2] ^= 255
    file.write_bytes(content)
    assert "damaged" in said_by(site, "restore", str(file))
