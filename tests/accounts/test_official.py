"""Signing in through the operator's own service: a real provider on this machine, PKCE, state, nonce, and linking."""

import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts import official, queries, service
from consult.accounts.models import Account, AccountIdentity
from consult.contributions.models import Comment, Sender
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.foundation.settings import Settings, WrongSettings, load_settings
from consult.record.models import Entry
from consult.site.operations import machine
from tests.contributions.browsing import comment_address, fields_of, send, send_comment, words_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import oidc_provider_mock

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")
"""Of the provider: it is a test tool that leans on older names of its library."""
BACK = "/sign-in/official/back"


@pytest.fixture
def provider(app: Flask) -> Iterator[str]:
    """A provider on loopback that this site is set to; its address."""
    with oidc_provider_mock.run_server_in_thread(require_nonce=True) as server:
        address = f"http://localhost:{server.server_port}"
        before = app.extensions["consult_settings"]
        settings = before.model_copy(
            update={"oidc_issuer": address, "oidc_client_id": "consult", "oidc_client_secret": "secret"}
        )
        app.extensions["consult_settings"] = settings
        official.init_app(app, settings)
        yield address
        app.extensions["consult_settings"] = before
        del app.extensions["consult_official"]


def _person(provider: str, subject: str, **claims: object) -> None:
    answer = requests.put(
        f"{provider}/users/{subject}", json={"sub": subject, **claims, "userinfo": claims}, timeout=5
    )
    assert answer.ok, answer.text


def _leave(client: FlaskClient, address: str = "/en/sign-in", action: str = "/sign-in/official") -> str:
    """Press the button; where the browser is sent."""
    page = client.get(address)
    assert page.status_code == 200 and f'href="/en{action}"' in page.text, page.status_code
    answer = client.get(f"/en{action}")
    assert answer.status_code == 302, words_of(answer)
    return answer.location


def _agree(where: str, subject: str) -> str:
    """Sign in at the provider; the path and query it sends the browser back with."""
    answer = requests.post(where, data={"sub": subject}, allow_redirects=False, timeout=5)
    assert answer.status_code == 302, answer.text
    parts = urlsplit(answer.headers["Location"])
    assert parts.path == BACK
    return f"{parts.path}?{parts.query}"


def _through(client: FlaskClient, subject: str, **where: str) -> str:
    answer = client.get(_agree(_leave(client, **where), subject))
    db.session.rollback()
    assert answer.status_code in (302, 303), answer.text[:500]
    return answer.location


def test_the_request_asks_for_a_code_with_pkce_state_and_nonce(client: FlaskClient, provider: str) -> None:
    asked = parse_qs(urlsplit(_leave(client)).query)
    assert asked["response_type"] == ["code"] and asked["code_challenge_method"] == ["S256"]
    assert (
        len(asked["code_challenge"][0]) == 43
        and len(asked["state"][0]) >= 20
        and len(asked["nonce"][0]) >= 16
    )
    assert asked["redirect_uri"] == [f"http://localhost{BACK}"] and "openid" in asked["scope"][0]


def test_a_first_sign_in_makes_an_account_and_the_next_finds_it(client: FlaskClient, provider: str) -> None:
    _person(provider, "citizen-1", name="Ada Official")
    assert _through(client, "citizen-1").endswith("/en/me")
    account = db.session.scalars(select(Account)).one()
    assert (account.email, account.name) == ("", "Ada Official") and queries.is_identified(account)
    other = client.application.test_client()
    _through(other, "citizen-1")
    _through(client.application.test_client(), "citizen-2")
    assert db.session.scalar(select(func.count(Account.id))) == 2
    assert "Official" in other.get("/en/account").text
    types = set(db.session.scalars(select(Entry.type)))
    assert {"account.signed_up", "account.identity_linked"} <= types


def test_whoever_signed_in_so_is_identified_and_shown_under_any_name(
    client: FlaskClient, provider: str
) -> None:
    make_consultation(slug="market", rules={"who_may_comment": "identified"})
    _through(client, "citizen-1")
    send_comment(client, "market", "It is me.", name="Nightingale", publication="named")
    comment = db.session.scalars(select(Comment)).one()
    assert (comment.state, comment.name_shown) == ("pending", "Nightingale")
    account = make_account()
    other = client.application.test_client()
    sign_in(other, account)
    refused = send(other, comment_address("market"), body="An account alone.")
    assert refused.status_code == 422 and "who you are" in words_of(refused)
    assert db.session.scalar(select(func.count(Sender.submission_id))) == 1


def test_an_address_alone_links_nobody(client: FlaskClient, provider: str) -> None:
    make_account("ada@example.org")
    _person(provider, "thief", email="ada@example.org", email_verified=True)
    where = _through(client, "thief")
    page = client.get(where)
    assert "link the two" in words_of(page) and client.get("/en/me").status_code == 302
    assert db.session.scalar(select(func.count(AccountIdentity.id))) == 0


def test_an_address_that_the_service_has_not_verified_is_not_taken(
    client: FlaskClient, provider: str
) -> None:
    make_account("ada@example.org")
    _person(provider, "careless", email="ada@example.org", email_verified=False)
    _through(client, "careless")
    made = db.session.scalars(select(Account).order_by(Account.id.desc())).first()
    assert made is not None and made.email == ""


def test_a_signed_in_person_links_and_takes_away(client: FlaskClient, provider: str) -> None:
    account = make_account("ada@example.org")
    sign_in(client, account)
    link = {"address": "/en/account", "action": "/account/official"}
    assert "done=official" in _through(client, "citizen-1", **link)
    other = client.application.test_client()
    _through(other, "citizen-1")
    assert "ada@example.org" in other.get("/en/account").text
    stranger = client.application.test_client()
    sign_in(stranger, make_account("eve@example.org"))
    assert "done=official" not in _through(stranger, "citizen-1", **link)
    assert "belongs to another account" in words_of(stranger.get("/en/account"))
    token = fields_of(client.get("/en/account"))["csrf_token"]
    client.post("/en/account/official/remove", data={"csrf_token": token})
    assert db.session.scalar(select(func.count(AccountIdentity.id))) == 0


def test_the_only_way_in_is_not_taken_away_and_goes_with_the_account(
    client: FlaskClient, provider: str
) -> None:
    _through(client, "citizen-1")
    token = fields_of(client.get("/en/account"))["csrf_token"]
    answer = client.post("/en/account/official/remove", data={"csrf_token": token})
    assert "could not sign in any more" in words_of(client.get(answer.location))
    account = db.session.scalars(select(Account)).one()
    account_id = account.id
    with writing():
        service.close_account(CONSOLE, account_id=account_id, now=clock.now())
    assert db.session.scalar(select(func.count(AccountIdentity.id))) == 0


@pytest.mark.parametrize("change", ["state", "code", "twice", "other browser", "denied"])
def test_an_answer_that_is_not_ours_signs_nobody_in(client: FlaskClient, provider: str, change: str) -> None:
    back = _agree(_leave(client), "citizen-1")
    browser = client
    if change == "state":
        back = re.sub(r"state=[^&]+", "state=forged", back)
    elif change == "code":
        back = re.sub(r"code=[^&]+", "code=forged", back)
    elif change == "twice":
        client.get(back)
        browser = client.application.test_client()
        _leave(browser)
    elif change == "other browser":
        browser = client.application.test_client()
    else:
        back = re.sub(r"code=[^&]+", "error=access_denied", back)
    answer = browser.get(back)
    assert answer.status_code in (302, 303)
    assert browser.get("/en/me").status_code == 302
    if change in ("state", "code", "denied"):
        assert "was not completed" in words_of(browser.get(answer.location))


def test_a_service_that_is_away_is_told_in_words(client: FlaskClient, app: Flask) -> None:
    before = app.extensions["consult_settings"]
    settings = before.model_copy(update={"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": "consult"})
    app.extensions["consult_settings"] = settings
    official.init_app(app, settings)
    try:
        answer = client.get("/en/sign-in/official")
        assert "doesn’t answer" in words_of(client.get(answer.location))
        (finding,) = machine.check_official(settings)
        assert finding.level == "FAIL"
    finally:
        app.extensions["consult_settings"] = before
        del app.extensions["consult_official"]


def test_without_a_service_there_is_no_button_and_no_door(client: FlaskClient) -> None:
    assert "official" not in client.get("/en/sign-in").text
    assert client.get(BACK).status_code == 404
    assert list(machine.check_official(client.application.extensions["consult_settings"])) == []


def test_a_token_of_another_issuer_is_nobodys(
    client: FlaskClient, provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Other:
        def authorize_access_token(self) -> dict[str, object]:
            return {"userinfo": {"iss": "https://elsewhere.example", "sub": "citizen-1"}}

    monkeypatch.setattr(official, "_client", Other)
    with pytest.raises(Refused):
        official.come_back()


@pytest.mark.parametrize(
    "given", [{"OIDC_ISSUER": "http://id.example"}, {"OIDC_ISSUER": "https://id.example"}]
)
def test_wrong_settings_stop_the_start_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: dict[str, str]
) -> None:
    monkeypatch.setenv("CONSULT_INSTANCE", str(tmp_path))
    for name, value in given.items():
        monkeypatch.setenv(f"CONSULT_{name}", value)
    with pytest.raises(WrongSettings, match="CONSULT_OIDC"):
        load_settings()


def test_the_doctor_compares_what_the_service_calls_itself(app: Flask, provider: str) -> None:
    settings: Settings = app.extensions["consult_settings"]
    (finding,) = machine.check_official(settings)
    assert finding.level in ("OK", "FAIL") and "localhost" in finding.found
