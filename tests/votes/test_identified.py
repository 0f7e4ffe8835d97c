"""Where a consultation asks who answers: a confirmed mobile number or an official identity, and nobody else."""

import re

from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts import service as accounts
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.mail import OutboxMail
from consult.votes.models import Voter
from tests.consultations.pages import fields_of, words_of
from tests.contributions.browsing import send
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.votes import make_statement

VOTE = "/en/consultations/market/vote"


def _answer(client: FlaskClient, statement: str) -> int:
    page = client.get(VOTE)
    sent = {**fields_of(page), "statement": statement, "value": "agree"}
    return client.post(VOTE, data=sent).status_code


def test_a_number_that_a_link_confirmed_is_enough_and_an_address_is_not(client: FlaskClient) -> None:
    statement = make_statement(
        make_consultation(slug="market", rules={"who_may_vote": "identified"})
    ).public_id
    assert "asks who answers" in words_of(client.get(VOTE))
    refused = send(client, f"{VOTE}/start", email="ada@example.org")
    assert refused.status_code == 422 and "mobile number" in words_of(refused)
    assert send(client, f"{VOTE}/start", phone="+886 912 345 678").status_code == 303
    address, text = db.session.execute(select(OutboxMail.address, OutboxMail.body)).one()
    link = re.search(r"http://localhost(/en/\S+)", text)
    assert address == "+886912345678" and link
    assert send(client, link[1]).status_code == 303
    assert _answer(client, statement) == 303
    assert db.session.scalar(select(func.count(Voter.id))) == 1


def test_an_account_alone_is_not_enough_and_an_official_identity_is(client: FlaskClient) -> None:
    statement = make_statement(
        make_consultation(slug="market", rules={"who_may_vote": "identified"})
    ).public_id
    account = make_account()
    account_id = account.id
    sign_in(client, account)
    assert _answer(client, statement) == 403
    with writing():
        accounts.link_identity(
            Actor("account", account_id), account_id=account_id, issuer="https://id.example", subject="1",
            now=clock.now(),
        )  # fmt: skip
    assert _answer(client, statement) == 303
