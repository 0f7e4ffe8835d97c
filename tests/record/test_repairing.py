"""`record verify --repair`: what only follows from other rows is made again, with an entry; nothing else is touched."""

import json
from collections.abc import Iterator

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import select, text

from consult.foundation import clock, events
from consult.foundation.db import Base, db
from consult.opendata.hooks import check_processes
from consult.record import checks, jobs, service
from consult.record.models import Entry
from tests.factories.analysis import make_theme, mark_read
from tests.factories.consultations import article_of, make_consultation
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import make_comments, make_reply

TABLES = ("comment_tally", "submission_tally", "reading_tally", "reply_article", "search_document")


@pytest.fixture
def site(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """A sealed site: comments public and hidden, some of them read and answered."""
    monkeypatch.delitem(checks.CHECKS, "process")  # a package each time, which compares none of these
    consultation = make_consultation("closed", slug="market")
    comments = make_comments(consultation, 4, article=article_of(consultation))
    make_ruling(comments[3], "hide")
    mark_read(consultation, comments[:3])
    make_theme(consultation, comments=comments[:2])
    make_reply(consultation, comments[:2])
    make_reply(consultation, comments[1:3])
    events.deliver_due(clock.now())
    jobs.seal()
    yield app
    db.session.rollback()


def run(site: Flask, *options: str) -> Result:
    """`record verify`, as the operator runs it."""
    done = site.test_cli_runner().invoke(args=["record", "verify", *options])
    db.session.rollback()
    return done


def said(table: str) -> list[str]:
    """Everything in a table but how its rows are numbered, and when, and rows of zeros."""
    found = Base.metadata.tables[table]
    columns = [
        one for one in found.columns if table != "search_document" or one.name not in ("id", "indexed_at")
    ]
    rows = [
        tuple(row) for row in db.session.execute(select(*columns))
        if table != "comment_tally" or row[-1]
    ]  # fmt: skip
    db.session.rollback()
    return sorted(map(repr, rows))


def damage(*statements: str) -> None:
    """As somebody with the database's own tools."""
    with db.engine.begin() as connection:
        for statement in statements:
            assert connection.execute(text(statement)).rowcount
    db.session.rollback()


def test_wrong_counts_and_documents_are_found_made_again_and_logged(site: Flask) -> None:
    before = {name: said(name) for name in TABLES}
    assert all(before.values())
    assert run(site).exit_code == 0 and run(site, "--repair").exit_code == 0
    assert not repairs(), "nothing was wrong, so nothing is said"
    for statement, table in (
        ("UPDATE comment_tally SET number = number + 1 WHERE state = 'hidden'", "comment_tally"),
        ("DELETE FROM comment_tally WHERE state = 'published'", "comment_tally"),
        ("UPDATE comment_tally SET stance = 'oppose' WHERE state = 'published'", "comment_tally"),
        ("UPDATE submission_tally SET senders = senders + 5", "submission_tally"),
        ("UPDATE reading_tally SET read = 0, by_method = 7", "reading_tally"),
        ("DELETE FROM reading_tally", "reading_tally"),
        ("UPDATE reply_article SET first_answers = 0", "reply_article"),
        ("UPDATE search_document SET words = 'free beer' WHERE kind = 'comment'", "search_document"),
        ("UPDATE search_document SET body = 'x' WHERE kind = 'article'", "search_document"),
        ("UPDATE search_document SET object_id = object_id + 1000 WHERE kind = 'comment'", "search_document"),
        ("UPDATE search_document SET kind = 'other' WHERE kind = 'comment'", "search_document"),
        ("DELETE FROM search_document WHERE kind = 'comment'", "search_document"),
    ):
        damage(statement)
        found = run(site)
        assert found.exit_code == 1 and table in found.output and "--repair" in found.output, statement
        assert said(table) != before[table], "without --repair nothing is changed"
        mended = run(site, "--repair")
        assert mended.exit_code == 0 and f"of {table}" in mended.output, mended.output
        assert said(table) == before[table], statement
        last = repairs()[-1]
        assert service.opened_values(last["id"])["what"] == table
        assert last["role"] == "console" and "objects" not in last
    assert len(repairs()) == 12
    jobs.seal()
    assert check_processes().startswith("1 consultations"), "the package's own verifier knows the entries"
    assert run(site).exit_code == 0


def repairs() -> list[dict[str, str]]:
    """The entries that say so, in the consultation's own log."""
    found = (
        select(Entry.content)
        .where(Entry.type == "record.repaired", Entry.log != "site")
        .order_by(Entry.number)
    )
    entries = [json.loads(one) for one in db.session.scalars(found)]
    db.session.rollback()
    return entries


def test_nothing_is_made_from_rows_that_arent_as_the_record_says(site: Flask) -> None:
    """What acts stored is never touched: it is named, and so is what can't be repaired for it."""
    damage(
        "UPDATE consultation_text SET summary = 'free beer'",
        "UPDATE search_document SET body = 'x' WHERE kind = 'article'",
    )
    done = run(site, "--repair")
    assert done.exit_code == 1 and not repairs()
    assert "wasn’t made again: consultation_text isn’t as the record says" in done.output
    damage(
        "UPDATE comment_tally SET number = number + 1 WHERE state = 'published'",
        "UPDATE comment SET state = 'published' WHERE state = 'hidden'",
        "UPDATE reading_tally SET read = 0",
    )
    done = run(site, "--repair")
    assert done.exit_code == 1
    assert "comment_tally isn’t what comment gives, and wasn’t made again" in done.output
    assert "rows of reading_tally" in done.output, "its rows are as they were"
    assert [service.opened_values(one["id"])["what"] for one in repairs()] == ["reading_tally"]
