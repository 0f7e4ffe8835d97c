"""Filling in forms in tests, and reading the mails that wait."""

import re
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from consult.foundation.db import db
from consult.foundation.mail import OutboxMail

PASSWORD = "four quiet green herons"


def token_in(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page
    return found.group(1)


def post(
    client: FlaskClient, path: str, data: dict[str, Any] | None = None, *, page: str = ""
) -> TestResponse:
    """Open the page with the form (``page`` where it isn't the one that is sent to) and send it."""
    shown = client.get(page or path)
    assert shown.status_code == 200, (shown.status_code, shown.text[:500], shown.headers)
    return client.post(path, data={"csrf_token": token_in(shown.text), **(data or {})})


def mails() -> list[OutboxMail]:
    """Mails that wait, oldest first."""
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def link_in(mail: OutboxMail) -> str:
    """The path of the link in a mail."""
    found = re.search(r"http://localhost(/\S+)", mail.body)
    assert found, mail.body
    return found.group(1)


def code_in(mail: OutboxMail) -> str:
    """The code in a mail."""
    found = re.search(r"\b\d{8}\b", mail.body)
    assert found, mail.body
    return found.group(0)
