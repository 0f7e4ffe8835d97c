"""Attacks 50 and 51: something changes without the form's own token, or by following a link."""

import pytest
from flask import Flask

from consult.foundation import access
from tests.attacks.test_other_bodies import rows
from tests.attacks.world import addresses, make_world
from tests.factories.accounts import make_account, sign_in

TYPED = {
    "form_token": "f" * 43,
    "act": "publish",
    "seen": "1",
    "seen_lock_version": "1",
    "reason": "R",
    "note": "N",
    "body": "B",
    "result": "overturned",
    "value": "agree",
    "ground": "abuse",
    "email": "new@example.org",
    "name": "Name",
    "password": "p" * 20,
    "until": "2030-01-01",
    "disposition": "adopted",
    "decision": "D",
    "title": "T",
    "light": "#7A1FA2",
    "en": "Word = Word",
    "message": "M",
    "summary": "S",
    "language": "en",
    "role": "administrator",
    "slug": "new-body",
    "sure": "y",
    "confirm": "y",
}


@pytest.mark.parametrize(
    "who", ["guest", "person", "author", "moderator", "responder", "clerk", "administrator"]
)
def test_50_no_post_changes_anything_without_its_form_token(app: Flask, who: str) -> None:
    ours, client, tried = make_world("ours", "Plain words"), app.test_client(), 0
    if who == "person":
        sign_in(client, make_account("person@example.org"))
    elif who != "guest":
        ours.sign_in(client, who)
    before = rows()
    seen: set[str] = set()
    for rule, path in addresses(app, ours, "POST", ours.slugs):
        # each form once without any token, and at each of its addresses with a wrong one
        for token in ({"csrf_token": "x"},) if rule.rule in seen else ({}, {"csrf_token": "x"}):
            typed = {
                **TYPED,
                "statement": ours.values["statement"],
                "comment": ours.values["reference"],
                **token,
            }
            answer = client.post(path, data=typed, headers={"Origin": "https://evil.example"})
            assert answer.status_code < 500, path
        seen.add(rule.rule)
        tried += 1
        if rule.endpoint == "accounts.sign_out":
            assert client.get("/en/account").status_code != 500
    assert tried > 300
    assert rows() == before


@pytest.mark.parametrize("who", ["guest", "author", "moderator", "responder", "administrator", "auditor"])
def test_51_no_page_that_is_only_opened_changes_anything(app: Flask, who: str) -> None:
    ours, client = make_world("ours", "Plain words"), app.test_client()
    # a package is made of what stands when it is asked for, and that it was made is put on record; once
    assert client.get(f"/packages/{ours.slugs[0]}.zip", buffered=True).status_code == 200
    if who != "guest":
        ours.sign_in(client, who)
    before = rows()
    for rule, path in addresses(app, ours, "GET", ours.slugs[:1]):
        stamp = access.stamp_of(app, rule.endpoint)
        answer = client.get(path, buffered=True)
        assert stamp is not None and answer.status_code < 500, path
        if stamp.kind == "public":
            assert "Set-Cookie" not in answer.headers, path
    after = rows()
    # opening a comment says for ten minutes that somebody reads it
    assert {name for name in before if before[name] != after[name]} <= {"moderation_claim"}


def test_50_other_methods_are_no_way_round(app: Flask) -> None:
    ours = make_world("ours", "Plain words")
    client = app.test_client()
    ours.sign_in(client, "administrator")
    before = rows()
    for method in ("PUT", "PATCH", "DELETE", "TRACE"):
        for _rule, path in addresses(app, ours, "POST", ours.slugs[:1]):
            assert client.open(path, method=method, data=TYPED).status_code in (405, 404), (method, path)
    for _rule, path in addresses(app, ours, "POST", ours.slugs[:1]):
        client.get(
            path,
            headers={"X-HTTP-Method-Override": "POST"},
            query_string={"_method": "POST", "value": "agree"},
        )
    after = rows()
    assert {name for name in before if before[name] != after[name]} <= {"moderation_claim"}
