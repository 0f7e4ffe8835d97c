"""Receipts of every act of a sender: promised at once, proven once sealed, mailed where an address is known."""

import json
import re
import secrets
from email import message_from_string, policy

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.contributions import references, service
from consult.contributions.events import ReceiptGiven
from consult.contributions.models import Comment
from consult.foundation import clock, events, mail_rounds
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.record import jobs, notes, proving
from consult.record import service as record
from tests.contributions.browsing import send, send_comment
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_review, make_ruling


@pytest.fixture
def sealed(app: Flask) -> None:
    """A site that has sealed before, so that it has a key."""
    with writing():
        record.append("lantern.lit", actor=CONSOLE, now=clock.now())
    jobs.seal()


def proofs_on(client: FlaskClient, page: str) -> list[str]:
    """The texts of all receipts that a sender's page offers, newest first."""
    addresses = re.findall(r'href="([^"]+/proofs/[0-9a-f]{32})"', client.get(page).text)
    return [client.get(one).text for one in addresses]


def the_comment() -> Comment:
    db.session.rollback()
    return db.session.scalars(select(Comment)).one()


def mails() -> list[OutboxMail]:
    while events.deliver_due(clock.now()):
        pass
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_at_once_a_promise_then_the_proof_with_what_was_sent(sealed: None, client: FlaskClient) -> None:
    page = send_comment(
        client, make_consultation().slug, "Keep the market open.", name="Ada", publication="named"
    )
    answer = client.get(page)
    assert "Consult promise v1" in answer.text and "Download the signed promise" in answer.text
    (promise,) = proofs_on(client, page)
    assert proving.check(promise.encode(), now=clock.now()).is_kept is None
    assert the_comment().reference in promise and "Ada" not in promise
    jobs.seal()
    assert "Consult promise v1" not in client.get(page).text
    assert proving.check(promise.encode(), now=clock.now()).is_kept is True
    (proof,) = proofs_on(client, page)
    opened = proving.check(proof.encode(), now=clock.now()).opened
    assert (opened["body"], opened["name"], opened["reference"]) == (
        "Keep the market open.", "Ada", the_comment().reference,
    )  # fmt: skip


def test_an_edit_and_taking_it_back_have_receipts_of_their_own(sealed: None, client: FlaskClient) -> None:
    page = send_comment(client, make_consultation().slug, "First wording.")
    assert send(client, f"{page}/correct", body="Second wording.").status_code == 303
    assert send(client, f"{page}/withdraw").status_code == 303
    jobs.seal()
    found = [proving.check(one.encode(), now=clock.now()) for one in proofs_on(client, page)]
    assert [one.entry["type"] for one in found] == [
        "comment.withdrawn",
        "comment.corrected",
        "comment.received",
    ]
    assert (found[1].opened["body"], found[1].opened["revision"]) == ("Second wording.", "2")


def test_a_request_for_review_has_a_receipt(sealed: None, client: FlaskClient) -> None:
    page = send_comment(client, make_consultation().slug, "You are all thieves.")
    make_ruling(the_comment(), "hide")
    make_review(the_comment(), reason="It names nobody.")
    jobs.seal()
    newest = proving.check(proofs_on(client, page)[0].encode(), now=clock.now())
    assert (newest.entry["type"], newest.opened["reason"]) == ("review.asked", "It names nobody.")


def test_the_public_proof_opens_nothing(sealed: None, client: FlaskClient) -> None:
    send_comment(client, make_consultation().slug, "Keep the market open.", name="Ada")
    address = f"/record/receipts/{the_comment().reference}.tlog-proof"
    assert client.get(address).status_code == 404
    jobs.seal()
    answer = client.get(address)
    assert answer.status_code == 200 and "Cookie" not in answer.headers.get("Vary", "")
    found = proving.check(answer.data, now=clock.now())
    assert found.entry["type"] == "comment.received" and found.opened == {}
    extra = json.loads(notes.parse_proof(answer.data).extra or b"")
    assert extra.keys() == {"entry"}


def test_nobody_takes_the_receipt_of_another(sealed: None, client: FlaskClient) -> None:
    slug = make_consultation().slug
    mine, other = send_comment(client, slug, "Mine."), send_comment(client, slug, "Another’s.")
    address = re.findall(r'href="([^"]+/proofs/[0-9a-f]{32})"', client.get(other).text)[0]
    entry = address.rsplit("/", 1)[1]
    assert client.get(f"{mine}/proofs/{entry}").status_code == 404
    assert client.get(f"/en/me/comments/{the_reference('Mine.')}/proofs/{entry}").status_code in (
        302,
        303,
        401,
        403,
    )


def the_reference(_words: str) -> str:
    db.session.rollback()
    return db.session.scalars(select(Comment.reference).order_by(Comment.id)).first() or ""


def test_an_account_takes_receipts_on_its_own_page(sealed: None, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.com"))
    send_comment(client, make_consultation().slug, "By account.")
    jobs.seal()
    (proof,) = proofs_on(client, f"/en/me/comments/{the_comment().reference}")
    assert proving.check(proof.encode(), now=clock.now()).opened["body"] == "By account."


def test_receipts_are_mailed_once_the_address_is_known_and_all_is_sealed(
    sealed: None, client: FlaskClient
) -> None:
    send_comment(client, make_consultation().slug, "With an address.", email="ada@example.com")
    jobs.seal()
    (letter,) = mails()  # the one that asks to confirm; it carries nothing that was sent
    assert not letter.attached
    link = re.findall(r"http://localhost(\S+/confirm/\S+)", letter.body)[0]
    assert send(client, link).status_code == 303
    letter = next(one for one in mails() if one.attached)
    ((name, text),) = letter.attached.items()
    assert (
        re.fullmatch(rf"{the_comment().reference}-entry-\d+\.tlog-proof", name)
        and "record/verify" in letter.body
    )
    assert proving.check(text.encode(), now=clock.now()).opened["body"] == "With an address."
    assert f"/receipt/{link.rsplit('/', 1)[1]}" in letter.body
    with writing():
        events.emit(ReceiptGiven(the_comment().submission_id), now=clock.now())
    assert len([one for one in mails() if one.attached]) == 1


def test_what_is_not_sealed_is_told_later_and_logged_as_no_fault(
    sealed: None, client: FlaskClient, capsys: pytest.CaptureFixture[str]
) -> None:
    sign_in(client, make_account("ada@example.com"))
    send_comment(client, make_consultation().slug, "Waits for its seal.")
    assert mails() == [] and "event_not_delivered" not in capsys.readouterr().out
    jobs.seal()
    with writing() as session:
        for row in session.scalars(select(events.OutboxEvent)):
            row.due_at = clock.now()
    (letter,) = mails()
    assert letter.address == "ada@example.com" and len(letter.attached) == 1


def test_an_attached_receipt_arrives_byte_by_byte(app: Flask, sealed: None, client: FlaskClient) -> None:
    sign_in(client, make_account("ada@example.com"))
    send_comment(client, make_consultation().slug, "位元組。")
    jobs.seal()
    (letter,) = mails()
    (text,) = letter.attached.values()
    mail_rounds.send_due(clock.now())
    folder = app.extensions["consult_settings"].instance / "mail"
    written = max(folder.glob("*.log"), key=lambda path: path.stat().st_mtime).read_text(encoding="utf-8")
    message = message_from_string(written.rsplit("-" * 79, 1)[0], policy=policy.default)
    (part,) = message.iter_attachments()  # type: ignore[attr-defined]
    assert part.get_content() == text.encode()
    db.session.rollback()
    assert db.session.scalars(select(OutboxMail)).one().attached == {}


def test_a_submission_with_several_parts_has_a_receipt_for_each_and_for_the_whole(
    sealed: None, client: FlaskClient
) -> None:
    consultation_id, key = make_consultation().id, secrets.token_bytes(references.KEY_BYTES)
    with writing():
        made = consultations.get_by_id(consultation_id)
        version = consultations.current_version(consultation_id)
        assert version is not None
        parts = [service.Part(version, service.write(words, limit=5_000)) for words in ("One.", "Two.")]
        service.send(GUEST, made, parts, key=key, language="en", now=clock.now())
    jobs.seal()
    found = [
        proving.check(one.encode(), now=clock.now())
        for one in proofs_on(client, f"/en/receipt/{references.key_text(key)}")
    ]
    assert [one.entry["type"] for one in found] == [
        "comment.received",
        "comment.received",
        "submission.received",
    ]
    assert len({one.entry["actor"] for one in found}) == 1
