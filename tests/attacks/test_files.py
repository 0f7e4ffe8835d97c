"""Attacks 47, 62, 70 and 71: what a file holds, and what an address in a text makes the site do."""

import io
import re
import socket
import zipfile
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.accounts.browsing import token_in
from tests.attacks.test_other_bodies import rows
from tests.attacks.world import make_world
from tests.contributions.browsing import fields_of, send_comment, words_of
from tests.pace import within


def _zip(**entries: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return out.getvalue()


BOMB = _zip(word__document_xml=b"<a>" + b" " * 60_000_000 + b"</a>")
XXE = _zip(word__document_xml=b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>')
SCAN = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Count 0/Kids[]>>endobj "
SCAN += b"trailer<</Root 1 0 R>>"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("bomb.docx", BOMB),
        ("xxe.docx", XXE),
        ("scan.pdf", SCAN),
        ("empty.md", b""),
        ("empty.docx", b""),
        ("a.docx", b"MZ\x90\x00" * 100),
        ("a.html.exe", b"<script>xss()</script>"),
        ("\"'><script>xss()</script>.docx", b"x"),
        ("../../consult.env", b"CONSULT_SECRET=1"),
        ("a.txt", b"\x00" * 1000),
        ("big.txt", b"a" * 1_000 + b"\n" * 21_000_000),
    ],
    ids=["bomb", "xxe", "scan", "empty", "empty-docx", "program", "exe", "script", "path", "nul", "50-mb"],
)
@pytest.mark.parametrize("lang", ["zh-hant"])
def test_47_70_71_a_hostile_file_is_refused_in_words_and_stored_nowhere(
    app: Flask, client: FlaskClient, name: str, content: bytes, lang: str
) -> None:
    world = make_world("ours", "Plain words")
    world.sign_in(client, "author")
    address = f"/{lang}/desk/consultations/{world.slugs[2]}/upload"
    form = fields_of(client.get(address))
    before, files = rows(), set(_files(app))
    with within(5):
        answer = _upload(client, address, {**form, "language": "en"}, content, name)
    assert answer.status_code in (413, 422), answer.status
    assert b"<script>xss" not in answer.data
    assert re.search(r"[一-鿿]{8}", words_of(answer))
    assert rows() == before
    assert set(_files(app)) == files


def _upload(client: FlaskClient, address: str, form: dict[str, str], content: bytes, name: str) -> Any:
    """As one body of bytes: the test client would leave a temporary file open."""
    sent = {**form, "draft": FileStorage(io.BytesIO(content), name)}
    boundary, body = encode_multipart(sent)
    return client.post(address, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def _files(app: Flask) -> list[Path]:
    instance = Path(app.extensions["consult_settings"].instance)
    return [
        one
        for one in instance.rglob("*")
        if one.is_file() and not one.name.startswith(("limits", "consult.sqlite3"))
    ]


def test_62_nothing_typed_or_uploaded_makes_the_site_call_out(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = make_world("ours", "Plain words")
    world.sign_in(client, "author")
    asked: list[Any] = []
    monkeypatch.setattr(socket.socket, "connect", lambda _self, where: asked.append(where))
    monkeypatch.setattr(socket, "getaddrinfo", lambda *where, **_: asked.append(where) or [])
    inside = (
        "http://169.254.169.254/latest",
        "http://127.0.0.1:1/",
        "http://[::1]/",
        "http://evil.example/a.dtd",
        "file:///etc/passwd",
    )
    page = "".join(
        f"<p>Article {n} <a href='{one}'>{one}</a><img src='{one}'></p>" for n, one in enumerate(inside, 1)
    )
    address = f"/en/desk/consultations/{world.slugs[2]}/upload"
    form = fields_of(client.get(address))
    head = f"<head><link rel=stylesheet href='{inside[0]}'><base href='{inside[3]}'></head>"
    html = f"<html>{head}<body><h1>T</h1>{page}</body></html>"
    _upload(client, address, {**form, "language": "en"}, html.encode(), "a.html")
    send_comment(app.test_client(), world.slugs[0], " ".join(inside))
    token = token_in(client.get("/en/sign-in").text) if client.get("/en/sign-in").status_code == 200 else ""
    app.test_client().post(
        "/en/sign-in", data={"csrf_token": token, "email": "a@169.254.169.254.example", "by": "code"}
    )
    assert asked == []
