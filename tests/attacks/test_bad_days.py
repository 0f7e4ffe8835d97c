"""Bad days: disk full, store read only, mail away, worker away.

Each gets a sentence that says what to do, in the person's language; nothing typed is lost, nothing half done stays.
"""

import socket
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from consult.contributions.models import Comment
from consult.foundation import clock, events, mail_rounds
from consult.foundation.db import Base, db, is_sqlite, sqlite_module
from consult.foundation.mail import OutboxMail
from consult.site.operations import machine
from consult.site.operations.findings import FAIL
from tests.attacks.test_other_bodies import rows
from tests.contributions.browsing import comment_address, fields_of, send_comment, words_of
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published

WORDS = "Please keep the lamps at the market on. 請保留市場的燈。"
LANGUAGES = ("en", "zh-hans", "zh-hant")
FULL = {"en": "disk is full", "zh-hans": "磁盘", "zh-hant": "磁碟"}


def count(model: Any) -> int:
    """Rows of a table, as committed."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# The store ------------------------------------------------------------------------------------------


@pytest.fixture
def full_disk(app: Flask) -> Iterator[Callable[[], None]]:
    """Call it and the database finds no room any more, as on a full disk."""
    db.session.remove()
    yield from _full_file() if is_sqlite() else _full_server()
    db.engine.dispose()


def _full_file() -> Iterator[Callable[[], None]]:
    def listen(connection: Any, _record: Any, _proxy: Any) -> None:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def fill() -> None:
        with db.engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE IF NOT EXISTS filling (words TEXT)")
        raw = db.engine.raw_connection()
        raw.execute("VACUUM")  # pages that earlier tests freed would be room
        raw.close()
        event.listen(db.engine, "checkout", listen)

    yield fill
    event.remove(db.engine, "checkout", listen)
    with db.engine.begin() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
        connection.exec_driver_sql("DROP TABLE IF EXISTS filling")


def _full_server() -> Iterator[Callable[[], None]]:
    """Every table answers as PostgreSQL does when its disk is full, in a language that nobody here reads."""
    says = "RAISE EXCEPTION 'konnte Datei nicht erweitern' USING ERRCODE = 'disk_full'"

    def fill() -> None:
        with db.engine.begin() as connection:
            connection.exec_driver_sql(
                f"CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {says}; END $$"
            )
            for table in Base.metadata.sorted_tables:
                connection.exec_driver_sql(
                    f'CREATE TRIGGER no_room BEFORE INSERT ON "{table.name}" EXECUTE FUNCTION no_room()'
                )

    yield fill
    db.session.remove()
    with db.engine.begin() as connection:
        connection.exec_driver_sql("DROP FUNCTION IF EXISTS no_room CASCADE")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_full_disk_gives_the_text_back_and_leaves_nothing_half_done(
    client: FlaskClient, full_disk: Callable[[], None], lang: str
) -> None:
    made = make_consultation(rules={"comment_characters": 100_000})
    address = comment_address(made.slug, lang=lang)
    form = fields_of(client.get(address))
    before = rows()
    full_disk()
    long = WORDS * 2_000
    answer = client.post(address, data={**form, "body": long})
    assert answer.status_code == 503, answer.status
    assert FULL[lang] in words_of(answer)
    assert fields_of(answer)["body"].replace("\r", "") == long
    assert rows() == before


def test_pages_are_readable_while_the_disk_is_full(
    client: FlaskClient, full_disk: Callable[[], None]
) -> None:
    made = make_consultation()
    make_published(made, "Readable words")
    slug = made.slug
    full_disk()
    for path in (
        "/en/",
        "/en/consultations",
        f"/en/consultations/{slug}/comments",
        f"/en/consultations/{slug}/comment",
    ):
        assert client.get(path).status_code == 200


def test_a_store_that_may_only_be_read_gives_the_text_back(client: FlaskClient, app: Flask) -> None:
    made = make_consultation()
    address = comment_address(made.slug)
    form = fields_of(client.get(address))
    before = rows()

    def lock(connection: Any, _record: Any, _proxy: Any) -> None:
        if is_sqlite():
            connection.execute("PRAGMA query_only = ON")
        else:
            connection.execute("SET default_transaction_read_only = on")
            connection.commit()

    event.listen(db.engine, "checkout", lock)
    try:
        db.session.remove()
        answer = client.post(address, data={**form, "body": WORDS})
    finally:
        event.remove(db.engine, "checkout", lock)
        db.session.remove()
        db.engine.dispose()
    assert answer.status_code == 503
    assert WORDS in fields_of(answer)["body"]
    assert rows() == before
    assert client.post(address, data=fields_of(answer)).status_code == 303


def test_counting_that_fails_holds_nobody_up(
    client: FlaskClient, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_consultation()
    form = fields_of(client.get(comment_address(made.slug)))
    broken = SimpleNamespace(execute=_readonly)
    monkeypatch.setattr(app.extensions["consult_counter"], "_connection", lambda: broken)
    assert client.post(comment_address(made.slug), data={**form, "body": WORDS}).status_code == 303


def _readonly(*_: Any) -> None:
    raise sqlite_module().OperationalError("attempt to write a readonly database")


# Mail and worker --------------------------------------------------------------------------------------


class _Server:
    """A mail server that answers badly: 4xx, 5xx, or hangs up."""

    def __init__(self, answer: str) -> None:
        self.answer, self.asked, self.taken = answer, 0, 0

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.asked += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: Any, _session: Any, _envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer == "drop":
            server.transport.close()
        if self.answer.startswith("2"):
            self.taken += 1
        return self.answer if self.answer != "drop" else "421 bye"


@pytest.fixture
def mail_server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[_Server]:
    """A server on a port of its own; the app's mail goes there."""
    handler = _Server("250 OK")
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    settings = app.extensions["consult_settings"].model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"})
    monkeypatch.setitem(app.extensions, "consult_settings", settings)
    yield handler
    controller.stop()


@pytest.mark.parametrize("trouble", ["451 try later", "550 no", "drop"])
def test_a_mail_server_in_trouble_delays_no_comment_and_loses_no_mail(
    client: FlaskClient, mail_server: _Server, trouble: str
) -> None:
    made = make_consultation()
    mail_server.answer = trouble
    send_comment(client, made.slug, WORDS, email="ann@example.org")
    assert mail_server.asked == 0, "whoever comments doesn't wait for it"
    assert count(Comment) == 1
    events.deliver_due(clock.now())
    now = clock.now()
    assert mail_rounds.send_due(now) == 0
    assert mail_rounds.send_due(now) == 0, "the same one isn't tried again at once"
    assert mail_server.asked == 1
    (waiting,) = db.session.scalars(select(OutboxMail)).all()
    assert waiting.sent_at is None and waiting.given_up_at is None and waiting.attempts == 1
    mail_server.answer = "250 OK"
    assert mail_rounds.send_due(now + 2 * mail_rounds.RETRY) == 1
    assert mail_rounds.send_due(now + 4 * mail_rounds.RETRY) == 0
    assert mail_server.taken == 1


def test_without_a_worker_comments_are_taken_and_doctor_says_what_to_do(
    client: FlaskClient, app: Flask
) -> None:
    made = make_consultation()
    send_comment(client, made.slug, WORDS, email="ann@example.org")
    found = machine.check_worker(app.extensions["consult_settings"], clock.now())
    assert found.level == FAIL and found.todo
    assert client.get("/health").get_json()["worker"] == "away"
