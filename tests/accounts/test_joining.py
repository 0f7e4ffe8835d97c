"""Signing up and forgotten passwords: by a link to the address, the same for every address."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts.models import Account
from consult.foundation.db import db
from consult.record.models import Entry, EntryOpening
from tests.accounts.browsing import PASSWORD, link_in, mails, post, token_in
from tests.factories.accounts import make_account, sign_in


def test_sign_up_makes_the_account_when_the_link_is_used(client: FlaskClient) -> None:
    sent = post(client, "/en/sign-up", {"email": "ada@example.org", "name": "Ada Example"})
    assert sent.status_code == 303
    assert db.session.scalar(select(Account.id)) is None
    path = link_in(mails()[0])
    client.get(path)
    assert db.session.scalar(select(Account.id)) is None, "opening a link must change nothing"
    assert post(client, path, {"password": PASSWORD}).status_code == 303
    account = db.session.scalars(select(Account)).one()
    assert (account.email, account.name, account.language) == ("ada@example.org", "Ada Example", "en")
    assert client.get("/en/account").status_code == 200
    assert client.get(path).status_code == 410


def test_sign_up_without_a_password_signs_in_by_codes(client: FlaskClient) -> None:
    post(client, "/zh-hant/sign-up", {"email": "ada@example.org", "name": ""})
    path = link_in(mails()[0])
    assert path.startswith("/zh-hant/sign-up/")
    post(client, path, {"password": ""})
    account = db.session.scalars(select(Account)).one()
    assert account.password is None
    assert account.language == "zh-hant"


def test_sign_up_tells_nobody_that_an_address_is_known(app: Flask) -> None:
    make_account("ada@example.org")
    pages = []
    for address in ("ada@example.org", "new@example.org"):
        browser = app.test_client()
        sent = post(browser, "/en/sign-up", {"email": address, "name": "N"})
        pages.append((sent.status_code, sent.headers["Location"], browser.get(sent.headers["Location"]).text))
    assert pages[0] == pages[1]
    known, new = mails()
    assert "already" in known.subject
    assert "sign-up/" in new.body


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("short", "12 characters"),
        ("password1234", "first that attackers try"),
        ("123456789012", "first that attackers try"),
        ("aaaaaaaaaaaaaa", "first that attackers try"),
        ("abcabcabcabc", "first that attackers try"),
        ("qwertyuiop123", "first that attackers try"),
        ("P@ssw0rd!!!!!!", "first that attackers try"),
        ("iloveyouiloveyou", "first that attackers try"),
        ("ada.lovelace12", "your address"),
        ("x" * 129 + "abcdefgh tree", "128"),
    ],
)
def test_passwords_that_are_tried_first_are_refused(client: FlaskClient, password: str, why: str) -> None:
    post(client, "/en/sign-up", {"email": "ada.lovelace@example.org", "name": ""})
    answer = post(client, link_in(mails()[0]), {"password": password})
    assert answer.status_code == 422
    assert why in answer.text
    assert db.session.scalar(select(Account.id)) is None


@pytest.mark.parametrize(
    "password",
    ["four quiet green herons", "一二三四五六七八九十甲乙", "  spaces are fine  ", "Tr0ub4dor&3 & more"],
)
def test_any_characters_make_a_password(app: Flask, client: FlaskClient, password: str) -> None:
    post(client, "/en/sign-up", {"email": "ada@example.org", "name": ""})
    assert post(client, link_in(mails()[0]), {"password": password}).status_code == 303
    answer = post(app.test_client(), "/en/sign-in", {"email": "ada@example.org", "password": password})
    assert answer.status_code == 303


def test_reset_sets_a_password_once_and_ends_every_session(app: Flask, client: FlaskClient) -> None:
    account = make_account("ada@example.org", password="another long passphrase")
    owner = app.test_client()
    sign_in(owner, account)
    post(client, "/en/reset", {"email": "ada@example.org"})
    path = link_in(mails()[0])
    done = post(client, path, {"password": PASSWORD})
    assert done.headers["Location"].startswith("/en/sign-in")
    assert client.get("/en/account").status_code == 302, "a reset does not sign in by itself"
    assert owner.get("/en/account").status_code == 302
    assert client.get(path).status_code == 410
    assert post(client, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD}).status_code == 303
    assert mails()[-1].subject == "Your password was set"


def test_reset_answers_the_same_for_an_unknown_address(app: Flask) -> None:
    make_account("ada@example.org")
    answers = []
    for address in ("ada@example.org", "nobody@example.org"):
        browser = app.test_client()
        sent = post(browser, "/en/reset", {"email": address})
        answers.append(
            (sent.status_code, sent.headers["Location"], browser.get(sent.headers["Location"]).text)
        )
    assert answers[0] == answers[1]
    assert len(mails()) == 1


def test_links_in_mails_never_take_the_host_from_the_request(client: FlaskClient) -> None:
    make_account("ada@example.org")
    token = token_in(client.get("/en/reset").text)
    client.post(
        "/en/reset", data={"csrf_token": token, "email": "ada@example.org"},
        headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"},
    )  # fmt: skip
    client.post(
        "/en/sign-up",
        base_url="http://evil.example",
        data={"csrf_token": token, "email": "new@example.org", "name": ""},
    )
    assert all("evil" not in mail.body for mail in mails())
    assert link_in(mails()[0])


def test_a_link_works_for_its_purpose_only(client: FlaskClient) -> None:
    make_account("ada@example.org")
    post(client, "/en/reset", {"email": "ada@example.org"})
    token = link_in(mails()[0]).rsplit("/", 1)[1]
    assert client.get(f"/en/sign-up/{token}").status_code == 410
    assert client.get("/en/reset/" + "A" * 27).status_code == 410


def test_nothing_personal_is_in_the_entries(client: FlaskClient) -> None:
    post(client, "/en/sign-up", {"email": "rosalind@example.org", "name": "Rosalind Example"})
    post(client, link_in(mails()[0]), {"password": PASSWORD})
    entry = db.session.scalars(select(Entry)).one()
    assert entry.type == "account.signed_up"
    assert b"rosalind" not in entry.content.lower()
    opening = db.session.scalars(select(EntryOpening)).one()
    assert "example" not in str(opening.fields)


def test_a_mail_is_never_sent_more_than_a_few_times_an_hour(client: FlaskClient) -> None:
    make_account("ada@example.org")
    statuses = [post(client, "/en/reset", {"email": "ada@example.org"}).status_code for _ in range(12)]
    assert statuses == [303] * 10 + [429] * 2


def test_header_injection_into_mails_is_refused(client: FlaskClient) -> None:
    answer = post(client, "/en/sign-up", {"email": "a@example.org\r\nBcc: b@example.org", "name": "x"})
    assert answer.status_code == 422
    post(client, "/en/sign-up", {"email": "a@example.org", "name": "x\r\nBcc: b@example.org"})
    assert all("\n" not in mail.subject + mail.address for mail in mails())
