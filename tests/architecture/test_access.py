"""Every door says whom it lets in (DESIGN §3), and public pages are the same for everybody (§4)."""

import pytest
from flask import Flask

from consult.foundation import access

READING = {"GET", "HEAD", "OPTIONS"}


def test_every_endpoint_is_stamped(app: Flask) -> None:
    unstamped = [
        rule.endpoint for rule in app.url_map.iter_rules() if access.stamp_of(app, rule.endpoint) is None
    ]
    assert unstamped == []


def test_public_endpoints_only_read(app: Flask) -> None:
    writing = [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if access.stamp_of(app, rule.endpoint) == access.Stamp("public") and not rule.methods <= READING
    ]
    assert writing == []


def test_addresses_are_kebab_case_below_a_language(app: Flask) -> None:
    without_language = (
        "/", "/health", "/metrics", "/api/", "/record", "/feeds/", "/calendar/", "/static/", "/brand.css",
        "/.well-known/", "/robots.txt", "/favicon.ico", "/packages/", "/sitemap.xml",
        "/sign-in/official/back",  # registered at the sign-in service, once for all languages
    )  # fmt: skip
    for rule in app.url_map.iter_rules():
        assert "_" not in "".join(c for part in rule.rule.split("<") for c in part.split(">")[-1]), rule.rule
        if not rule.rule.startswith("/<lang:lang>"):
            assert rule.rule == "/" or rule.rule.startswith(without_language[1:]), rule.rule


def test_an_unstamped_endpoint_is_refused(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    view = app.view_functions["site.home"]
    monkeypatch.delattr(view, "access_stamp")
    assert app.test_client().get("/en/").status_code == 403


def test_staff_pages_send_guests_to_sign_in(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is None or stamp.kind not in ("staff", "account") or "GET" not in rule.methods:
            continue
        address = _example_address(rule)
        answer = client.get(address)
        assert answer.status_code in (302, 303), (address, answer.status_code)
        assert "/sign-in" in answer.headers["Location"], address


def _example_address(rule: object) -> str:
    parts = []
    for is_dynamic, data in rule._trace:  # type: ignore[attr-defined]
        parts.append({"lang": "en"}.get(data, "1") if is_dynamic else data)
    return "".join(parts).split("|", 1)[1]
