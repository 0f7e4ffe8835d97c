"""What is kept of an outage: files that somebody edited, folders that take none, two processes at once, odd mails."""

import json
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from consult.foundation import mail, mail_rounds, outages
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.foundation.mail import OutboxMail, Outgoing
from tests.foundation import test_mail_rounds
from tests.foundation.test_mail_rounds import GIVEN_UP, MINUTE, PEOPLE, TOUCHED, Server, count

server, now = test_mail_rounds.server, test_mail_rounds.now
NOON = datetime(2026, 12, 1, 12, tzinfo=UTC)
WHY = Refused("It is away.")


def kept(folder: Path) -> dict[str, object]:
    return dict(json.loads((folder / "mail.away").read_text()))


def edit(folder: Path, **changes: object) -> None:
    (folder / "mail.away").write_text(json.dumps({**kept(folder), **changes}))


def test_times_without_a_zone_are_meant_in_utc(tmp_path: Path) -> None:
    made = outages.note(tmp_path, outages.MAIL, "m", WHY, NOON)
    edit(tmp_path, **dict.fromkeys(("since", "last_try", "next_try"), "2026-12-01T12:00:10"))
    found = outages.known(tmp_path, outages.MAIL)
    assert found == replace(made, since=NOON + timedelta(seconds=10), last_try=NOON + timedelta(seconds=10))
    assert found is not None and found.is_waiting("m", NOON) and not found.is_waiting("m", NOON + MINUTE)


@pytest.mark.parametrize(
    "changes",
    [
        {"since": "yesterday"},
        {"since": None},
        {"tries": "many"},
        {"values": 7},
        {"next_try": 5},
        {"tries": None},
    ],
)
def test_what_cannot_be_read_is_noted_anew(tmp_path: Path, changes: dict[str, object]) -> None:
    outages.note(tmp_path, outages.MAIL, "m", WHY, NOON)
    edit(tmp_path, **changes)
    assert outages.known(tmp_path, outages.MAIL) is None
    later = NOON + MINUTE
    assert outages.note(tmp_path, outages.MAIL, "m", WHY, later).since == later
    (tmp_path / "mail.away").write_text("[]")
    assert outages.known(tmp_path, outages.MAIL) is None


def test_what_was_edited_keeps_no_round_from_going_on(app: Flask, server: Server, now: datetime) -> None:
    mail_rounds.send_due(now)
    folder = test_mail_rounds.instance(app)
    edit(folder, since="2026-12-01T12:00:00", last_try="2026-12-01T12:00:00", next_try="2026-12-01T12:00:00")
    server.start()
    assert mail_rounds.send_due(now + MINUTE) == PEOPLE and not (folder / "mail.away").exists()


def test_a_folder_that_takes_no_file_is_borne_in_mind(app: Flask, server: Server, now: datetime) -> None:
    blocked = test_mail_rounds.instance(app) / "mail.away"
    (blocked / "taken").mkdir(parents=True)
    try:
        assert mail_rounds.send_due(now) == 0
        outage = outages.known(blocked.parent, outages.MAIL)
        assert outage is not None and outage.since == now and outage.tries == 1
        server.start()
        assert mail_rounds.send_due(now + timedelta(seconds=1)) == 0 and server.calls == 0, (
            "it is given its pause"
        )
        outages.try_at_once(blocked.parent, outages.MAIL, now)
        assert mail_rounds.send_due(now + timedelta(seconds=2)) == PEOPLE
        assert outages.known(blocked.parent, outages.MAIL) is None
    finally:
        (blocked / "taken").rmdir()
        blocked.rmdir()
    outages.note(blocked.parent, outages.MAIL, "m", WHY, now)
    assert blocked.is_file(), "it is written again once it can be"


def test_a_test_mail_brings_no_outage_back_that_is_over(tmp_path: Path) -> None:
    """Many times over: one says that it goes again while another notes that it is over."""
    for _time in range(100):
        outages.note(tmp_path, outages.MAIL, "m", WHY, NOON)
        begin = threading.Barrier(3)

        def again(begin: threading.Barrier = begin) -> None:
            begin.wait()
            outages.try_at_once(tmp_path, outages.MAIL, NOON)

        def ends(begin: threading.Barrier = begin) -> None:
            begin.wait()
            outages.over(tmp_path, outages.MAIL)

        both = [threading.Thread(target=one) for one in (again, ends)]
        for one in both:
            one.start()
        begin.wait()
        for one in both:
            one.join()
        assert outages.known(tmp_path, outages.MAIL) is None


def test_a_mail_that_cannot_be_put_together_is_no_answer_of_the_server(
    app: Flask, server: Server, now: datetime
) -> None:
    odd = OutboxMail.address == "p0@example.org"
    with writing() as session:
        session.execute(update(OutboxMail).where(odd).values(subject="News\nBcc: all@example.org"))
    assert mail_rounds.send_due(now) == 0
    folder = test_mail_rounds.instance(app)
    with writing() as session:
        session.execute(update(OutboxMail).where(~odd).values(due_at=now + 60 * MINUTE))
    server.start()
    assert mail_rounds.send_due(now + MINUTE) == 0
    assert count(TOUCHED, odd) == 1 and count(GIVEN_UP) == 0 and server.begun == 0
    assert outages.known(folder, outages.MAIL) is not None, "the server was asked about nobody"
    assert mail_rounds.send_due(now + 60 * MINUTE) == PEOPLE - 1
    assert outages.known(folder, outages.MAIL) is None


def test_a_digest_that_cannot_be_put_together_keeps_no_other_mail_waiting(
    server: Server, now: datetime
) -> None:
    with writing() as session:
        mail.queue_all((Outgoing(f"d{n}", "d@example.org", "News", "It is so.") for n in range(2)), now=now)
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.address == "d@example.org")
            .values(digest_group="g", digest={"x": 1})
        )
    server.start()
    assert mail_rounds.send_due(now) == PEOPLE
    assert count(TOUCHED, OutboxMail.sent_at.is_(None)) == 2 and count(GIVEN_UP) == 0
