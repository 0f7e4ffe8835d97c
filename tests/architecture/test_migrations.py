"""Migrations lead to the models, go both ways with data in them, and make the record append-only."""

import json
import warnings
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import (
    PrimaryKeyConstraint,
    UniqueConstraint,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import DBAPIError

from consult.app import create_app
from consult.consultations import service as consultations
from consult.contributions import queries as contributions
from consult.contributions.models import Comment, Sender
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, TIMER
from consult.foundation.db import Base, db, is_sqlite, writing
from consult.foundation.settings import Settings
from consult.moderation.models import Report, Review, Ruling
from consult.opendata import service as opendata
from consult.opendata.models import Package
from consult.opendata.packaging import Manifest
from consult.organisations import service as organisations
from consult.outcomes import service as outcomes
from consult.outcomes.models import AnswerRating, SecondLook
from consult.record import checks, jobs, queries, service
from consult.record.models import APPEND_ONLY, Entry, RowMark
from tests.factories.consultations import make_consultation
from tests.factories.moderation import decide_review, make_published, make_report, make_review, make_ruling
from tests.factories.outcomes import make_comments, make_outcome, make_reply
from tests.postgresql import database_of_this_process


@pytest.fixture
def migrated(tmp_path: Path) -> Iterator[Flask]:
    """A site of its own on a database of its own, brought to the newest migration."""
    app = create_app(Settings(instance=tmp_path, database_url=database_of_this_process("migrations")))
    with app.app_context():
        upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_newest_migration_equals_the_models(migrated: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        with warnings.catch_warnings():  # on SQLite; the next test compares them
            warnings.filterwarnings("ignore", "Skipped unsupported reflection of expression-based index")
            warnings.filterwarnings(
                "ignore", "autogenerate skipping metadata-specified expression-based index"
            )
            found = compare_metadata(context, Base.metadata)
        differences = [one for one in found if "search_document" not in str(one)]
    assert differences == []


def test_indexes_of_expressions_are_those_of_the_models(migrated: Flask) -> None:
    asked = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%CAST(content%'"
        if is_sqlite()
        else "SELECT indexname, indexdef FROM pg_indexes WHERE indexdef LIKE '%encode(content%'"
    )

    def made() -> dict[str, str]:
        with db.engine.connect() as connection:
            return {name: " ".join(sql.split()) for name, sql in connection.execute(text(asked))}

    by_migration = made()
    with db.engine.begin() as connection:
        own = [one for one in Entry.__table__.indexes if one.name in by_migration]  # type: ignore[attr-defined]
        for index in own:
            index.drop(connection)
            index.create(connection)
    assert len(by_migration) == 2
    assert made() == by_migration


def test_migrations_go_down_and_up_again_with_data_in_them(migrated: Flask) -> None:
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    db.session.remove()
    downgrade(revision="base")
    with db.engine.connect() as connection:
        left = set(inspect(connection).get_table_names()) - {"alembic_version"}
    assert left == set()
    upgrade()
    with db.engine.connect() as connection:
        assert set(Base.metadata.tables) <= set(inspect(connection).get_table_names())


def test_what_people_wrote_survives_going_back_to_the_first_migration_and_up(migrated: Flask) -> None:
    comment = make_published(body="You are all idiots.")
    report = make_report(comment)
    make_ruling(comment, "hide", note="這則意見辱罵承辦人員，請改以對事的方式說明。")
    decide_review(make_review(comment, "I named nobody and I think that it is fair."), "upheld")
    kept = (Comment, Report, Review, Ruling, Entry)
    before = {model: db.session.scalar(select(func.count()).select_from(model)) for model in kept}
    entry_id = report.entry_id
    db.session.remove()
    downgrade(revision="0001")
    upgrade()
    after = {model: db.session.scalar(select(func.count()).select_from(model)) for model in kept}
    assert after == before
    ruling = db.session.scalars(select(Ruling).order_by(Ruling.id.desc())).first()
    review = db.session.scalars(select(Review)).one()
    assert ruling is not None and (ruling.note_language, review.reason_language) == ("zh-hant", "en")
    assert db.session.get_one(Comment, ruling.comment_id).note_language == "zh-hant"
    assert db.session.scalars(select(Report)).one().entry_id == entry_id != ""


def test_rows_that_are_covered_from_an_upgrade_on_get_their_marks_by_it(migrated: Flask) -> None:
    """The log says so; a site none of whose rows has a mark is left to `record mark-rows`."""
    make_published(body="The lamp at the bridge.")
    db.session.remove()
    downgrade(revision="0040")
    with db.engine.connect() as connection:
        left = connection.scalars(select(RowMark.table_name).distinct()).all()
    assert "comment" in left and "sender" not in left
    upgrade()
    checks.check_marks()
    checks.check_logs()
    entry = db.session.scalars(select(Entry.id).where(Entry.type == "record.rows_marked")).one()
    assert "sender" in service.opened_values(entry)["reason"]
    assert int(service.opened_values(entry)["rows"]) > 3


def test_nobody_goes_back_while_a_closed_account_is_still_to_be_forgotten(migrated: Flask) -> None:
    make_published(body="The lamp at the bridge.")
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(update(Sender).values(forget_at=clock.now()))
    with pytest.raises(SystemExit):
        downgrade(revision="0039")
    assert db.session.scalars(select(Sender)).one().forget_at is not None


def test_nobody_goes_back_while_an_entry_commits_to_imported_comments(migrated: Flask) -> None:
    make_published(body="The lamp at the bridge.")
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(update(Comment).values(import_leaf="ab" * 32))
    with pytest.raises(SystemExit):
        downgrade(revision="0041")
    assert db.session.scalars(select(Comment.import_leaf)).one() == "ab" * 32


def test_nobody_goes_back_while_somebody_has_rated_an_outcome(migrated: Flask) -> None:
    consultation = make_consultation("closed")
    (comment,) = make_comments(consultation)
    make_outcome(consultation)
    with writing():
        outcomes.rate_answer(GUEST, contributions.get(comment.id), value="misses", now=clock.now())
    db.session.remove()
    with pytest.raises(SystemExit):
        downgrade(revision="0049")
    upgrade()  # what came later was undone before it stopped
    assert db.session.scalars(select(AnswerRating.reply_id)).all() == [None]
    checks.check_marks()


def test_what_was_said_of_replies_survives_going_back_and_up(migrated: Flask) -> None:
    consultation = make_consultation("closed")
    (comment,) = make_comments(consultation)
    reply = make_reply(consultation, [comment])
    with writing():
        own = contributions.get(comment.id)
        outcomes.rate_answer(GUEST, own, value="misses", now=clock.now())
        outcomes.ask_second_look(GUEST, own, reason="And winter?", now=clock.now())
    reply_id = reply.id
    db.session.remove()
    downgrade(revision="0049")
    upgrade()
    assert db.session.scalars(select(AnswerRating.reply_id)).all() == [reply_id]
    assert db.session.scalars(select(SecondLook.reply_id)).all() == [reply_id]
    checks.check_marks()


def test_the_upgrade_tells_packages_that_are_kept_from_those_that_the_command_wrote(migrated: Flask) -> None:
    consultation = make_consultation()
    made = opendata.Made(Path("x"), 1, "ab" * 32, 1, Manifest({}, "cd"))
    with writing():
        for actor, grade in ((TIMER, "public"), (CONSOLE, "public"), (TIMER, "auditor")):
            opendata.note_made(actor, consultation, grade, made, now=clock.now())
    db.session.remove()
    downgrade(revision="0043")
    upgrade()
    rows = select(Package.is_kept).order_by(Package.id)
    assert db.session.scalars(rows).all() == [True, False, False]


def test_the_database_refuses_to_change_the_record(migrated: Flask) -> None:
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    jobs.seal()
    with writing():
        service.add_cosignature(queries.newest_head("site"), witness="w", line="x", now=clock.now())  # type: ignore[arg-type]
    for name in set(APPEND_ONLY) - {"record_tile"}:  # a tile needs 256 entries
        table = Base.metadata.tables[name]
        column = list(table.columns)[-1]
        for statement in (update(table).values({column: column}), delete(table)):
            with pytest.raises(DBAPIError, match="append-only"), writing() as session:
                session.execute(statement)
        if is_sqlite():
            _check_not_replaced(name)
    assert json.loads(db.session.scalar(select(Entry.content)) or b"")["type"] == "organisation.created"


def _check_not_replaced(name: str) -> None:
    """Whichever of its keys a row shares with one that is there."""
    table = Base.metadata.tables[name]
    unique = [one for one in table.constraints if isinstance(one, UniqueConstraint | PrimaryKeyConstraint)]
    keys = [[column.name for column in one.columns] for one in unique]
    keys += [[column.name] for column in table.columns if column.unique]
    assert keys
    row = dict(db.session.execute(select(table).limit(1)).mappings().one())
    for key in keys:
        others = {
            column.name: other_than(row[column.name]) for column in table.columns if column.name not in key
        }
        with pytest.raises(DBAPIError, match="append-only"), writing() as session:
            session.execute(insert(table).prefix_with("OR REPLACE").values({**row, **others}))
    db.session.rollback()


def other_than(value: object) -> object:
    """A value of the same kind that no row has."""
    if isinstance(value, datetime):
        return value + timedelta(days=1)
    if isinstance(value, int):
        return value + 1_000_000
    return f"{value}x" if isinstance(value, str) else b"x"


def test_the_catalogue_holds_the_triggers_of_every_append_only_table(migrated: Flask) -> None:
    """Read back from the database itself, because rebuilding a table on SQLite drops its triggers."""
    asked = (
        "SELECT tbl_name, sql FROM sqlite_master WHERE type = 'trigger'"
        if is_sqlite()
        else "SELECT event_object_table, action_timing || ' ' || event_manipulation || ' ON ' || event_object_table "
        "FROM information_schema.triggers"
    )
    with db.engine.connect() as connection:
        rows = connection.execute(text(asked)).all()
    guarded = {
        (table, act)
        for table, sql in rows
        for act in ("UPDATE", "DELETE", "INSERT")
        if f"BEFORE {act} ON {table}" in sql
    }
    acts = ("UPDATE", "DELETE", "INSERT") if is_sqlite() else ("UPDATE", "DELETE")
    assert guarded >= {(table, act) for table in APPEND_ONLY for act in acts}


def test_each_log_entry_id_is_unique(migrated: Flask) -> None:
    with writing():
        organisations.create_organisation(CONSOLE, slug="office", name="Office", now=clock.now())
    entry = db.session.scalars(select(Entry)).one()
    values = {c.name: getattr(entry, c.name) for c in Entry.__table__.columns if c.name != "number"}
    with pytest.raises(DBAPIError), writing() as session:
        session.execute(insert(Entry).values(**values))


def test_counts_of_alternatives_fold_into_their_article(migrated: Flask) -> None:
    now = clock.now()
    with writing():
        body = organisations.create_organisation(CONSOLE, slug="office", name="Office", now=now)
        made = consultations.create(
            CONSOLE, organisation=body, slug="market", title="Market", language="en", now=now
        )
        consultation_id = made.id
    counted = text(
        "INSERT INTO comment_tally (consultation_id, article_id, state, is_imported, stance, alternative_id, number) "
        "VALUES (:one, 7, 'published', :no, 'support', :alternative, :number)"
    )
    with db.engine.begin() as connection:
        for alternative, number in ((0, 2), (5, 3), (6, 4)):
            values = {"one": consultation_id, "no": False, "alternative": alternative, "number": number}
            connection.execute(counted, values)
    db.session.remove()
    downgrade(revision="0007")
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT number FROM comment_tally")).all() == [(9,)]
    upgrade()
    with db.engine.connect() as connection:
        rows = connection.execute(text("SELECT alternative_id, number FROM comment_tally")).all()
    assert rows == [(0, 9)]
