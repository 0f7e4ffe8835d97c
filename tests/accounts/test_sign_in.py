"""Signing in by password and by code: who gets in, who learns what, where it leads."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts import passwords
from consult.accounts.models import Account, AccountKey, AccountSession
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.record.models import Entry
from tests.accounts.browsing import PASSWORD, code_in, mails, post, token_in
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_staff


def test_sign_in_with_the_right_password_opens_a_session(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    answer = post(client, "/en/sign-in", {"email": "Ada@example.org ", "password": PASSWORD})
    assert answer.status_code == 303
    assert client.get("/en/account").status_code == 200


def test_sign_in_with_a_wrong_password_is_refused_and_keeps_the_address(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    answer = post(client, "/en/sign-in", {"email": "ada@example.org", "password": "wrong wrong wrong"})
    assert answer.status_code == 422
    assert 'value="ada@example.org"' in answer.text
    assert "wrong wrong" not in answer.text
    assert client.get("/en/account").status_code == 302


def test_sign_in_answers_the_same_for_an_unknown_address_and_a_wrong_password(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    make_account("code-only@example.org")
    answers = [
        post(client, "/en/sign-in", {"email": address, "password": "wrong wrong wrong"})
        for address in ("ada@example.org", "nobody@example.org", "code-only@example.org")
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all("The address or the password is not right." in answer.text for answer in answers)


def test_a_password_is_hashed_for_an_address_that_nobody_has(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_account("ada@example.org", password=PASSWORD)
    make_account("code-only@example.org")
    passwords.matches("the hash of nobody is made once", None)
    checked: list[str] = []

    def note(_password: str, stored: str) -> bool:
        checked.append(stored)
        return False

    monkeypatch.setattr(passwords, "verify_password", note)
    for address in ("ada@example.org", "nobody@example.org", "code-only@example.org"):
        post(client, "/en/sign-in", {"email": address, "password": "wrong wrong wrong"})
    assert len(checked) == 3
    assert len({stored.split("$")[3] for stored in checked}) == 1, "hashes of one cost"


def test_addresses_that_only_look_alike_are_two(client: FlaskClient) -> None:
    make_account("mike@example.org", password=PASSWORD)
    answer = post(client, "/en/sign-in", {"email": "mıke@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    post(client, "/en/reset", {"email": "mıke@example.org"})
    assert mails() == []


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
        "///evil.example", "https:evil.example", "javascript:alert(1)", "//user@evil.example/", "/%0a/ x", " //evil",
        "http://localhost@evil.example/",
    ],
)  # fmt: skip
def test_next_never_leaves_the_site(client: FlaskClient, target: str) -> None:
    make_account("ada@example.org", password=PASSWORD)
    token = token_in(client.get("/en/sign-in", query_string={"next": target}).text)
    data = {"csrf_token": token, "email": "ada@example.org", "password": PASSWORD, "next": target}
    answer = client.post("/en/sign-in", data=data)
    assert answer.status_code == 303
    assert answer.headers["Location"] in ("/en/account", "/en/me")


def test_staff_land_at_their_desk_and_everybody_else_at_what_they_sent(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    make_staff("clerk", email="clerk@example.org", password_hash=passwords.hash_password(PASSWORD))
    for address, where in (("ada@example.org", "/en/me"), ("clerk@example.org", "/en/desk")):
        answer = post(client, "/en/sign-in", {"email": address, "password": PASSWORD})
        assert (answer.status_code, answer.headers["Location"]) == (303, where)
        assert client.get("/en/sign-in").headers["Location"] == where
        post(client, "/en/sign-out")


def test_next_leads_back_to_the_page_that_asked(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    asked = client.get("/en/account/sessions")
    assert asked.status_code == 302
    answer = post(client, asked.headers["Location"], {
        "email": "ada@example.org", "password": PASSWORD, "next": "/en/account/sessions",
    })  # fmt: skip
    assert answer.headers["Location"] == "/en/account/sessions"


def test_a_session_gets_a_token_of_its_own_at_each_sign_in(client: FlaskClient) -> None:
    account = make_account("ada@example.org", password=PASSWORD)
    client.get("/en/sign-in")
    with client.session_transaction() as cookie:
        cookie["consult_key"] = "chosen by somebody else"
    post(client, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    with client.session_transaction() as cookie:
        assert cookie["consult_key"] != "chosen by somebody else"
    assert db.session.scalar(select(AccountSession.account_id)) == account.id


def test_a_code_by_mail_signs_in_once(client: FlaskClient) -> None:
    make_account("ada@example.org")
    asked = post(client, "/en/sign-in", {"email": "ADA@example.org", "by": "code"})
    assert asked.headers["Location"] == "/en/sign-in/code"
    (mail,) = mails()
    assert mail.address == "ada@example.org"
    code = code_in(mail)
    answer = post(client, "/en/sign-in/code", {"code": f" {code[:4]} {code[4:]} "})
    assert answer.status_code == 303
    assert client.get("/en/account").status_code == 200
    client.delete_cookie("consult")
    assert db.session.scalar(select(AccountKey.used_at)) is not None


def test_a_code_works_only_in_the_browser_that_asked_for_it(app: Flask, client: FlaskClient) -> None:
    make_account("ada@example.org")
    make_account("eve@example.org")
    post(client, "/en/sign-in", {"email": "ada@example.org", "by": "code"})
    code = code_in(mails()[0])
    other = app.test_client()
    assert other.get("/en/sign-in/code").headers["Location"] == "/en/sign-in"
    post(other, "/en/sign-in", {"email": "eve@example.org", "by": "code"})
    assert post(other, "/en/sign-in/code", {"code": code}).status_code == 422


def test_a_code_is_useless_after_five_tries(client: FlaskClient) -> None:
    make_account("ada@example.org")
    post(client, "/en/sign-in", {"email": "ada@example.org", "by": "code"})
    code = code_in(mails()[0])
    wrong = "00000000" if code != "00000000" else "11111111"
    for _ in range(5):
        assert post(client, "/en/sign-in/code", {"code": wrong}).status_code == 422
    assert post(client, "/en/sign-in/code", {"code": code}).status_code == 422


def test_a_code_is_useless_after_ten_minutes(client: FlaskClient) -> None:
    make_account("ada@example.org")
    post(client, "/en/sign-in", {"email": "ada@example.org", "by": "code"})
    with writing() as session:
        session.execute(update(AccountKey).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert post(client, "/en/sign-in/code", {"code": code_in(mails()[0])}).status_code == 422


def test_asking_for_a_code_answers_the_same_for_an_unknown_address(app: Flask) -> None:
    make_account("ada@example.org")
    pages = []
    for address in ("ada@example.org", "nobody@example.org"):
        browser = app.test_client()
        asked = post(browser, "/en/sign-in", {"email": address, "by": "code"})
        shown = browser.get("/en/sign-in/code").text
        pages.append((asked.status_code, asked.headers["Location"], shown.replace(token_in(shown), "")))
    assert pages[0] == pages[1]
    assert [mail.address for mail in mails()] == ["ada@example.org"]


@pytest.fixture
def low_limits(app: Flask) -> Iterator[None]:
    """Five attempts an hour."""
    settings = app.extensions["consult_settings"]
    low = {"sign_ins_per_account_per_hour": 5, "sign_ins_per_address_per_hour": 8}
    app.extensions["consult_settings"] = settings.model_copy(update=low)
    yield
    app.extensions["consult_settings"] = settings


@pytest.mark.usefixtures("low_limits")
def test_too_many_attempts_on_an_account_are_refused_but_others_and_sessions_go_on(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_account("ada@example.org", password=PASSWORD)
    make_account("bob@example.org", password=PASSWORD)
    owner = app.test_client()
    sign_in(owner, account)
    token = token_in(client.get("/en/sign-in").text)
    data = {"csrf_token": token, "email": "ada@example.org", "password": "wrong wrong wrong"}
    for _ in range(5):
        assert client.post("/en/sign-in", data=data).status_code == 422
    with monkeypatch.context() as patch:
        patch.setattr(passwords, "matches", lambda *_: pytest.fail("it is counted before it is hashed"))
        refused = client.post("/en/sign-in", data={**data, "password": PASSWORD})
    assert refused.status_code == 429
    assert "Retry-After" in refused.headers
    assert owner.get("/en/account").status_code == 200
    assert post(client, "/en/sign-in", {"email": "bob@example.org", "password": PASSWORD}).status_code == 303


@pytest.mark.usefixtures("low_limits")
def test_a_forwarded_address_is_not_believed_without_a_trusted_proxy(client: FlaskClient) -> None:
    token = token_in(client.get("/en/sign-in").text)
    statuses = []
    for number in range(9):
        answer = client.post(
            "/en/sign-in", data={"csrf_token": token, "email": f"n{number}@example.org", "by": "code"},
            headers={"X-Forwarded-For": f"192.0.2.{number}"},
        )  # fmt: skip
        statuses.append(answer.status_code)
    assert statuses == [303] * 8 + [429]


def test_sign_in_needs_the_form_token(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    answer = client.post("/en/sign-in", data={"email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    assert client.get("/en/account").status_code == 302


def test_signing_in_is_no_entry_of_the_record(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    post(client, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert list(db.session.scalars(select(Entry.type))) == ["account.created"]


def test_a_disabled_account_can_neither_sign_in_nor_go_on(app: Flask, client: FlaskClient) -> None:
    account = make_account("ada@example.org", password=PASSWORD)
    sign_in(client, account)
    with db.engine.begin() as connection:
        connection.execute(update(Account).values(active=False))
    assert client.get("/en/account").status_code == 302
    answer = post(app.test_client(), "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 422


def test_there_is_no_account_to_begin_with(app: Flask) -> None:
    assert db.session.scalar(select(Account.id)) is None


@pytest.mark.parametrize("data", [
    {"email": "x" * 5000, "password": "y"}, {"email": "a@b.example\x00", "password": "\x00"},
    {"email": "\ud800@example.org".encode("utf-8", "surrogatepass").decode("utf-8", "replace"), "password": "y"},
    {"email": ["a@example.org", "b@example.org"], "password": "y"}, {"next": "x" * 10_000}, {"password": "z" * 100_000},
    {"email": "ada@example.org", "by": "code\x00"}, {"email": "a\r\nBcc: b@example.org", "by": "code"},
])  # fmt: skip
def test_bad_input_is_refused_in_words(client: FlaskClient, data: dict[str, str]) -> None:
    assert post(client, "/en/sign-in", data).status_code == 422
