"""Filling in the forms of pages, as a browser without scripts does."""

from typing import Any

from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from consult.accounts import queries as accounts
from consult.foundation.access import Actor
from tests.factories.accounts import sign_in


def signed_in(client: FlaskClient, actor: Actor) -> FlaskClient:
    """The client, signed in as this member of staff."""
    assert actor.account_id is not None
    sign_in(client, accounts.get(actor.account_id))
    return client


def fields_of(answer: TestResponse, action: str = "") -> dict[str, str]:
    """What a browser would send of a page's form (the last one, or the one with this action) untouched."""
    forms = [one for one in html.fromstring(answer.text).forms if one.method.lower() == "post"]
    form = next(one for one in reversed(forms) if (one.get("action") or "").endswith(action))
    return dict(form.form_values())


def submit(client: FlaskClient, address: str, page: str = "", **typed: Any) -> TestResponse:
    """Open ``page`` (default: the address itself), type into its form and send it to ``address``."""
    answer = client.get(page or address)
    assert answer.status_code == 200, answer.text[:2000]
    sent = {**fields_of(answer, address.rpartition("/")[2] if page else ""), **typed}
    return client.post(address, data=sent)


def words_of(answer: TestResponse) -> str:
    """The text of a page, in one line."""
    return " ".join(html.fromstring(answer.text).text_content().split())
