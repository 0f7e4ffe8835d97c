"""HEAD answers as GET does: watchers of links and of the site ask so."""

import pytest
from flask.testing import FlaskClient

from tests.factories.consultations import make_consultation


@pytest.mark.parametrize("path", ["/en/sign-in", "/en/receipt", "/en/consultations", "/en/me", "/en/nothing"])
def test_head_answers_with_the_status_of_get_and_no_body(client: FlaskClient, path: str) -> None:
    make_consultation()
    asked, got = client.head(path), client.get(path)
    assert asked.status_code == got.status_code
    assert asked.data == b""
    assert asked.headers.get("ETag") == got.headers.get("ETag")
