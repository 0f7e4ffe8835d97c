"""Public pages are the same bytes for everybody, and cost one statement the second time (DESIGN §4)."""

from typing import Any

import pytest
from flask import Flask, template_rendered
from sqlalchemy import event

from consult.foundation import access, clock
from consult.foundation.db import db
from consult.organisations import queries as organisations
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import article_of, make_consultation
from tests.factories.moderation import make_published, make_ruling
from tests.factories.outcomes import make_comments, make_outcome

OF_THIS_MOMENT = {"root.health", "root.metrics", "root.choose_language"}
"""Two say to programs how the site is now; ``/`` and ``/record`` lead to a language, as the reader prefers."""
MADE_ON_DEMAND = {
    "packages.package", "static", "record.site_checkpoint", "record.site_vkey", "receipts.public_proof",
}  # fmt: skip
"""Files, not pages; those of the record are there once something is sealed."""

FOUND_IN_STEPS = ("/open-data", "/comments/", "/articles")
"""Pages that look further things up before they know what they depend on: at most three statements."""


@pytest.fixture(autouse=True)
def _one_moment(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page may change at each quarter of an hour, when some zone's day ends; not between two looks of a test."""
    moment = clock.now()
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def addresses(app: Flask) -> list[str]:
    """Every public address that a closed consultation with comments, an outcome and the site can fill."""
    consultation = make_consultation("closed", slug="market")
    comment = make_comments(consultation, 3, article=article_of(consultation))[0]
    values = {
        "lang": "zh-hant", "slug": "market", "version": 1, "number": 1, "anchor": "art-1",
        "reference": comment.reference, "body": organisations.get(consultation.organisation_id).slug,
        "table": "debts",
    }  # fmt: skip
    make_outcome(consultation)
    found = []
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is None or stamp.kind != "public" or rule.endpoint in OF_THIS_MOMENT | MADE_ON_DEMAND:
            continue
        if rule.arguments <= values.keys():
            filled = {name: values[name] for name in rule.arguments}
            found.append(app.url_map.bind("localhost").build(rule.endpoint, filled))
    assert len(found) > 20
    return found


def test_public_pages_are_the_same_bytes_for_everybody(app: Flask, addresses: list[str]) -> None:
    reader, member = app.test_client(), app.test_client()
    sign_in(member, make_account())
    wrong = []
    for address in addresses:
        plain = reader.get(address)
        app.extensions["consult_kept_pages"].forget()  # both are really rendered
        known = member.get(address)
        checks = {
            "answers": plain.status_code == 200,
            "same bytes": plain.data == known.data,
            "no cookie": "Set-Cookie" not in plain.headers and "Set-Cookie" not in known.headers,
            "doesn't vary by cookie": "Cookie" not in plain.headers.get("Vary", ""),
            "weak ETag": plain.headers.get("ETag", "").startswith("W/"),
            "public": plain.headers.get("Cache-Control", "").startswith("public"),
        }
        wrong += [(address, name) for name, holds in checks.items() if not holds]
    assert not wrong, wrong


def test_a_page_that_did_not_change_costs_one_statement_and_renders_nothing(
    app: Flask, addresses: list[str]
) -> None:
    client = app.test_client()
    etags = {address: client.get(address).headers.get("ETag", "") for address in addresses}
    wrong: list[tuple[object, ...]] = []
    rendered: list[str] = []
    statements: list[str] = []

    def note_template(_app: Flask, template: Any, **_: Any) -> None:
        rendered.append(template.name)

    def note_statement(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note_statement)
    try:
        with template_rendered.connected_to(note_template, app):
            for address, etag in etags.items():
                statements.clear()
                again = client.get(address, headers={"If-None-Match": etag})
                allowed = 3 if any(part in address for part in FOUND_IN_STEPS) else 1
                if again.status_code != 304 or again.data or len(statements) > allowed:
                    wrong.append((address, again.status_code, len(again.data), len(statements)))
    finally:
        event.remove(db.engine, "before_cursor_execute", note_statement)
    assert not wrong, wrong
    assert rendered == []


def test_a_page_asked_again_by_somebody_else_is_not_rendered_again(app: Flask, addresses: list[str]) -> None:
    first = {address: app.test_client().get(address).data for address in addresses}
    rendered: list[str] = []

    def note_template(_app: Flask, template: Any, **_: Any) -> None:
        rendered.append(template.name)

    with template_rendered.connected_to(note_template, app):
        again = {address: app.test_client().get(address).data for address in addresses}
    assert again == first
    assert rendered == []


def test_a_hidden_text_leaves_pages_that_were_kept(app: Flask) -> None:
    comment = make_published(
        make_consultation("open", slug="market"), "The stalls should stay under the trees."
    )
    addresses = [f"/en/comments/{comment.reference}", "/en/consultations/market/comments"]
    assert all("under the trees" in app.test_client().get(address).text for address in addresses)
    make_ruling(comment, "hide")
    assert not any("under the trees" in app.test_client().get(address).text for address in addresses)
