"""Signing in by password, code and second step; who learns what; where it leads."""

import re

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories.accounts import make_account, sign_in

PASSWORD = "four quiet green herons"


def token_in(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def post(client: FlaskClient, path: str, data: dict[str, str], *, page: str | None = None) -> TestResponse:
    shown = client.get(page or path)
    return client.post(path, data={"csrf_token": token_in(shown.text), **data})


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
    assert client.get("/en/account").status_code == 302


def test_the_fast_path_signs_in(client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert client.get("/en/account").status_code == 200
