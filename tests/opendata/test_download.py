"""The package at its stable address: whole, in parts, only if it changed; and never with words that were taken out."""

import fcntl
import hashlib
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import writing
from consult.opendata import jobs, keeping
from consult.record import queries as record
from consult.record.notes import SigningKey, parse_note
from consult.record.rules import SITE
from consult.record.service import add_cosignature
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published

PATH = "/packages/market.zip"
WITNESS = SigningKey("witness.example/w1", bytes(range(32)))


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    made = make_consultation(slug="market")
    make_published(made, "words of one")
    return consultations.get_by_id(made.id)


def take(client: FlaskClient, headers: dict[str, str] | None = None) -> Any:
    """What the address of the package answers, read to its end."""
    return client.get(PATH, headers=headers or {}, buffered=True)


def words_in(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return archive.read("data/comments.jsonl").decode()


def test_the_package_is_handed_out_with_its_hash(client: FlaskClient, consultation: Consultation) -> None:
    answer = take(client)
    assert answer.status_code == 200
    assert answer.content_type == "application/zip"
    assert answer.headers["ETag"].strip('"') == hashlib.sha256(answer.data).hexdigest()
    assert "words of one" in words_in(answer.data)
    again = take(client, {"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    page = client.get("/en/consultations/market/open-data")
    assert hashlib.sha256(answer.data).hexdigest() in page.text
    assert "holds everything that is public now" in page.text


def test_a_cut_download_goes_on_where_it_stopped(client: FlaskClient, consultation: Consultation) -> None:
    whole = take(client)
    headers = {"Range": "bytes=100-", "If-Range": whole.headers["ETag"]}
    rest = take(client, headers)
    assert rest.status_code == 206
    assert whole.data[:100] + rest.data == whole.data
    make_published(consultation, "words of two")
    changed = take(client, headers)
    assert changed.status_code == 200, "another package: from the beginning"
    assert "words of two" in words_in(changed.data)


def test_a_large_package_is_offered_with_its_own_date_until_words_are_taken_out(
    app: Flask, client: FlaskClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = take(client)
    monkeypatch.setattr(keeping, "SMALL", 0)
    second = make_published(consultation, "words of two")
    assert take(client).data == first.data, "the older one while a newer one is made"
    folder = Path(app.extensions["consult_settings"].instance) / "packages"
    assert jobs.due(clock.now()) == []
    assert jobs.due(clock.now() + timedelta(hours=1)) == [consultation.id]
    keeping.make(folder, consultation.id, clock.now(), seal=jobs.seal)
    assert "words of two" in words_in(take(client).data)
    with writing():
        contributing.withdraw(GUEST, contributions.get(second.id), now=clock.now())
    answer = take(client)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert jobs.due(clock.now()) == [consultation.id]
    keeping.make(folder, consultation.id, clock.now(), seal=jobs.seal)
    assert "words of two" not in words_in(take(client).data)
    assert len(list(folder.glob(f"{consultation.public_id}-*.zip"))) <= keeping.KEPT


@pytest.mark.parametrize("log", ["own", "site"])
def test_what_a_witness_signs_later_makes_the_package_anew(
    client: FlaskClient, consultation: Consultation, log: str
) -> None:
    first = take(client)
    own = consultation.public_id
    assert take(client).data == first.data, "nothing was signed"
    with zipfile.ZipFile(io.BytesIO(first.data)) as archive:
        size = json.loads(archive.read("data/package.json"))["logs"][
            "consultation" if log == "own" else "site"
        ]["size"]
    head = record.head_at(own if log == "own" else SITE, size)
    assert head is not None
    line = WITNESS.cosign(parse_note(head.note).text, 1_767_225_600).line
    with writing():
        add_cosignature(head, witness=WITNESS.name, line=line, now=clock.now())
    again = take(client)
    folder = "data/" if log == "own" else "data/site/"
    with zipfile.ZipFile(io.BytesIO(again.data)) as archive:
        (signed,) = archive.read(f"{folder}cosignatures.jsonl").splitlines()
    assert json.loads(signed) == {"size": size, "witness": WITNESS.name, "line": line}
    assert take(client).data == again.data, "and once only"


def test_nobody_waits_while_another_request_makes_it(
    app: Flask, client: FlaskClient, consultation: Consultation
) -> None:
    first = take(client)
    make_published(consultation, "words of two")
    folder = Path(app.extensions["consult_settings"].instance) / "packages"
    with (folder / f".{consultation.id}.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        assert take(client).data == first.data
    assert "words of two" in words_in(take(client).data)


def test_nothing_half_is_left_when_making_fails(
    app: Flask, client: FlaskClient, consultation: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object, **_named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("consult.opendata.service.write_package", fail)
    assert take(client).status_code == 503
    folder = Path(app.extensions["consult_settings"].instance) / "packages"
    assert [one.name for one in folder.iterdir() if consultation.public_id in one.name] == []
    monkeypatch.undo()
    assert take(client).status_code == 200


def test_unpublished_consultations_have_no_package(client: FlaskClient) -> None:
    make_consultation("draft", slug="secret")
    assert client.get("/packages/secret.zip").status_code == 404
    assert client.get("/en/consultations/secret/open-data").status_code == 404
    assert client.get("/packages/..%2fconsult.sqlite3.zip").status_code == 404


def test_the_page_describes_every_table(client: FlaskClient, consultation: Consultation) -> None:
    page = client.get("/zh-hant/consultations/market/open-data")
    assert page.status_code == 200
    for name in ("data/comments", "data/rulings", "data/votes", "data/entries.jsonl"):
        assert name in page.text
    assert CONTACT not in page.text
    again = client.get(
        "/zh-hant/consultations/market/open-data", headers={"If-None-Match": page.headers["ETag"]}
    )
    assert again.status_code == 304


CONTACT = "address given"
"""What the dictionary says of a column that only auditors get."""
