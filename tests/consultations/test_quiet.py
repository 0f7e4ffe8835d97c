"""Quiet periods before elections: nothing opens or appears, what runs goes on, and its clock stands still."""

from datetime import date, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from consult.consultations import jobs, queries, quiet_days, service
from consult.consultations.queries import quiet
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.notifications.queries import closing_within
from consult.organisations import queries as organisations
from consult.outcomes import queries as outcomes
from consult.outcomes import service as outcomes_service
from consult.record import checks
from consult.site.queries import front_page
from tests.consultations.pages import signed_in, submit
from tests.factories.consultations import make_consultation, make_organisation, make_staff, sign_waiting
from tests.factories.outcomes import draft_outcome

DAY = timedelta(days=1)


def keep_quiet(slug: str, first: int, last: int, *, now: datetime | None = None) -> str:
    """Set a quiet period for a body, so many days from today; returns its id."""
    now = now or clock.now()
    with writing():
        return service.set_quiet_period(
            CONSOLE, organisations.get_by_slug(slug), begins_on=now.date() + first * DAY,
            ends_on=now.date() + last * DAY, reason="The election of 2026.", language="en", now=now,
        ).public_id  # fmt: skip


def test_nothing_opens_without_an_exemption_that_two_people_agreed_on(client: FlaskClient) -> None:
    top = make_organisation("government")
    body = make_organisation("ministry", parent=top)
    make_consultation("draft", organisation=body, slug="market")
    author, second = make_staff("author", organisation=body), make_staff("author", organisation=body)
    keep_quiet("government", 0, 20)
    now = clock.now()
    with pytest.raises(Refused) as refused, writing():
        service.publish(author, queries.get("market"), now=now)
    assert "quiet period" in refused.value.message
    with writing():
        service.plan_publication(author, queries.get("market"), publish_at=now + 21 * DAY, now=now)
    with pytest.raises(Refused), writing():
        service.plan_publication(author, queries.get("market"), publish_at=now + 2 * DAY, now=now)
    desk = signed_in(client, author)
    sent = submit(desk, "/en/desk/consultations/market/exempt", act="opening", reason="A dam may break.")
    assert sent.status_code == 303
    with pytest.raises(Refused), writing():
        service.publish(author, queries.get("market"), now=now)
    assert second.account_id and sign_waiting() == 1
    with writing():
        service.publish(author, queries.get("market"), now=clock.now())
    page = client.get("/en/consultations/market").text
    assert "Exempt from a quiet period" in page and "A dam may break." in page
    assert [one.name for one in checks.verify_all(lambda: "")]


def test_a_plan_whose_time_comes_in_a_quiet_period_is_missed_and_the_log_says_so(client: FlaskClient) -> None:
    body = make_organisation("ministry")
    make_consultation("draft", organisation=body, slug="market")
    author, now = make_staff("author", organisation=body), clock.now()
    with writing():
        service.plan_publication(author, queries.get("market"), publish_at=now + DAY, now=now)
    keep_quiet("ministry", 0, 20)
    assert jobs.publish_due(now + DAY + timedelta(seconds=1)) == 1
    assert queries.get("market").state == "draft"


def test_what_was_to_open_then_opens_the_day_after_for_as_long(client: FlaskClient) -> None:
    body, now = make_organisation("ministry"), clock.now()
    make_consultation("scheduled", organisation=body, slug="market", timezone="Asia/Taipei")
    before = queries.get("market")
    opened, closed, due = before.opens_at, before.closes_at, before.outcome_due_on
    assert opened and closed and due
    keep_quiet("ministry", 0, 9)
    db.session.expire_all()
    after = queries.get("market")
    assert after.opens_at and after.closes_at and after.closes_at - after.opens_at == closed - opened
    assert after.opens_at == quiet_days.over_at(now.date() + 9 * DAY, "Asia/Taipei")
    assert after.outcome_due_on and after.outcome_due_on > due
    assert "because of it, it opens on" in client.get("/en/consultations/market").text
    author = make_staff("author", organisation=body)
    with writing():
        service.exempt(
            author, queries.get("market"), act="opening", reason="Urgent.", language="en", now=clock.now()
        )
    sign_waiting()
    assert queries.get("market").opens_at == opened


def test_what_runs_goes_on_and_its_clock_stands_still(client: FlaskClient) -> None:
    body, now = make_organisation("ministry"), clock.now()
    make_consultation("closed", organisation=body, slug="closed")
    make_consultation("open", organisation=body, slug="open", closes_at=now + 2 * DAY + timedelta(hours=20))
    due = queries.get("closed").outcome_due_on
    open_due = queries.get("open").outcome_due_on
    assert due and open_due
    assert [one.slug for one in closing_within(now, before=3 * DAY, within=DAY)] == ["open"]
    assert [one.consultation.slug for one in front_page(now, "en")["open"]] == ["open"]
    public_id = keep_quiet("ministry", 0, 9)
    assert jobs.begin_quiet(now) == 2 and jobs.begin_quiet(now) == 0
    db.session.expire_all()
    assert queries.get("closed").outcome_due_on == due + 10 * DAY
    closing_day = queries.get("open").closes_at
    assert closing_day is not None
    counted = (now.date() + 9 * DAY - closing_day.date()).days
    assert queries.get("open").outcome_due_on == open_due + counted * DAY
    assert queries.phase_of(queries.get("open"), now) == "open"
    assert closing_within(now, before=3 * DAY, within=DAY) == []
    assert front_page(now, "en")["open"] == []
    page = client.get("/en/consultations/closed").text
    assert "The clock of the answer stands still for 10 days" in page and "The election of 2026." in page
    assert "stands still for 10 days" in client.get("/en/consultations/closed/outcome").text
    with writing():
        service.end_quiet_period(
            CONSOLE,
            quiet.quiet_period(public_id),
            reason="The election was called off.",
            language="en",
            now=clock.now(),
        )
    sign_waiting()
    db.session.expire_all()
    assert queries.get("closed").outcome_due_on == due + DAY
    assert all(one.found for one in checks.verify_all(lambda: "-"))


def test_no_outcome_appears_without_an_exemption(client: FlaskClient) -> None:
    body = make_organisation("ministry")
    consultation = make_consultation("closed", organisation=body, slug="market")
    responder = make_staff("responder", organisation=body)
    draft_outcome(consultation, actor=responder)
    keep_quiet("ministry", 0, 9)
    with pytest.raises(Refused) as refused, writing():
        outcomes_service.publish_outcome(responder, queries.get("market"), now=clock.now())
    assert "quiet period" in refused.value.message
    author = make_staff("author", organisation=body)
    with writing():
        service.exempt(
            author, queries.get("market"), act="outcome", reason="The law forces the day.", language="en",
            now=clock.now(),
        )  # fmt: skip
    sign_waiting()
    with writing():
        outcomes_service.publish_outcome(responder, queries.get("market"), now=clock.now())
    assert outcomes.published_outcome_of(queries.get("market").id) is not None


def test_a_suspended_consultation_is_never_late(client: FlaskClient) -> None:
    body, now = make_organisation("ministry"), clock.now()
    make_consultation("open", organisation=body, slug="market")
    author = make_staff("author", organisation=body)
    with writing():
        service.suspend(author, queries.get("market"), reason="The flood.", now=now)
    sign_waiting()
    assert outcomes.overdue(now + 400 * DAY) == []


def test_administrators_set_and_end_quiet_periods_on_the_desk(client: FlaskClient) -> None:
    body = make_organisation("ministry")
    keeper = make_staff("administrator", organisation=body)
    desk, today = signed_in(client, keeper), clock.now().date()
    address = "/en/desk/organisations/ministry/quiet-periods"
    assert submit(desk, address, begins_on="2020-01-01", ends_on="2020-02-01", reason="x").status_code == 422
    days = {"begins_on": (today + 5 * DAY).isoformat(), "ends_on": (today + 9 * DAY).isoformat()}
    assert submit(desk, address, reason="The election.", **days).status_code == 303
    assert "meets another" in submit(desk, address, reason="Again.", **days).text
    made = quiet.quiet_periods_of([organisations.get_by_slug("ministry").id])[0]
    sent = submit(desk, f"{address}/{made.public_id}/end", reason="No election.")
    assert sent.status_code == 303
    sign_waiting()
    assert "Called off before it began" in desk.get(address).text


def test_days_that_two_quiet_periods_share_count_once() -> None:
    def day(n: int) -> date:
        return date(2026, 5, n)

    first = quiet_days.pause(day(1), day(20), (day(5), day(10)), [])
    assert first == quiet_days.Pause(day(5), 6)
    again = quiet_days.pause(day(1), day(26), (day(8), day(12)), [(day(5), day(10))])
    assert again == quiet_days.Pause(day(11), 2)
    assert quiet_days.pause(day(7), day(20), (day(5), day(10)), []) == quiet_days.Pause(day(8), 3)
    assert quiet_days.pause(day(1), day(4), (day(5), day(10)), []).days == 0
    assert quiet_days.given_back(day(5), day(10), 6, day(5), day(6)) == 4
    assert quiet_days.given_back(day(5), day(10), 6, day(5), day(10)) == 0
    assert quiet_days.given_back(day(5), day(10), 6, day(5), day(4)) == 6
