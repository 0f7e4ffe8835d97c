"""Attacks 9, 30, 36, 37, 48, 52, 53, 61, 63, 65, 66, 68, 69, 72: what comes with an address, a header or a form."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.foundation import access, mail
from consult.foundation.i18n import LANGUAGES, negotiate
from consult.foundation.settings import PROJECT
from consult.organisations import look
from tests.accounts.browsing import PASSWORD, link_in, mails, post
from tests.attacks.test_stored_text import dangers
from tests.attacks.world import EVIL, World, addresses, form_token, make_world
from tests.contributions.browsing import comment_address, fields_of, send_comment, words_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_published
from tests.pace import within

SQL = (
    "1' OR '1'='1",
    "id; DROP TABLE account;--",
    "(SELECT password FROM account)",
    "CASE WHEN 1=1 THEN id ELSE name END",
    "created_at DESC, (SELECT 1)",
    "1) UNION SELECT email FROM account--",
    "-1",
    "999999999999999999999999",
    "NaN",
    "",
    "\x00",
    "٣",
    "1e9",
    "../../etc/passwd",
    "{{7*7}}",
    EVIL,
    "\u202e",
    "%",
    "_",
    "' || pg_sleep(5) --",
    "0x10",
    "1,2",
)
NAMES = (
    "after",
    "before",
    "q",
    "state",
    "sort",
    "order",
    "order_by",
    "per_page",
    "page",
    "body",
    "article",
    "stance",
    "language",
    "version",
    "reply_to",
    "consultation",
    "kind",
    "older",
    "over",
    "words",
    "answered",
    "spoken",
    "statement",
    "opened",
    "closed",
    "by",
    "direction",
    "filter",
    "limit",
    "done",
    "ruled",
    "comment",
    "next",
    "act",
    "role",
    "grade",
    "since",
    "from",
    "to",
    "person",
    "_method",
    "_scheme",
    "_external",
    "_anchor",
    "endpoint",
    "self",
    "lang",
    "slug",
    "values",
    "template",
    "etag",
    "status",
)


@pytest.fixture
def world(app: Flask) -> World:
    return make_world("ours", "Plain words")


def readable(app: Flask, world: World) -> list[str]:
    """Every page that a guest may read."""
    found = []
    for rule, path in addresses(app, world, "GET", world.slugs[:1]):
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is not None and stamp.kind in ("public", "anyone"):
            found.append(path)
    return found


def test_36_37_61_no_parameter_becomes_sql_markup_or_a_fault(app: Flask, world: World) -> None:
    guest, staff = app.test_client(), app.test_client()
    world.sign_in(staff, "moderator")
    pages = [(guest, path) for path in readable(app, world)]
    pages += [
        (staff, path) for _rule, path in addresses(app, world, "GET", world.slugs[:1]) if "/desk" in path
    ]
    faults = {}
    for number, (client, path) in enumerate(pages):
        for turn in range(2):
            values = {
                name: SQL[(number * 7 + place * 3 + turn * 5) % len(SQL)] for place, name in enumerate(NAMES)
            }
            answer = client.get(path, buffered=True, query_string=values)
            if answer.status_code >= 500:
                faults[path] = answer.status_code
            elif answer.mimetype == "text/html" and (found := dangers(answer)):
                faults[path] = found
            assert b"@ours.example" not in answer.data or client is staff
    assert faults == {}


LISTS = (
    "",
    "/lamps/comments",
    "/lamps/moderation",
    "/lamps/statements",
    "/lamps/results",
    "/lamps/replies",
    "/lamps/draft/1/art-1",
)


@pytest.mark.parametrize("path", LISTS)
def test_36_each_parameter_alone_and_twice_breaks_no_list(client: FlaskClient, path: str) -> None:
    make_consultation(slug="lamps")
    for number, name in enumerate(NAMES):
        for value in (SQL[number % len(SQL)], SQL[(number + 7) % len(SQL)], "9" * 24):
            answer = client.get(
                f"/en/consultations{path}", query_string=[(name, value), (name, "2"), (f"{name}[]", "3")]
            )
            assert answer.status_code in (200, 302, 303, 400, 404, 422), (name, value)
            assert dangers(answer) == [], (name, value)


def test_36_the_links_to_other_languages_stay_on_this_page_and_site(client: FlaskClient) -> None:
    page = client.get(
        "/en/consultations?slug=x&_scheme=javascript&_external=1&_anchor=a&_method=POST&endpoint=e&lang=fr&q=a&q=b"
    )
    links = re.findall(r'hreflang="[^"]+" href="([^"]+)"|href="([^"]+)"[^>]* hreflang=', page.text)
    assert page.status_code == 200 and links
    for one in (first or second for first, second in links):
        assert one.startswith(
            ("/en/consultations", "/zh-hans/consultations", "/zh-hant/consultations", "http://localhost/")
        ), one
        assert "lang=fr" not in one


@pytest.mark.parametrize(
    "next_",
    [
        "https://evil.example/",
        "//evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "/\t/evil.example",
        "///evil.example",
        "/%09/evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "//localhost@evil.example",
        "http://localhost.evil.example/",
        "/en/../\\evil.example",
        "\n//evil.example",
        "/en//evil.example\r\nSet-Cookie: a=b",
        "data:text/html,x",
        "%2f%2fevil.example",
        "\u2028//evil.example",
        "/\u00ad/evil.example",
        "http://localhost:80@evil.example/",
        " //evil.example",
    ],
)
def test_53_no_next_leads_off_the_site(client: FlaskClient, next_: str) -> None:
    make_account("ada@example.org", password=PASSWORD)
    answer = post(client, "/en/sign-in", {"email": "ada@example.org", "password": PASSWORD, "next": next_})
    assert answer.status_code == 303
    assert re.match(r"^/[a-zA-Z%0-9]", answer.headers["Location"]), answer.headers["Location"]
    assert "\n" not in answer.headers["Location"] and "Set-Cookie: a" not in str(answer.headers)


@pytest.mark.parametrize(
    "header", ["Host", "X-Forwarded-Host", "X-Host", "Forwarded", "X-Original-Host", "X-Forwarded-Server"]
)
def test_52_a_forged_host_is_in_no_mail_page_feed_or_redirect(app: Flask, world: World, header: str) -> None:
    client = app.test_client()
    forged = {header: "host=evil.example" if header == "Forwarded" else "evil.example"}
    make_account("ada@example.org", password=PASSWORD)
    shown = client.get("/en/reset", headers=forged)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', shown.text)
    if token:
        client.post(
            "/en/reset", data={"csrf_token": token.group(1), "email": "ada@example.org"}, headers=forged
        )
        for one in mails():
            assert "evil.example" not in one.body
    for path in readable(app, world):
        answer = client.get(path, buffered=True, headers=forged)
        assert b"evil.example" not in answer.data, path
        assert "evil.example" not in answer.headers.get("Location", ""), path


def test_52_the_link_in_a_mail_names_the_site_itself(client: FlaskClient) -> None:
    make_account("ada@example.org", password=PASSWORD)
    post(client, "/en/reset", {"email": "ada@example.org"})
    assert link_in(mails()[-1]).startswith("/en/")


@pytest.mark.parametrize(
    "template",
    [
        "{{ config }}",
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{% for x in (1,) %}y{% endfor %}",
        "%(secret)s",
        "%s %d",
        "{0.__class__}",
        "${7*7}",
        "<%= 7*7 %>",
        "#{7*7}",
        "100%",
        "%",
    ],
)
def test_63_texts_of_operators_are_texts_not_templates(
    app: Flask, client: FlaskClient, template: str
) -> None:
    staff = make_staff("administrator", email="admin@body.example")
    sign_in(client, accounts.get_by_address("admin@body.example"))
    site = "/en/desk/organisations/site"
    assert staff
    post(client, f"{site}/texts", {"en": template, "name_en": template, "contact_en": template})
    post(client, f"{site}/terms", {"en": f"Comments = {template}\nconsultations = {template}"})
    post(client, f"{site}/grounds", {"en": template, "zh_hans": template, "zh_hant": template})
    look.forget()
    made = make_consultation(title=template)
    reader = app.test_client()
    for path in (
        "/en/",
        "/en/consultations",
        f"/en/consultations/{made.slug}",
        f"/en/consultations/{made.slug}/comments",
        "/en/privacy",
    ):
        page = reader.get(path, buffered=True)
        assert page.status_code == 200, (path, template)
        assert "SECRET_KEY" not in page.text and "subclass" not in page.text.replace("__subclasses__", "")
    post(client, f"{site}/mail")
    look.forget()
    assert client.get(site).status_code == 200


FORGED = '{"event": "signed_in", "account_id": 1}'
LOGGING = """
import sys
from consult.app import create_app
from consult.foundation.db import Base, db
from tests.pace import within
app = create_app()
evil = sys.argv[1]
with app.app_context():
    Base.metadata.create_all(db.engine)
client = app.test_client()
client.get("/en/consultations", query_string={"q": evil}, headers={"User-Agent": "a\x1b[31m"})
client.get("/en/consultations/" + evil)
token = client.get("/en/sign-in").text.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
for field in ("email", "password", "next"):
    client.post("/en/sign-in", data={"csrf_token": token, "email": "a@b.example", "by": "code", field: evil})
client.open("/en/sign-in", method="GET" + evil[:0], headers={"Accept-Language": "\x1b[2J"})
"""


def test_65_line_ends_and_terminal_codes_forge_no_log_line(tmp_path: Path) -> None:
    evil = f"x\r\n{FORGED}\n\x1b[2J\x1b]0;owned\x07\u2028{FORGED}"
    done = subprocess.run(
        [sys.executable, "-c", LOGGING, evil],
        cwd=PROJECT,
        env={**os.environ, "CONSULT_INSTANCE": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    lines = [line for line in done.stderr.split("\n") if line]
    assert len(lines) >= 6
    for line in lines:
        assert json.loads(line)["event"] != "signed_in"
        assert not re.search(r"[\x00-\x1f\x7f]", line)


def test_64_line_ends_in_names_and_titles_add_no_header_to_a_mail(app: Flask, client: FlaskClient) -> None:
    evil = "Hello\r\nBcc: all@evil.example\r\n\r\n<b>body</b>"
    assert mail.one_line(evil) == "Hello Bcc: all@evil.example <b>body</b>"
    made = make_consultation(title=evil)
    send_comment(client, made.slug, "Words.", name=evil.replace("\r\n", " "), email="ann@example.org")
    post(client, "/en/sign-up", {"email": "new@example.org", "name": evil, "password": PASSWORD})
    for one in mails():
        assert not re.search(r"[\r\n\x00-\x1f]", one.subject + one.address)
        assert one.address in ("ann@example.org", "new@example.org")


def test_66_thousands_of_form_parts_are_refused_at_once(client: FlaskClient) -> None:
    made = make_consultation()
    parts = (
        "".join(f'--b\r\nContent-Disposition: form-data; name="n{n}"\r\n\r\nv\r\n' for n in range(20_000))
        + "--b--\r\n"
    )
    with within(3):
        answer = client.post(
            comment_address(made.slug), data=parts, content_type="multipart/form-data; boundary=b"
        )
        assert answer.status_code == 413
    assert words_of(answer).strip()


@pytest.mark.parametrize(
    "data", [b"\r\n" * 400_000, b"--b" + b"\n" * 900_000, b"--b\r\n" + b"x: y\r\n" * 100_000, b"-" * 900_000]
)
def test_66_a_body_of_line_ends_takes_no_time(client: FlaskClient, data: bytes) -> None:
    made = make_consultation()
    with within(3):
        answer = client.post(
            comment_address(made.slug), data=data, content_type="multipart/form-data; boundary=b"
        )
        assert answer.status_code in (400, 413, 422)


def test_66_more_fields_than_a_form_can_have_are_refused(client: FlaskClient) -> None:
    made = make_consultation()
    data = "&".join(f"n{n}=v" for n in range(200_000))
    with within(5):
        answer = client.post(
            comment_address(made.slug), data=data, content_type="application/x-www-form-urlencoded"
        )
        assert answer.status_code in (413, 422)


@pytest.mark.parametrize(
    "wanted",
    [
        "en-" * 5_000,
        ",".join(f"x{n}" for n in range(20_000)),
        "(a+)+$" * 500,
        "zh" + "-Hant" * 3_000,
        "en;q=" + "9" * 5_000,
        "en;q=0." + "1" * 5_000,
        ",;q=" * 5_000,
        "*" * 5_000,
        "../../en",
        "zh_Hant",
        "\x00",
        "i" * 5_000,
        "ı-İ",
        "٣",
        "q" + "-q" * 400,
    ],
)
def test_68_no_accepted_language_costs_time_or_breaks_the_page(client: FlaskClient, wanted: str) -> None:
    with within(0.5):
        answer = client.get("/", headers={"Accept-Language": wanted.encode().decode("latin-1")})
        assert answer.status_code == 302
        assert answer.headers["Location"].strip("/") in LANGUAGES
        assert negotiate([wanted]) in LANGUAGES


def test_69_long_numbers_and_long_names_of_hosts_take_no_time(app: Flask, world: World) -> None:
    client = app.test_client()
    with within(4):
        for digits in ("9" * 24, "9" * 5_000):
            _ask_for(client, digits)
        post(client, "/en/sign-in", {"email": "a@" + "\u0378." * 2_000 + "example", "by": "code"})
        post(client, "/en/sign-in", {"email": "a@" + "ß" * 20_000, "by": "code"})


def _ask_for(client: FlaskClient, digits: str) -> None:
    for path in (
        f"/en/consultations/ours-open/draft/{digits}",
        f"/en/consultations/ours-open/changes/{digits}/1",
        f"/en/comments/{digits}",
        f"/en/receipt/{digits}",
        f"/en/consultations?after={digits}",
        f"/en/consultations/{digits}",
    ):
        assert client.get(path, buffered=True).status_code in (200, 404, 414), path


def test_72_compatibility_characters_and_floods_of_marks_do_not_swell(client: FlaskClient) -> None:
    made = make_consultation()
    with within(6):
        salutations = "\ufdfa" * 5_000
        send_comment(client, made.slug, salutations)
        assert client.get("/en/search", query_string={"q": salutations}).status_code == 200
        form = fields_of(client.get(comment_address(made.slug)))
        zalgo = "a" + "\u0301" * 4_000
        answer = client.post(comment_address(made.slug), data={**form, "body": zalgo})
        assert answer.status_code == 422
        assert fields_of(answer)["body"] == zalgo


def test_48_bidi_controls_stay_inside_the_comment_they_stand_in(app: Flask, client: FlaskClient) -> None:
    made = make_consultation()
    make_published(made, "Keep \u202e\u2066it open")
    page = client.get(f"/en/consultations/{made.slug}/comments").text
    start = page.index("\u202e")
    end = page.index("\u202c", start)
    assert "<p" not in page[start:end], "closed before the paragraph ends"


def test_59_no_page_that_depends_on_the_session_can_be_kept_for_others(app: Flask, world: World) -> None:
    for who in ("guest", "administrator"):
        client = app.test_client()
        if who != "guest":
            world.sign_in(client, who)
        for rule, path in addresses(app, world, "GET", world.slugs[:1]):
            stamp: Any = access.stamp_of(app, rule.endpoint)
            answer = client.get(path, buffered=True)
            kept = answer.headers.get("Cache-Control", "")
            if stamp.kind != "public":
                assert "no-store" in kept and "public" not in kept, (path, kept)
                assert "Cookie" in answer.headers.get("Vary", "") or "no-store" in kept, path
            if "Set-Cookie" in answer.headers:
                assert "no-store" in kept, path


def test_59_a_validator_of_a_private_page_gives_nothing_away(app: Flask, world: World) -> None:
    client = app.test_client()
    world.sign_in(client, "moderator")
    for path in ("/en/me", "/en/account", "/en/desk/moderation", "/en/desk"):
        answer = client.get(path, buffered=True)
        assert "ETag" not in answer.headers, path
        if answer.status_code == 200:
            assert app.test_client().get(path, headers={"If-None-Match": "*"}).status_code in (302, 303)
    assert form_token(client)
