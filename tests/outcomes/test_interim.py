"""What is said by a date that law forces: two people, the debt in the first line, and it stays public."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.foundation.errors import Refused
from consult.opendata import verify_package
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.outcomes import service
from consult.record import checks
from tests.consultations.pages import signed_in
from tests.factories.analysis import mark_read
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.outcomes import draft_outcome, make_comments, responder_of
from tests.factories.packages import export
from tests.outcomes.test_pages import words


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("closed", organisation=make_organisation(name="City Hall"))


@pytest.fixture
def actor(consultation: Consultation) -> Actor:
    return responder_of(consultation)


def ask(actor: Actor, consultation: Consultation, days: int = 20) -> None:
    with writing():
        service.ask_interim(
            actor, consultations.get_by_id(consultation.id), body="We lean towards yes.", law="Act 7, section 3",
            until=(clock.now() + timedelta(days=days)).date(), now=clock.now(),
        )  # fmt: skip


def test_two_people_publish_it_and_the_debt_stays_public(
    consultation: Consultation, actor: Actor, client: FlaskClient, tmp_path: Path
) -> None:
    first, second, _third = make_comments(consultation, 3)
    mark_read(consultation, [first], actor=actor)
    signer = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    ask(actor, consultation)
    address = f"/en/consultations/{consultation.slug}/outcome"
    assert "We lean towards yes." not in client.get(address).text
    with writing():
        (found,) = approvals.waiting_approvals(act=service.PUBLISH_INTERIM)
        with pytest.raises(Refused, match="another person"):
            approving.sign(actor, found, now=clock.now())
    with writing():
        (found,) = approvals.waiting_approvals(act=service.PUBLISH_INTERIM)
        approving.sign(signer, found, now=clock.now())
    page = words(client.get(address))
    assert "2 comments were unread when this was published. They are to be read by" in page
    assert page.index("2 comments were unread") < page.index("We lean towards yes.")
    assert "2 are still owed" in page and "1 of 3 comments read" in page and "Act 7, section 3" in page
    mark_read(consultation, [second], actor=actor)
    page = words(client.get(address))
    assert "2 comments were unread" in page and "1 is still owed" in page and "(66.6%)" in page
    draft_outcome(consultation, actor=actor)
    with pytest.raises(Refused, match="1 unread"), writing():
        service.publish_outcome(actor, consultations.get_by_id(consultation.id), now=clock.now())
    checks.CHECKS["outcomes"]()
    said = verify_package.verify(export(consultation, tmp_path))
    assert any("1 by two" in line for line in said)


def test_who_signs_it_sees_how_many_are_unread_and_each_text_in_its_language(
    consultation: Consultation, actor: Actor, client: FlaskClient
) -> None:
    make_comments(consultation, 3)
    signer = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    with writing():
        service.ask_interim(
            actor, consultations.get_by_id(consultation.id), body="傾向同意。", law="行政程序法", language="zh-hant",
            until=date(2099, 3, 1), now=clock.now(),
        )  # fmt: skip
    (found,) = approvals.waiting_approvals(act=service.PUBLISH_INTERIM)
    page = signed_in(client, signer).get(f"/en/desk/approvals/{found.approval.public_id}")
    said = words(page)
    assert "Comments that nobody has read yet 3" in said and "1 March 2099" in said
    assert re.search(r'<dd[^>]* lang="zh-Hant">傾向同意。</dd>', page.text)
    assert f"/en/desk/consultations/{consultation.slug}/outcome" in page.text


def test_nobody_publishes_it_alone(consultation: Consultation, actor: Actor) -> None:
    make_comments(consultation)
    with pytest.raises(Refused, match="needs two people"):
        ask(actor, consultation)


def test_it_is_refused_once_everything_is_read_or_for_a_day_that_is_over(
    consultation: Consultation, actor: Actor
) -> None:
    make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    comments = make_comments(consultation)
    with pytest.raises(Refused, match="in the future"):
        ask(actor, consultation, days=0)
    mark_read(consultation, comments, actor=actor)
    with pytest.raises(Refused, match="publish the outcome instead"):
        ask(actor, consultation)
