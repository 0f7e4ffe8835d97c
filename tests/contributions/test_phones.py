"""A telephone number serves wherever an e-mail address does: stored in one way, confirmed by a code, told in short."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.contributions import jobs, queries, service
from consult.contributions.models import Comment, PhoneCode, Sender, SubmissionTally
from consult.foundation import clock, events, mail, mail_files, mail_rounds, phones, sms, web
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.foundation.mail import OutboxMail
from consult.foundation.settings import Settings, WrongSettings, load_settings
from consult.record.models import Entry
from tests.contributions.browsing import comment_address, send, send_comment, words_of
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published

PHONE = "+886912345678"


@pytest.mark.parametrize(
    ("typed", "region", "stored"),
    [
        ("+886 912-345-678", "", PHONE), ("0912 345 678", "TW", PHONE), ("００８８６９１２３４５６７８", "", PHONE),
        ("+86 138 0013 8000", "", "+8613800138000"), ("13800138000", "CN", "+8613800138000"),
        ("+44 (0)20 7946 0958", "", "+442079460958"), ("020 7946 0958", "GB", "+442079460958"),
    ],
)  # fmt: skip
def test_a_number_is_stored_in_one_way_however_it_is_typed(typed: str, region: str, stored: str) -> None:
    assert phones.check_phone(typed, region=region) == stored


@pytest.mark.parametrize(
    "typed", ["12", "0912 345 678", "+99 555", "call me", "+8869", "1" * 61, "+886912345678999999"]
)
def test_what_can_be_no_number_is_refused(typed: str) -> None:
    with pytest.raises(Refused):
        phones.check_phone(typed)


def test_a_landline_takes_no_text_message() -> None:
    assert phones.is_textable(PHONE) and not phones.is_textable("+442079460958")
    assert phones.shown(PHONE) == "+886 912 345 678" and phones.shown("ext. 4") == "ext. 4"


# Comments -------------------------------------------------------------------------------------------


def _texts() -> list[tuple[str, str]]:
    events.deliver_due(clock.now())
    db.session.rollback()
    rows = db.session.execute(select(OutboxMail.address, OutboxMail.body).order_by(OutboxMail.id))
    return [(row[0], row[1]) for row in rows if row[0].startswith("+")]


def _code() -> str:
    found = re.search(r"\d{6}", _texts()[-1][1])
    assert found
    return found[0]


def _sender() -> Sender:
    return db.session.scalars(select(Sender).order_by(Sender.submission_id.desc())).first()  # type: ignore[return-value]


def test_a_comment_goes_on_with_the_code_from_the_text_message(client: FlaskClient) -> None:
    make_consultation(slug="market", rules={"who_may_comment": "confirmed"})
    refused = send(client, comment_address("market"), body="By phone.")
    assert refused.status_code == 422 and "e-mail address or a mobile number" in words_of(refused)
    receipt = send_comment(client, "market", "By phone.", phone="+886 912 345 678")
    comment = db.session.scalars(select(Comment)).one()
    assert comment.state == "unconfirmed" and _sender().phone == PHONE
    address = f"/en/confirm-phone/{comment.reference}"
    ((number, text),) = _texts()
    assert number == PHONE and comment.reference in text and address in text and len(text) < 200
    assert "Type the code" in client.get(receipt).text
    code = _code()
    wrong = "000000" if code != "000000" else "111111"
    answer = send(client, address, code=wrong)
    assert answer.status_code == 422 and "not right" in answer.text
    done = send(client, address, code=f" {code[:3]} {code[3:]} ")
    assert done.status_code == 303
    page = client.get(done.location)
    assert comment.reference in page.text and "+886 912 345 678 – confirmed" in words_of(page)
    db.session.expire_all()
    assert db.session.scalars(select(Comment.state)).one() == "pending"
    assert db.session.scalar(select(func.count(PhoneCode.submission_id))) == 0
    assert client.get(address).status_code == 404
    assert db.session.scalar(select(Entry.id).where(Entry.type == "submission.confirmed"))


def test_a_code_holds_ten_minutes_five_tries_and_once(app: Flask) -> None:
    make_consultation(slug="market", rules={"who_may_comment": "confirmed"})
    client, secret = app.test_client(), web.settings().secret
    send_comment(client, "market", "By phone.", phone=PHONE)
    code, now = _code(), clock.now()
    submission = db.session.scalars(select(Sender.submission_id)).one()

    def tried(typed: str, at: timedelta = timedelta()) -> bool:
        with writing():
            return service.confirm_phone(
                queries.get_submission(submission), typed, secret=secret, now=now + at
            )

    assert not tried(code, timedelta(minutes=10, seconds=5))
    for _ in range(5):
        assert not tried("abcdef")
    assert not tried(code)
    with writing():
        fresh, number = service.make_code(queries.get_submission(submission), secret=secret, now=now)
    assert number == 2 and code not in (db.session.scalars(select(PhoneCode.code_hash)).one(), fresh)
    assert fresh not in db.session.scalars(select(PhoneCode.code_hash)).one()
    assert tried(fresh) and not tried(fresh)


def test_nobodys_telephone_is_filled_by_others(client: FlaskClient) -> None:
    make_consultation(slug="market")
    for number in range(8):
        send_comment(client, "market", f"Text {number}", phone=PHONE)
    assert len(_texts()) == web.settings().codes_per_number_per_hour
    comment = db.session.scalars(select(Comment).order_by(Comment.id.desc())).first()
    assert comment is not None
    again = send(client, f"/en/confirm-phone/{comment.reference}", code="123456")
    page = client.post(
        f"/en/confirm-phone/{comment.reference}/again", data={"csrf_token": _token(again.text)}
    )
    assert page.status_code == 429 and "wait" in words_of(page)


def _token(html: str) -> str:
    found = re.search(r'name="csrf_token" type="hidden" value="([^"]+)"', html)
    return found[1] if found else ""


def test_a_wrong_number_is_named_and_everything_kept(client: FlaskClient) -> None:
    make_consultation(slug="market")
    answer = send(client, comment_address("market"), body="A long thought.", phone="12")
    assert (
        answer.status_code == 422 and "A long thought." in answer.text and "country code" in words_of(answer)
    )


def test_a_number_typed_where_the_address_goes_is_one_all_the_same(client: FlaskClient) -> None:
    make_consultation(slug="market")
    send_comment(client, "market", "Hello.", email="+886 912 345 678")
    assert (_sender().phone, _sender().email) == (PHONE, "")


def test_what_becomes_of_it_is_told_in_short(client: FlaskClient) -> None:
    consultation = make_consultation(slug="market")
    published = make_published(consultation, contact=service.Contact(phone=PHONE, is_confirmed=True))
    (number, text), *_rest = _texts()
    assert (
        number == PHONE
        and published.reference in text
        and "http://localhost/en/" in text
        and "\n\n" not in text
    )
    assert len(text) < 160


def test_one_number_is_one_person_also_with_different_addresses(client: FlaskClient) -> None:
    make_consultation(slug="market")
    for email in ("ada@example.org", "ada@work.example"):
        send_comment(client, "market", f"From {email}", email=email, phone=PHONE)
    reference = [one.reference for one in db.session.scalars(select(Comment).order_by(Comment.id))]
    assert db.session.scalar(select(func.sum(SubmissionTally.senders))) == 2
    for one in reference:
        page = client.get(f"/en/confirm-phone/{one}")
        client.post(f"/en/confirm-phone/{one}/again", data={"csrf_token": _token(page.text)})
        assert send(client, f"/en/confirm-phone/{one}", code=_code()).status_code == 303
    assert db.session.scalar(select(func.sum(SubmissionTally.senders))) == 1
    assert {one.email for one in db.session.scalars(select(Sender))} == {
        "ada@example.org",
        "ada@work.example",
    }


def test_identified_means_a_number_that_is_confirmed_while_any_name_is_shown(client: FlaskClient) -> None:
    make_consultation(slug="market", rules={"who_may_comment": "identified"})
    without = send(client, comment_address("market"), body="Who am I?", email="ada@example.org")
    assert without.status_code == 422 and "who you are" in words_of(without)
    landline = send(client, comment_address("market"), body="Who am I?", phone="+44 20 7946 0958")
    assert landline.status_code == 422 and "No text message" in words_of(landline)
    send_comment(
        client, "market", "It is me.", phone=PHONE, email="ada@example.org", name="Nightingale", publication="named"
    )  # fmt: skip
    comment = db.session.scalars(select(Comment)).one()
    sender = _sender()
    code = _code()
    with writing():
        service.confirm_address(queries.get_submission(sender.submission_id), now=clock.now())
    assert db.session.scalars(select(Comment.state)).one() == "unconfirmed"
    assert send(client, f"/en/confirm-phone/{comment.reference}", code=code).status_code == 303
    shown = db.session.scalars(select(Comment)).one()
    assert (shown.state, shown.name_shown) == ("pending", "Nightingale")


def test_the_number_goes_when_its_time_is_over(client: FlaskClient) -> None:
    consultation = make_consultation("answered", slug="market", now=clock.now())
    assert consultation.answered_at is not None
    published = make_published(
        make_consultation(slug="other"), contact=service.Contact(phone=PHONE, is_confirmed=True)
    )
    assert published and db.session.scalar(select(Sender.phone)) == PHONE
    with writing():
        service.erase_contacts([published.submission_id], now=clock.now())
    assert db.session.scalar(select(Sender.phone)) == "" and jobs.AT_ONCE


# Accounts ------------------------------------------------------------------------------------------


def test_an_account_by_telephone_signs_in_with_a_code_and_finds_its_comments(client: FlaskClient) -> None:
    make_consultation(slug="market", rules={"who_may_comment": "account"})
    assert send(client, "/en/sign-up", email="+886 912 345 678", name="Ada").status_code == 303
    ((number, text),) = _texts()
    assert number == PHONE
    link = re.search(r"http://localhost(/en/sign-up/\S+)", text)
    assert link and send(client, link[1]).status_code == 303
    account = db.session.scalars(select(Account)).one()
    assert account.email == PHONE
    send_comment(client, "market", "Signed in by phone.")
    assert (
        "Signed in by phone." in client.get("/en/me").text
        and "+886 912 345 678" in client.get("/en/account").text
    )
    assert (_sender().phone, _sender().email, _sender().phone_confirmed_at is not None) == (PHONE, "", True)
    other = client.application.test_client()
    page = send(other, "/en/sign-in", email="+886912345678", by="code")
    assert page.status_code == 303
    code = re.search(r"\d{8}", _texts()[-1][1])
    assert code and send(other, "/en/sign-in/code", code=code[0]).status_code == 303
    assert "Signed in by phone." in other.get("/en/me").text


# The gateway ---------------------------------------------------------------------------------------


@pytest.fixture
def gateway() -> Iterator[tuple[str, list[tuple[str, dict[str, str]]]]]:
    """A gateway on this machine: its address and what it was given."""
    taken: list[tuple[str, dict[str, str]]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            taken.append((self.headers.get("Authorization", ""), body))
            self.send_response(500 if body["text"] == "fail" else 200)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Nothing on the console."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/send", taken
    server.shutdown()
    server.server_close()


def test_a_gateway_on_the_web_is_given_the_message_and_the_token(
    tmp_path: Path, gateway: tuple[str, list[tuple[str, dict[str, str]]]]
) -> None:
    address, taken = gateway
    settings = Settings(instance=tmp_path, sms_url=address, sms_token="secret-token")
    sms.send(settings, PHONE, "您好", key="k1", now=clock.now())
    assert taken == [("Bearer secret-token", {"to": PHONE, "text": "您好", "id": "k1"})]
    with pytest.raises(Refused, match="code"):
        sms.send(settings, PHONE, "fail", key="k2", now=clock.now())
    assert "secret-token" not in str(sms.way_of(settings))


def test_a_command_gets_the_message_on_its_input_and_nothing_in_its_words(tmp_path: Path) -> None:
    script = tmp_path / "send.py"
    out = tmp_path / "out.json"
    script.write_text(
        f"import sys; open({str(out)!r}, 'w').write(sys.stdin.read() + str(sys.argv[1:])); sys.exit(0)"
    )
    settings = Settings(instance=tmp_path, sms_command=f"{sys.executable} {script} --quick")
    sms.send(settings, PHONE, "$(reboot) `x`", key="k", now=clock.now())
    assert '"$(reboot) `x`"' in out.read_text() and out.read_text().endswith("['--quick']")
    script.write_text("import sys; sys.exit(3)")
    with pytest.raises(Refused):
        sms.send(settings, PHONE, "x", key="k", now=clock.now())
    with pytest.raises(Refused):
        sms.send(Settings(instance=tmp_path, sms_command="/no/such"), PHONE, "x", key="k", now=clock.now())


def test_without_a_gateway_messages_become_files_that_can_be_taken_out(tmp_path: Path, app: Flask) -> None:
    settings: Settings = app.extensions["consult_settings"]
    with writing():
        mail.queue(
            key="one",
            address=PHONE,
            subject="Your comment",
            body="Look: http://x.example/y\n",
            now=clock.now(),
        )
        mail.queue(key="none", address="", subject="s", body="b", now=clock.now())
    assert mail_rounds.send_due(clock.now()) == 1
    (path,) = (settings.instance / "sms").glob("*.log")
    assert PHONE in path.read_text() and "http://x.example/y" in path.read_text()

    assert mail_files.forget_in(settings.instance, lambda to, _words: PHONE in to) == 1
    assert not list((settings.instance / "sms").glob("*.log"))


@pytest.mark.parametrize(
    ("name", "value"),
    [("SMS_URL", "http://gateway.example"), ("SMS_COMMAND", 'send "x'), ("PHONE_REGION", "Taiwan")],
)
def test_a_wrong_setting_stops_the_start_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv("CONSULT_INSTANCE", str(tmp_path))
    monkeypatch.setenv(f"CONSULT_{name}", value)
    with pytest.raises(WrongSettings, match=f"CONSULT_{name}"):
        load_settings()
