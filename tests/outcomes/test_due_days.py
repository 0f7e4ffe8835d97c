"""Due days of themes and parts: named, put off with a reason, reminded of, late told once to the body above."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.analysis import queries as reading_queries
from consult.analysis import service as reading
from consult.analysis.service import Assignee
from consult.consultations import jobs as quiet_jobs
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.foundation.mail import OutboxMail
from consult.organisations import queries as organisations
from consult.organisations import service as bodies
from consult.outcomes import jobs, queries, service
from consult.outcomes.models import DueDay
from consult.outcomes.queries import owing
from consult.outcomes.service import due_days
from consult.record import checks
from tests.consultations.pages import signed_in, submit
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation, make_organisation, make_staff, sign_waiting
from tests.factories.outcomes import make_comments, read_everything

DAY = timedelta(days=1)


@pytest.fixture
def city(client: FlaskClient) -> FlaskClient:
    """A closed consultation of a city whose two departments owe parts, by five days from now."""
    top = make_organisation("city", "City")
    body = make_organisation("office", "Market Office", parent=top)
    for name in ("parks", "roads"):
        make_organisation(name, name.title(), parent=body)
    made = make_consultation("closed", organisation=body, slug="market")
    comment = make_comments(made, 1)[0]
    responder = make_staff("responder", organisation=body, email="responder@example.org")
    read_everything(made, actor=responder)
    with writing():
        service.ask_jointly(
            responder, consultations.get("market"),
            [organisations.get_by_slug("parks"), organisations.get_by_slug("roads")], comment=comment,
            due_on=(clock.now() + 5 * DAY).date(), now=clock.now(),
        )  # fmt: skip
    return client


def of_market() -> list[owing.Owing]:
    db.session.expire_all()
    return owing.owings(owing.Of(consultations=[consultations.get("market").id]), clock.now())


def subjects() -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(OutboxMail.address, OutboxMail.subject).where(OutboxMail.key.startswith("outcomes.due"))
    )
    return [(row[0], row[1]) for row in rows]


def test_the_desk_says_how_much_of_what_is_owed_is_late(
    city: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    parks = make_staff("responder", organisation=organisations.get_by_slug("parks"))
    assert "late item" not in signed_in(city, parks).get("/en/desk").text
    later = clock.now() + 7 * DAY
    monkeypatch.setattr(clock, "now", lambda: later)
    desk = signed_in(city, parks)
    assert "1 late item<" in desk.get("/en/desk").text
    assert "逾期1項" in desk.get("/zh-hant/desk").text


def test_a_later_day_needs_a_public_reason(city: FlaskClient) -> None:
    assert [one.day.due_on for one in of_market()] == [(clock.now() + 5 * DAY).date()] * 2
    responder = make_staff("responder", organisation=organisations.get_by_slug("office"))
    part = of_market()[0].part
    assert part is not None
    desk = signed_in(city, responder)
    address = f"/en/desk/consultations/market/due?part={part.public_id}"
    later = (clock.now() + 9 * DAY).date().isoformat()
    assert submit(desk, address, due_on=later).status_code == 422
    assert submit(desk, address, due_on=later, reason="The surveyor is ill.").status_code == 303
    assert "Due on" in desk.get("/en/desk/consultations/market/joint").text
    row = db.session.scalars(select(DueDay).order_by(DueDay.id)).first()
    assert row is not None and len(row.earlier) == 1
    assert any(one.name == "outcomes" for one in checks.verify_all(lambda: ""))


def test_holders_are_reminded_and_the_body_above_is_told_once(city: FlaskClient) -> None:
    assert city
    make_staff("responder", organisation=organisations.get_by_slug("parks"), email="parks@example.org")
    make_staff("administrator", organisation=organisations.get_by_slug("city"), email="head@example.org")
    soon = clock.now() + 3 * DAY
    assert jobs.remind(soon) >= 1
    jobs.remind(soon + timedelta(hours=1))
    told = [subject for address, subject in subjects() if address == "parks@example.org"]
    assert len(told) == 1 and told[0].startswith("Due on")
    late = clock.now() + 7 * DAY
    assert jobs.escalate_due_days(late) == 2 and jobs.escalate_due_days(late) == 0
    above = [subject for address, subject in subjects() if address == "head@example.org"]
    assert len(above) == 2 and all(subject.startswith("Late since") for subject in above)
    assert any(one.name == "outcomes" for one in checks.verify_all(lambda: ""))


def test_debts_of_a_dissolved_department_pass_to_the_body_above_in_public(city: FlaskClient) -> None:
    with writing():
        bodies.close_organisation(CONSOLE, organisations.get_by_slug("parks"), now=clock.now())
    page = city.get("/en/bodies/city/debts").text
    assert "owed before by Parks, which was closed" in page and "Market Office" in page
    with writing():
        bodies.close_organisation(CONSOLE, organisations.get_by_slug("roads"), now=clock.now())
    assert [one.holder for one in of_market()] == [organisations.get_by_slug("office").id]
    assert any(one.name == "outcomes" for one in checks.verify_all(lambda: ""))


def test_a_quiet_period_and_a_suspension_move_due_days(city: FlaskClient) -> None:
    assert city
    now = clock.now()
    before = of_market()[0].day.due_on
    with writing():
        consulting.set_quiet_period(
            CONSOLE, organisations.get_by_slug("city"), begins_on=now.date(), ends_on=now.date() + 9 * DAY,
            reason="The election.", language="en", now=now,
        )  # fmt: skip
    assert quiet_jobs.begin_quiet(now) == 1
    assert of_market()[0].day.due_on == before + 10 * DAY
    assert of_market()[0].day.reason == "The election."
    make_consultation("open", organisation=organisations.get_by_slug("office"), slug="open")
    author = make_staff("author", organisation=organisations.get_by_slug("office"))
    with writing():
        consulting.suspend(author, consultations.get("open"), reason="The flood.", now=now)
    sign_waiting()


def test_what_i_owe_lists_parts_themes_and_comments(city: FlaskClient) -> None:
    parks = organisations.get_by_slug("parks")
    worker = make_staff("responder", organisation=parks)
    responder = make_staff("responder", organisation=organisations.get_by_slug("office"))
    made = consultations.get("market")
    unread = make_comments(made, 2)
    with writing():
        found = consultations.get("market")
        theme = reading.make_theme(responder, found, name="Lamps", language="en", now=clock.now())
        reading.assign_theme(
            responder, found, theme, Assignee(organisation=organisations.get(parks.id)), now=clock.now()
        )
        due_days.set_due_day(
            responder, found, theme=theme, due_on=(clock.now() + DAY).date(), now=clock.now()
        )
        reading.assign_comments(
            responder, found, Assignee(organisation=organisations.get(parks.id)),
            comment_ids=[one.id for one in unread], now=clock.now(),
        )  # fmt: skip
    page = signed_in(city, worker).get("/en/desk/owed").text
    assert "Lamps" in page and "Parks" in page and all(one.reference in page for one in unread)
    assert "Parts of joint replies" in page and "Due on" in page


def test_the_summary_of_debts_is_public_with_figures_and_data(city: FlaskClient) -> None:
    make_consultation("answered", organisation=organisations.get_by_slug("office"), slug="old")
    page = city.get("/en/bodies/office/debts")
    assert page.status_code == 200 and "What is owed now" in page.text and "Median working days" in page.text
    data = city.get("/en/bodies/office/debts.json").json
    assert data is not None
    assert {one["kind"] for one in data["owed"]} == {"outcome", "part"}
    assert data["figures"][0]["closed"] == 2 and data["figures"][0]["answered"] == 1
    assert '"share_answered"' in city.get("/en/bodies/office/figures.csv").text
    assert '"late_days"' in city.get("/en/bodies/city/debts.csv").text
    assert city.get("/en/bodies/none/debts").status_code == 404
    assert "Market Office" in city.get("/zh-hant/bodies").text
    assert (
        city.get("/en/bodies/office/debts", headers={"If-None-Match": page.headers["ETag"]}).status_code
        == 304
    )


def test_days_are_refused_in_the_past_and_for_written_parts(city: FlaskClient) -> None:
    assert city
    responder = make_staff("responder", organisation=organisations.get_by_slug("office"))
    part = of_market()[0].part
    assert part is not None
    with pytest.raises(Refused), writing():
        due_days.set_due_day(
            responder, consultations.get("market"), part=queries.get_part(part.public_id),
            due_on=(clock.now() - 2 * DAY).date(), now=clock.now(),
        )  # fmt: skip


def test_a_theme_that_is_late_is_a_public_debt_while_comments_still_come(client: FlaskClient) -> None:
    body = make_organisation("office", "Market Office")
    made = make_consultation("open", organisation=body, slug="fair")
    theme = make_theme(made, "Noise", make_comments(made, 1))
    for language in ("en", "zh-hant"):
        assert "Noise" not in client.get(f"/{language}/bodies").text
    assert "Nothing is owed." in client.get("/en/bodies").text
    responder, before = make_staff("responder", organisation=body), clock.now() - 5 * DAY
    with writing():
        due_days.set_due_day(
            responder, consultations.get("fair"), theme=reading_queries.get_theme(theme.id),
            due_on=(before + DAY).date(), now=before,
        )  # fmt: skip
    listed = client.get("/en/bodies").text
    assert "1 still owed" in listed and "1 late" in listed
    data = client.get("/en/bodies/office/debts.json").json
    assert data is not None and [one["kind"] for one in data["owed"]] == ["theme"]
    assert data["owed"][0]["late_days"] >= 3 and data["owed"][0]["theme"] is None
    assert "Noise" not in client.get("/en/bodies/office/debts").text  # nobody reads the theme's name yet
    assert data["figures"] == [] or data["figures"][0]["closed"] == 0
    owed = signed_in(client, responder).get("/en/desk/owed").text
    assert "Noise" in owed and "Market Office" in owed and "Nothing is owed" not in owed


def test_a_debt_names_its_theme_once_everybody_reads_that_name(client: FlaskClient) -> None:
    body = make_organisation("office", "Market Office")
    made = make_consultation("closed", organisation=body, slug="fair")
    theme = make_theme(made, "Market noise", make_comments(made, 1))
    responder, now = make_staff("responder", organisation=body), clock.now()
    with writing():
        found = consultations.get("fair")
        due_days.set_due_day(
            responder,
            found,
            theme=reading_queries.get_theme(theme.id),
            due_on=(now + 9 * DAY).date(),
            now=now,
        )
        service.draft_received(
            responder, found, body="One comment [[theme:Market noise]].", texts={}, now=now
        )
        named = reading_queries.get_theme(theme.id)
        names = {"zh-hant": "攤販擾民", "zh-hans": "摊贩扰民"}  # what staff call it while they work
        reading.rename_theme(responder, found, named, name=named.name, names=names, now=now)
    assert "Market noise" not in client.get("/en/bodies/office/debts").text
    with writing():
        service.publish_summary(responder, consultations.get("fair"), now=now)
    page = client.get("/zh-hant/bodies/office/debts").text
    assert '<span lang="en">Market noise</span>' in page and "擾民" not in page  # nobody has read that yet
    data = client.get("/en/bodies/office/debts.json").json
    assert data is not None and "Market noise" in [one["theme"] for one in data["owed"]]
