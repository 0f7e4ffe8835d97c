"""Details, address, closing, and the command."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries, service
from consult.accounts.models import Account, AccountKey, AccountSession
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Forbidden, Refused
from consult.organisations import service as organisations
from consult.organisations.models import Membership
from consult.record.models import Entry
from tests.accounts.browsing import PASSWORD, link_in, mails, post
from tests.factories.accounts import make_account, sign_in


def test_name_and_language_are_changed(client: FlaskClient) -> None:
    sign_in(client, make_account())
    answer = post(client, "/en/account/details", {"name": "<b>Ada</b>", "language": "zh-hant"})
    assert answer.status_code == 303
    page = client.get("/en/account").text
    assert "&lt;b&gt;Ada&lt;/b&gt;" in page
    assert post(client, "/en/account/details", {"name": "x", "language": "tlh"}).status_code == 422
    assert post(client, "/en/account/details", {"name": "x" * 101, "language": "en"}).status_code == 422


def test_only_the_fields_of_the_form_are_taken(client: FlaskClient) -> None:
    account_id = make_account().id
    sign_in(client, queries.get(account_id))
    post(
        client,
        "/en/account/details",
        {"name": "N", "language": "en", "email": "x@y.example", "id": "7", "active": ""},
    )
    account = queries.get(account_id)
    assert (account.email, account.active) == ("ada@example.org", True)


def test_a_new_address_is_used_when_its_link_is_opened(client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org", password=PASSWORD))
    post(client, "/en/account/address", {"email": "New@example.org"})
    mail = mails()[-1]
    assert mail.address == "New@example.org"
    assert db.session.scalars(select(Account.email)).one() == "ada@example.org"
    assert post(client, link_in(mail)).status_code == 303
    assert db.session.scalars(select(Account.email_fold)).one() == "new@example.org"
    assert mails()[-1].address == "ada@example.org", "the old address is told"


def test_links_sent_to_the_old_address_open_nothing_any_more(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org"))
    post(client, "/en/account/address", {"email": "new@example.org"})
    confirm = link_in(mails()[-1])
    stranger = app.test_client()
    post(stranger, "/en/reset", {"email": "ada@example.org"})
    reset = link_in(mails()[-1])
    assert stranger.get(reset).status_code == 200
    assert post(client, confirm).status_code == 303
    assert stranger.get(reset).status_code == 410


def test_an_address_link_is_for_the_account_that_asked(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.org"))
    post(client, "/en/account/address", {"email": "new@example.org"})
    stranger = app.test_client()
    sign_in(stranger, make_account("eve@example.org"))
    assert stranger.get(link_in(mails()[-1])).status_code == 410


def test_a_taken_address_is_not_told_to_the_one_who_asks(client: FlaskClient) -> None:
    make_account("bob@example.org")
    sign_in(client, make_account("ada@example.org"))
    answer = post(client, "/en/account/address", {"email": "bob@example.org"})
    assert answer.headers["Location"] == "/en/mail-sent?what=address"
    assert "already" in mails()[-1].subject


def test_closing_erases_the_person_and_keeps_the_row(app: Flask, client: FlaskClient) -> None:
    account = make_account("ada@example.org", password=PASSWORD)
    account_id = account.id
    sign_in(client, account)
    post(client, "/en/account/address", {"email": "new@example.org"})
    assert post(client, "/en/account/close", {}).status_code == 422
    assert post(client, "/en/account/close", {"sure": "y"}).headers["Location"] == "/en/account-closed"
    account = queries.get(account_id)
    kept = (account.email, account.name, account.password, account.fs_webauthn_user_handle, account.active)
    assert kept == ("", "", None, None, False)
    assert account.closed_at is not None
    assert db.session.scalar(select(AccountKey.id)) is None
    assert db.session.scalars(select(AccountSession.device)).one() == ""
    assert client.get("/en/account").status_code == 302
    answer = post(app.test_client(), "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 422
    make_account("ada@example.org")


def test_the_last_administrator_can_not_close_their_account(client: FlaskClient) -> None:
    account = make_account("ada@example.org")
    account_id = account.id
    with writing():
        body = organisations.create_organisation(CONSOLE, slug="city", name="City", now=clock.now())
        for role in ("administrator", "author"):
            organisations.grant(
                CONSOLE, account=queries.get(account_id), role=role, organisation=body, now=clock.now()
            )
    sign_in(client, queries.get(account_id), second_factor=True)
    answer = post(client, "/en/account/close", {"sure": "y"})
    assert answer.status_code == 422
    assert "last administrator" in answer.text
    held = select(Membership).where(Membership.revoked_at.is_(None))
    assert len(db.session.scalars(held).all()) == 2
    assert queries.get(account_id).email == "ada@example.org"


@pytest.mark.usefixtures("app")
def test_roles_are_given_back_when_an_account_closes() -> None:
    account_id = make_account("ada@example.org").id
    with writing():
        body = organisations.create_organisation(CONSOLE, slug="city", name="City", now=clock.now())
        organisations.grant(
            CONSOLE, account=queries.get(account_id), role="author", organisation=body, now=clock.now()
        )
    with writing():
        service.close_account(Actor("account", account_id), account_id=account_id, now=clock.now())
    assert db.session.scalars(select(Membership.revoked_at)).one() is not None
    types = list(db.session.scalars(select(Entry.type).order_by(Entry.number)))
    assert types[-2:] == ["membership.given_up", "account.closed"]


@pytest.mark.usefixtures("app")
def test_nobody_closes_the_account_of_another() -> None:
    account_id = make_account("ada@example.org").id
    with pytest.raises(Forbidden), writing():
        service.close_account(Actor("account", account_id + 1), account_id=account_id, now=clock.now())


def test_accounts_create_makes_a_confirmed_account(app: Flask, client: FlaskClient) -> None:
    run = app.test_cli_runner()
    result = run.invoke(
        args=["accounts", "create", "Ada@example.org", "--name", "Ada", "--password-stdin"],
        input=PASSWORD + "\n",
    )
    assert (result.exit_code, result.output) == (0, "Ada@example.org\n")
    assert post(client, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD}).status_code == 303
    again = run.invoke(args=["accounts", "create", "ada@EXAMPLE.org"])
    assert again.exit_code == 1
    assert "already" in again.output
    assert (
        run.invoke(
            args=["accounts", "create", "eve@example.org", "--password-stdin"], input="password1234\n"
        ).exit_code
        == 1
    )
    plain = run.invoke(args=["accounts", "create", "eve@example.org", "--as", "ada@example.org"])
    assert plain.exit_code == 0
    assert queries.get_by_address("eve@example.org").password is None


@pytest.mark.usefixtures("app")
def test_an_account_that_exists_is_not_made_twice() -> None:
    make_account("ada@example.org")
    with pytest.raises(Refused), writing():
        service.create_account(CONSOLE, email="ADA@example.org", now=clock.now())
