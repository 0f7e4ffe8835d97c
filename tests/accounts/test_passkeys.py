"""Passkeys: added, shown, refused where the answer is another's, old or not verified."""

import html
import json
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from consult.accounts.models import AccountSession, Passkey
from consult.foundation.db import db
from consult.record.models import Entry
from tests.accounts.authenticator import Device
from tests.accounts.browsing import token_in
from tests.factories.accounts import make_account, sign_in


def _options(client: FlaskClient, path: str) -> tuple[dict[str, Any], str]:
    page = client.get(path).text
    found = re.search(r'data-options="([^"]+)"', page)
    assert found, page
    options: dict[str, Any] = json.loads(html.unescape(found.group(1)))
    return options, token_in(page)


def _add(client: FlaskClient, device: Device, name: str = "My phone") -> TestResponse:
    options, token = _options(client, "/en/account/passkeys")
    return client.post(
        "/en/account/passkeys", data={"csrf_token": token, "name": name, "credential": device.make(options)}
    )


def _show(client: FlaskClient, device: Device, **how: Any) -> TestResponse:
    options, token = _options(client, "/en/sign-in")
    return client.post(
        "/en/sign-in/passkey", data={"csrf_token": token, "credential": device.show(options, **how)}
    )


@pytest.fixture
def device(app: Flask) -> Device:
    """A device whose passkey belongs to ada@example.org."""
    browser, made = app.test_client(), Device()
    sign_in(browser, make_account("ada@example.org"))
    assert _add(browser, made).status_code == 303
    return made


def test_a_passkey_is_added_and_signs_in_with_both_steps(client: FlaskClient, device: Device) -> None:
    assert _show(client, device).status_code == 303
    assert client.get("/en/account").status_code == 200
    newest = db.session.scalars(select(AccountSession).order_by(AccountSession.id.desc())).first()
    assert newest is not None
    assert newest.has_second_factor
    assert "My phone" in client.get("/en/account/passkeys").text
    assert "account.passkey_added" in set(db.session.scalars(select(Entry.type)))


def test_a_passkey_signs_in_again_and_again(app: Flask, device: Device) -> None:
    for _ in range(3):
        assert _show(app.test_client(), device).status_code == 303


def test_a_passkey_answer_for_another_site_is_refused(client: FlaskClient, device: Device) -> None:
    assert _show(client, device, origin="https://evil.example").status_code == 422


def test_a_passkey_that_did_not_ask_for_the_person_is_refused(client: FlaskClient, device: Device) -> None:
    assert _show(client, device, is_verified=False).status_code == 422


def test_an_unknown_passkey_is_refused(client: FlaskClient, device: Device) -> None:
    assert _show(client, Device()).status_code == 422


def test_a_passkey_answer_works_once_even_with_the_cookie_of_before(
    client: FlaskClient, device: Device
) -> None:
    options, token = _options(client, "/en/sign-in")
    before = client.get_cookie("consult")
    assert before is not None
    answer = {"csrf_token": token, "credential": device.show(options)}
    assert client.post("/en/sign-in/passkey", data=answer).status_code == 303
    client.set_cookie("consult", before.value)
    assert client.post("/en/sign-in/passkey", data=answer).status_code in (409, 422)


def test_a_cloned_passkey_with_an_old_counter_is_refused(client: FlaskClient, device: Device) -> None:
    device.count = 10
    assert _show(client, device).status_code == 303
    client.delete_cookie("consult")
    device.count = 3
    assert _show(client, device).status_code == 422


@pytest.mark.parametrize(
    "answer", ["", "{}", "null", "[]", "not json", '{"id": 1}', '{"id":"a","rawId":"a","response":{}}']
)
def test_a_broken_answer_is_refused_in_words(client: FlaskClient, answer: str) -> None:
    _, token = _options(client, "/en/sign-in")
    refused = client.post("/en/sign-in/passkey", data={"csrf_token": token, "credential": answer})
    assert refused.status_code == 422
    sign_in(client, make_account())
    _, token = _options(client, "/en/account/passkeys")
    refused = client.post(
        "/en/account/passkeys", data={"csrf_token": token, "credential": answer, "name": "n"}
    )
    assert refused.status_code == 422


def test_a_passkey_is_taken_away_by_its_account_only(app: Flask, client: FlaskClient, device: Device) -> None:
    passkey_id = db.session.scalars(select(Passkey.id)).one()
    stranger = app.test_client()
    sign_in(stranger, make_account("eve@example.org"))
    token = token_in(stranger.get("/en/account/passkeys").text)
    assert (
        stranger.post(
            "/en/account/passkeys/remove", data={"csrf_token": token, "one": str(passkey_id)}
        ).status_code
        == 404
    )
    assert _show(client, device).status_code == 303
    token = token_in(client.get("/en/account/passkeys").text)
    assert (
        client.post(
            "/en/account/passkeys/remove", data={"csrf_token": token, "one": str(passkey_id)}
        ).status_code
        == 303
    )
    assert _show(app.test_client(), device).status_code == 422


def test_a_passkey_name_is_printed_as_text(client: FlaskClient) -> None:
    sign_in(client, make_account())
    _add(client, Device(), name="<script>alert(1)</script>")
    page = client.get("/en/account/passkeys").text
    assert "<script>alert" not in page
