"""Signing in: Flask-Security on Flask-Login, with its request hooks run only where a session is read."""

from flask import Flask
from flask_login import LoginManager, current_user

from consult.accounts.models import Account
from consult.foundation.db import db
from consult.foundation.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Set up sign-in."""
    manager = LoginManager()
    manager.init_app(app)

    @manager.user_loader
    def _load(account_id: str) -> Account | None:
        return db.session.get(Account, int(account_id))


def signed_in_account() -> Account | None:
    """The account this request's session belongs to, or None."""
    return current_user if current_user.is_authenticated else None
