"""What is refused before anybody accepts it is counted by day, door and cause, and each day is an entry."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.accounts import queries as accounts
from consult.analysis import rules as analysis
from consult.consultations.models import Consultation
from consult.contributions import rules as contributions
from consult.foundation import access, clock, refusals
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Busy, NotOpen, Refused
from consult.foundation.limits import TooMany
from consult.moderation import rules as moderation
from consult.opendata.verify_refused import RefusedDays
from consult.outcomes import rules as outcomes
from consult.record import checks, jobs, queries, service
from consult.record.models import Entry, RefusedDay
from consult.record.rules import REFUSALS_COUNTED
from consult.record.verify import Fault
from consult.site.doors import DOORS
from tests.contributions.browsing import comment_address, fields_of, send, send_comment, words_of
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.site.test_audit import example_of

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


def doors_of(app: Flask) -> list[tuple[str, str]]:
    """(endpoint, an address of it) of everything that somebody without a role sends."""
    return [
        (rule.endpoint, example_of(rule))
        for rule in app.url_map.iter_rules()
        for stamp in [access.stamp_of(app, rule.endpoint)]
        if "POST" in (rule.methods or ()) and stamp is not None and stamp.kind in ("anyone", "account")
    ]


def test_every_door_counts_every_cause_and_has_a_name(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a door does inside, its refusals are counted by the endpoint; a door of tomorrow too."""
    sign_in(client, accounts.get_by_address(make_staff("author").email))
    doors = doors_of(app)
    assert len(doors) > 40 and not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api")
                                    and {"POST", "PUT", "PATCH", "DELETE"} & set(rule.methods or ())]  # fmt: skip
    for endpoint, address in doors:
        for refused in (TooMany("Too many."), NotOpen("Not open."), Busy("Busy.")):

            def door(refused: Refused = refused, **_parts: object) -> None:
                raise refused

            monkeypatch.setitem(app.view_functions, endpoint, access.anyone(door))
            assert client.post(address).status_code == refused.status, endpoint
            monkeypatch.undo()
    told = counted()
    assert {endpoint: told.get(endpoint) for endpoint, _address in doors} == {
        endpoint: {"limit": 1, "closed": 1, "overload": 1} for endpoint, _address in doors
    }
    assert {one for one, _address in doors} == set(DOORS)


def test_a_limit_that_nobody_is_told_of_is_counted_too(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_consultation()
    settings = app.extensions["consult_settings"]
    none = settings.model_copy(update={"confirm_mails_per_address_per_hour": 0})
    monkeypatch.setitem(app.extensions, "consult_settings", none)
    answer = send(client, f"/en/consultations/{made.slug}/subscribe", email="flooded@example.org")
    assert answer.status_code == 303 and counted() == {"notifications.send_subscribe": {"limit": 1}}


@pytest.mark.parametrize("late", [
    lambda now: moderation.check_may_ask(
        ruled_at=now - timedelta(days=99), days=14, is_open=False, was_reviewed=False, now=now, zone="UTC"),
    lambda now: outcomes.check_may_ask_look(now - timedelta(days=99), 14, now),
    lambda now: contributions.check_may_confirm(
        "closed", now - timedelta(days=9), "UTC", now, within=timedelta(days=1), received_at=now - timedelta(days=20)),
    lambda _now: analysis.check_may_advise("answered"),
])  # fmt: skip
def test_what_comes_when_its_time_is_over_is_counted_as_closed(late: Callable[[datetime], None]) -> None:
    with pytest.raises(Refused) as refused:
        late(clock.now())
    assert refused.value.cause == "closed"


@pytest.mark.parametrize(("day", "counts", "fault"), [
    ("2026-03-01", '{"votes.cast":{"limit":2,"closed":1}}', ""),
    ("2026-03-02", "{}", "before the day was over"),
    ("2026-03-01", "[1]", "not counts"),
    ("2026-03-01", '{"votes.cast":{"dislike":2}}', "no count"),
    ("2026-03-01", '{"votes.cast":{"limit":-2}}', "no count"),
])  # fmt: skip
def test_the_verifier_of_packages_knows_the_entry(day: str, counts: str, fault: str) -> None:
    days, entry = RefusedDays(), {"type": REFUSALS_COUNTED, "time": "2026-03-02T00:07Z"}
    if fault:
        with pytest.raises(Fault, match=fault):
            days.take(entry, {"day": day, "counts": counts})
        return
    days.take(entry, {"day": day, "counts": counts})
    assert days.in_words().endswith("3 on 1 days.")
    with pytest.raises(Fault, match="told twice"):
        days.take(entry, {"day": day, "counts": counts})


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
