"""The receipt of a person's answers by mail: asked for, once for each newest answer, to their own address only."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.db import db
from consult.foundation.mail import OutboxMail
from consult.record import jobs, proving
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.votes import make_statement
from tests.votes.test_pages import answer, mailed_links, token_in, use, vote_url
from tests.votes.test_pages import ask as ask_for_link

ADDRESS = "ann@example.org"


@pytest.fixture
def made(app: Flask) -> Consultation:
    consultation = make_consultation(slug="market")
    make_statement(consultation)
    return consultation


def mails() -> list[OutboxMail]:
    db.session.rollback()
    return list(db.session.scalars(select(OutboxMail).where(OutboxMail.key.startswith("votes.receipt|"))))


def ask(client: FlaskClient, made: Consultation, **data: str):
    page = client.get(vote_url(made, "/mine")).text
    return client.post(vote_url(made, "/receipt"), data={"csrf_token": token_in(page), **data})


def test_who_has_an_account_presses_a_button_and_gets_a_proof_that_holds(
    made: Consultation, client: FlaskClient
) -> None:
    sign_in(client, make_account(ADDRESS))
    answer(client, made, "agree")
    early = ask(client, made)
    assert early.status_code == 422 and "not sealed in the record yet" in early.text and not mails()
    jobs.seal()
    done = ask(client, made)
    assert done.status_code == 303 and "mailed=1" in done.location
    assert "on its way" in client.get(done.location).text
    ask(client, made)
    (mail,) = mails()
    assert mail.address == ADDRESS
    ((name, proof),) = mail.attached.items()
    assert name == "market-answers.tlog-proof"
    told = proving.check(proof, now=clock.now())
    assert told.kind == "receipt"
    assert "agree" not in mail.body.lower()


def test_who_came_by_a_link_types_the_address_again_and_no_other(
    made: Consultation, client: FlaskClient
) -> None:
    ask_for_link(client, made, ADDRESS)
    use(client, mailed_links()[0])
    answer(client, made, "pass")
    jobs.seal()
    other = ask(client, made, email="eve@example.org")
    assert other.status_code == 422 and "not the address that you confirmed" in other.text
    assert not mails()
    assert ask(client, made, email=" ANN@example.org").status_code == 303
    (mail,) = mails()
    assert mail.queued_at > clock.now() - timedelta(minutes=1)


def test_who_answered_nothing_is_told_so(made: Consultation, client: FlaskClient) -> None:
    sign_in(client, make_account(ADDRESS))
    assert ask(client, made).status_code == 404
