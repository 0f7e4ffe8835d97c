"""The verifier of packages knows quiet periods: an outcome in one without an exemption is refused."""

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar

from consult.consultations import jobs, queries, service
from consult.foundation import clock, i18n
from consult.foundation.access import CONSOLE
from consult.foundation.db import writing
from consult.opendata.verify_package import verify
from consult.opendata.verify_quiet import Quiet, QuietPeriods
from consult.organisations import queries as organisations
from consult.record.verify import Fault
from tests.factories.consultations import make_consultation, make_organisation, make_staff, sign_waiting
from tests.factories.packages import export, read_files


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_a_package_tells_of_quiet_periods_and_checks_out_and_a_day_is_due_alike_everywhere(
    app: Flask, client: FlaskClient, tmp_path: Path, grade: str
) -> None:
    assert app
    body, now = make_organisation("ministry"), clock.now()
    made = make_consultation("open", organisation=body, slug="market", closes_at=now + timedelta(days=2))
    author, first = make_staff("author", organisation=body), made.outcome_due_on
    told = [outcome_event(client)]
    for suspended in (True, False):
        with writing():
            made, later = queries.get("market"), now + timedelta(days=1)
            if suspended:
                service.suspend(author, made, reason="The flood.", now=now)
            else:
                service.resume(author, made, now=later)
    told.append(outcome_event(client))
    with writing():
        made = queries.get("market")
        assert made.closes_at is not None
        service.extend(author, made, until=made.closes_at + timedelta(days=1), reason="The roads.", now=now)
    sign_waiting()
    told.append(outcome_event(client))
    with writing():
        service.set_quiet_period(
            CONSOLE, organisations.get_by_slug("ministry"), begins_on=now.date(),
            ends_on=now.date() + timedelta(days=9), reason="The election.", language="en", now=now,
        )  # fmt: skip
    assert jobs.begin_quiet(now) == 1
    told.append(outcome_event(client))
    with writing():
        service.exempt(
            author, queries.get("market"), act="outcome", reason="The law.", language="en", now=now
        )
    sign_waiting()
    path = export(queries.get("market"), tmp_path, grade)
    assert any("Everything" in line or "entries" in line for line in verify(path))

    assert first is not None and told[0][0] == first
    assert [after > before for before, after in pairwise(day for day, _ in told)] == [True] * 3
    assert [after > before for before, after in pairwise(number for _, number in told)] == [True] * 3
    due = queries.get("market").outcome_due_on
    assert due == told[-1][0]
    for page in ("market", "market/outcome", "market/oversight"):
        assert i18n.date_text(due, lang="en") in client.get(f"/en/consultations/{page}").text, page
    packed = json.loads(read_files(path)["data/consultation.jsonl"].splitlines()[0])
    served = client.get("/api/v1/consultations/market").get_json()["texts"][0]
    assert {packed["outcome_due_on"], served["outcome_due_on"]} == {due.isoformat()}


def outcome_event(client: FlaskClient) -> tuple[date, int]:
    """(the day the outcome is due, the number of the event's wording), as a calendar program reads it."""
    found = Calendar.from_ical(client.get("/calendar/market.ics").data).walk("VEVENT")
    event = next(one for one in found if "-outcome@" in str(one["UID"]))
    return event["DTSTART"].dt, event["SEQUENCE"]


SET = {"type": "quiet_period.set", "objects": ["q", "body"], "time": "2026-05-01T00:00Z"}
DAYS = {"begins_on": "2026-05-10", "ends_on": "2026-05-20"}
OUT = {"type": "outcome.published", "time": "2026-05-15T00:00Z"}
EXEMPTED = {"type": "consultation.exempted", "objects": ["e", "q"], "time": "2026-05-14T00:00Z"}
ENDED = {"type": "quiet_period.ended", "objects": ["q", "body"], "time": "2026-05-12T00:00Z"}


def test_an_outcome_in_a_quiet_period_without_an_exemption_is_refused() -> None:
    periods = QuietPeriods()
    periods.take(SET, DAYS)
    rules = {"timezone": "UTC"}
    with pytest.raises(Fault, match="outcome on 2026-05-15"):
        Quiet(periods, ["body", "top"]).take(OUT, {}, rules)
    Quiet(periods, ["another"]).take(OUT, {}, rules)
    exempt = Quiet(periods, ["body"])
    exempt.take(EXEMPTED, {"act": "outcome"}, rules)
    exempt.take(OUT, {}, rules)
    published = {"type": "consultation.published", "time": "2026-05-05T00:00Z"}
    with pytest.raises(Fault, match="opening on 2026-05-11"):
        exempt.take(published, {}, {**rules, "opens_at": "2026-05-11 09:00:00+00:00"})
    exempt.take({**published, "ground": "past-dates"}, {}, {**rules, "opens_at": "2026-05-11 09:00:00+00:00"})
    periods.take(ENDED, {"ends_on": "2026-05-12"})
    Quiet(periods, ["body"]).take(OUT, {}, rules)


PUBLISHED = {"type": "consultation.published", "time": "2026-05-01T00:00Z"}
SUSPENDED = {"type": "consultation.suspended", "time": "2026-05-02T00:00Z"}


def announced(opens_at: str, *, of: str = "body") -> tuple[Quiet, dict[str, str]]:
    """One that is to open then, of which a quiet period is told a minute after it is published."""
    periods, rules = QuietPeriods(), {"timezone": "UTC", "opens_at": opens_at}
    quiet = Quiet(periods, [of])
    quiet.take(PUBLISHED, {}, rules)
    periods.take({**SET, "time": "2026-05-01T00:01Z"}, DAYS)
    return quiet, rules


@pytest.mark.parametrize("type_", ["put_off", "extended", "resumed", "exempted"])
def test_an_act_that_moves_the_opening_into_a_quiet_period_is_refused(type_: str) -> None:
    entry = {"type": f"consultation.{type_}", "time": "2026-05-03T00:00Z", "objects": ["e", "q"]}
    for opens_at, allowed in (("2026-05-20T23:00:00+00:00", False), ("2026-05-21T00:00:00+00:00", True)):
        quiet, rules = announced("2026-05-05T00:00:00+00:00")
        rules["opens_at"] = opens_at
        opened = {"opens_at": opens_at, "act": "outcome"}
        if allowed:
            quiet.take(entry, opened, rules)
            continue
        with pytest.raises(Fault, match="opening on 2026-05-20, in quiet period q"):
            quiet.take(entry, opened, rules)
        quiet, _ = announced("2026-05-05T00:00:00+00:00", of="another")
        quiet.take({**entry, "objects": ["e", "q"]}, opened, rules)


def test_what_opens_by_being_resumed_in_a_quiet_period_is_refused() -> None:
    resumed = {"type": "consultation.resumed", "time": "2026-05-12T00:00Z"}
    quiet, rules = announced("2026-05-05T00:00:00+00:00")
    quiet.take(SUSPENDED, {}, rules)
    quiet.check_opened(rules, "2026-05-30T00:00Z")
    with pytest.raises(Fault, match="opening on 2026-05-12"):
        quiet.take(resumed, {}, rules)
    quiet, rules = announced("2026-05-01T12:00:00+00:00")
    quiet.take(SUSPENDED, {}, rules)
    quiet.take(resumed, {}, rules)
    quiet.check_opened(rules, "2026-05-30T00:00Z")


def test_an_opening_that_nobody_put_off_is_refused() -> None:
    quiet, rules = announced("2026-05-15T00:00:00+00:00")
    quiet.check_opened(rules, "2026-05-14T00:00Z")
    with pytest.raises(Fault, match="opening on 2026-05-15"):
        quiet.check_opened(rules, "2026-05-15T00:00Z")
    extended = {"type": "consultation.extended", "time": "2026-05-03T00:00Z"}
    with pytest.raises(Fault, match="opening on 2026-05-15"):
        quiet.take(extended, {"closes_at": "2026-07-01T00:00:00+00:00"}, rules)
    quiet.take({"type": "consultation.withdrawn", "time": "2026-05-04T00:00Z"}, {}, rules)
    quiet.check_opened(rules, "2026-05-30T00:00Z")


@pytest.mark.parametrize("is_suspended", [True, False])
def test_a_package_of_one_that_was_put_off_twice_checks_out(
    app: Flask, tmp_path: Path, is_suspended: bool
) -> None:
    assert app
    top, now, day = make_organisation("government"), clock.now(), timedelta(days=1)
    made = make_consultation(
        "scheduled", organisation=make_organisation("ministry", parent=top), slug="market"
    )
    opens_at = made.opens_at
    assert opens_at
    if is_suspended:
        with writing():
            service.suspend(CONSOLE, queries.get("market"), reason="A mistake.", now=now)
        sign_waiting()
    at = opens_at + day if is_suspended else now
    for slug, first, last in (("government", 5, 12), ("ministry", 0, 5)):
        with writing():
            service.set_quiet_period(
                CONSOLE, organisations.get_by_slug(slug), begins_on=at.date() + first * day,
                ends_on=at.date() + last * day, reason="The election.", language="en", now=at,
            )  # fmt: skip
    if is_suspended:
        with writing():
            service.resume(CONSOLE, queries.get("market"), now=at + timedelta(minutes=5))
    found = queries.get("market")
    assert found.opens_at and found.opens_at.date() == at.date() + 13 * day
    assert verify(export(found, tmp_path, "public"))


def test_rows_that_no_entry_made_are_named() -> None:
    periods = QuietPeriods()
    periods.take(SET, DAYS)
    quiet = Quiet(periods, ["body"])
    began = {"type": "consultation.quiet_began", "objects": ["f", "q"], "time": "2026-05-10T00:00Z"}
    quiet.take(began, {"days": "11", "ends_on": "2026-05-20", "reason": "x"}, {})
    row = {"id": "f", "period": "q", "days": 11, "ends_on": "2026-05-20", "reason": "x"}
    quiet.check_tables([row], [])
    for rows in ([], [{**row, "days": 12}], [row, {**row, "id": "g"}]):
        with pytest.raises(Fault, match="quiet_effects"):
            quiet.check_tables(rows, [])
