"""The worker's rounds through the outbox, with a real mail server that is away, refuses everybody, or hangs up."""

import json
import socket
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from consult.foundation import clock, mail, mail_rounds, outages
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail, Outgoing
from consult.site.operations import metrics, waiting
from consult.site.operations.findings import FAIL, WARN
from tests.consultations.pages import signed_in, words_of
from tests.factories.consultations import make_organisation, make_staff
from tests.organisations.test_roles import post

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
PEOPLE = 12
MAIL_PAGE = "/en/desk/organisations/site/mail"
SMS_PAGE = "/en/desk/organisations/site/sms"


class Server:
    """A mail server whose answers a test sets; knows who got what, and how often it was called."""

    def __init__(self) -> None:
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        self.calls, self.begun, self.of_line, self.after = 0, 0, 0, 0
        self.taken, self.names = Counter[str](), list[str]()
        self.sender: Callable[[], str | None] = lambda: None
        self.receiver: Callable[[str], str | None] = lambda _address: None
        self.words: Callable[[str], str | None] = lambda _address: None
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: Any, session: Any, _envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.calls, self.of_line = self.calls + 1, 0
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802 - aiosmtpd's name
        self, server: Any, _session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.begun, self.of_line = self.begun + 1, self.of_line + 1
        if self.after and self.of_line > self.after:
            server.transport.close()
        envelope.mail_from, envelope.mail_options = address, options
        return self._answer(server, self.sender())

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: Any, _session: Any, envelope: Any, address: str, _options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self._answer(server, self.receiver(address))

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        [address] = envelope.rcpt_tos
        said = self._answer(server, self.words(address))
        if said.startswith("250"):
            self.taken[address] += 1
        self.names += [
            one for one in envelope.content.decode().splitlines() if one.startswith("Message-ID: ")
        ]
        return said

    def _answer(self, server: Any, said: str | None) -> str:
        if said == "drop":
            server.transport.close()
        return said or "250 OK"


@pytest.fixture
def server(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """The app's mail goes there; it isn't started."""
    found = Server()
    settings = app.extensions["consult_settings"].model_copy(
        update={"smtp_url": f"smtp://127.0.0.1:{found.port}"}
    )
    monkeypatch.setitem(app.extensions, "consult_settings", settings)
    yield found
    found.stop()


@pytest.fixture
def now(server: Server) -> datetime:
    """When a mail to each of some people was queued."""
    assert server
    queued_at = clock.now()
    queue(queued_at, *range(PEOPLE))
    return queued_at


def queue(at: datetime, *numbers: int) -> None:
    with writing():
        mail.queue_all((Outgoing(f"k{n}", f"p{n}@example.org", "News", "It is so.") for n in numbers), now=at)


def instance(app: Flask) -> Path:
    found: Path = app.extensions["consult_settings"].instance
    return found


def count(*conditions: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(OutboxMail.id)).where(*conditions)) or 0


TOUCHED = OutboxMail.attempts > 0
GIVEN_UP = OutboxMail.given_up_at.is_not(None)


def rounds(start: datetime, duration: timedelta, every: timedelta = 10 * MINUTE) -> datetime:
    """The worker goes on for so long; returns when it ends."""
    at = start
    while at < start + duration:
        mail_rounds.send_due(at)
        at += every
    return at


def test_a_day_without_mail_server_touches_no_mail_loses_none_and_sends_each_once(
    app: Flask, server: Server, now: datetime
) -> None:
    at = rounds(now, DAY)
    outage = outages.known(instance(app), outages.MAIL)
    assert outage is not None and outage.since == now and outage.tries == 144
    assert count(TOUCHED) == count(GIVEN_UP) == 0
    server.start()
    assert mail_rounds.send_due(at) == PEOPLE
    assert len(server.taken) == server.taken.total() == PEOPLE
    assert server.calls == 1, "all mails of a round go on one line"
    assert outages.known(instance(app), outages.MAIL) is None
    assert mail_rounds.send_due(at + DAY) == 0


def test_a_server_that_is_away_is_tried_seldom_and_others_at_once(
    app: Flask, server: Server, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at, tried = now, []
    for _round in range(60 * 12 // 2):
        mail_rounds.send_due(at)
        outage = outages.known(instance(app), outages.MAIL)
        tried.append(outage.tries if outage else 0)
        at += timedelta(seconds=2)
    assert tried[-1] == 7, "after 0, 10, 30, 70, 150, 310 and 610 seconds"
    server.start()
    assert mail_rounds.send_due(at) == 0 and not server.calls
    assert mail_rounds.send_due(now + 2 * MINUTE) == PEOPLE, "a clock that was set back keeps nothing waiting"
    server.stop()
    queue(at, 100)
    at += 10 * MINUTE
    mail_rounds.send_due(at)
    other = Server()
    other.start()
    settings = app.extensions["consult_settings"].model_copy(
        update={"smtp_url": f"smtp://127.0.0.1:{other.port}"}
    )
    monkeypatch.setitem(app.extensions, "consult_settings", settings)
    assert mail_rounds.send_due(at) == 1 and other.taken == {"p100@example.org": 1}
    other.stop()


@pytest.mark.parametrize(
    "said", ["421 4.3.2 closing", "454 4.7.0 not now", "452 4.3.1 quota", "550 5.7.1 not you"]
)
def test_a_server_that_refuses_every_sender_is_as_one_that_is_away(
    app: Flask, server: Server, now: datetime, said: str
) -> None:
    server.start()
    server.sender = lambda: said
    at = rounds(now, 6 * DAY, 60 * MINUTE)
    assert server.begun == 144, "one mail a round"
    outage = outages.known(instance(app), outages.MAIL)
    assert outage is not None and outage.since == now
    assert count(TOUCHED) == count(GIVEN_UP) == 0
    server.sender = lambda: None
    assert mail_rounds.send_due(at) == PEOPLE and server.taken.total() == PEOPLE


@pytest.mark.parametrize("said", ["454 4.7.0 daily quota", "554 5.2.0 quota", "550 5.4.5 limit", "drop"])
def test_a_server_that_takes_nobodys_words_for_a_day_loses_none(
    app: Flask, server: Server, now: datetime, said: str
) -> None:
    server.start()
    server.words = lambda _address: said
    at = rounds(now, DAY)
    assert server.begun <= 144 * mail_rounds.STOP_AFTER, "a round ends when some in a row failed"
    outage = outages.known(instance(app), outages.MAIL)
    assert outage is not None and outage.since == now
    assert count(GIVEN_UP) == 0
    server.words = lambda _address: None
    at = rounds(at, 20 * MINUTE, MINUTE)
    assert len(server.taken) == server.taken.total() == PEOPLE and mail.count_waiting() == 0
    assert len(set(server.names)) == PEOPLE, "what is said again is known again by its Message-ID"


@pytest.mark.parametrize(
    "said", ["450 4.7.1 too many", "451 4.3.0 lookup failure", "452 no room", "454 4.7.1 relay access denied"]
)
def test_a_server_that_puts_off_every_receiver_is_seen_and_touches_few(
    app: Flask, server: Server, now: datetime, said: str
) -> None:
    server.start()
    server.receiver = lambda _address: said
    mail_rounds.send_due(now)
    assert count(TOUCHED) == server.begun == mail_rounds.STOP_AFTER
    mail_rounds.send_due(now + 6 * MINUTE)
    outage = outages.known(instance(app), outages.MAIL)
    assert outage is not None and outage.since == now


def test_a_server_that_takes_few_an_hour_gets_all_in_the_end(server: Server, now: datetime) -> None:
    server.start()
    queue(now, *range(100, 130))
    for hour in range(24):
        most = 2 * (hour + 1)
        server.receiver = lambda _address, most=most: (  # type: ignore[misc]
            "450 4.7.1 too many" if server.taken.total() >= most else None
        )
        rounds(now + hour * 60 * MINUTE, 60 * MINUTE)
    assert count(GIVEN_UP) == 0 and server.taken.total() == len(server.taken) == PEOPLE + 30


@pytest.mark.parametrize("stage", ["receiver", "words"])
def test_one_mail_for_which_a_server_closes_keeps_no_other_waiting(
    app: Flask, server: Server, now: datetime, stage: str
) -> None:
    server.start()
    poison = "p0@example.org"
    setattr(server, stage, lambda address: "421 4.7.0 not this one" if address == poison else None)
    assert mail_rounds.send_due(now) == PEOPLE - 1
    assert len(server.taken) == server.taken.total() == PEOPLE - 1
    assert outages.known(instance(app), outages.MAIL) is None and count(GIVEN_UP) == 0
    setattr(server, stage, lambda _address: None)
    assert mail_rounds.send_due(now + mail_rounds.RETRY) == 1


def test_a_full_mailbox_is_none_that_does_not_exist(server: Server, now: datetime) -> None:
    server.start()
    server.receiver = lambda address: "550 5.2.2 mailbox full" if address == "p3@example.org" else None
    assert mail_rounds.send_due(now) == PEOPLE - 1 and count(GIVEN_UP) == 0


def test_what_went_is_not_sent_again_where_the_end_of_an_outage_cannot_be_noted(
    server: Server, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    mail_rounds.send_due(now)
    server.start()

    def read_only(_instance: Path, _way: str) -> None:
        raise PermissionError

    monkeypatch.setattr(outages, "over", read_only)
    for number in range(PEOPLE):
        with pytest.raises(PermissionError):
            mail_rounds.send_due(now + (number + 1) * MINUTE)
    assert len(server.taken) == server.taken.total() == PEOPLE


def test_relaying_that_is_denied_makes_no_mailbox_a_dead_one(
    app: Flask, server: Server, now: datetime
) -> None:
    server.start()
    for said in ("550 5.7.1 relaying denied", "554 client host is listed", "550 relay not permitted"):
        server.receiver = lambda _address, said=said: said  # type: ignore[misc]
        now = rounds(now, 60 * MINUTE)
    assert count(GIVEN_UP) == 0
    server.receiver = lambda _address: None
    rounds(now, 20 * MINUTE, MINUTE)
    assert server.taken.total() == PEOPLE


def test_one_mail_in_trouble_keeps_no_other_waiting_and_is_given_up_in_its_time(
    app: Flask, server: Server, now: datetime
) -> None:
    server.start()
    poison = "p3@example.org"
    server.words = lambda address: "drop" if address == poison else None
    assert mail_rounds.send_due(now) == PEOPLE - 1
    assert (
        outages.known(instance(app), outages.MAIL) is None
        and count(TOUCHED, OutboxMail.sent_at.is_(None)) == 1
    )
    at = now
    for number in range(100, 100 + mail_rounds.GIVE_UP_AFTER):
        at += mail_rounds.RETRY
        queue(at, number)
        assert mail_rounds.send_due(at) == 1
        if number < 98 + mail_rounds.GIVE_UP_AFTER:
            assert count(GIVEN_UP) == 0
    assert count(GIVEN_UP) == 1 and server.taken[poison] == 0


def test_what_nobody_can_take_for_five_days_is_given_up(app: Flask, server: Server) -> None:
    now = clock.now()
    queue(now, 1)
    server.start()
    server.words = lambda _address: "451 try later"
    rounds(now, 5 * DAY, 60 * MINUTE)
    assert count(GIVEN_UP) == 0
    rounds(now + 5 * DAY, 10 * MINUTE)
    assert count(GIVEN_UP) == 1


def test_a_receivers_own_trouble_breaks_nothing_of_the_rest_on_the_line(
    app: Flask, server: Server, now: datetime
) -> None:
    server.start()
    own = {
        "p0@example.org": "550 5.1.1 no such mailbox", "p4@example.org": "450 4.2.0 greylisted",
        "p5@example.org": "452 4.2.2 mailbox full", "p6@example.org": "550 5.1.8 your domain",
    }  # fmt: skip
    server.receiver = own.get
    assert mail_rounds.send_due(now) == PEOPLE - len(own)
    assert server.calls == 2, "one line, and one more after what may be nobody’s own"
    assert outages.known(instance(app), outages.MAIL) is None
    assert list(db.session.scalars(select(OutboxMail.address).where(GIVEN_UP))) == ["p0@example.org"]
    server.receiver = lambda _address: None
    assert mail_rounds.send_due(now + mail_rounds.RETRY) == len(own) - 1
    assert server.taken.total() == len(server.taken) == PEOPLE - 1


@pytest.mark.parametrize("farewell", ["421 4.7.0 too many mails", "450 too many mails", "drop"])
def test_a_server_that_takes_few_mails_a_line_gets_the_rest_on_others(
    app: Flask, server: Server, now: datetime, farewell: str
) -> None:
    server.start()
    if farewell == "drop":
        server.after = 5
    else:
        server.sender = lambda: farewell if server.of_line > 5 else None
    assert mail_rounds.send_due(now) == PEOPLE
    assert server.calls == 3 and server.taken.total() == len(server.taken) == PEOPLE
    assert count(OutboxMail.attempts == 1) == PEOPLE


def test_a_server_that_leaves_in_the_middle_of_a_round_ends_it(
    app: Flask, server: Server, now: datetime
) -> None:
    server.start()

    def words(address: str) -> str | None:
        if address == "p4@example.org":
            server._controller.server.close()  # type: ignore[union-attr] # nobody new comes in
            return "421 4.3.2 going down"
        return None

    server.words = words
    assert mail_rounds.send_due(now) == 4 and count(TOUCHED, OutboxMail.sent_at.is_(None)) == 0
    outage = outages.known(instance(app), outages.MAIL)
    assert outage is not None and outage.tries == 1
    server.stop()
    server.words = lambda _address: None
    server.start()
    assert mail_rounds.send_due(now + MINUTE) == PEOPLE - 4
    assert server.taken.total() == len(server.taken) == PEOPLE


def test_staff_and_the_doctor_see_since_when_why_and_how_many_wait(
    app: Flask, client: FlaskClient, server: Server
) -> None:
    admin = signed_in(client, make_staff("administrator", organisation=make_organisation("city")))
    since = clock.now() - 6 * MINUTE
    queue(since, *range(PEOPLE))
    mail_rounds.send_due(since)
    settings = app.extensions["consult_settings"]
    (finding,) = waiting.check_ways(settings, clock.now())
    assert (
        finding.level == FAIL
        and f"{PEOPLE} wait" in finding.found
        and "No mail server answers" in finding.found
    )
    (early,) = waiting.check_ways(settings, since + MINUTE)
    assert early.level == WARN
    page = words_of(admin.get(MAIL_PAGE))
    assert (
        "takes nothing at this moment" in page
        and f"No mail server answers at 127.0.0.1:{server.port}" in page
    )
    assert "takes nothing at this moment" in words_of(admin.get("/en/desk/organisations/site"))
    author = signed_in(app.test_client(), make_staff("author", organisation=make_organisation("town")))
    desk = words_of(author.get("/en/desk"))
    assert f"no e-mail has left this site; {PEOPLE} wait" in desk and "See why" not in desk
    assert "See why" in words_of(admin.get("/en/desk"))
    line = next(
        one for one in metrics.exposition(settings).decode().splitlines() if one.startswith("consult_mail_away_seconds")
    )  # fmt: skip
    assert float(line.split()[1]) >= 360
    server.start()
    mail_rounds.send_due(clock.now())
    assert "no e-mail has left" not in words_of(author.get("/en/desk"))
    assert list(waiting.check_ways(settings, clock.now())) == []


def test_a_test_mail_that_goes_lets_the_rest_go_at_once(
    app: Flask, client: FlaskClient, server: Server, now: datetime
) -> None:
    assert app
    mail_rounds.send_due(now)
    admin = signed_in(client, make_staff("administrator", organisation=make_organisation("city")))
    server.start()
    assert mail_rounds.send_due(now + timedelta(seconds=1)) == 0
    assert post(admin, f"{MAIL_PAGE}/test", at=MAIL_PAGE).status_code == 303
    assert mail_rounds.send_due(clock.now()) == PEOPLE


# Text messages ----------------------------------------------------------------------------------------


@pytest.fixture
def gateway(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A command that ends with the code in this file, and notes what it was given where that is 0."""
    code, script = tmp_path / "code", tmp_path / "send.py"
    script.write_text(
        "import sys, pathlib\n"
        f"folder = pathlib.Path({str(tmp_path)!r}); code = int((folder / 'code').read_text())\n"
        "words = sys.stdin.read(); (folder / 'calls').open('a').write('x')\n"
        "code or (folder / 'taken').open('a').write(words + '\\n'); sys.exit(code)\n"
    )
    settings = app.extensions["consult_settings"].model_copy(
        update={"sms_command": f"{sys.executable} -I -S {script}"}
    )
    monkeypatch.setitem(app.extensions, "consult_settings", settings)
    return code


@pytest.mark.parametrize("ends_with", [75, 1])
def test_a_gateway_that_takes_nothing_for_a_day_loses_nothing_and_holds_no_mail_up(
    app: Flask, client: FlaskClient, gateway: Path, ends_with: int
) -> None:
    now = clock.now()
    gateway.write_text(str(ends_with))
    with writing():
        mail.queue_all(
            (Outgoing(f"s{n}", f"+8869123456{n:02}", "News", "It is so.") for n in range(PEOPLE)), now=now
        )
    queue(now, 1)
    assert mail_rounds.send_due(now) == 1, "the mail became a file"
    rounds(now + 10 * MINUTE, DAY, 60 * MINUTE)
    calls = (gateway.parent / "calls").read_text()
    assert len(calls) == 25 * (1 if ends_with == 75 else mail_rounds.STOP_AFTER)
    outage = outages.known(instance(app), outages.SMS)
    assert outage is not None and outage.since == now and count(GIVEN_UP) == 0
    admin = signed_in(client, make_staff("administrator", organisation=make_organisation("city")))
    assert f"ended with the code {ends_with}" in words_of(admin.get(SMS_PAGE))
    gateway.write_text("0")
    rounds(now + 2 * DAY, 20 * MINUTE, MINUTE)
    taken = [json.loads(line)["to"] for line in (gateway.parent / "taken").read_text().splitlines()]
    assert len(taken) == len(set(taken)) == PEOPLE
    assert outages.known(instance(app), outages.SMS) is None


def test_one_message_for_which_a_gateway_seems_away_keeps_no_other_waiting(gateway: Path) -> None:
    script, now = gateway.parent / "send.py", clock.now()
    gateway.write_text("0")
    script.write_text(
        script.read_text().replace("\ncode or", "\ncode = 75 if '+886912345600' in words else code\ncode or")
    )
    with writing():
        mail.queue_all(
            (Outgoing(f"s{n}", f"+8869123456{n:02}", "News", "It is so.") for n in range(PEOPLE)), now=now
        )
    assert mail_rounds.send_due(now) == 0
    assert mail_rounds.send_due(now + MINUTE) == PEOPLE - 1
    assert count(TOUCHED, OutboxMail.sent_at.is_(None)) == 0


def test_old_mails_that_failed_are_sent_when_the_way_is_there_again(server: Server, now: datetime) -> None:
    with writing() as session:
        session.execute(update(OutboxMail).values(attempts=100))
    mail_rounds.send_due(now + 20 * DAY)
    assert count(GIVEN_UP) == 0, "nobody was asked"
    server.start()
    assert mail_rounds.send_due(now + 21 * DAY) == PEOPLE
