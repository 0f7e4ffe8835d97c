"""The page on which administrators say where mail leaves, and what the worker and the doctor make of it."""

import smtplib
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.foundation import clock, mail, mail_rounds, mail_servers
from consult.foundation.db import db, writing
from consult.organisations import queries
from consult.organisations.models import SiteSetting
from consult.record.models import Entry, EntryOpening
from consult.site.operations import machine
from tests.factories.consultations import make_organisation, make_staff
from tests.organisations.test_roles import post, signed_in

MAIL = "/en/desk/organisations/site/mail"
PASSWORD = "open-sesame-42"


@dataclass
class Server:
    """A mail server that keeps what it is told."""

    port: int
    said: list[str] = field(default_factory=list)


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        said = self.server.said  # type: ignore[attr-defined]
        self.wfile.write(b"220 here\r\n")
        in_mail = False
        while line := self.rfile.readline():
            words = line.decode().rstrip("\r\n")
            said.append(words)
            if in_mail:
                in_mail = words != "."
                answer = None if in_mail else b"250 kept\r\n"
            elif words.upper() == "DATA":
                in_mail, answer = True, b"354 go on\r\n"
            elif words.upper() == "QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            else:
                answer = b"250 fine\r\n"
            if answer:
                self.wfile.write(answer)


@pytest.fixture
def server() -> Iterator[Server]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Line) as listening:
        found = Server(listening.server_address[1])
        listening.said = found.said  # type: ignore[attr-defined]
        thread = threading.Thread(target=listening.serve_forever, daemon=True)
        thread.start()
        yield found
        listening.shutdown()


@pytest.fixture
def admin(client: FlaskClient) -> FlaskClient:
    return signed_in(
        client, make_staff("administrator", organisation=make_organisation("city"), email="ada@example.org")
    )


def typed(**changes: str) -> dict[str, str]:
    """What an administrator types, with some of it changed."""
    return {
        "host": "mail.example.org", "security": "starttls", "port": "", "user": "consult", "password": PASSWORD,
        "sender_name": "City of Example", "sender": "consult@example.org", "reply_to": "help@example.org", **changes,
    }  # fmt: skip


def test_the_password_lies_encrypted_and_never_in_the_record_or_on_the_page(
    app: Flask, admin: FlaskClient
) -> None:
    assert post(admin, MAIL, typed()).status_code == 303
    kept = db.session.get_one(SiteSetting, "mail").value
    way = mail_servers.delivery(app.extensions["consult_settings"])
    assert way.server == mail_servers.Server("mail.example.org", 587, "starttls", "consult", PASSWORD)
    assert way.from_line == "City of Example <consult@example.org>" and way.reply_to == "help@example.org"
    page = admin.get(MAIL).text
    assert "mail.example.org:587" in page and "A password is kept, encrypted." in page
    opened = [str(one) for one in db.session.scalars(select(EntryOpening.fields))]
    assert db.session.scalar(select(Entry.type).order_by(Entry.number.desc())) == "site.set"
    for place in (page, str(kept), *opened):
        assert PASSWORD not in place and kept["password"][:20] not in place.replace(str(kept), "")


def test_a_kept_password_goes_to_no_other_server(admin: FlaskClient) -> None:
    post(admin, MAIL, typed())
    same = post(admin, MAIL, typed(password="", sender_name="City"))
    assert same.status_code == 303 and queries.mail_settings()[1]
    other = post(admin, MAIL, typed(password="", host="elsewhere.example.org"))
    assert other.status_code == 422 and "only for the server and user it was typed for" in other.text
    assert queries.mail_settings()[0].host == "mail.example.org"
    assert post(admin, MAIL, typed(host="", user="", password="")).status_code == 303
    assert queries.mail_settings()[1] == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"host": "smtp://mail.example.org"}, "without smtp:// before it"),
        ({"port": "70000"}, "A port is a number"),
        ({"security": "none"}, "could read the password"),
        ({"sender": "nobody"}, "doesn’t look like an e-mail address"),
        ({"reply_to": "a@b@c"}, "doesn’t look like an e-mail address"),
        ({"sender_name": "x" * 61}, "at most 60 characters"),
        ({"user": ""}, "Please give the user name too."),
    ],
)
def test_what_can_not_work_is_refused_with_everything_typed(
    admin: FlaskClient, changes: dict[str, str], said: str
) -> None:
    answer = post(admin, MAIL, typed(**changes))
    assert (
        answer.status_code == 422
        and said in answer.text
        and "help@example.org" in answer.text.replace("a@b@c", "help@example.org")
    )
    assert queries.mail_settings()[0].host == ""


def test_the_worker_sends_through_it_under_its_name(
    app: Flask, admin: FlaskClient, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    monkeypatch.setattr(mail_servers.ssl, "create_default_context", lambda: read.append("certificates"))
    given = typed(host="127.0.0.1", port=str(server.port), security="none", user="", password="")
    post(admin, MAIL, given)
    with writing():
        mail.queue(key="k", address="bo@example.org", subject="News", body="It is so.", now=clock.now())
    assert mail_rounds.send_due(clock.now()) == 1
    told = "\n".join(server.said)
    for line in ("From: City of Example <consult@example.org>", "Reply-To: help@example.org", "It is so."):
        assert line in told
    assert "mail FROM:<consult@example.org>" in told and not read
    found = machine.check_mail(app.extensions["consult_settings"])
    assert found.level == "OK" and "the page “Mail”" in found.found


def test_the_test_mail_goes_at_once_or_says_what_is_wrong(admin: FlaskClient, server: Server) -> None:
    post(admin, MAIL, typed(host="127.0.0.1", port=str(server.port), security="none", user="", password=""))
    sent = post(admin, f"{MAIL}/test", at=MAIL)
    assert sent.status_code == 303 and "To: ada@example.org" in server.said
    post(admin, MAIL, typed(host="127.0.0.1", port="1", security="none", user="", password=""))
    failed = post(admin, f"{MAIL}/test", at=MAIL)
    assert failed.status_code == 422 and "No mail server answers at 127.0.0.1:1." in failed.text


def test_the_environment_wins_and_the_page_says_so(
    app: Flask, admin: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    post(admin, MAIL, typed())
    fixed = app.extensions["consult_settings"].model_copy(
        update={"smtp_url": "smtps://me:secret@ops.example.org", "mail_from": "ops@example.org"}
    )
    monkeypatch.setitem(app.extensions, "consult_settings", fixed)
    way = mail_servers.delivery(fixed)
    assert way.server == mail_servers.Server("ops.example.org", 465, "tls", "me", "secret")
    assert way.sender == "ops@example.org" and way.reply_to == "help@example.org"
    page = admin.get(MAIL).text
    assert "CONSULT_SMTP_URL" in page and "CONSULT_MAIL_FROM" in page and 'name="host"' not in page
    post(admin, MAIL, {"sender_name": "Town", "reply_to": "", "sender": "consult@example.org"})
    kept, locked = queries.mail_settings()
    assert kept.host == "mail.example.org" and kept.sender_name == "Town" and locked


def test_a_password_of_another_instance_is_said_to_be_unreadable(app: Flask, admin: FlaskClient) -> None:
    post(admin, MAIL, typed())
    with db.engine.begin() as connection:
        value = {**db.session.get_one(SiteSetting, "mail").value, "password": "of-another-key"}
        connection.execute(SiteSetting.__table__.update().values(value=value))
    db.session.rollback()
    assert "can’t be read" in admin.get(MAIL).text
    assert machine.check_mail(app.extensions["consult_settings"]).level == "FAIL"


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (smtplib.SMTPAuthenticationError(535, b"no"), "user name and password"),
        (smtplib.SMTPSenderRefused(550, b"no", "x"), "sends no mail from consult@example.org"),
        (smtplib.SMTPDataError(554, b"no"), "the code 554"),
        (TimeoutError(), "No mail server answers at m:25"),
    ],
)
def test_a_servers_trouble_is_told_in_words(error: Exception, said: str) -> None:
    refused = mail_servers.in_words(error, mail_servers.Server("m", 25), "consult@example.org")
    assert said in str(refused)
