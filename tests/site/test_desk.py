"""The front page of the staff shows what waits for this person, and leads everywhere in one step."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.foundation import clock
from consult.foundation.roles import ROLES
from consult.organisations import queries as organisations
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_report, make_review, make_ruling, make_waiting


@pytest.fixture
def made(app: Flask) -> Consultation:
    return make_consultation(title="Opening hours", opens_at=clock.now() - timedelta(days=9))


def desk_of(client: FlaskClient, made: Consultation, *roles: str) -> str:
    staff = make_staff(*roles, organisation=organisations.get(made.organisation_id))
    sign_in(client, accounts.get_by_address(staff.email))
    answer = client.get("/en/desk")
    assert answer.status_code == 200, answer.text
    assert answer.headers["Cache-Control"] == "private, no-store"
    return answer.text


def tile(page: str, label: str) -> int:
    found = re.search(rf'site-tile__number">([\d,]+)</span> <span>{label}<', page)
    assert found, f"no tile “{label}”"
    return int(found.group(1).replace(",", ""))


def test_people_without_a_role_are_refused(app: Flask, client: FlaskClient) -> None:
    sign_in(client, make_account())
    assert client.get("/en/desk").status_code == 403


@pytest.mark.parametrize("role", ROLES)
def test_every_role_has_a_desk_whose_links_open(made: Consultation, client: FlaskClient, role: str) -> None:
    page = desk_of(client, made, role)
    links = set(re.findall(r'href="(/en/(?:desk|audit|account)[^"#]*)"', page))
    assert links
    for link in links - {"/en/desk"}:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


@pytest.mark.parametrize("role", ROLES)
def test_no_list_of_the_desk_leads_to_a_closed_door(
    made: Consultation, client: FlaskClient, role: str
) -> None:
    hidden = make_waiting(made)
    make_ruling(hidden, "hide")
    make_review(contributions.get(hidden.id))
    page = desk_of(client, made, role)
    lists = set(re.findall(r'href="(/en/(?:desk|audit)[^"#?]*)', page))
    for one in lists:
        for link in set(re.findall(r'href="(/en/(?:desk|audit)[^"#]*)"', client.get(one).text)):
            assert client.get(link.replace("&amp;", "&")).status_code < 400, (one, link)


def test_moderators_see_what_waits_and_what_is_over_the_limit(
    made: Consultation, client: FlaskClient
) -> None:
    make_waiting(made)
    make_waiting(made, now=clock.now() - timedelta(days=5))
    reported = make_waiting(made)
    make_ruling(reported)
    make_report(contributions.get(reported.id))
    hidden = make_waiting(made)
    make_ruling(hidden, "hide")
    make_review(contributions.get(hidden.id))
    make_waiting(make_consultation(title="Of another body"))
    page = desk_of(client, made, "moderator")
    assert tile(page, "waiting for a ruling") == 3
    assert tile(page, "past the waiting limit") == 1
    assert tile(page, "reported by readers") == 1
    assert tile(page, "reviews to decide") == 1
    assert "5 days" in page and "Of another body" not in page
    assert "3 comments wait for a moderator" in page


def test_an_empty_desk_says_so(made: Consultation, client: FlaskClient) -> None:
    assert "Nothing waits" in desk_of(client, made, "moderator")


def test_responders_see_late_answers_first(app: Flask, client: FlaskClient) -> None:
    body = organisations.get(make_consultation(title="On time").organisation_id)
    late = make_consultation(
        "closed", title="Very late", organisation=body, opens_at=clock.now() - timedelta(days=400),
        closes_at=clock.now() - timedelta(days=370), now=clock.now() - timedelta(days=365),
    )  # fmt: skip
    page = desk_of(client, late, "responder")
    owed = page[page.index('id="owed"') : page.index('id="consultations"')]
    assert "days late" in owed
    assert owed.index("Very late") < owed.index("On time")
    assert f"/en/desk/consultations/{late.slug}/replies" in owed


def test_authors_see_what_is_missing(app: Flask, client: FlaskClient) -> None:
    draft = make_consultation("draft", title="Not ready")
    page = desk_of(client, draft, "author")
    assert "Not ready" in page and (
        "Ready to be published." in page or "missing before it can be published" in page
    )
    assert "/en/desk/new-consultation" in page and "/en/desk/moderation" not in page


def test_only_what_the_roles_allow_is_shown(made: Consultation, client: FlaskClient) -> None:
    page = desk_of(client, made, "clerk")
    for hidden in ("/en/desk/moderation", "/en/desk/organisations", "/en/audit", "/en/desk/new-consultation"):
        assert hidden not in page


def test_administrators_see_roles_to_confirm(made: Consultation, client: FlaskClient) -> None:
    page = desk_of(client, made, "administrator")
    assert "/en/desk/organisations" in page
