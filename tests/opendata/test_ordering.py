"""A package an auditor asks for: made in the background, told by mail, taken once, by that person, within a day."""

import io
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pyrage
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.db import db
from consult.foundation.errors import Refused
from consult.foundation.mail import OutboxMail
from consult.opendata import jobs, keeping, ordering, queries, service
from consult.opendata.models import PackageOrder
from consult.opendata.service import Made
from consult.organisations import queries as organisations
from consult.record.models import Entry
from tests.accounts.browsing import token_in
from tests.contributions.test_erasing import erase
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_published


@pytest.fixture
def made(app: Flask) -> Consultation:
    shutil.rmtree(instance(app) / ordering.FOLDER, ignore_errors=True)
    consultation = make_consultation(slug="market")
    make_published(consultation, "words of one")
    return consultation


def auditor(app: Flask, made: Consultation) -> FlaskClient:
    client = app.test_client()
    actor = make_staff("auditor", organisation=organisations.get(made.organisation_id))
    sign_in(client, accounts.get_by_address(actor.email))
    return client


def instance(app: Flask) -> Path:
    folder: Path = app.extensions["consult_settings"].instance
    return folder


def ask(client: FlaskClient) -> str:
    address = "/en/packages/market/order"
    answer = client.post(address, data={"csrf_token": token_in(client.get(address).text)})
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def work(app: Flask, key: str = "") -> None:
    for order_id in queries.waiting_orders(clock.now() - ordering.CUT_OFF):
        ordering.make(
            instance(app), order_id, base_url="http://localhost", key=key, now=clock.now(), seal=jobs.seal
        )
    db.session.rollback()


def take(client: FlaskClient, page: str) -> tuple[int, bytes]:
    order = client.get("/en/packages/market/order").text  # a page that has taken leaves no form
    answer = client.post(page, data={"csrf_token": token_in(order)}, buffered=True)
    return answer.status_code, answer.data


def test_it_is_made_told_and_taken_once(app: Flask, made: Consultation) -> None:
    client = auditor(app, made)
    page = ask(client)
    assert ask(client) == page, "asked twice, made once"
    waiting = client.get(page)
    assert "It waits to be made" in waiting.text and waiting.headers["Refresh"] == "5"
    assert waiting.headers["Cache-Control"] == "private, no-store"
    work(app)
    assert page in db.session.scalars(select(OutboxMail.body)).one()
    assert "It is ready" in client.get(page).text
    code, content = take(client, page)
    assert code == 200
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert "words of one" in archive.read("data/revisions.jsonl").decode()
    assert take(client, page)[0] == 409, "a second time, or a replay"
    assert list((instance(app) / ordering.FOLDER).iterdir()) == []
    types = db.session.scalars(
        select(Entry.type).where(Entry.type.startswith("package.")).order_by(Entry.number)
    ).all()
    assert types == ["package.asked", "package.exported", "package.taken"]


def test_what_is_made_and_what_is_handed_out_isnt_swept_away_meanwhile(
    app: Flask, made: Consultation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker looks every two seconds for what nobody may take any more; large packages take longer than that."""
    client = auditor(app, made)
    page = ask(client)
    encrypt, take_order = ordering.encrypt, service.take_order

    def encrypt_slowly(written: Made, key: str) -> Made:
        assert ordering.sweep(instance(app), clock.now()) == 0
        return encrypt(written, key)

    monkeypatch.setattr(ordering, "encrypt", encrypt_slowly)
    work(app)
    assert "It is ready" in client.get(page).text

    def take_and_sweep(*given: object, **named: object) -> None:
        take_order(*given, **named)  # type: ignore[arg-type]
        assert ordering.sweep(instance(app), clock.now()) == 1

    monkeypatch.setattr(service, "take_order", take_and_sweep)
    code, content = take(client, page)
    assert code == 200 and zipfile.ZipFile(io.BytesIO(content)).testzip() is None


def test_what_is_erased_while_packages_are_made_is_in_none_of_them(
    app: Flask, made: Consultation, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    client, sealed_package = auditor(app, made), keeping.sealed_package
    page, words = ask(client), "words of one"
    for erased in ("words of one", "words of two"):
        comment = (
            make_published(made, erased) if erased != words else db.session.scalars(select(Comment)).one()
        )

        def overtaken(*given: Any, comment: Comment = comment, **named: Any) -> Made:
            written = sealed_package(*given, **named)
            erase(comment)
            return written

        monkeypatch.setattr(keeping, "sealed_package", overtaken)
        if erased == words:
            work(app)
            assert (
                "It is being made" in client.get(page).text or "It waits to be made" in client.get(page).text
            )
            assert list((instance(app) / ordering.FOLDER).iterdir()) == []
        else:
            with pytest.raises(service.Overtaken):
                keeping.make(tmp_path, made.id, clock.now(), seal=jobs.seal)
            assert not list(tmp_path.glob("*.zip")) and not queries.packages_of(made.id)
    monkeypatch.setattr(keeping, "sealed_package", sealed_package)
    work(app)
    code, content = take(client, page)
    public = keeping.make(tmp_path, made.id, clock.now(), seal=jobs.seal).path.read_bytes()
    assert code == 200
    for package in (content, public):
        with zipfile.ZipFile(io.BytesIO(package)) as archive:
            everything = b"".join(archive.read(name) for name in archive.namelist())
        assert b"words of one" not in everything and b"words of two" not in everything


def test_one_whose_file_is_gone_counts_as_taken_by_nobody_and_can_be_made_again(
    app: Flask, made: Consultation
) -> None:
    client = auditor(app, made)
    page = ask(client)
    work(app)
    shutil.rmtree(instance(app) / ordering.FOLDER)
    assert take(client, page)[0] == 409
    order = db.session.scalars(select(PackageOrder)).one()
    assert order.taken_at is None and order.failed_at is not None
    again = ask(client)
    assert again != page
    work(app)
    assert take(client, again)[0] == 200 and take(client, page)[0] == 409


def test_nobody_else_finds_it(app: Flask, client: FlaskClient, made: Consultation) -> None:
    page = ask(auditor(app, made))
    work(app)
    other = auditor(app, made)
    assert other.get(page).status_code == 404
    assert (
        other.post(
            page, data={"csrf_token": token_in(other.get("/en/packages/market/order").text)}
        ).status_code
        == 404
    )
    assert client.get(page).status_code == 302
    assert other.get(page.replace(page[-4:], "0000")).status_code == 404


def test_its_day_ends(app: Flask, made: Consultation) -> None:
    client = auditor(app, made)
    page = ask(client)
    work(app)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        again = auditor(app, made)
        assert ordering.sweep(instance(app), clock.now()) == 1
        assert again.get(page).status_code == 404
    assert db.session.scalars(select(PackageOrder)).one().taken_at is None


def test_only_auditors_of_the_body_may_ask(app: Flask, made: Consultation) -> None:
    stranger, author = auditor(app, make_consultation(slug="other")), app.test_client()
    actor = make_staff("author", organisation=organisations.get(made.organisation_id))
    sign_in(author, accounts.get_by_address(actor.email))
    for client in (stranger, author):
        assert client.get("/en/packages/market/order").status_code == 404


def test_it_is_encrypted_to_the_auditors_key(app: Flask, made: Consultation) -> None:
    client, identity = auditor(app, made), pyrage.x25519.Identity.generate()
    page = ask(client)
    work(app, key=str(identity.to_public()))
    code, content = take(client, page)
    assert code == 200 and content.startswith(b"age-encryption.org/v1") and b"words of one" not in content
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(content, [identity]))) as archive:
        assert archive.testzip() is None


def test_a_wrong_key_leaves_nothing_in_clear(app: Flask, made: Consultation, tmp_path: Path) -> None:
    target = tmp_path / "p.zip"
    written: Made = keeping.sealed_package(made.id, "auditor", target, clock.now(), seal=jobs.seal)
    with pytest.raises(Refused):
        ordering.encrypt(written, "age1wrong")
    assert list(tmp_path.iterdir()) == []
