"""Sessions: how long they live, how they are ended, and that public pages never see one."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts import service
from consult.accounts.models import AccountSession
from consult.foundation import access, clock
from consult.foundation.db import db, writing
from tests.accounts.browsing import PASSWORD, post, token_in
from tests.factories.accounts import make_account, sign_in


def _age(**values: object) -> None:
    with writing() as session:
        session.execute(update(AccountSession).values(**values))


def test_a_session_ends_when_it_is_not_used(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    minutes = app.extensions["consult_settings"].session_idle_minutes
    _age(seen_at=clock.now() - timedelta(minutes=minutes + 1))
    assert client.get("/en/account").status_code == 302


def test_a_session_ends_at_its_age_whatever_its_use(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    hours = app.extensions["consult_settings"].session_hours
    _age(started_at=clock.now() - timedelta(hours=hours, minutes=1))
    assert client.get("/en/account").status_code == 302


def test_use_keeps_a_session_alive(client: FlaskClient) -> None:
    sign_in(client, make_account())
    _age(seen_at=clock.now() - timedelta(minutes=30))
    assert client.get("/en/account").status_code == 200
    seen_at = db.session.scalar(select(AccountSession.seen_at))
    assert seen_at is not None
    assert clock.now() - seen_at < timedelta(minutes=1)


def test_sign_out_ends_the_session_on_the_server_too(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    copied = client.get_cookie("consult")
    assert copied is not None
    assert post(client, "/en/sign-out").status_code == 303
    assert client.get("/en/account").status_code == 302
    thief = app.test_client()
    thief.set_cookie("consult", copied.value)
    assert thief.get("/en/account").status_code == 302


def test_a_link_to_sign_out_signs_nobody_out(client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert client.get("/en/sign-out").status_code == 200
    assert client.get("/en/account").status_code == 200


def test_one_session_can_be_ended_from_another(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    other = app.test_client()
    sign_in(other, account)
    theirs = max(db.session.scalars(select(AccountSession.id)))
    post(client, "/en/account/sessions/end", {"one": str(theirs)}, page="/en/account/sessions")
    assert other.get("/en/account").status_code == 302
    assert client.get("/en/account").status_code == 200


def test_nobody_ends_the_session_of_another_account(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org"))
    other = app.test_client()
    sign_in(other, make_account("bob@example.org"))
    theirs = max(db.session.scalars(select(AccountSession.id)))
    post(client, "/en/account/sessions/end", {"one": str(theirs)}, page="/en/account/sessions")
    assert other.get("/en/account").status_code == 200


def test_all_other_sessions_can_be_ended(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    others = [app.test_client() for _ in range(3)]
    for browser in (client, *others):
        sign_in(browser, account)
    post(client, "/en/account/sessions/end-others", page="/en/account/sessions")
    assert client.get("/en/account").status_code == 200
    assert {browser.get("/en/account").status_code for browser in others} == {302}


def test_setting_a_password_ends_all_other_sessions(app: Flask, client: FlaskClient) -> None:
    account = make_account()
    sign_in(client, account)
    other = app.test_client()
    sign_in(other, account)
    assert post(client, "/en/account/password", {"password": PASSWORD}).status_code == 303
    assert client.get("/en/account").status_code == 200
    assert other.get("/en/account").status_code == 302


def test_sensitive_pages_ask_for_a_recent_proof(client: FlaskClient) -> None:
    sign_in(client, make_account(password=PASSWORD))
    _age(verified_at=clock.now() - timedelta(minutes=20))
    for page in ("password", "address", "second-factor", "recovery-codes", "passkeys", "close"):
        asked = client.get(f"/en/account/{page}")
        assert asked.status_code == 303, page
        assert asked.headers["Location"].startswith("/en/account/prove"), page
    wrong = post(client, "/en/account/prove", {"password": "not that one", "next": "/en/account/password"})
    assert wrong.status_code == 422
    right = post(client, "/en/account/prove", {"password": PASSWORD, "next": "/en/account/password"})
    assert right.headers["Location"] == "/en/account/password"
    assert client.get("/en/account/password").status_code == 200


def test_public_pages_are_the_same_with_and_without_a_session(app: Flask, client: FlaskClient) -> None:
    plain = app.test_client().get("/en/")
    sign_in(client, make_account())
    mine = client.get("/en/")
    assert mine.data == plain.data
    for answer in (plain, mine):
        assert "Cookie" not in answer.headers.get("Vary", "")
        assert "Set-Cookie" not in answer.headers


def test_pages_of_an_account_are_kept_by_no_cache(client: FlaskClient) -> None:
    sign_in(client, make_account())
    for path in ("/en/account", "/en/account/sessions", "/en/account/password"):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert "Cookie" in answer.headers["Vary"]
        assert answer.headers["Referrer-Policy"] == "no-referrer"


def test_every_endpoint_of_the_room_is_stamped_and_none_is_the_librarys(app: Flask) -> None:
    ours = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("accounts.")]
    assert len(ours) > 20
    assert all(access.stamp_of(app, rule.endpoint) for rule in ours)
    assert not [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("security")]
    assert {"users", "roles"}.isdisjoint(app.cli.commands)


def test_old_sessions_and_keys_are_forgotten(client: FlaskClient) -> None:
    sign_in(client, make_account())
    _age(seen_at=clock.now() - timedelta(days=31))
    with writing():
        assert service.forget_old(clock.now()) == 1
    assert db.session.scalar(select(AccountSession.id)) is None


def test_acts_need_the_form_token(client: FlaskClient) -> None:
    sign_in(client, make_account())
    for path in (
        "sign-out",
        "account/password",
        "account/close",
        "account/details",
        "account/recovery-codes",
    ):
        answer = client.post(
            f"/en/{path}", data={"password": PASSWORD, "sure": "y", "name": "Eve", "language": "en"}
        )
        assert answer.status_code in (200, 422), path
    for path in ("account/sessions/end-others", "account/second-factor/remove", "account/passkeys/remove"):
        client.post(f"/en/{path}", data={"one": "1"})
    shown = client.get("/en/account").text
    assert "Ada Example" in shown
    assert token_in(shown)
