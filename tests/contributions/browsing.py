"""A browser without scripts, for the doors of this room: open a form, fill it in, send it."""

import re
from html import unescape
from html.parser import HTMLParser

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.foundation.db import db


class _Fields(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "textarea":
            self._area = given["name"]
            self.fields[self._area] = ""
        elif tag == "input" and given.get("type") in ("checkbox", "radio"):
            if "checked" in dict(attrs):
                self.fields[given["name"]] = given["value"]
        elif tag == "input" and "name" in given:
            self.fields[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.fields[self._area] += data


def fields_of(answer: TestResponse) -> dict[str, str]:
    """What the page's forms would send as they stand."""
    parser = _Fields()
    parser.feed(answer.text)
    return {name: value.removeprefix("\r\n") for name, value in parser.fields.items()}


def words_of(answer: TestResponse) -> str:
    """The page's words without its tags."""
    return unescape(re.sub(r"<[^>]+>", "", answer.text))


def send(client: FlaskClient, address: str, **typed: str) -> TestResponse:
    """Open the page, type, and send its form to the same path."""
    form = fields_of(client.get(address))
    answer = client.post(address.partition("?")[0], data={**form, **typed})
    db.session.rollback()
    return answer


def comment_address(slug: str, article: str = "", lang: str = "en") -> str:
    """Where the form is."""
    return f"/{lang}/consultations/{slug}/comment" + (f"?article={article}" if article else "")


def send_comment(client: FlaskClient, slug: str, body: str, *, article: str = "", **typed: str) -> str:
    """Send a comment; returns the receipt's address."""
    answer = send(client, comment_address(slug, article), body=body, **typed)
    assert answer.status_code == 303, words_of(answer)
    return answer.location
