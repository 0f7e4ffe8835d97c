"""People for tests: an account, and a browser in which it is signed in."""

from flask.testing import FlaskClient

from consult.accounts import passwords, service
from consult.accounts import sign_in as signing_in
from consult.accounts.models import Account
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.ids import random_token


def make_account(
    email: str = "ada@example.org", name: str = "Ada Example", password: str | None = None
) -> Account:
    """A confirmed account. Hashing a password takes an eighth of a second: leave it out where nobody types it."""
    password_hash = passwords.hashed(password) if password else None
    with writing():
        account_id = service.create_account(
            CONSOLE, email=email, name=name, password_hash=password_hash, is_confirmed=True, now=clock.now()
        ).id
    return db.session.get_one(Account, account_id)


def sign_in(client: FlaskClient, account: Account, *, second_factor: bool = False) -> None:
    """Sign the account in on this client, without any page or hash: a real session row and its cookie."""
    token, account_id = random_token(), account.id
    with writing():
        service.start_session(
            account_id=account_id,
            token=token,
            device="Firefox, Linux",
            has_second_factor=second_factor,
            now=clock.now(),
        )
    with client.session_transaction() as cookie:
        cookie.clear()
        cookie[signing_in.KEY] = token


def sign_out(client: FlaskClient) -> None:
    """Forget the session in this client."""
    with client.session_transaction() as cookie:
        cookie.clear()
