"""Quiet periods before elections: nothing opens or appears, what runs goes on, and its clock stands still."""

from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from consult.consultations import jobs, queries, quiet_days, service
from consult.consultations.calendars import days_between
from consult.consultations.models import QuietPeriod
from consult.consultations.queries import quiet
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Refused
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


def exempt(author: Actor) -> None:
    """The market may open in a quiet period; a second person agrees."""
    with writing():
        service.exempt(
            author, queries.get("market"), act="opening", reason="Urgent.", language="en", now=clock.now()
        )
    sign_waiting()


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
    exempt(make_staff("author", organisation=body))
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


def test_nothing_is_put_off_into_another_quiet_period(client: FlaskClient) -> None:
    top, now = make_organisation("government"), clock.now()
    body = make_organisation("ministry", parent=top)
    for slug in ("market", "fair"):
        make_consultation("scheduled", organisation=body, slug=slug, timezone="Asia/Taipei")
    opened, closed = queries.get("market").opens_at, queries.get("market").closes_at
    assert opened and closed
    keep_quiet("ministry", 10, 20)
    keep_quiet("government", 18, 25)
    keep_quiet("ministry", 0, 9)
    db.session.expire_all()
    after, last = queries.get("market"), now.date() + 25 * DAY
    moved = quiet_days.over_at(last, "Asia/Taipei")
    assert after.opens_at == moved
    assert after.closes_at == closed + (moved - opened)
    assert len(quiet.quiet_effects(after.id)) == 3
    assert client.get("/en/consultations/market").text.count("because of it, it opens on") == 3
    exempt(make_staff("author", organisation=body))
    assert queries.get("market").opens_at == opened
    assert "because of it" not in client.get("/en/consultations/market").text
    assert queries.get("fair").opens_at == moved
    assert all(one.found for one in checks.verify_all(lambda: "-"))


def test_an_exemption_from_one_quiet_period_leaves_the_other_in_the_way(client: FlaskClient) -> None:
    top, now = make_organisation("government"), clock.now()
    body = make_organisation("ministry", parent=top)
    make_consultation("scheduled", organisation=body, slug="market")
    opened = queries.get("market").opens_at
    keep_quiet("government", 0, 9)
    keep_quiet("ministry", 0, 20)
    author = make_staff("author", organisation=body)
    moved = quiet_days.over_at(now.date() + 20 * DAY, "UTC")
    for expected in (moved, opened):
        db.session.expire_all()
        assert queries.get("market").opens_at == moved
        exempt(author)
        assert queries.get("market").opens_at == expected


@pytest.mark.parametrize("is_quiet", [True, False])
def test_what_was_suspended_before_it_opened_opens_after_the_quiet_period(
    client: FlaskClient, is_quiet: bool
) -> None:
    body, now = make_organisation("ministry"), clock.now()
    made = make_consultation("scheduled", organisation=body, slug="market")
    opened, closed = made.opens_at, made.closes_at
    assert opened and closed
    with writing():
        service.suspend(CONSOLE, queries.get("market"), reason="A mistake.", now=now)
    sign_waiting()
    later = opened + DAY
    if is_quiet:
        keep_quiet("ministry", 0, 9, now=later)
    assert jobs.begin_quiet(later) == 0
    with writing():
        service.resume(CONSOLE, queries.get("market"), now=later + 2 * DAY)
    db.session.expire_all()
    found = queries.get("market")
    opens = quiet_days.over_at(later.date() + 9 * DAY, "UTC") if is_quiet else later + 2 * DAY
    assert queries.phase_of(found, opens - timedelta(minutes=1)) == ("scheduled" if is_quiet else "open")
    assert queries.phase_of(found, opens) == "open"
    assert found.closes_at == closed + (opens - opened)
    assert jobs.begin_quiet(later + 3 * DAY) == 0
    assert all(one.found for one in checks.verify_all(lambda: "-"))


def test_what_is_suspended_while_it_is_open_goes_on_in_a_quiet_period(client: FlaskClient) -> None:
    body, now = make_organisation("ministry"), clock.now()
    make_consultation("open", organisation=body, slug="market")
    with writing():
        service.suspend(CONSOLE, queries.get("market"), reason="A mistake.", now=now)
    sign_waiting()
    keep_quiet("ministry", 0, 9)
    with writing():
        service.resume(CONSOLE, queries.get("market"), now=now + 2 * DAY)
    assert queries.phase_of(queries.get("market"), now + 2 * DAY) == "open"


SOME_DAY = date(2026, 3, 1)
SPANS = st.lists(
    st.tuples(st.integers(0, 300), st.integers(0, 60)).map(
        lambda one: (SOME_DAY + one[0] * DAY, SOME_DAY + sum(one) * DAY)
    ),
    max_size=8,
)


@given(
    SPANS, st.integers(0, 400 * 24 * 60),
    st.sampled_from(["UTC", "Asia/Taipei", "America/Havana", "Asia/Beirut", "Pacific/Kiritimati", "America/Santiago"]),
)  # fmt: skip
def test_no_opening_is_ever_on_a_quiet_day(spans: list[quiet_days.Span], minute: int, zone: str) -> None:
    planned = datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=minute)
    *covered, opens = quiet_days.until_free(planned, zone, spans)
    assert not any(quiet_days.meets(opens, zone, span) for span in spans)
    assert opens == planned or bool(covered)
    for instant in covered:
        assert any(quiet_days.meets(instant, zone, span) for span in spans)
    just_before = opens - timedelta(minutes=1)
    assert not covered or any(quiet_days.meets(just_before, zone, span) for span in spans)


def test_days_that_two_quiet_periods_share_count_once() -> None:
    def day(n: int) -> date:
        return date(2026, 5, n)

    first = quiet_days.pause(day(1), day(20), (day(5), day(10)), [])
    assert first == quiet_days.Pause(day(5), 6)
    again = quiet_days.pause(day(1), day(26), (day(8), day(12)), [(day(5), day(10))])
    assert again == quiet_days.Pause(day(11), 2)
    assert quiet_days.pause(day(7), day(20), (day(5), day(10)), []) == quiet_days.Pause(day(8), 3)
    assert quiet_days.pause(day(1), day(4), (day(5), day(10)), []).days == 0
    assert quiet_days.given_back((day(5), day(10)), day(6), []) == 4
    assert quiet_days.given_back((day(5), day(10)), day(10), []) == 0
    assert quiet_days.given_back((day(5), day(10)), day(4), []) == 6
    assert quiet_days.given_back((day(5), day(10)), day(6), [(day(9), day(20))]) == 2


def stopped(due_on: date, moves: list[quiet_days.Move], stops: list[quiet_days.Stop]) -> date:
    """By when it is due after these, one after the other."""
    spans = {one.by: one.span for one in stops if one.ends_on is None}
    for stop in stops:
        until = quiet_days.shifted(due_on, moves, stop, spans)
        if stop.ends_on is not None:
            spans[stop.by] = stop.span[0], stop.ends_on
        if until != due_on:
            moves.append(quiet_days.Move(due_on, stop.by))
            due_on = until
    return due_on


def as_stops(spans: list[quiet_days.Span]) -> list[quiet_days.Stop]:
    return [quiet_days.Stop(span, f"q{number}", "") for number, span in enumerate(sorted(spans))]


@given(SPANS, st.integers(-30, 400))
def test_what_is_late_stays_late_and_only_what_a_quiet_day_meets_moves(
    spans: list[quiet_days.Span], due: int
) -> None:
    """Counted day by day: each quiet day that begins while the clock still runs puts it off by one, and no other."""
    due_on = expected = SOME_DAY + due * DAY
    quiet = {day for first, last in spans for day in days_between(first, last)}
    for day in sorted(quiet):
        expected += DAY * (day <= expected)
    assert stopped(due_on, [], as_stops(spans)) == expected
    if due_on < min(quiet, default=due_on + DAY):
        assert expected == due_on


@given(SPANS.filter(bool), st.integers(0, 300), st.integers(0, 60), st.integers(0, 7))
def test_ending_a_quiet_period_early_gives_back_just_what_never_stood_still(
    spans: list[quiet_days.Span], due: int, lasted: int, which: int
) -> None:
    """Ended on one of its days, a theme is due as if the period had been so short from the start."""
    stops, due_on = as_stops(spans), SOME_DAY + due * DAY
    which %= len(stops)
    known = stops[: which + 1]
    ended = known[which]
    ends_on = min(ended.span[1], ended.span[0] + lasted * DAY)
    early = quiet_days.Stop(ended.span, ended.by, "", ends_on)
    short = quiet_days.Stop((ended.span[0], ends_on), ended.by, "")
    assert stopped(due_on, [], [*known, early]) == stopped(due_on, [], [*known[:which], short])


def test_a_day_that_a_person_named_since_is_not_given_back() -> None:
    stop = quiet_days.Stop((date(2026, 5, 5), date(2026, 5, 14)), "q", "")
    early = quiet_days.Stop(stop.span, "q", "", date(2026, 5, 7))
    moves = [quiet_days.Move(date(2026, 5, 6), "q"), quiet_days.Move(date(2026, 5, 16))]
    assert quiet_days.shifted(date(2026, 5, 30), moves, early, {"q": stop.span}) == date(2026, 5, 30)
    assert quiet_days.shifted(date(2026, 5, 16), moves[:1], early, {"q": stop.span}) == date(2026, 5, 9)


@given(
    st.lists(st.tuples(st.integers(0, 72), st.integers(1, 90)), min_size=1, max_size=9), st.integers(-3, 20),
)  # fmt: skip
def test_suspensions_cost_nobody_a_day_however_short_they_are(rows: list[tuple[int, int]], due: int) -> None:
    """Each begins so many hours after the last ended and lasts so many."""
    now, due_on, moves, stops = (
        datetime(2026, 3, 1, tzinfo=UTC),
        SOME_DAY + due * DAY,
        list[quiet_days.Move](),
        {},
    )
    for pause, lasts in rows:
        began, ended = now + timedelta(hours=pause), now + timedelta(hours=pause + lasts)
        was_late = began.date() > due_on
        span = quiet_days.suspended_days(began, ended, "UTC")
        stops[str(began)] = span
        until = quiet_days.shifted(due_on, moves, quiet_days.Stop(span, str(began), ""), stops)
        assert (ended.date() > until) == was_late
        if until != due_on:
            moves.append(quiet_days.Move(due_on, str(began)))
        now, due_on = ended, until


@pytest.mark.parametrize(
    ("zone", "hours", "is_quiet"),
    [
        ("Asia/Taipei", -9, False), ("Asia/Taipei", -7, True), ("Asia/Taipei", 15, True), ("Asia/Taipei", 17, False),
        ("America/New_York", -1, False), ("America/New_York", 3, False), ("America/New_York", 6, True),
        ("America/New_York", 27, True), ("UTC", -1, False), ("UTC", 1, True), ("UTC", 25, False),
    ],
)  # fmt: skip
def test_what_is_kept_quiet_is_so_by_the_days_of_its_own_zone(
    app: Flask, zone: str, hours: int, is_quiet: bool
) -> None:
    """One quiet day, and so many hours from its midnight in UTC."""
    body, midnight = make_organisation("ministry"), datetime(2031, 3, 12, tzinfo=UTC)
    make_consultation("open", organisation=body, slug="open", timezone=zone, closes_at=midnight + 30 * DAY)
    with writing():
        service.set_quiet_period(
            CONSOLE, organisations.get_by_slug("ministry"), begins_on=midnight.date(), ends_on=midnight.date(),
            reason="The election of 2031.", language="en", now=midnight - 9 * DAY,
        )  # fmt: skip
    for hour in range(-12, hours + 1):
        jobs.begin_quiet(midnight + timedelta(hours=hour))
    listed = front_page(midnight + timedelta(hours=hours), "en")["open"]
    assert [one.consultation.slug for one in listed] == ([] if is_quiet else ["open"])


@pytest.fixture
def taipei(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    made = app.extensions["consult_settings"].model_copy(update={"timezone": "Asia/Taipei"})
    monkeypatch.setitem(app.extensions, "consult_settings", made)


def set_one_day(day: date, now: datetime) -> QuietPeriod:
    with writing():
        return service.set_quiet_period(
            CONSOLE, organisations.get_by_slug("ministry"), begins_on=day, ends_on=day + DAY, reason="The election.",
            language="en", now=now,
        )  # fmt: skip


@pytest.mark.usefixtures("taipei")
def test_a_quiet_period_begins_by_the_days_of_the_place_and_not_of_the_universal_clock(app: Flask) -> None:
    make_organisation("ministry")
    midnight = datetime(2031, 3, 11, 16, tzinfo=UTC)
    twelfth = date(2031, 3, 12)
    with pytest.raises(Refused, match="in the past"):
        set_one_day(twelfth - DAY, midnight)
    set_one_day(twelfth, midnight)
    assert quiet.quiet_periods_of([organisations.get_by_slug("ministry").id])[0].begins_on == twelfth


@pytest.mark.usefixtures("taipei")
def test_a_day_that_began_in_the_universal_clock_alone_is_to_come(app: Flask) -> None:
    make_organisation("ministry")
    set_one_day(date(2031, 3, 11), datetime(2031, 3, 11, 15, 59, tzinfo=UTC))


@pytest.mark.usefixtures("taipei")
@pytest.mark.parametrize(
    ("hour", "ends_on"),
    [(15, date(2031, 3, 11)), (16, date(2031, 3, 12)), (17, date(2031, 3, 12))],
)
def test_a_quiet_period_ends_early_on_the_day_of_the_place(app: Flask, hour: int, ends_on: date) -> None:
    body, at = make_organisation("ministry"), datetime(2031, 3, 11, hour, 30, tzinfo=UTC)
    keeper = make_staff("administrator", organisation=body)
    make_staff("administrator", organisation=body)
    own = set_one_day(date(2031, 3, 12), at - 5 * DAY).public_id
    with writing():
        service.end_quiet_period(
            keeper, quiet.quiet_period(own), reason="No election.", language="en", now=at
        )
    sign_waiting(now=at)
    assert quiet.quiet_period(own).ends_on == ends_on


@pytest.mark.usefixtures("taipei")
def test_a_quiet_period_is_over_once_its_last_day_is_in_its_place(app: Flask) -> None:
    keeper = make_staff("administrator", organisation=make_organisation("ministry"))
    own = set_one_day(date(2031, 3, 11), datetime(2031, 3, 10, tzinfo=UTC)).public_id
    over = datetime(2031, 3, 12, 16, tzinfo=UTC)
    with pytest.raises(Conflict, match="is over"), writing():
        service.end_quiet_period(keeper, quiet.quiet_period(own), reason="Late.", language="en", now=over)
