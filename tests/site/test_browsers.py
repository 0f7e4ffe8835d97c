"""What browsers and crawlers ask for by themselves."""

import re

from flask import Flask
from flask.testing import FlaskClient

from consult.foundation import access


def test_the_icon_is_where_browsers_look_for_it(client: FlaskClient) -> None:
    answer = client.get("/favicon.ico")
    assert answer.status_code == 200
    assert answer.content_type.startswith("image/svg+xml")
    assert client.get("/favicon.ico", headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304


def closed_to_crawlers(client: FlaskClient) -> list[re.Pattern[str]]:
    """The rules of robots.txt as RFC 9309 reads them."""
    answer = client.get("/robots.txt")
    assert answer.status_code == 200 and answer.text.startswith("User-agent: *\n")
    rules = re.findall(r"^Disallow: (.+)$", answer.text, re.MULTILINE)
    return [
        re.compile(
            re.escape(rule.removesuffix("$")).replace(r"\*", ".*") + ("$" if rule.endswith("$") else "")
        )
        for rule in rules
    ]


def test_only_public_pages_may_be_indexed(app: Flask, client: FlaskClient) -> None:
    closed = closed_to_crawlers(client)
    wrong = []
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is None or "lang" not in rule.arguments or "GET" not in (rule.methods or ()):
            continue
        address = re.sub(r"<[^>]+>", "x", str(rule).replace("<lang:lang>", "zh-hant"))
        is_closed = any(one.match(address) for one in closed)
        if is_closed == (stamp.kind == "public") and not address.endswith("/sent"):
            wrong.append((address, stamp.kind))
    assert not wrong, wrong


def test_forms_and_personal_pages_say_that_they_are_not_for_an_index(client: FlaskClient) -> None:
    for address in ("/en/receipt", "/en/sign-in", "/en/me"):
        assert client.get(address).headers["X-Robots-Tag"] == "noindex"
    assert "X-Robots-Tag" not in client.get("/en/").headers
