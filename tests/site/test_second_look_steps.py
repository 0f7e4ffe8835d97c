"""A second look on the step line of its comment: asked for, who holds it and by when, closed."""

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from consult.consultations import queries as consultations
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import writing
from consult.outcomes.models import SecondLook
from consult.record import service as record
from tests.contributions.browsing import words_of
from tests.factories.ratings import Case, ask, close


def test_everybody_sees_that_a_second_look_waits_that_it_is_late_and_that_it_is_closed(
    app: Flask, client: FlaskClient
) -> None:
    case = Case()
    case.publish()
    page = f"/en/comments/{case.first.reference}"
    assert "second look" not in words_of(client.get(page))
    ask(case.first)
    waits = words_of(client.get(page))
    assert "Its author asked for a second look at the answer" in waits
    assert "The second look waits for another person" in waits and "Held by: City Hall" in waits
    assert "due by" in waits and "late" not in waits.partition("The second look waits")[2].partition("\n")[0]
    assert "I asked about winter." not in waits, "what they miss is for the office alone"
    with writing() as session:
        session.execute(update(SecondLook).values(asked_at=clock.now() - timedelta(days=400)))
        log = consultations.get_by_id(case.made.id).public_id
        record.append("test.changed", actor=CONSOLE, now=clock.now(), consultation=log)
    assert "days late" in words_of(client.get(page))
    close(case.other, case.first)
    closed = words_of(client.get(page))
    assert "The second look is closed, with a reason" in closed and "Held by" not in closed


def test_of_a_comment_that_is_not_public_nobody_else_sees_it(app: Flask, client: FlaskClient) -> None:
    case = Case()
    case.publish()
    ask(case.first)
    with writing() as session:
        session.get_one(type(case.first), case.first.id).state = "withheld"
        log = consultations.get_by_id(case.made.id).public_id
        record.append("test.changed", actor=CONSOLE, now=clock.now(), consultation=log)
    assert "second look" not in words_of(client.get(f"/en/comments/{case.first.reference}"))
