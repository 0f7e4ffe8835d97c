"""Second looks at answers are owed: staff are reminded of them, late ones are told to the body above and everybody."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.foundation import clock
from consult.foundation.db import db
from consult.foundation.errors import Forbidden
from consult.foundation.mail import OutboxMail
from consult.opendata import verify_package
from consult.organisations import queries as organisations
from consult.outcomes import jobs, look_days, queries
from consult.outcomes.queries import debts as public_debts
from consult.record import checks
from consult.record import service as record
from tests.consultations.pages import signed_in, words_of
from tests.factories.consultations import give_role, make_organisation, make_staff
from tests.factories.moderation import make_published
from tests.factories.outcomes import finish
from tests.factories.packages import export
from tests.factories.ratings import Case, ask, close

DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("today", "reminded", "why"),
    [
        (1, None, "new"), (2, 1, None), (26, 1, None), (27, 1, "soon"), (28, 27, None), (30, 27, None),
        (31, 27, "late"), (32, 31, None), (60, 31, None), (61, 31, "again"), (40, None, "late"), (29, 28, None),
    ],
)  # fmt: skip
def test_when_somebody_is_reminded(today: int, reminded: int | None, why: str | None) -> None:
    first = date(2026, 1, 1) - DAY
    reminded_on = first + reminded * DAY if reminded is not None else None
    assert look_days.occasion(date(2026, 1, 30), reminded_on, first + today * DAY) == why


def mails(why: str) -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.execute(
        select(OutboxMail.address, OutboxMail.subject)
        .where(OutboxMail.key.startswith(f"outcomes.looks_{why}|"))
        .order_by(OutboxMail.address)
    )
    return [(row[0], row[1]) for row in rows]


def told(case: Case) -> list[str]:
    found = record.entries_of_types(case.made.public_id, ("answer.looks_reminded", "answer.looks_overdue"))
    return [f"{one.type.partition('_')[2]} {one.opened['number']}" for one in found]


def test_who_may_close_second_looks_is_reminded_and_the_body_above_told_once_that_they_are_late(
    case: Case, tmp_path: Path
) -> None:
    ask(case.first)
    now = clock.now()
    assert jobs.remind_of_looks(now) == 1 and jobs.remind_of_looks(now) == 0
    office = organisations.get(case.made.organisation_id)
    holders = {one.email for one in organisations.holders_of(office.id, ("responder", "administrator"))}
    gave = {one.email for one in (case.setter, case.publisher)}
    assert {address for address, _subject in mails("new")} == holders - gave
    ask(case.second)
    assert jobs.remind_of_looks(now + timedelta(hours=1)) == 0, "gathered, so that a day brings one mail"
    assert jobs.remind_of_looks(now + DAY) == 1
    days = profiles.profile(case.made.profile).review_days
    assert jobs.remind_of_looks(now + (days - 4) * DAY) == 0
    assert jobs.remind_of_looks(now + (days - 2) * DAY) == 2 and len(mails("soon")) == len(holders - gave)
    assert (
        jobs.remind_of_looks(now + (days + 2) * DAY) == 2
        and jobs.remind_of_looks(now + (days + 3) * DAY) == 0
    )
    assert len(mails("late")) == len(holders), "those who gave the answer are responders of the body, too"
    assert jobs.remind_of_looks(now + (days + 33) * DAY) == 2 and len(mails("again")) == len(holders - gave)
    assert told(case) == ["reminded 1", "reminded 1", "reminded 2", "overdue 2", "reminded 2"]
    close(case.other, case.first)
    close(case.other, case.second)
    assert jobs.remind_of_looks(now + 100 * DAY) == 0
    assert any(one.name == "outcomes" for one in checks.verify_all(lambda: ""))
    for grade in ("public", "auditor"):
        verify_package.verify(export(case.made, tmp_path, grade=grade))


def test_a_member_of_staff_is_not_asked_to_close_a_second_look_at_their_own_comment(app: Flask) -> None:
    case = Case()
    mine = make_staff(
        "responder", organisation=organisations.get(case.made.organisation_id), email="m@example.org"
    )
    assert case.made.opens_at is not None
    comment = make_published(case.made, actor=mine, now=case.made.opens_at + timedelta(minutes=1))
    case.publish()
    ask(comment)
    now = clock.now()
    assert jobs.remind_of_looks(now) == 1
    addresses = [address for address, _subject in mails("new")]
    assert case_address(case) in addresses and "m@example.org" not in addresses
    with pytest.raises(Forbidden):
        close(mine, comment)
    ask(case.first)
    assert jobs.remind_of_looks(now + DAY) == 1
    assert "m@example.org" in [address for address, _subject in mails("new")], "of the other one they may"
    assert jobs.remind_of_looks(now + 60 * DAY) == 2 and "m@example.org" in [one[0] for one in mails("late")]


def test_who_audits_another_body_is_not_asked_to_close_what_the_verb_refuses_them(app: Flask) -> None:
    case = Case()
    make_staff("responder", organisation=organisations.get(case.made.organisation_id), email="m@example.org")
    give_role("m@example.org", "auditor", make_organisation("elsewhere").id)
    case.publish()
    ask(case.first)
    assert jobs.remind_of_looks(clock.now()) == 1
    addresses = [address for address, _subject in mails("new")]
    assert case_address(case) in addresses and "m@example.org" not in addresses
    with pytest.raises(Forbidden):
        close(organisations.actor_for(accounts.get_by_address("m@example.org")), case.first)


def case_address(case: Case) -> str:
    """Of somebody who neither answered nor commented."""
    return accounts.get(case.other.account_id or 0).email


def test_a_body_above_is_told_of_late_second_looks_and_of_those_that_nobody_may_close(app: Flask) -> None:
    assert app
    top = make_organisation("city", "City")
    make_staff("administrator", organisation=top, email="head@example.org")
    office = make_organisation("office", "Office", parent=top)
    make_staff("administrator", "auditor", organisation=office, email="auditor@example.org")
    case = Case(office)
    case.publish()
    ask(case.first)
    now = clock.now()
    jobs.remind_of_looks(now)
    assert "auditor@example.org" not in [address for address, _subject in mails("new")], "they change nothing"
    assert "head@example.org" not in [address for address, _subject in mails("new")]
    jobs.remind_of_looks(now + 50 * DAY)
    above = [subject for address, subject in mails("late") if address == "head@example.org"]
    assert len(above) == 1 and above[0].startswith("Late since")
    jobs.remind_of_looks(now + 90 * DAY)
    assert "head@example.org" not in [address for address, _subject in mails("again")]


def test_open_second_looks_stand_on_the_desk_and_among_the_public_debts_of_the_body(
    client: FlaskClient, case: Case
) -> None:
    body = organisations.get(case.made.organisation_id)
    debts = f"/en/bodies/{body.slug}/debts"
    stamp = client.get(debts).headers["ETag"]
    assert "second look" not in words_of(client.get(debts))
    admin = signed_in(client.application.test_client(), make_staff("administrator", organisation=body))
    assert "Second looks at answers" not in words_of(admin.get("/en/desk"))
    ask(case.first)
    ask(case.second)
    again = client.get(debts, headers={"If-None-Match": stamp})
    assert again.status_code == 200 and "2 second looks at answers" in words_of(again)
    assert "1 still owed" in words_of(client.get("/en/bodies"))
    (row,) = client.get(f"{debts}.json").json["owed"]  # type: ignore[index]
    assert (row["kind"], row["number"], row["late_days"]) == ("looks", 2, 0)
    assert "2 authors asked for one" in words_of(admin.get("/en/desk"))
    desk = signed_in(client, case.other)
    assert "2 authors asked for one" in words_of(desk.get("/en/desk"))
    owed = desk.get("/en/desk/owed")
    assert "2 second looks to close" in words_of(owed) and "/second-looks" in owed.text
    late = clock.now() + 50 * DAY
    (debt,) = public_debts.debts_of(body.slug, "en", late).debts
    assert debt.late > 0 and [one.late for one in public_debts.bodies_listed("en", late)] == [1]
    assert queries.open_looks(late, organisations=[body.id])[0].late == debt.late
    close(case.other, case.first)
    close(case.other, case.second)
    assert "second look" not in words_of(client.get(debts)) and "asked for one" not in words_of(
        desk.get("/en/desk")
    )


def test_looks_that_come_after_the_end_are_owed_as_well(client: FlaskClient, case: Case) -> None:
    responder = make_staff("administrator", organisation=organisations.get(case.made.organisation_id))
    finish(case.made)
    ask(case.first)
    assert consultations.get(case.made.slug).state == "finished"
    assert jobs.remind_of_looks(clock.now()) == 1
    desk = signed_in(client, responder)
    assert "1 author asked for one" in words_of(desk.get("/en/desk"))
    body = organisations.get(case.made.organisation_id)
    assert "1 second look at an answer" in words_of(client.get(f"/en/bodies/{body.slug}/debts"))


def test_what_is_next_says_that_open_second_looks_bar_the_end_and_leads_to_them(
    client: FlaskClient, case: Case
) -> None:
    slug = case.made.slug
    desk = signed_in(client.application.test_client(), case.other)
    moderator = make_staff("moderator", organisation=organisations.get(case.made.organisation_id))
    other = signed_in(client.application.test_client(), moderator)
    public = f"/en/consultations/{slug}"
    for page in ("/en/desk", "/en/desk/consultations"):
        assert "Declare it finished." in words_of(desk.get(page))
    assert "It waits to be declared finished." in words_of(client.get(public))
    ask(case.first)
    bar = "1 second look at an answer has to be closed before it can be declared finished."
    looks = f"/en/desk/consultations/{slug}/second-looks"
    front = desk.get("/en/desk")
    assert bar in words_of(front) and "Declare it finished." not in words_of(front)
    assert f'href="{looks}">{bar}' in front.text
    assert bar in words_of(other.get("/en/desk")) and looks not in other.get("/en/desk").text
    mine = desk.get("/en/desk/consultations")
    assert "1 thing is missing before it can be declared finished." in words_of(mine)
    assert f"/en/desk/consultations/{slug}/finish" in mine.text
    assert f"/en/desk/consultations/{slug}/outcome" in desk.get(f"/en/desk/consultations/{slug}/finish").text
    assert f'href="{looks}">a closing reason' in desk.get(f"/en/desk/consultations/{slug}/outcome").text
    now = words_of(client.get(public))
    assert "Authors asked for second looks at their answers, which aren’t all closed." in now
    assert "due by" in now and "It waits to be declared finished." not in now
    close(case.other, case.first)
    for page in ("/en/desk", "/en/desk/consultations"):
        assert "Declare it finished." in words_of(desk.get(page))
    finish(consultations.get(slug))
    ask(case.second)
    assert "Authors asked for second looks" in words_of(client.get(public)), "it came after the end"
