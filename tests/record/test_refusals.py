"""What is refused before anybody accepts it is counted by day, door and cause, and each day is an entry."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.consultations.models import Consultation
from consult.foundation import clock, refusals
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Busy
from consult.record import checks, jobs, queries, service
from consult.record.models import Entry, RefusedDay
from consult.record.rules import REFUSALS_COUNTED
from tests.contributions.browsing import comment_address, fields_of, send, send_comment, words_of
from tests.factories.consultations import make_consultation

DOOR = "contributions.send_comment"


@pytest.fixture(autouse=True)
def _no_counts(app: Flask) -> None:
    with app.app_context():
        for day in refusals.tally().before(clock.now().date() + timedelta(days=2)):
            refusals.tally().forget(day)


def counted() -> refusals.Counts:
    """What was counted today."""
    return refusals.tally().before(clock.now().date() + timedelta(days=1)).get(clock.now().date(), {})


def test_each_cause_is_counted_at_its_door(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_consultation()
    address, consultation_id = comment_address(made.slug), made.id
    trapped = send(client, address, body="Buy lamps.", leave_empty="http://lamps.example")
    assert trapped.status_code == 422 and "taken for spam" in words_of(trapped)
    again = fields_of(trapped)
    assert (again["body"], again["leave_empty"]) == ("Buy lamps.", "")
    settings = app.extensions["consult_settings"]
    none = settings.model_copy(update={"comments_per_address_per_hour": 0})
    monkeypatch.setitem(app.extensions, "consult_settings", none)
    assert send(client, address, body="Too many.").status_code == 429
    monkeypatch.undo()

    def busy(*_given: object, **_named: object) -> None:
        raise Busy("The site is busy.")

    monkeypatch.setattr("consult.contributions.service.submit", busy)
    monkeypatch.setattr("consult.contributions.service.send", busy)
    assert send(client, address, body="Overload.").status_code == 503
    monkeypatch.undo()
    form = fields_of(client.get(address))
    with writing() as session:
        session.execute(
            update(Consultation)
            .where(Consultation.id == consultation_id)
            .values(closes_at=clock.now() - timedelta(seconds=1))
        )
        service.append("test.closed", actor=CONSOLE, now=clock.now(), consultation="c" * 32)
    assert client.post(address, data={**form, "body": "Late."}).status_code == 422
    assert counted() == {DOOR: {"trap": 1, "limit": 1, "overload": 1, "closed": 1}}


def test_what_is_accepted_or_only_wrong_is_not_counted(client: FlaskClient) -> None:
    slug = make_consultation().slug
    send_comment(client, slug, "Accepted.")
    assert send(client, comment_address(slug), body="").status_code == 422
    assert counted() == {}


def test_a_day_that_is_over_becomes_an_entry_once(app: Flask, client: FlaskClient) -> None:
    today = clock.now()
    yesterday = today - timedelta(days=1)
    for cause in ("limit", "limit", "trap"):
        refusals.tally().add(yesterday.date(), DOOR, cause)
    refusals.tally().add(today.date(), DOOR, "limit")
    assert jobs.count_refusals(today) == 1 and jobs.count_refusals(today) == 0
    refusals.tally().add(yesterday.date(), DOOR, "limit")  # as after a crash between entry and forgetting
    jobs.count_refusals(today)
    entries = db.session.scalars(select(Entry.id).where(Entry.type == REFUSALS_COUNTED)).all()
    assert len(entries) == 1
    assert (
        service.opened_values(entries[0])["counts"] == '{"contributions.send_comment":{"limit":2,"trap":1}}'
    )
    assert queries.refused_days(5) == [(yesterday.date(), {DOOR: {"limit": 2, "trap": 1}})]
    assert counted() == {DOOR: {"limit": 1}}
    jobs.seal()
    words = words_of(client.get("/en/record"))
    assert "Writing a comment" in words and "too many within an hour" in words
    assert "1 days" in checks.check_refusals()
    with writing() as session:
        session.execute(update(RefusedDay).values(counts={DOOR: {"limit": 1}}))
        service.append("test.tampered", actor=CONSOLE, now=clock.now())
    with pytest.raises(checks.Fault, match="record_refused_day"):
        checks.check_refusals()


def test_a_tally_that_cannot_be_written_holds_nobody_up(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        refusals.tally(), "_path", app.extensions["consult_settings"].instance / "no" / "such"
    )
    answer = send(client, comment_address(make_consultation().slug), body="x", leave_empty="y")
    assert answer.status_code == 422
