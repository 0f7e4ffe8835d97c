"""Auditors read everything, leave a note of it, and can change nothing."""

import re
from datetime import timedelta

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.routing import AnyConverter, Rule

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import access, clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Forbidden
from consult.moderation import service as moderating
from consult.opendata import service as opendata
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.record.models import Entry, PersonalRead
from consult.site.queries import audit
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_report, make_review, make_ruling, make_waiting
from tests.factories.votes import make_statement, vote

HIDDEN, NOTE, EMAIL = "You are all thieves.", "Third time this week.", "ada@example.org"
WRITING = {"POST", "PUT", "PATCH", "DELETE"}
READING_PAGES = ("", "/entries", "/comments", "/rulings", "/reads", "/stances", "/opened")


@pytest.fixture
def made(app: Flask) -> Consultation:
    """One with a hidden comment, an internal note and a review."""
    made = make_consultation(title="Opening hours", opens_at=clock.now() - timedelta(days=9))
    contact = contributing.Contact(name="Ada Example", email=EMAIL)
    hidden = make_waiting(made, HIDDEN, contact=contact)
    make_ruling(hidden, "hide", internal_note=NOTE)
    make_review(contributions.get(hidden.id), "I named nobody at all.")
    published = make_waiting(made, "Open at seven.")
    make_ruling(published)
    make_report(contributions.get(published.id), message="He insults the baker.")
    return made


def auditor_of(made: Consultation, *more: str) -> Actor:
    return make_staff("auditor", *more, organisation=organisations.get(made.organisation_id))


@pytest.fixture
def auditor(made: Consultation, client: FlaskClient) -> FlaskClient:
    sign_in(client, accounts.get_by_address(auditor_of(made).email))
    return client


def hidden_reference(made: Consultation) -> str:
    rows, _after = contributions_of(made)
    return next(one.reference for one in rows if one.state == "hidden")


def contributions_of(made: Consultation):
    page = contributions.listed(made.id, limit=50)
    return page.comments, page.after


# Reading ------------------------------------------------------------------------------------------


def test_the_list_has_unpublished_ones_and_only_their_bodies(
    made: Consultation, auditor: FlaskClient
) -> None:
    make_consultation("draft", title="Still a draft", organisation=organisations.get(made.organisation_id))
    make_consultation(title="Of another body")
    page = auditor.get("/en/audit").text
    assert "Opening hours" in page and "Still a draft" in page and "Of another body" not in page


def test_other_bodies_are_as_if_they_were_not_there(made: Consultation, auditor: FlaskClient) -> None:
    other = make_consultation()
    comment = make_waiting(other)
    for page in READING_PAGES:
        assert auditor.get(f"/en/audit/consultations/{other.slug}{page}").status_code == 404
    assert auditor.get(f"/en/audit/comments/{comment.reference}").status_code == 404


@pytest.mark.parametrize("role", ["author", "moderator", "responder", "clerk", "administrator"])
def test_other_roles_are_refused(made: Consultation, client: FlaskClient, role: str) -> None:
    staff = make_staff(role, organisation=organisations.get(made.organisation_id))
    sign_in(client, accounts.get_by_address(staff.email))
    for page in READING_PAGES:
        assert client.get(f"/en/audit/consultations/{made.slug}{page}").status_code == 403


def test_hidden_originals_and_internal_notes_are_readable(made: Consultation, auditor: FlaskClient) -> None:
    base = f"/en/audit/consultations/{made.slug}"
    comments = auditor.get(f"{base}/comments").text
    assert HIDDEN in comments and EMAIL in comments
    assert HIDDEN not in auditor.get(f"{base}/comments?state=published").text
    assert NOTE in auditor.get(f"{base}/rulings").text
    entries = auditor.get(f"{base}/entries").text
    assert HIDDEN in entries and "comment.ruled" in entries and NOTE in entries
    one = auditor.get(f"/en/audit/comments/{hidden_reference(made)}").text
    for words in (HIDDEN, NOTE, EMAIL, "I named nobody at all."):
        assert words in one


def test_reports_of_readers_are_readable(made: Consultation, auditor: FlaskClient) -> None:
    published = next(one for one in contributions_of(made)[0] if one.state == "published")
    assert "He insults the baker." in auditor.get(f"/en/audit/comments/{published.reference}").text


def test_each_page_with_personal_data_is_noted_before_it_is_sent(
    made: Consultation, auditor: FlaskClient
) -> None:
    addresses = [f"/en/audit/consultations/{made.slug}{page}" for page in READING_PAGES]
    addresses += [f"/en/audit/comments/{hidden_reference(made)}", "/en/audit/roles", "/en/audit/site"]
    for number, address in enumerate(addresses, 1):
        assert auditor.get(address).status_code == 200, address
        noted = db.session.scalars(select(PersonalRead).order_by(PersonalRead.id)).all()
        assert len(noted) == number and noted[-1].page == address and noted[-1].account_id
    reads = auditor.get(f"/en/audit/consultations/{made.slug}/opened").text
    assert "All comments with every wording" in reads and "/comments" in reads
    reads = auditor.get(f"/zh-hant/audit/consultations/{made.slug}/opened").text
    assert "全部意見及各稿原文" in reads and "all comments" not in reads, "what was read is said in words"


def test_whatever_an_auditor_opens_is_noted_once_on_pages_of_tomorrow_too(
    made: Consultation, app: Flask, auditor: FlaskClient
) -> None:
    hidden = hidden_reference(made)
    known = {"slug": made.slug, "reference": hidden}
    opened, noted = 0, 0
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is None or stamp.kind != "staff" or "GET" not in (rule.methods or ()):
            continue
        if set(rule.arguments) - {"lang"} - known.keys():
            continue
        with app.test_request_context():
            address = url_for(
                rule.endpoint, lang="en", **{one: known[one] for one in rule.arguments & known.keys()}
            )
        if auditor.get(address).status_code != 200:
            continue
        opened += 1
        db.session.rollback()
        rows = db.session.scalars(select(PersonalRead).order_by(PersonalRead.id)).all()
        own = [one for one in rows[noted:] if one.page == address]
        assert len(own) == 1 and own[0].by_auditor, (address, [one.what for one in rows[noted:]])
        if f"/{made.slug}" in address:
            assert own[0].consultation == made.public_id, address
        noted = len(rows)
    assert opened > 25
    staff = make_staff("administrator", "moderator", organisation=organisations.get(made.organisation_id))
    sign_in(auditor, accounts.get_by_address(staff.email))
    for page in ("reads", "opened"):
        assert auditor.get(f"/en/audit/consultations/{made.slug}/{page}").status_code == 403


def test_the_log_goes_on_by_key(made: Consultation, auditor: FlaskClient) -> None:
    for number in range(60):
        make_waiting(made, f"Comment number {number}.")
    base = f"/en/audit/consultations/{made.slug}/entries"
    numbers: list[str] = []
    address = base
    while address:
        page = auditor.get(address).text
        numbers += [part.split('"')[0] for part in page.split('id="entry-')[1:]]
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address = older.group(1) if older else ""
    wanted = select(Entry.number).where(Entry.log == made.public_id).order_by(Entry.number.desc())
    assert [int(one) for one in numbers] == db.session.scalars(wanted).all()


def test_role_history_shows_who_held_what(made: Consultation, auditor: FlaskClient) -> None:
    page = auditor.get("/en/audit/roles").text
    assert "Auditor" in page and "Moderator" in page


def test_taking_the_package_is_asked_for_and_who_took_it_is_listed(
    made: Consultation, auditor: FlaskClient
) -> None:
    address = f"/en/audit/consultations/{made.slug}"
    assert f'href="/en/packages/{made.slug}/order"' in auditor.get(address).text
    with writing():
        opendata.note_auditor_export(CONSOLE, consultations.get(made.slug), now=clock.now())
    page = auditor.get(address).text
    assert "The auditor’s package" in page and "Packages made for everybody" not in page


# Changing nothing ---------------------------------------------------------------------------------


def example_of(rule: Rule) -> str:
    """An address of the route: "1" for each part, or the first of those that it takes alone."""
    first = {name: one.regex for name, one in rule._converters.items() if isinstance(one, AnyConverter)}
    known = {"lang": "en", **{name: re.findall(r"[\w-]+", regex)[0] for name, regex in first.items()}}
    parts = [known.get(data, "1") if is_dynamic else data for is_dynamic, data in rule._trace]
    return "".join(parts).split("|", 1)[1]


@pytest.mark.parametrize("more", [(), ("moderator",), ("author", "responder", "administrator")])
def test_every_writing_route_of_the_staff_refuses_an_auditor(
    made: Consultation, app: Flask, client: FlaskClient, more: tuple[str, ...]
) -> None:
    sign_in(client, accounts.get_by_address(auditor_of(made, *more).email))
    changes = select(func.count()).select_from(Entry).where(Entry.type != "approval.attempt_refused")
    before = db.session.scalar(changes)
    asked = 0
    for rule in app.url_map.iter_rules():
        stamp = access.stamp_of(app, rule.endpoint)
        if stamp is None or stamp.kind != "staff" or stamp.is_audit_office:
            continue
        for method in WRITING & set(rule.methods or ()):
            asked += 1
            answer = client.open(example_of(rule), method=method, data={"sure": "y"})
            assert answer.status_code == 403, (method, rule.rule, answer.status_code)
    assert asked > 30
    assert db.session.scalar(changes) == before


OFFICE = {"audits.notes", "audits.samples", "audits.judge", "audits.report"}
"""Where auditors write: notes, drawing, judging and closing reports. Tests of that room look at what they change."""


def test_auditors_write_only_what_belongs_to_their_own_office(app: Flask) -> None:
    writing_ones = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "/audit" in rule.rule and WRITING & set(rule.methods or ())
    }
    stamps = {one: access.stamp_of(app, one) for one in app.view_functions}
    assert writing_ones == OFFICE
    assert {one for one, stamp in stamps.items() if stamp is not None and stamp.is_audit_office} == OFFICE


@pytest.mark.parametrize("more", [(), ("moderator",)])
def test_what_everybody_may_do_is_refused_to_auditors_by_the_verb(
    made: Consultation, more: tuple[str, ...]
) -> None:
    auditor = auditor_of(made, *more)
    with pytest.raises(Forbidden):
        make_waiting(made, "I comment too.", actor=auditor)
    statement = make_statement(made)
    with pytest.raises(Forbidden):
        vote(statement, auditor)
    published = next(one for one in contributions_of(made)[0] if one.state == "published")
    with pytest.raises(Forbidden), writing():
        moderating.report(
            auditor, contributions.get(published.id), ground="abuse", language="en", now=clock.now()
        )  # fmt: skip


def test_a_day_of_a_log_is_found_among_the_numbers(app: Flask) -> None:
    begins, log = clock.now() - timedelta(days=40), "d" * 32
    for day in range(40):
        for hour in (1, 9, 23)[: day % 4]:
            with writing():
                record.append(
                    "test.said", actor=CONSOLE, consultation=log,
                    now=begins.replace(hour=hour, minute=30) + timedelta(days=day),
                )  # fmt: skip
    for day in range(40):
        meant = (begins + timedelta(days=day)).date()
        found, _after = audit.entries(log, limit=50, kept=audit.Kept(day=meant))
        assert len(found) == day % 4 and {one.at.date() for one in found} <= {meant}
