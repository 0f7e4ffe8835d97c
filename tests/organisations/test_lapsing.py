"""Requests that wait for a second person and can't be done any more: nobody signs them, and they end by themselves."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.consultations import queries as consultations
from consult.consultations import service as life
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.service import importing
from consult.foundation import clock, web
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.organisations import jobs
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.record import checks
from consult.record import jobs as sealing
from consult.record.models import Entry
from tests.consultations.pages import signed_in, words_of
from tests.factories.consultations import DAY, make_consultation, make_staff

Ask = Callable[[Actor, Consultation, datetime], object]


def ask_extension(author: Actor, market: Consultation, now: datetime) -> None:
    assert market.closes_at is not None
    life.extend(author, market, until=market.closes_at + 3 * DAY, reason="The flood.", now=now)


def ask_suspension(author: Actor, market: Consultation, now: datetime) -> None:
    life.suspend(author, market, reason="The flood.", now=now)


def ask_import(author: Actor, market: Consultation, now: datetime) -> None:
    source = importing.Source("letters", "ab" * 32, b"secret")
    assert not importing.agree(author, market, source, now=now)


def ask_time(author: Actor, market: Consultation, now: datetime) -> None:
    assert market.closes_at is not None
    longer = contributions.Longer("a village", "Lower Weir", "The flood.", market.closes_at + 3 * DAY)
    contributions.ask_more_time(author, market, longer, secret=web.settings().secret, language="en", now=now)


def asked(ask: Ask) -> tuple[Actor, str]:
    """An open consultation on which an author asked for it; who may sign, and what waits."""
    body = organisations.get(make_consultation("open", slug="market").organisation_id)
    author, second = (make_staff("author", "administrator", organisation=body) for _ in range(2))
    with writing():
        ask(author, consultations.get("market"), clock.now())
    return second, approvals.waiting_approvals()[-1].approval.public_id


def change(**values: object) -> None:
    """The state of the consultation, as time or an older release left it."""
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(update(Consultation).where(Consultation.slug == "market").values(**values))


def decision(public_id: str) -> str:
    db.session.expire_all()
    return approvals.get_approval(public_id).approval.decision


@pytest.mark.parametrize("ask", [ask_extension, ask_suspension, ask_import, ask_time])
def test_what_an_older_release_left_waiting_lapses_where_the_consultation_had_ended(
    app: Flask, ask: Ask
) -> None:
    second, public_id = asked(ask)
    assert jobs.lapse_requests(clock.now()) == 0 and decision(public_id) == ""
    change(state="withdrawn", ending="withdrawn", ended_at=clock.now())
    with pytest.raises(Refused) as refused, writing():
        approving.sign(second, approvals.get_approval(public_id), now=clock.now())
    assert refused.value.message == approving.TOO_LATE
    assert jobs.lapse_requests(clock.now()) == 1 and jobs.lapse_requests(clock.now()) == 0
    assert decision(public_id) == "voided"
    last = json.loads(
        db.session.scalars(select(Entry.content).order_by(Entry.number.desc())).first() or b"{}"
    )
    assert (last["type"], last["actor"], last["objects"][0]) == ("approval.voided", "timer", public_id)


@pytest.mark.parametrize(
    ("ask", "said"),
    [
        (ask_extension, "One body, place or person can still be given more time."),
        (ask_suspension, "it can’t be suspended any more"),
        (ask_import, "nobody need agree to this import any more"),
    ],
)
def test_what_only_an_open_one_allows_lapses_at_closing_and_its_page_says_why(
    client: FlaskClient, ask: Ask, said: str
) -> None:
    second, public_id = asked(ask)
    desk, page = signed_in(client, second), f"/en/desk/approvals/{public_id}"
    assert "Sign" in words_of(desk.get(page)) and said not in words_of(desk.get(page))
    change(closes_at=clock.now() - DAY)
    shown = desk.get(page).text
    assert said in shown and "With the last signature" not in shown
    assert "span" not in shown.partition("</title>")[0].partition("<title>")[2]
    with pytest.raises(Refused), writing():
        approving.sign(second, approvals.get_approval(public_id), now=clock.now())
    assert jobs.lapse_requests(clock.now()) == 1 and decision(public_id) == "voided"
    assert "Void" in desk.get(page).text
    sealing.seal()
    assert checks.check_logs()


def test_more_time_is_granted_after_closing_until_it_is_over_itself(client: FlaskClient) -> None:
    second, public_id = asked(ask_time)
    until = clock.now() + DAY
    change(closes_at=clock.now() - DAY)
    assert jobs.lapse_requests(clock.now()) == 0
    page = signed_in(client, second).get(f"/en/desk/approvals/{public_id}").text
    assert "Whoever is given this time can still send; nobody else can." in page
    desk = words_of(client.get("/en/desk/consultations/market/more-time"))
    assert "one body, place or person can still be given time" in desk
    late = consultations.get("market").closes_at
    assert late is not None and until > late
    change(state="suspended")
    assert jobs.lapse_requests(clock.now() + 90 * DAY) == 0, "it goes on some day"
    change(state="published")
    db.session.rollback()
    with writing():
        approving.sign(second, approvals.get_approval(public_id), now=clock.now())
    assert decision(public_id) == "done"


def test_more_time_that_was_over_before_anybody_agreed_lapses(app: Flask) -> None:
    _second, public_id = asked(ask_time)
    assert jobs.lapse_requests(clock.now() + 400 * DAY) == 1 and decision(public_id) == "voided"
    with pytest.raises(Refused), writing():
        approving.sign(_second, approvals.get_approval(public_id), now=clock.now())
