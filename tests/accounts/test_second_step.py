"""The second step: set up, asked for, used once, needed by staff; recovery codes."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from passlib.totp import TOTP  # type: ignore[import-untyped]
from sqlalchemy import select

from consult.accounts import queries
from consult.accounts import sign_in as signing_in
from consult.accounts.models import Account, AccountSession
from consult.foundation import access, clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.organisations import service as organisations
from consult.record import behind
from consult.record.models import Entry
from tests.accounts.browsing import PASSWORD, mails, post
from tests.factories.accounts import make_account, sign_in


def _set_up(client: FlaskClient) -> tuple[TOTP, list[str]]:
    """Set up an app on this signed-in client; returns the app and the recovery codes shown."""
    page = client.get("/en/account/second-factor").text
    assert "data:image/svg+xml;base64," in page
    found = re.search(r"accounts-key[^>]*>([A-Z2-7-]+)<", page)
    assert found, page
    phone = TOTP(key=found.group(1))
    made = post(client, "/en/account/second-factor", {"code": phone.generate().token})
    assert made.status_code == 200, made.text
    return phone, re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", made.text)


def _later(phone: TOTP) -> str:
    """The code of the next half minute: the one of setting up is used."""
    return str(phone.generate(time=clock.now().timestamp() + 30).token)


@pytest.fixture
def strict(app: Flask) -> Iterator[None]:
    """Staff need a second step, as by default."""
    settings = app.extensions["consult_settings"]
    app.extensions["consult_settings"] = settings.model_copy(update={"staff_second_factor": True})
    yield
    app.extensions["consult_settings"] = settings


def test_a_set_up_app_is_asked_for_after_the_password(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org", password=PASSWORD))
    phone, codes = _set_up(client)
    assert len(codes) == 10
    browser = app.test_client()
    first = post(browser, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert first.headers["Location"] == "/en/sign-in/second-step"
    assert browser.get("/en/account").status_code == 302, "one step opens nothing"
    assert post(browser, "/en/sign-in/second-step", {"code": "000000"}).status_code == 422
    assert post(browser, "/en/sign-in/second-step", {"code": _later(phone)}).status_code == 303
    assert browser.get("/en/account").status_code == 200
    assert mails()[0].subject == "A second step of signing in was set up"


def test_a_code_of_the_app_works_once(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org", password=PASSWORD))
    phone, _ = _set_up(client)
    code = _later(phone)
    for expected in (303, 422):
        browser = app.test_client()
        post(browser, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
        assert post(browser, "/en/sign-in/second-step", {"code": code}).status_code == expected


def test_a_recovery_code_works_once(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org", password=PASSWORD))
    _, codes = _set_up(client)
    for typed, expected in ((codes[3].upper().replace("-", " "), 303), (codes[3], 422), (codes[4], 303)):
        browser = app.test_client()
        post(browser, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
        assert post(browser, "/en/sign-in/second-step", {"code": typed}).status_code == expected
    types = list(db.session.scalars(select(Entry.type)))
    assert types.count("account.recovery_code_used") == 2
    stored = db.session.scalars(select(Account)).one().mf_recovery_codes or []
    assert len(stored) == 8
    assert not set(codes) & set(stored), "they are stored encrypted"


def test_while_the_record_is_repaired_a_recovery_code_stays_good_and_is_told_so(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client, make_account("ada@example.org", password=PASSWORD))
    phone, codes = _set_up(client)
    browser = app.test_client()
    post(browser, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    with monkeypatch.context() as repairing:
        repairing.setattr(behind, "is_behind", lambda: True)
        told = post(browser, "/en/sign-in/second-step", {"code": codes[3]})
        assert told.status_code == 503 and "Yours stays good" in told.text and "you typed" not in told.text
        other = app.test_client()
        post(other, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
        assert post(other, "/en/sign-in/second-step", {"code": _later(phone)}).status_code == 303, (
            "as it says"
        )
    assert post(browser, "/en/sign-in/second-step", {"code": codes[3]}).status_code == 303


def test_new_recovery_codes_replace_the_old(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org", password=PASSWORD))
    _, old = _set_up(client)
    assert post(client, "/en/account/recovery-codes").status_code == 200
    browser = app.test_client()
    post(browser, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert post(browser, "/en/sign-in/second-step", {"code": old[0]}).status_code == 422


def test_a_reset_password_still_asks_for_the_second_step(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org"))
    _set_up(client)
    browser = app.test_client()
    post(browser, "/en/reset", {"email": "ada@example.org"})
    link = re.search(r"http://localhost(/\S+)", mails()[-1].body)
    assert link
    post(browser, link.group(1), {"password": PASSWORD})
    answer = post(browser, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert answer.headers["Location"] == "/en/sign-in/second-step"


def test_a_wrong_first_code_sets_nothing_up(client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert post(client, "/en/account/second-factor", {"code": "000000"}).status_code == 422
    assert db.session.scalars(select(Account)).one().tf_totp_secret is None


def test_the_second_step_can_be_taken_away(client: FlaskClient) -> None:
    sign_in(client, make_account())
    _set_up(client)
    post(client, "/en/account/second-factor/remove", page="/en/account/second-factor")
    account = db.session.scalars(select(Account)).one()
    assert account.tf_totp_secret is None
    assert account.mf_recovery_codes is None


def _make_staff(account: Account) -> None:
    account_id = account.id
    with writing():
        body = organisations.create_organisation(CONSOLE, slug="city", name="City", now=clock.now())
        organisations.grant(
            CONSOLE, account=queries.get(account_id), role="moderator", organisation=body, now=clock.now()
        )


def _seen_as(app: Flask, client: FlaskClient, path: str) -> access.Actor:
    """Which actor a page was shown to."""
    seen: list[access.Actor] = []

    def note(answer: Response) -> Response:
        seen.append(access.current_actor())
        return answer

    app.after_request_funcs.setdefault(None, []).append(note)
    try:
        client.get(path)
    finally:
        app.after_request_funcs[None].pop()
    return seen[-1]


@pytest.mark.usefixtures("strict")
def test_staff_without_a_second_step_are_sent_to_set_it_up_and_hold_no_role(
    app: Flask, client: FlaskClient
) -> None:
    account = make_account("ada@example.org", password=PASSWORD)
    _make_staff(account)
    arrived = post(client, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert arrived.headers["Location"] == "/en/account/second-factor"
    assert not _seen_as(app, client, "/en/account").roles
    _set_up(client)
    assert _seen_as(app, client, "/en/account").roles


@pytest.mark.usefixtures("strict")
def test_staff_pages_ask_staff_for_their_second_step(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = make_account("ada@example.org")
    _make_staff(account)
    sign_in(client, account)
    monkeypatch.setitem(access.EXTERNAL_STAMPS, "accounts.details", access.Stamp("staff", ("moderator",)))
    asked = client.get("/en/account/details")
    assert asked.headers["Location"].startswith("/en/account/second-factor?next=")
    sign_in(client, account, second_factor=True)
    assert client.get("/en/account/details").status_code == 200


@pytest.mark.usefixtures("strict")
def test_a_plain_account_needs_no_second_step(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    arrived = post(client, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert "second-factor" not in arrived.headers["Location"]
    assert not db.session.scalars(select(AccountSession)).one().has_second_factor


def test_the_hook_for_staff_is_filled_once() -> None:
    assert len(signing_in.STAFF) == len(set(signing_in.STAFF)) >= 1
