"""A backup brings a whole site back, and a damaged one is refused before anything is written."""

import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from consult.app import create_app
from consult.foundation import backup, clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import Base, db, writing
from consult.foundation.errors import Conflict, Refused
from consult.foundation.settings import Settings
from consult.organisations import queries, service
from consult.record import jobs, outside
from consult.record.models import Entry


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Flask]:
    """A migrated site with one body."""
    app = create_app(Settings(instance=_folder(tmp_path / "site")))
    with app.app_context():
        upgrade()
        with writing():
            service.create_organisation(CONSOLE, slug="office", name="辦公室 🏛", now=clock.now())
        yield app
        db.session.remove()
        db.engine.dispose()


def _folder(path: Path) -> Path:
    path.mkdir()
    return path


def _settings(app: Flask) -> Settings:
    settings: Settings = app.extensions["consult_settings"]
    return settings


def _counts() -> dict[str, int]:
    return {
        table.name: db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in Base.metadata.sorted_tables
    }


def test_everything_comes_back_with_its_secret(site: Flask, tmp_path: Path) -> None:
    secret = _settings(site).secret
    backup.back_up(_settings(site), tmp_path / "site.zip")
    counts, contents = _counts(), db.session.scalars(select(Entry.content)).all()
    other = create_app(Settings(instance=_folder(tmp_path / "other")))
    with other.app_context():
        upgrade()
        backup.restore(_settings(other), tmp_path / "site.zip")
        assert _counts() == counts
        assert db.session.scalars(select(Entry.content)).all() == contents
        assert queries.get_by_slug("office").name == "辦公室 🏛"
        with writing():  # numbers go on after the highest
            service.create_organisation(CONSOLE, slug="next", name="Next", now=clock.now())
        db.session.remove()
        db.engine.dispose()
    assert Settings(instance=tmp_path / "other").secret == secret


def test_a_backup_never_overwrites_a_file(site: Flask, tmp_path: Path) -> None:
    (tmp_path / "kept.zip").write_text("kept")
    with pytest.raises(Refused, match="exists already"):
        backup.back_up(_settings(site), tmp_path / "kept.zip")
    assert (tmp_path / "kept.zip").read_text() == "kept"


def test_a_site_with_data_takes_no_backup(site: Flask, tmp_path: Path) -> None:
    backup.back_up(_settings(site), tmp_path / "site.zip")
    with pytest.raises(Conflict, match="has data already"):
        backup.restore(_settings(site), tmp_path / "site.zip")


def test_a_changed_row_is_noticed_before_anything_is_written(site: Flask, tmp_path: Path) -> None:
    backup.back_up(_settings(site), tmp_path / "site.zip")
    with zipfile.ZipFile(tmp_path / "site.zip") as good, zipfile.ZipFile(tmp_path / "bad.zip", "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(
                name,
                content.replace(b"office", b"0ffice") if name == "tables/organisation.jsonl" else content,
            )
    other = create_app(Settings(instance=_folder(tmp_path / "other")))
    with other.app_context():
        upgrade()
        with pytest.raises(Refused, match="damaged: the table organisation"):
            backup.restore(_settings(other), tmp_path / "bad.zip")
        assert set(_counts().values()) == {0}
        db.engine.dispose()


def test_what_is_no_backup_is_refused(site: Flask, tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(Refused, match="isn’t a backup"):
        backup.restore(_settings(site), tmp_path / "letter.txt")


def test_the_file_is_the_owners_alone(site: Flask, tmp_path: Path) -> None:
    backup.back_up(_settings(site), tmp_path / "site.zip")
    assert (tmp_path / "site.zip").stat().st_mode & 0o077 == 0


def test_a_database_without_tables_is_sent_to_the_migrations_first(site: Flask, tmp_path: Path) -> None:
    backup.back_up(_settings(site), tmp_path / "site.zip")
    other = create_app(Settings(instance=_folder(tmp_path / "other")))
    with other.app_context():
        with pytest.raises(Refused, match="db upgrade"):
            backup.restore(_settings(other), tmp_path / "site.zip")
        db.session.remove()
        db.engine.dispose()


def test_a_backup_without_entries_that_were_shown_is_refused(site: Flask, tmp_path: Path) -> None:
    """The heads outside the database aren't rolled back with it."""
    backup.back_up(_settings(site), tmp_path / "older.zip")
    jobs.seal()
    backup.back_up(_settings(site), tmp_path / "newer.zip")
    other = create_app(Settings(instance=_folder(tmp_path / "other")))
    shutil.copytree(_settings(site).instance / outside.FOLDER, tmp_path / "other" / outside.FOLDER)
    shutil.copy(_settings(site).instance / "record.key", tmp_path / "other")
    with other.app_context():
        upgrade()
        with pytest.raises(Conflict, match=r"log site the entries 1 to 2 \(2\)"):
            backup.restore(_settings(other), tmp_path / "older.zip")
        assert db.session.scalar(select(func.count()).select_from(Entry)) == 0
        db.session.rollback()
        backup.restore(_settings(other), tmp_path / "newer.zip")
        jobs.seal()
        db.session.remove()
        db.engine.dispose()


def test_a_restored_site_goes_on_from_the_heads_of_its_backup(site: Flask, tmp_path: Path) -> None:
    jobs.seal()
    backup.back_up(_settings(site), tmp_path / "whole.zip")
    own = (_settings(site).instance / outside.FOLDER / "site").read_text()
    other = create_app(Settings(instance=_folder(tmp_path / "other")))
    with other.app_context():
        upgrade()
        backup.restore(_settings(other), tmp_path / "whole.zip")
        assert (tmp_path / "other" / outside.FOLDER / "site").read_text() == own
        jobs.seal()
        db.session.remove()
        db.engine.dispose()


def test_asking_a_database_without_migrations_leaves_its_transaction_whole(app: Flask) -> None:
    connection = db.session.connection()
    assert backup.migration_of(connection) == ""
    assert connection.scalar(select(func.count()).select_from(Entry)) == 0
