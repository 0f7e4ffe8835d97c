"""Attacks 7-18: somebody acts on, or reads, what belongs to others. Every endpoint is walked, not a list of them."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, true

from consult.foundation import access
from consult.foundation.db import Base, db
from consult.foundation.roles import ROLES
from consult.record.models import Entry, EntryOpening, RowMark
from tests.attacks.world import World, addresses, form_token, make_world
from tests.factories.accounts import make_account, sign_in

SECRETS = ("waiting", "hidden")
"""Words of comments that nobody outside the body may read."""
PLUMBING = frozenset(
    {
        "used_token",
        "mail_outbox",
        "event_outbox",
        "account_session",
        "account_key",
        "alembic_version",
        "search_document",
        "record_personal_read",
        "record_log",
    }
)
"""Tables that a refused request may touch: queues, sessions, that somebody looked, how many entries there are."""
OWN = ("/account", "/me", "/sign-", "/reset", "/invitation", "/receipt", "/confirm")


def rows() -> dict[str, str]:
    """Every table's contents, to see whether anything at all changed.

    That an attempt at an act which needs two persons was refused is itself put on record: only that is left out.
    """
    found = {}
    refused = select(Entry.id).where(Entry.type == "approval.attempt_refused")
    without = {
        "record_entry": Entry.id.not_in(refused),
        "record_opening": EntryOpening.entry_id.not_in(refused),
        "record_row_mark": RowMark.table_name.not_in(PLUMBING),
    }
    for table in Base.metadata.sorted_tables:
        if table.name not in PLUMBING:
            statement = select(table).where(without.get(table.name, true()))
            lines = sorted(map(repr, db.session.execute(statement).all()))
            found[table.name] = "\n".join(lines)
    return found


@pytest.fixture
def worlds(app: Flask) -> tuple[World, World]:
    return make_world("ours", "Plain words of ours"), make_world("theirs", "Plain words of theirs")


def is_staff_page(app: Flask, endpoint: str) -> bool:
    stamp = access.stamp_of(app, endpoint)
    return stamp is not None and stamp.kind == "staff"


@pytest.mark.parametrize("role", ROLES)
def test_13_14_15_no_role_of_one_body_reaches_anything_of_another(
    app: Flask, worlds: tuple[World, World], role: str
) -> None:
    ours, theirs = worlds
    client = app.test_client()
    theirs.sign_in(client, role)
    token = form_token(client)
    before = rows()
    leaks = {}
    named = {"slug", "reference", "public_id", "membership_id", "statement"}
    for method in ("GET", "POST"):
        for rule, path in addresses(app, ours, method, ours.slugs):
            if not is_staff_page(app, rule.endpoint) or not named & rule.arguments:
                continue
            data = {
                "csrf_token": token,
                "form_token": "f" * 43,
                "act": "publish",
                "seen": "1",
                "seen_lock_version": "1",
                "reason": "R",
                "note": "N",
                "result": "overturned",
                "body": "B",
                "comment": ours.values["reference"],
            }
            answer = client.get(path, buffered=True) if method == "GET" else client.post(path, data=data)
            if answer.status_code not in (403, 404):
                leaks[method, path] = answer.status_code
            elif b"Plain words of ours" in answer.data:
                leaks[method, path] = "words"
    assert leaks == {}
    assert rows() == before


def test_10_11_12_a_person_without_a_role_reaches_no_page_of_staff(
    app: Flask, worlds: tuple[World, World]
) -> None:
    ours, _ = worlds
    client = app.test_client()
    sign_in(client, make_account("nobody@example.org"))
    token = form_token(client)
    before = rows()
    for method in ("GET", "POST"):
        for rule, path in addresses(app, ours, method, ours.slugs[:1]):
            if is_staff_page(app, rule.endpoint):
                answer = (
                    client.get(path, buffered=True)
                    if method == "GET"
                    else client.post(path, data={"csrf_token": token})
                )
                assert answer.status_code == 403, (method, path, answer.status_code)
    assert rows() == before


def test_8_an_unpublished_draft_answers_like_an_unknown_one_on_every_page(
    app: Flask, worlds: tuple[World, World]
) -> None:
    ours, _ = worlds
    guest, person = app.test_client(), app.test_client()
    sign_in(person, make_account("nobody@example.org"))
    for rule, path in addresses(app, ours, "GET", ours.slugs[2:]):
        if (
            "slug" not in rule.arguments
            or is_staff_page(app, rule.endpoint)
            or rule.endpoint.startswith("organisations.")
        ):
            continue
        stamp = access.stamp_of(app, rule.endpoint)
        # everybody else is sent to sign in there, whatever the address
        client = person if stamp is not None and stamp.kind == "account" else guest
        answer = client.get(path, buffered=True)
        unknown = client.get(path.replace(ours.slugs[2], "no-such-thing"))
        assert answer.status_code == unknown.status_code == 404, path
        assert answer.text.replace(ours.slugs[2], "no-such-thing") == unknown.text, path


def test_7_9_no_public_page_gives_what_waits_or_is_hidden(app: Flask, worlds: tuple[World, World]) -> None:
    ours, _ = worlds
    client = app.test_client()
    read = 0
    for rule, path in addresses(app, ours, "GET", ours.slugs):
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is None or stamp.kind not in ("public", "anyone") or "/receipt/" in path:
            continue
        page = client.get(path, buffered=True).data.decode(errors="replace")
        read += "Plain words of ours shown" in page
        for secret in SECRETS:
            assert f"Plain words of ours {secret}" not in page, (path, secret)
        assert "ann@example.org" not in page, path
    assert read > 1


def test_9_a_search_asks_for_words_of_public_texts_only(
    client: FlaskClient, worlds: tuple[World, World]
) -> None:
    for words in (
        "waiting",
        "hidden",
        "ann@example.org",
        "password_hash",
        "comment.state:hidden",
        "q[email]=a",
    ):
        page = client.get(
            "/en/search", query_string={"q": words, "state": "hidden", "filter[email]": "ann", "s[name]": "a"}
        )
        assert page.status_code == 200
        assert "of ours waiting" not in page.text and "of ours hidden" not in page.text


def test_16_counting_ids_up_finds_nobody(app: Flask, worlds: tuple[World, World]) -> None:
    ours, _ = worlds
    client = app.test_client()
    sign_in(client, make_account("nobody@example.org"))
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is not None and stamp.kind != "staff":
            numbered = re.findall(r"<int[^:]*:(\w+)>", rule.rule)
            assert set(numbered) <= {
                "version",
                "from_",
                "to",
                "from_number",
                "to_number",
                "after",
                "older",
                "newer",
                "number",
                "level",
                "index",
                "width",
                "first",
                "second",
                "tile",
            }, rule.rule
    assert ours


def test_18_a_page_and_the_act_behind_it_ask_for_the_same(app: Flask) -> None:
    """Where reading needs a role, so does sending: no POST is open wider than the page it stands on."""
    order = {"public": 0, "anyone": 1, "account": 2, "staff": 3}
    by_path: dict[str, dict[str, int]] = {}
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        assert stamp is not None
        for method in rule.methods & {"GET", "POST"}:
            by_path.setdefault(rule.rule, {})[method] = order[stamp.kind]
    for path, kinds in by_path.items():
        if len(kinds) == 2:
            assert kinds["POST"] >= kinds["GET"], path


def test_19_a_form_sets_only_its_own_fields(app: Flask, worlds: tuple[World, World]) -> None:
    client = app.test_client()
    account = make_account("plain@example.org")
    account_id = account.id
    sign_in(client, account)
    stuffed = {
        "csrf_token": form_token(client),
        "name": "Plain",
        "language": "en",
        "id": "1",
        "account_id": "1",
        "email": "x@example.org",
        "roles": "administrator",
        "role": "administrator",
        "active": "0",
        "is_staff": "1",
        "password_hash": "x",
        "confirmed_at": "",
        "organisation_id": "1",
        "fs_uniquifier": "1",
    }
    before = {
        name: value for name, value in rows().items() if name != "account" and not name.startswith("record_")
    }
    client.post("/en/account/details", data=stuffed)
    after = {
        name: value for name, value in rows().items() if name != "account" and not name.startswith("record_")
    }
    assert before == after
    kept = db.session.execute(
        text("SELECT email, password FROM account WHERE id = :id"), {"id": account_id}
    ).one()
    assert tuple(kept) == ("plain@example.org", None)


def test_20_a_line_end_in_the_path_opens_nothing(app: Flask, worlds: tuple[World, World]) -> None:
    ours, _ = worlds
    client = app.test_client()
    for path in (
        "/en/desk%0a",
        "/en/desk/moderation%0a",
        "/en//desk/moderation",
        "/en/./desk/consultations",
        "/EN/desk/consultations",
        f"/en/desk/consultations/{ours.slugs[2]}%0a",
        "/en/desk/consultations%00",
        "/%65n/desk/consultations",
    ):
        answer = client.get(path, buffered=True, follow_redirects=False)
        assert answer.status_code in (301, 302, 303, 308, 400, 404), (path, answer.status_code)
        assert "Plain words of ours" not in answer.text
