"""Sending forms of custody, whose address may have a query."""

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.foundation.db import db
from tests.contributions.browsing import fields_of


def submit(client: FlaskClient, address: str, *, page: str = "", **typed: str) -> TestResponse:
    """Open the page (``page``, where the form stands on another one), type, and send its form."""
    form = fields_of(client.get(page or address))
    answer = client.post(address, data={**form, **typed})
    db.session.rollback()
    return answer
