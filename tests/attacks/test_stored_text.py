"""Attacks 33-35, 42, 44, 46: what somebody typed becomes code on a page, in a feed or in a mail."""

from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import etree
from werkzeug.test import TestResponse

from consult.foundation import clock, events, jobs
from consult.organisations import look
from tests.accounts.browsing import mails
from tests.attacks.world import EVIL, World, addresses, make_world

SEES = ("guest", "author", "moderator", "responder", "clerk", "auditor", "administrator")
OURS = ("/static/", "/assets/", "/brand.css")


class Reader(HTMLParser):
    """Finds what a browser would run: scripts, handlers, addresses that are code, things from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and not given.get("src", "").startswith(OURS):
            self.found.append(f"<script {given}>")
        self.found += [f"<{tag} {name}>" for name in given if name.startswith("on") or name == "style"]
        for name in ("href", "src", "action", "formaction", "data", "srcset"):
            value = "".join(given.get(name, "").split()).lower()
            is_code = value.startswith(("javascript:", "data:", "vbscript:")) and not value.startswith(
                "data:image/"
            )
            if is_code or (name in ("src", "data", "srcset") and value == "x"):
                self.found.append(f"<{tag} {name}={value[:40]}>")
        if tag in ("iframe", "object", "embed", "base"):
            self.found.append(f"<{tag}>")


def dangers(answer: TestResponse) -> list[str]:
    """What in this answer could run or was computed from what somebody typed."""
    if answer.mimetype == "text/html":
        reader = Reader()
        reader.feed(answer.text)
        found = reader.found
        return [*found, *(["49"] if "xss()&gt;49" in answer.text or "$49" in answer.text else [])]
    if answer.mimetype.endswith("xml"):
        return [] if etree.fromstring(answer.data) is not None else ["broken"]
    return ["sniffable"] if answer.headers.get("X-Content-Type-Options") != "nosniff" else []


@pytest.fixture
def world(app: Flask) -> Iterator[World]:
    yield make_world()
    look.forget()


@pytest.mark.parametrize("who", SEES)
def test_33_names_and_every_other_stored_text_run_nowhere(app: Flask, world: World, who: str) -> None:
    faults, client, seen = {}, app.test_client(), 0
    if who != "guest":
        world.sign_in(client, who)
    for _rule, path in addresses(app, world, "GET", world.slugs):
        answer = client.get(path, buffered=True)
        seen += b"xss()" in answer.data
        found = dangers(answer) if answer.status_code < 500 else [answer.status]
        if found:
            faults[path] = found
    assert seen > 15, "the attack is on the pages at all"
    assert faults == {}


def test_34_the_record_and_the_auditors_pages_escape_what_they_log(
    app: Flask, client: FlaskClient, world: World
) -> None:
    world.sign_in(client, "auditor")
    logs = [
        path
        for _rule, path in addresses(app, world, "GET", world.slugs)
        if any(word in path for word in ("/record", "/moderation", "/oversight", "/audit", "/organisations/"))
    ]
    assert len(logs) > 8
    for path in logs:
        answer = client.get(path, buffered=True)
        assert dangers(answer) == [], path
        assert answer.status_code < 500


def test_35_a_files_name_is_text_on_the_desk(client: FlaskClient, world: World) -> None:
    world.sign_in(client, "author")
    page = client.get(f"/en/desk/consultations/{world.slugs[2]}/outline")
    assert page.status_code == 200
    assert dangers(page) == []


def test_46_a_session_shows_no_browsers_name_as_markup(client: FlaskClient, world: World) -> None:
    world.sign_in(client, "author")
    page = client.get("/en/account/sessions", headers={"User-Agent": EVIL})
    assert page.status_code == 200 and dangers(page) == []


def test_33_mails_carry_what_was_typed_as_plain_text(app: Flask, world: World) -> None:
    for _ in range(5):
        jobs.run_due(clock.now())
    events.deliver_due(clock.now())
    for mail in mails():
        assert "xss()>49" not in mail.body and "xss()>49" not in mail.subject
        assert "\n" not in mail.subject and "\r" not in mail.subject
