"""What every form does: keeps what was typed, and says what is wrong in words to act on."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.contributions.models import Comment
from consult.foundation import clock, forms
from consult.foundation.db import db, writing
from tests.contributions.browsing import comment_address, fields_of, words_of
from tests.factories.consultations import make_consultation

ENCODED = "application/x-www-form-urlencoded"


def comments() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Comment)) or 0


def test_a_browser_without_cookies_is_told_so_and_an_old_page_that_it_is_old(app: Flask) -> None:
    address = comment_address(make_consultation().slug)
    without = app.test_client(use_cookies=False)
    form = fields_of(without.get(address))
    answer = without.post(address, data={**form, "body": "Keep it open."})
    assert answer.status_code == 422 and comments() == 0
    assert "allow cookies" in words_of(answer)
    assert fields_of(answer)["body"] == "Keep it open."
    stale = app.test_client()
    stale.get(address)
    answer = stale.post(address, data={**form, "body": "Keep it open."})
    assert "long time" in words_of(answer) and "cookies" not in words_of(answer)
    assert stale.post(address, data=fields_of(answer)).status_code == 303


@pytest.mark.parametrize("token", [None, "", "short"])
def test_a_form_without_its_own_token_is_refused_with_a_fresh_one(
    client: FlaskClient, token: str | None
) -> None:
    address = comment_address(make_consultation().slug)
    form = {name: value for name, value in fields_of(client.get(address)).items() if name != "form_token"}
    typed = {"body": "Keep it open.", **({} if token is None else {"form_token": token})}
    answer = client.post(address, data={**form, **typed})
    assert answer.status_code == 422 and comments() == 0
    again = fields_of(answer)
    assert again["body"] == "Keep it open." and len(again["form_token"]) > 20
    assert client.post(address, data=again).status_code == 303 and comments() == 1


@pytest.mark.parametrize("field", ["name", "email", "body"])
@pytest.mark.parametrize("broken", [b"Mei%FF", b"Mei\xff", b"Mei%E4%BD"])
def test_bytes_that_are_not_utf_8_are_refused_and_the_rest_kept(
    client: FlaskClient, field: str, broken: bytes
) -> None:
    address = comment_address(make_consultation().slug)
    form = fields_of(client.get(address)) | {"body": "Keep it open.", "name": "", "email": ""}
    sent = "&".join(f"{name}={value}" for name, value in form.items() if name != field)
    data = sent.encode() + b"&" + field.encode() + b"=" + broken
    answer = client.post(address, data=data, content_type=ENCODED)
    assert answer.status_code == 422 and comments() == 0
    assert "arrived broken" in words_of(answer)
    assert fields_of(answer)[field] == "Mei�"
    if field != "body":
        assert fields_of(answer)["body"] == "Keep it open."


@pytest.mark.parametrize(
    ("address", "said"),
    [("/en/search?q=%FF", "arrived broken"), ("/zh-hant/consultations?words=%E4%BD", "UTF-8")],
)
def test_an_address_that_is_not_utf_8_is_refused_in_words(
    client: FlaskClient, address: str, said: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in words_of(answer)
    assert client.get("/api/v1/consultations?phase=%FF").get_json()["error"]["status"] == 400


def test_where_a_form_was_answered_is_read_with_its_token_alone(app: Flask) -> None:
    with writing():
        forms.claim("a token of sixteen", "/en/receipt/somebodys-key", now=clock.now())
        forms.claim("one that leads nowhere", "", now=clock.now())
        db.session.add(
            forms.UsedToken(token_hash=forms.token_hash("earlier"), answer="/en/desk", used_at=clock.now())
        )  # before answers were locked
    kept = db.session.scalars(select(forms.UsedToken.answer)).all()
    assert len(kept) == 3 and not any("receipt" in one for one in kept)
    assert forms.answer_of("a token of sixteen") == "/en/receipt/somebodys-key"
    assert (forms.answer_of("one that leads nowhere"), forms.answer_of("earlier")) == ("", "/en/desk")
    assert forms.answer_of("another token of sixteen") is None
