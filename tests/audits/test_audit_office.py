"""The audit office: second looks, alarms, notes, confidential reports, and access with scope, start and end."""

import json
import re
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from consult.accounts import queries as accounts
from consult.audits import queries, service
from consult.audits.models import Alarm, Judgement, Note, ProcessReport
from consult.audits.service.alarms import Limits
from consult.audits.verify_samples import check_samples, draw
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.foundation import clock, events
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.foundation.mail import OutboxMail
from consult.opendata import keeping
from consult.opendata.verify_package import verify
from consult.organisations import jobs as organising_jobs
from consult.organisations import queries as organisations
from consult.organisations import service as organising
from consult.organisations.models import Membership
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.record import jobs
from consult.record import service as record
from consult.record.models import Entry, PersonalRead
from consult.record.verify import Fault
from consult.site import queries as pages
from tests.consultations.pages import signed_in, submit, words_of
from tests.factories.consultations import make_consultation, make_organisation, make_staff, sign_waiting
from tests.factories.moderation import make_ruling, make_waiting, moderator_of

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
LIMITS = Limits(waiting_hours=72, silent_days=14, surge_least=10, escalate_hours=72)


@pytest.fixture
def made(app: Flask) -> Consultation:
    """One with five rulings: three published, two hidden."""
    made = make_consultation(slug="market", opens_at=clock.now() - 9 * DAY)
    moderator = moderator_of(made)
    for number in range(5):
        comment = make_waiting(consultations.get("market"), f"Words number {number}", stance="oppose")
        make_ruling(comment, "hide" if number < 2 else "publish", actor=moderator)
    return consultations.get("market")


@pytest.fixture
def auditor(made: Consultation) -> Actor:
    return make_staff("auditor", organisation=organisations.get(made.organisation_id))


def types() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(select(Entry.type).order_by(Entry.number)))


def seal() -> None:
    jobs.seal(wait=5)


# Second looks ---------------------------------------------------------------------------------------


def test_rulings_are_drawn_judged_blind_and_the_rate_is_published_and_recomputed(
    client: FlaskClient, made: Consultation, auditor: Actor, tmp_path: Path
) -> None:
    seal()
    desk = signed_in(client, auditor)
    assert submit(desk, "/en/audit/consultations/market/samples", size="4").status_code == 303
    db.session.rollback()
    (one,) = queries.samples_of(made.id)
    assert (one.drawn, one.judged) == (4, 0)
    first = queries.next_to_judge(one.sample.id)
    assert first is not None
    shown = desk.get(f"/en/audit/judge/{first.public_id}").text
    main = shown.split("<main")[1].split("<form")[0]
    assert "Words number" in main and "hide" not in main.lower() and "Published" not in main
    with pytest.raises(Conflict), writing():
        service.draw_sample(auditor, consultations.get("market"), size=2, now=clock.now())
    while following := queries.next_to_judge(one.sample.id):
        address = f"/en/audit/judge/{following.public_id}"
        assert submit(desk, address, act="hide").status_code == 422  # without a ground
        assert submit(desk, address, act="publish").status_code == 303
        db.session.rollback()
    alike = db.session.scalar(select(func.count()).where(Judgement.agrees.is_(True))) or 0
    numbers = pages.numbers(made.id, limit_minutes=99)
    assert (numbers.judged, numbers.judged_alike, numbers.samples) == (4, alike, 1)
    public = words_of(client.application.test_client().get("/en/consultations/market/oversight"))
    assert f"Of 4 rulings judged again, {alike} were judged alike: {25.0 * alike}%" in public
    for grade in ("public", "auditor"):
        path = keeping.sealed_package(
            made.id, grade, tmp_path / f"{grade}.zip", clock.now(), seal=jobs.seal
        ).path  # type: ignore[arg-type]
        said = "\n".join(verify(path))
        assert f"of 4 rulings judged again {alike} alike" in said
        with zipfile.ZipFile(path) as archive:
            rows = {
                name: [json.loads(line) for line in archive.read(f"data/{name}.jsonl").splitlines()]
                for name in ("samples", "judgements", "rulings")
            }
        assert check_samples(rows["samples"], rows["judgements"], rows["rulings"]) == (4, alike)
        rows["judgements"][0]["ruling"] = rows["rulings"][-1]["id"]
        rows["judgements"][1]["ruling"] = rows["rulings"][-1]["id"]
        with pytest.raises(Fault):
            check_samples(rows["samples"], rows["judgements"], rows["rulings"])
    assert types().count("ruling.judged") == 4 and "sample.drawn" in types()


def test_the_seed_decides_and_nobody_judges_their_own(made: Consultation, auditor: Actor) -> None:
    ids = [f"{number:032x}" for number in range(50)]
    assert draw("ab", 1, ids, 5) == draw("ab", 1, list(reversed(ids)), 5) != draw("ab", 2, ids, 5)
    with pytest.raises(Refused), writing():
        service.draw_sample(auditor, consultations.get("market"), size=201, now=clock.now())
    stranger = make_staff("auditor")
    with pytest.raises(Forbidden), writing():
        service.draw_sample(stranger, consultations.get("market"), size=2, now=clock.now())


# Alarms ---------------------------------------------------------------------------------------------


def watch(now, limits: Limits = LIMITS) -> int:  # type: ignore[no-untyped-def]
    with writing():
        return service.watch(limits, now=now)


def alarms(kind: str) -> list[Alarm]:
    db.session.rollback()
    return list(db.session.scalars(select(Alarm).where(Alarm.kind == kind).order_by(Alarm.id)))


def test_a_simulated_surge_raises_one_alarm_within_the_window(made: Consultation, auditor: Actor) -> None:
    watch(clock.now() - HOUR)
    assert alarms("surge") == []
    for number in range(12):
        make_waiting(consultations.get("market"), f"Everybody at once {number}")
    now = clock.now()
    watch(now)
    watch(now + timedelta(minutes=5))
    watch(now + timedelta(minutes=30))
    (alarm,) = alarms("surge")
    assert alarm.raised_at == now and alarm.number >= 12
    events.deliver_due(clock.now())
    mails = select(OutboxMail.address).where(OutboxMail.key.startswith("audits.alarm"))
    assert auditor.email in db.session.scalars(mails).all()
    watch(now + 2 * HOUR)
    assert alarms("surge")[0].over_at is not None and len(alarms("surge")) == 1


def test_what_is_overdue_escalates_to_the_body_above_once(client: FlaskClient) -> None:
    ministry = make_organisation("ministry")
    boss = make_staff("administrator", organisation=ministry)
    office = make_organisation("office", parent=organisations.get_by_slug("ministry"))
    made = make_consultation(slug="well", organisation=office, opens_at=clock.now() - 9 * DAY)
    make_waiting(made, "Nobody looks at this.")
    now = clock.now() + 4 * DAY
    watch(now)
    watch(now + HOUR)
    assert len(alarms("late")) == 1 and alarms("late")[0].escalated_at is None
    for hours in (73, 74, 100):
        watch(now + hours * HOUR)
    (alarm,) = alarms("late")
    assert alarm.escalated_at == now + 73 * HOUR
    assert types().count("alarm.escalated") == 1
    events.deliver_due(now + 200 * HOUR)
    mails = select(OutboxMail.address).where(OutboxMail.key.like("audits.alarm|%|True|%"))
    assert db.session.scalars(mails).all() == [boss.email]


def test_silence_moved_dates_changed_rights_and_a_failed_check_are_alarms(
    client: FlaskClient, made: Consultation, auditor: Actor
) -> None:
    with writing():
        found = consultations.get("market")
        assert found.closes_at is not None
        consulting.extend(CONSOLE, found, until=found.closes_at + DAY, reason="Flood.", now=clock.now())
    sign_waiting()
    watch(clock.now())
    watch(clock.now())
    assert len(alarms("deadline")) == 1
    assert any(one.about.endswith("given") for one in alarms("rights"))
    watch(clock.now() + 15 * DAY)
    assert len(alarms("silent")) == 1
    for fault in ("row 7 was changed", "row 7 was changed", ""):
        with writing():
            service.note_failed_check(fault, now=clock.now())
    for damaged in (["one", "two"], ["one", "two"], []):
        with writing():
            service.note_damaged_packages(damaged, now=clock.now())
        assert [one.over_at is None for one in alarms("package")] == [bool(damaged)]
    for kind in ("verify", "package"):
        (alarm,) = alarms(kind)
        assert alarm.over_at is not None
    desk = signed_in(client, auditor)
    page = desk.get("/en/audit/alarms").text
    assert "A date was moved" in page and "type=consultation.extended" in page and "Silent:" in page
    assert "A package of data that is kept is damaged or lost" in page and "2 packages" in page
    assert "type=package.fixity_checked" in page
    assert "Silent:" not in desk.get("/en/audit/alarms?kind=deadline").text.split("<table")[1]
    for address in {
        part.split('"')[0] for part in page.split('href="')[1:] if "/audit/" in part.split('"')[0]
    }:
        assert desk.get(address.replace("&amp;", "&")).status_code == 200, address


# Notes ----------------------------------------------------------------------------------------------


def test_notes_are_read_by_the_audit_office_alone_and_have_no_entry(
    client: FlaskClient, made: Consultation, auditor: Actor
) -> None:
    before, address = types(), "/en/audit/consultations/market/notes"
    assert submit(signed_in(client, auditor), address, body="Ask about Tuesday.").status_code == 303
    assert "Ask about Tuesday." in client.get(address).text and types() == before
    for role in ("administrator", "moderator"):
        staff = make_staff(role, organisation=organisations.get(made.organisation_id))
        assert signed_in(client, staff).get(address).status_code == 403
    assert db.session.query(Note).count() == 1


# Confidential reports -------------------------------------------------------------------------------


def test_a_report_about_a_moderator_reaches_auditors_and_never_that_person(
    client: FlaskClient, made: Consultation, auditor: Actor
) -> None:
    rows = pages.numbers(made.id, limit_minutes=99).moderators
    pseudonym = rows[0].pseudonym
    guest = client.application.test_client()
    address = f"/en/report-process?consultation=market&about={pseudonym}"
    assert pseudonym in guest.get(address).text
    sent = submit(guest, address, message="They hide what their friends dislike.", contact="me@example.org")
    assert sent.status_code == 303 and guest.get(sent.location).status_code == 200
    db.session.rollback()
    report = db.session.scalars(select(ProcessReport)).one()
    assert report.about == pseudonym and report.consultation_id == made.id
    content = db.session.scalars(select(Entry.content).where(Entry.type == "process.reported")).one()
    assert report.public_id in content.decode() and "friends" not in content.decode()
    public = guest.get("/en/record").text
    assert "friends" not in public
    desk = signed_in(client, auditor)
    assert "They hide what" in desk.get(f"/en/audit/reports/{report.public_id}").text
    assert report.public_id in desk.get("/en/audit/reports").text
    person = Actor(**{**vars(auditor), "pseudonym": pseudonym})
    assert queries.reports_for(person, limit=9)[0] == []
    for role in ("moderator", "administrator", "author"):
        staff = make_staff(role, organisation=organisations.get(made.organisation_id))
        assert signed_in(client, staff).get("/en/audit/reports").status_code == 403
    desk = signed_in(client, auditor)
    public_id = report.public_id
    assert submit(desk, f"/en/audit/reports/{public_id}", finding="Talked to them.").status_code == 303
    assert "process.closed" in types()


# Access with scope, start and end -------------------------------------------------------------------


def test_access_to_one_consultation_opens_that_one_and_ends_by_itself(
    client: FlaskClient, made: Consultation
) -> None:
    other = make_consultation(slug="other", organisation=organisations.get(made.organisation_id))
    make_staff("author", organisation=make_organisation("elsewhere"), email="cho@example.org")
    now = clock.now()
    body_id = made.organisation_id
    with writing():
        organising.grant(
            CONSOLE, account=accounts.get_by_address("cho@example.org"), role="auditor",
            organisation=organisations.get(body_id), now=now, consultation=consultations.get("market").public_id,
            ends_at=now + 3 * DAY,
        )  # fmt: skip
    sign_waiting()
    db.session.rollback()
    account = accounts.get_by_address("cho@example.org")
    cho = organisations.actor_for(account)
    assert cho.is_auditor and not cho.holds(body_id, "auditor")
    desk = signed_in(client, cho)
    assert "A new bylaw" in desk.get("/en/audit").text
    for page in ("", "/entries", "/comments", "/rulings", "/reads", "/stances", "/notes", "/samples"):
        assert desk.get(f"/en/audit/consultations/market{page}").status_code == 200, page
        assert desk.get(f"/en/audit/consultations/{other.slug}{page}").status_code == 404
    assert desk.post("/en/desk/consultations/market/extend").status_code == 403
    later = now + 4 * DAY
    assert not organisations.actor_for(account, later).is_auditor
    assert organising_jobs.end_audits(later) == 1
    assert "membership.ended" in types()


def test_one_of_the_two_who_give_it_stands_outside_the_audited_body(app: Flask) -> None:
    make_organisation("ministry")
    outside = make_staff("administrator", organisation=organisations.get_by_slug("ministry"))
    city = make_organisation("city")
    inside = [make_staff("administrator", organisation=organisations.get_by_slug("city")) for _ in range(2)]
    make_staff("author", organisation=make_organisation("elsewhere"), email="cho@example.org")
    with writing():
        organising.grant(
            inside[0], account=accounts.get_by_address("cho@example.org"), role="auditor",
            organisation=organisations.get_by_slug("city"), now=clock.now(),
        )  # fmt: skip
    public_id = approvals.waiting_approvals(act=organising.GIVE)[0].approval.public_id
    with pytest.raises(Forbidden), writing():
        approving.sign(inside[1], approvals.get_approval(public_id), now=clock.now())
    with writing():
        approving.sign(outside, approvals.get_approval(public_id), now=clock.now())
    assert city.id
    held = db.session.scalars(select(Membership).where(Membership.role == "auditor")).one()
    assert held.confirmed_at is not None and held.ends_at is not None
    held_id = held.id
    with writing():
        organising.revoke(inside[0], membership_id=held_id, now=clock.now())
    public_id = approvals.waiting_approvals(act=organising.TAKE)[0].approval.public_id
    with pytest.raises(Forbidden), writing():
        approving.sign(inside[1], approvals.get_approval(public_id), now=clock.now())
    assert organisations.get_membership(held_id).revoked_at is None
    with writing():
        approving.sign(outside, approvals.get_approval(public_id), now=clock.now())
    assert organisations.get_membership(held_id).revoked_at is not None


def test_what_an_auditor_opens_is_listed_for_auditors_and_apart_from_staff(
    client: FlaskClient, made: Consultation, auditor: Actor
) -> None:
    desk = signed_in(client, auditor)
    desk.get("/en/audit/consultations/market/comments")
    db.session.rollback()
    assert [one.by_auditor for one in db.session.scalars(select(PersonalRead))] == [True]
    base = "/en/audit/consultations/market"
    assert "All comments with every wording" in desk.get(f"{base}/opened").text
    assert "All comments with every wording" not in desk.get(f"{base}/reads").text
    staff = make_staff("administrator", "moderator", organisation=organisations.get(made.organisation_id))
    assert signed_in(client, staff).get(f"{base}/opened").status_code == 403


# Timeline -------------------------------------------------------------------------------------------


def test_the_timeline_is_narrowed_by_role_act_ground_and_day(
    client: FlaskClient, made: Consultation, auditor: Actor
) -> None:
    desk, base = signed_in(client, auditor), "/en/audit/consultations/market/entries"

    def shown(**asked: str) -> int:
        return desk.get(base, query_string=asked).text.count('id="entry-')

    ground = json.loads(
        db.session.scalars(
            select(Entry.content).where(Entry.type == "comment.ruled").order_by(Entry.number)
        ).first()
        or b""
    )["ground"]
    assert shown(type="comment.ruled") == 5 and shown(role="moderator") == 5
    assert shown(type="comment.ruled", ground=ground) == 2 and shown(role="clerk") == 0
    assert shown(type="comment.ruled", day=f"{clock.now():%Y-%m-%d}") == 5
    assert shown(day="2001-01-01") == 0 and shown(day="nonsense") == shown()


def test_rulings_per_moderator_and_stance_are_the_exports(
    client: FlaskClient, made: Consultation, auditor: Actor, tmp_path: Path
) -> None:
    path = keeping.sealed_package(made.id, "auditor", tmp_path / "a.zip", clock.now(), seal=jobs.seal).path
    with zipfile.ZipFile(path) as archive:
        rows = {
            name: [json.loads(line) for line in archive.read(f"data/{name}.jsonl").splitlines()]
            for name in ("comments", "rulings")
        }
    stances = {row["reference"]: row["stance"] for row in rows["comments"]}
    counted: dict[tuple[str, str], dict[str, int]] = {}
    for row in rows["rulings"]:
        if row["is_in_force"]:
            acts = counted.setdefault((row["moderator"], stances[row["reference"]]), {})
            acts[row["act"]] = acts.get(row["act"], 0) + 1
    numbers = pages.numbers(made.id, limit_minutes=99)
    assert {(one.pseudonym, one.stance): one.acts for one in numbers.stances} == counted
    (together,) = numbers.by_stance
    assert (together.total, together.hidden_percent) == (5, 40.0)
    public = client.application.test_client().get("/en/consultations/market/oversight").text
    assert "40.0%" in public
    page = signed_in(client, auditor).get("/en/audit/consultations/market/stances").text
    assert "40.0%" in page and "stance=oppose" in page


# Changing nothing that is audited ---------------------------------------------------------------------

OWN = {
    "audit_sample", "audit_judgement", "audit_note", "process_report", "used_token", "event_outbox", "mail_outbox",
    "account_session", "limit_count",
}  # fmt: skip
"""The audit office's own tables, and plumbing; those of the record begin with its name."""


def test_whatever_the_audit_office_writes_touches_its_own_tables_alone(
    client: FlaskClient, made: Consultation, auditor: Actor
) -> None:
    seal()
    with writing():
        report = service.report_process(
            consultations.get("market"), message="Odd.", about="", contact="", language="en", now=clock.now()
        ).public_id
    desk, touched = signed_in(client, auditor), set[str]()

    def look(_connection, _cursor, statement: str, *_more: object) -> None:  # type: ignore[no-untyped-def]
        words = statement.split()
        if words[0] in ("INSERT", "UPDATE", "DELETE"):
            touched.add(words[1 if words[0] == "UPDATE" else 2].strip('"'))

    event.listen(db.engine, "before_cursor_execute", look)
    try:
        base = "/en/audit/consultations/market"
        assert submit(desk, f"{base}/notes", body="One.").status_code == 303
        assert submit(desk, f"{base}/samples", size="2").status_code == 303
        db.session.rollback()
        judgement = db.session.scalars(select(Judgement.public_id)).first()
        assert submit(desk, f"/en/audit/judge/{judgement}", act="publish").status_code == 303
        assert submit(desk, f"/en/audit/reports/{report}", finding="Nothing odd.").status_code == 303
    finally:
        event.remove(db.engine, "before_cursor_execute", look)
    assert {"audit_note", "audit_sample", "audit_judgement", "process_report"} <= touched
    assert {one for one in touched - OWN if not one.startswith("record_")} == set()


def test_somebody_outside_asks_for_an_auditor_on_the_page_with_scope_and_end(client: FlaskClient) -> None:
    outside = make_staff("administrator", organisation=make_organisation("ministry"))
    make_staff("administrator", organisation=make_organisation("city", "City"))
    make_consultation(slug="well", organisation=organisations.get_by_slug("city"))
    make_staff("author", organisation=make_organisation("elsewhere"), email="cho@example.org")
    desk, address = signed_in(client, outside), "/en/desk/organisations/city/invite"
    assert desk.get(address).status_code == 403
    listed = desk.get("/en/desk/organisations")
    assert f"{address}?role=auditor" in listed.text and "Ask for an auditor of City" in listed.text
    assert "/ministry/invite" not in listed.text and "who signs it" in listed.text
    typed = {"email": "cho@example.org", "role": "auditor", "language": "en"}
    typed |= {"starts_on": "2030-04-02", "ends_on": "2030-05-31"}
    asked = submit(desk, f"{address}?role=auditor", **typed, consultation="well")
    assert asked.status_code == 303
    done = desk.get(asked.headers["Location"])
    assert done.status_code == 200 and "has to sign it" in done.text
    db.session.rollback()
    held = db.session.scalars(select(Membership).where(Membership.role == "auditor")).one()
    assert held.confirmed_at is None and held.consultation == consultations.get("well").public_id
    assert held.ends_at is not None and f"{held.ends_at:%Y-%m-%d}" == "2030-06-01"
    signer = signed_in(client, make_staff("administrator", organisation=organisations.get_by_slug("city")))
    waiting = re.search(r"/en/desk/approvals/\w+", signer.get("/en/desk/approvals").text)
    assert waiting and "2 April 2030" in signer.get(waiting[0]).text, "whoever signs reads the first day"
    sign_waiting()
    db.session.rollback()
    assert (
        db.session.scalars(select(Membership).where(Membership.role == "auditor")).one().confirmed_at
        is not None
    )
    entry = db.session.scalars(select(Entry.id).where(Entry.type == "membership.granted")).all()[-1]
    assert record.opened_values(entry)["starts_at"].startswith("2030-04-02")
    assert "Reads from 2 April 2030" in signer.get("/en/desk/organisations/city").text
