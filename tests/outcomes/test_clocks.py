"""The clocks of themes, parts and the summary: each stands still by its own day, whatever the outcome's does."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from consult.analysis import queries as reading_queries
from consult.consultations import jobs as quiet_jobs
from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.queries import quiet
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.organisations import queries as organisations
from consult.outcomes import queries, service
from consult.outcomes.queries import owing
from consult.outcomes.service import due_days
from consult.record import checks
from tests.consultations.test_quiet import keep_quiet
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation, make_organisation, make_staff, sign_waiting

DAY = timedelta(days=1)


def today() -> date:
    return clock.now().date()


def owed(phase: str, theme: int, summary: int | None = None, *, closes: int | None = None) -> Actor:
    """A consultation whose theme, and summary where one is named, are due so many days from today; its responder."""
    body, now = make_organisation("ministry"), clock.now()
    closes_at = now + closes * DAY if closes is not None else None
    opens_at = now - 200 * DAY if closes is not None else None
    made = make_consultation(phase, organisation=body, slug="market", opens_at=opens_at, closes_at=closes_at)
    own = make_theme(made, "Noise").id
    responder, before = make_staff("responder", "author", organisation=body), now - 20 * DAY
    with writing():
        found = consultations.get("market")
        due_days.set_due_day(
            responder, found, theme=reading_queries.get_theme(own), due_on=today() + theme * DAY, now=before
        )
        if summary is not None:
            until = today() + summary * DAY
            service.promise_summary(responder, found, until=until, reason="", now=before)
    return responder


def dues() -> tuple[date, date | None]:
    """By when the theme and the summary are due."""
    db.session.expire_all()
    found = consultations.get("market")
    summary = queries.summary_of(found.id)
    own = owing.owings(owing.Of(consultations=[found.id]), clock.now())[0].day.due_on
    return own, summary.due_on if summary is not None else None


def days(theme: int, summary: int) -> tuple[date, date]:
    return today() + theme * DAY, today() + summary * DAY


@pytest.fixture
def checked(app: Flask) -> Iterator[None]:
    """The record holds for what these tests did."""
    yield
    assert all(one.found for one in checks.verify_all(lambda: "-"))


@pytest.mark.usefixtures("checked")
def test_what_is_late_stays_late_in_a_quiet_period() -> None:
    owed("closed", -3, -1)
    due = consultations.get("market").outcome_due_on
    keep_quiet("ministry", 0, 19)
    quiet_jobs.begin_quiet(clock.now())
    assert dues() == days(-3, -1)
    assert due and consultations.get("market").outcome_due_on == due + 20 * DAY


@pytest.mark.usefixtures("checked")
def test_a_clock_stands_still_though_the_outcome_is_late() -> None:
    owed("closed", 5, 3, closes=-120)
    due = consultations.get("market").outcome_due_on
    assert due and due < today()
    keep_quiet("ministry", 0, 19)
    quiet_jobs.begin_quiet(clock.now())
    assert dues() == days(25, 23)
    assert consultations.get("market").outcome_due_on == due


@pytest.mark.usefixtures("checked")
def test_a_clock_stands_still_though_the_period_is_over_before_closing() -> None:
    owed("open", 5, 60, closes=40)
    due = consultations.get("market").outcome_due_on
    keep_quiet("ministry", 0, 19)
    quiet_jobs.begin_quiet(clock.now())
    assert dues() == days(25, 80)
    assert consultations.get("market").outcome_due_on == due


@pytest.mark.usefixtures("checked")
@pytest.mark.parametrize("is_named_since", [False, True])
def test_a_period_that_ends_early_gives_back_its_days_but_none_that_a_person_named(
    is_named_since: bool,
) -> None:
    responder = owed("closed", 5, 3)
    due = consultations.get("market").outcome_due_on
    public_id = keep_quiet("ministry", 0, 19)
    quiet_jobs.begin_quiet(clock.now())
    if is_named_since:
        with writing():
            found, named = consultations.get("market"), today() + 30 * DAY
            theme = owing.owings(owing.Of(consultations=[found.id]), clock.now())[0].theme
            due_days.set_due_day(
                responder, found, theme=theme, due_on=named, reason="The surveyor is ill.", now=clock.now()
            )
    with writing():
        consulting.end_quiet_period(
            CONSOLE, quiet.quiet_period(public_id), reason="No election.", language="en", now=clock.now()
        )
    sign_waiting()
    assert dues() == days(30 if is_named_since else 6, 4)
    assert due and consultations.get("market").outcome_due_on == due + DAY


def suspended(author: Actor, began: datetime, hours: int) -> None:
    for at in (began, began + timedelta(hours=hours)):
        with writing():
            if at == began:
                consulting.suspend(author, consultations.get("market"), reason="The flood.", now=at)
            else:
                consulting.resume(author, consultations.get("market"), now=at)
        sign_waiting(now=at)


@pytest.mark.usefixtures("checked")
@pytest.mark.parametrize("theme", [5, -3])
def test_several_short_suspensions_move_what_is_due_by_all_of_them(theme: int) -> None:
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    author = owed("open", theme, 60, closes=40)
    found = consultations.get("market")
    closed, due = found.closes_at, found.outcome_due_on
    for day in range(3):
        suspended(author, midnight + (day + 1) * DAY + timedelta(hours=9), 20)
    db.session.expire_all()
    found = consultations.get("market")
    assert closed and due and found.closes_at == closed + timedelta(hours=60)
    assert found.outcome_due_on == due + (found.closes_at.date() - closed.date())
    assert dues() == days(theme + 3 if theme > 0 else theme, 63)


@pytest.mark.usefixtures("checked")
def test_days_of_a_suspension_in_a_quiet_period_count_once() -> None:
    author = owed("open", 5, 60, closes=40)
    keep_quiet("ministry", 0, 9)
    quiet_jobs.begin_quiet(clock.now())
    assert dues() == days(15, 70)
    suspended(author, clock.now() + DAY, 24 * 12)
    assert dues() == days(18, 73)


@pytest.mark.usefixtures("checked")
def test_what_is_counted_settles_on_a_working_day_and_what_is_typed_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    taiwan = profiles.profile("tw")
    rest = next(n for n in range(30, 60) if taiwan.calendar.is_rest(today() + n * DAY))
    responder = owed("closed", rest - 20, rest - 20)
    due = consultations.get("market").outcome_due_on
    assert responder and due
    monkeypatch.setattr(profiles, "profile", lambda _code: taiwan)
    keep_quiet("ministry", 0, 19)
    quiet_jobs.begin_quiet(clock.now())
    settled = taiwan.calendar.next_working(today() + rest * DAY)
    assert settled != today() + rest * DAY and dues() == (settled, settled)
    assert consultations.get("market").outcome_due_on == taiwan.calendar.next_working(due + 20 * DAY)


def test_an_outcome_that_is_counted_follows_the_closing_to_a_working_day(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    owed("open", 5, closes=40)
    taiwan = profiles.profile("tw")
    monkeypatch.setattr(profiles, "profile", lambda _code: taiwan)
    with writing():
        found = consultations.get("market")
        assert found.closes_at
        consulting.move_outcome_due(found, consultations.outcome_due(found, found.closes_at))
        consulting.append("outcome.postponed", CONSOLE, found, clock.now())
    author = make_staff("author", organisation=organisations.get_by_slug("ministry"))
    for days_later in range(1, 9):
        with writing():
            found = consultations.get("market")
            assert found.closes_at
            consulting.extend(author, found, until=found.closes_at + DAY, reason="Many ask.", now=clock.now())
        sign_waiting()
        db.session.expire_all()
        found = consultations.get("market")
        assert found.closes_at and found.closes_at.date() == today() + (40 + days_later) * DAY
        assert found.outcome_due_on == taiwan.calendar.next_working(found.closes_at.date() + 60 * DAY)
