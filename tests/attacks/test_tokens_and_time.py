"""Attacks 54, 56, 58, 60 and 67: tokens that are none, and texts made to take long."""

import re
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts import rules as people
from consult.contributions.models import Comment
from consult.foundation import mail
from consult.foundation import text as texts
from consult.foundation.db import db
from consult.foundation.settings import PROJECT
from tests.accounts.browsing import PASSWORD, post
from tests.contributions.browsing import comment_address, fields_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation

WORDS = "Please keep the lamps at the market on. 請保留市場的燈。"


def count(model: Any) -> int:
    """Rows of a table, as committed."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    "lookalike",
    ["m\u0131ke@example.org", "ｍike@example.org", "mike@example.org\u200b", "MIKE@ExAmple.org\u212a"],
)
def test_54_addresses_that_look_alike_never_share_an_account(client: FlaskClient, lookalike: str) -> None:
    assert people.fold_address(lookalike) != people.fold_address("mike@example.org")


def test_56_a_check_whose_field_is_missing_is_not_passed(client: FlaskClient) -> None:
    made = make_consultation()
    address = comment_address(made.slug)
    form = {**fields_of(client.get(address)), "body": WORDS}
    answer = client.post(address, data={name: value for name, value in form.items() if name != "csrf_token"})
    assert answer.status_code == 422
    assert WORDS in fields_of(answer)["body"].replace("\r", "")
    assert count(Comment) == 0
    make_account("ada@example.org", password=PASSWORD)
    make_account("bo@example.org")
    for given in ({}, {"password": ""}, {"by": "password"}, {"code": ""}, {"password": PASSWORD[:-1]}):
        for who in ("ada@example.org", "bo@example.org"):
            post(client, "/en/sign-in", {"email": who, **given})
            assert client.get("/en/account").status_code == 302, given
    post(client, "/en/sign-in", {"email": "ada@example.org", "by": "code"})
    for given in ({}, {"code": ""}, {"code": "None"}, {"code": "0"}):
        assert post(client, "/en/sign-in/code", given).status_code == 422
    assert client.get("/en/account").status_code == 302


def test_58_a_session_signed_by_anything_but_our_secret_is_no_session(
    app: Flask, client: FlaskClient
) -> None:
    sign_in(client, make_account("ada@example.org"))
    cookie = client.get_cookie("consult")
    assert cookie is not None
    payload, stamp, signature = cookie.value.rsplit(".", 2)
    assert client.get("/en/account").status_code == 200
    for forged in (
        f"{payload}.{stamp}.",
        f"{payload}.{stamp}",
        payload,
        f"{payload}.{stamp}.{signature[:-2]}AA",
        f"{payload[:-2]}AA.{stamp}.{signature}",
        f"eyJhbGciOiJub25lIn0.{payload}.",
        "null",
        "{}",
        "." * 100,
    ):
        other = app.test_client()
        other.set_cookie("consult", forged)
        assert other.get("/en/account").status_code == 302, forged


def test_60_nothing_is_unpickled_or_evaluated() -> None:
    for path in sorted((PROJECT / "consult").rglob("*.py")):
        found = re.search(
            r"^\s*(?:import|from) (pickle|marshal|shelve|yaml|dill)\b|(?<![.\w])(eval|exec)\(",
            path.read_text(),
            re.MULTILINE,
        )
        assert found is None, (path, found)


GENERATORS: dict[str, Callable[[int], str]] = {
    "a@a": lambda n: "a@" * n,
    "dots": lambda n: "a@" + "a." * n,
    "no end": lambda n: "a" * n + "@" + "b" * n,
    "www": lambda n: "www." * n,
    "http": lambda n: "http://" * n,
    "brackets": lambda n: "http://a/" + "(" * n,
    "closing": lambda n: "http://a/" + ")" * n,
    "semicolons": lambda n: "&lt;" * n + ";" * n,
    "ampersands": lambda n: "&" * n,
    "spaces": lambda n: "a" + " " * n + "b",
    "lines": lambda n: "\n" * n + "a",
    "tabs": lambda n: "\t \t" * n,
    "quotes": lambda n: "http://a/'\"" * n,
    "marks": lambda n: "e\u0301" * n,
    "bidi": lambda n: "\u202ea\u202c" * n,
    "angle": lambda n: "<" * n,
    "punctuation": lambda n: "http://a.example/" + "." * n,
    "chinese": lambda n: "http://例子。" * n,
}


@pytest.mark.parametrize("name", GENERATORS)
def test_67_reading_and_showing_twice_as_much_takes_twice_as_long(name: str) -> None:
    short, long = (_time(GENERATORS[name](size)) for size in (8_192, 16_384))
    assert long < max(3.5 * short, 0.1), (short, long)


def _time(words: str) -> float:
    best = 9.0
    for _ in range(3):
        began = time.process_time()
        texts.plain_html(words)
        texts.same_words(words)
        texts.excerpt(words, 200)
        people.ADDRESS.fullmatch(words)
        people.fold_address(words)
        mail.one_line(words)
        best = min(best, time.process_time() - began)
    return best
