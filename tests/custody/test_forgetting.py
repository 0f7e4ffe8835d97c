"""Mails that were sent go after the days of the profile: each run has an entry and a certificate, a hold stops it."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text

from consult.consultations.models import Consultation
from consult.custody import jobs
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, is_sqlite, writing
from consult.foundation.mail import OutboxMail
from consult.record import jobs as sealing
from consult.record import service as record
from consult.record.checks import check_logs
from consult.record.models import Entry
from tests.contributions.browsing import words_of
from tests.contributions.test_erasing import files_with, rows_with
from tests.custody.test_holds import hold, keeper_of, lift
from tests.factories.consultations import make_consultation

ADDRESS = "curlew@example.org"


def leave(key: str, sent_at: datetime | None, given_up_at: datetime | None = None) -> None:
    with writing() as session:
        session.execute(
            insert(OutboxMail).values(
                key=key, address=ADDRESS, subject="Your comment", body="", unsubscribe="", queued_at=clock.now(),
                due_at=clock.now(), sent_at=sent_at, given_up_at=given_up_at, attempts=1,
            )
        )  # fmt: skip


def left() -> list[str]:
    db.session.expire_all()
    return sorted(db.session.scalars(select(OutboxMail.key)))


def runs() -> list[Entry]:
    return list(
        db.session.scalars(select(Entry).where(Entry.type == "mails.forgotten").order_by(Entry.number))
    )


@pytest.mark.parametrize(("profile", "days"), [("plain", 7), ("tw", 180)])
def test_they_go_after_the_days_of_the_profile_with_an_entry_and_a_certificate(
    app: Flask, client: FlaskClient, profile: str, days: int
) -> None:
    own = make_consultation(slug="harbour").id
    with writing() as session:
        session.get_one(Consultation, own).profile = profile
        record.append("site.set", actor=CONSOLE, now=clock.now())
    sent = clock.now()
    leave("sent", sent)
    leave("given up", None, sent)
    leave("waits", None)
    with time_machine.travel(sent + timedelta(days=days)):
        assert jobs.forget_mails(clock.now()) == 0 and len(left()) == 3 and runs() == []
        assert "Mails that were forgotten" not in client.get("/en/keeping").text
    with time_machine.travel(sent + timedelta(days=days + 1)):
        assert jobs.forget_mails(clock.now()) == 2 and left() == ["waits"]
        assert jobs.forget_mails(clock.now()) == 0
        (made,) = runs()
        assert ADDRESS not in made.content.decode() and json.loads(made.content)["role"] == "timer"
        page = words_of(client.get("/en/keeping"))
        assert f"{days} days later" in page and made.id in page
        sealing.seal()
        assert check_logs()


def test_no_byte_of_an_address_is_left(app: Flask) -> None:
    make_consultation(slug="harbour")
    leave("sent", clock.now() - timedelta(days=9))
    assert rows_with(ADDRESS)
    assert jobs.forget_mails(clock.now()) == 1
    assert rows_with(ADDRESS) == []
    db.session.remove()
    if is_sqlite():
        with db.engine.connect() as connection:  # as SQLite does by itself every thousand pages
            connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        instance: Path = app.extensions["consult_settings"].instance
        assert files_with(instance, ADDRESS) == []


def test_a_hold_keeps_them_until_it_is_lifted(consultation: Consultation) -> None:
    leave("sent", clock.now() - timedelta(days=40))
    keeper = keeper_of(consultation)
    held = hold(keeper)
    assert jobs.forget_mails(clock.now()) == 0 and left() and runs() == []
    lift(keeper, held)
    assert jobs.forget_mails(clock.now()) == 1 and len(runs()) == 1
