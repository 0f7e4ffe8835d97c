"""HEAD answers as GET does (watchers ask so), and a slash too many leads to the page."""

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


def test_a_slash_too_many_leads_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/zh-hant/consultations/?state=open")
    assert (answer.status_code, answer.headers["Location"]) == (308, "/zh-hant/consultations?state=open")
    assert client.get("/en/desk/").headers["Location"] == "/en/desk"
    for path in ("/en/nothing/", "/en//consultations/", "/en/consultations/x/y/z/"):
        assert client.get(path).status_code == 404
