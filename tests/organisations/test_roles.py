"""Bodies, invitations and roles, through the pages: who may do what, to which body, and what the history keeps."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from consult.accounts import queries as accounts
from consult.accounts import service as accounts_service
from consult.accounts.models import Account
from consult.foundation import clock, jobs
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Forbidden, Gone, Refused
from consult.foundation.mail import OutboxMail
from consult.organisations import permissions, queries, service
from consult.organisations.models import Membership, Organisation
from consult.record.models import Entry
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_organisation, make_staff

DAY = timedelta(days=1)


def post(client: FlaskClient, path: str, data: dict[str, str] | None = None, *, at: str = "") -> TestResponse:
    """Send a form as it stands on its page (``at``, where that is another address)."""
    page = client.get(at or path).text
    tokens = dict(re.findall(r'name="(csrf_token|form_token)"[^>]*value="([^"]+)"', page))
    return client.post(path, data={**tokens, **(data or {})})


def signed_in(client: FlaskClient, actor: Actor) -> FlaskClient:
    sign_in(client, db.session.get_one(Account, actor.account_id))
    return client


def links_mailed(address: str) -> list[str]:
    bodies = db.session.scalars(select(OutboxMail.body).where(OutboxMail.address == address))
    return [link for body in bodies for link in re.findall(r"http://localhost(/\S+/invitation/\S+)", body)]


def invite(organisation: Organisation, email: str = "new@example.org", role: str = "moderator") -> Membership:
    organisation_id = organisation.id
    with writing():
        membership_id = service.invite(
            CONSOLE, email=email, name="", language="en", role=role, token="t" * 27, now=clock.now(),
            organisation=queries.get(organisation_id),
        ).membership.id  # fmt: skip
    return queries.get_membership(membership_id)


# The tree -------------------------------------------------------------------------------------------


def test_an_administrator_adds_a_body_a_department_and_renames_it(client: FlaskClient) -> None:
    signed_in(client, make_staff("administrator", organisation=make_organisation("city", "City")))
    answer = post(
        client,
        "/en/desk/organisations/new?parent=city",
        {"zh_hant": "公園處", "en": "Parks", "slug": "parks"},
    )
    assert answer.status_code == 303
    parks = queries.get_by_slug("parks")
    assert parks.name == "Parks" and parks.names == {"en": "Parks", "zh-hant": "公園處"}
    assert parks.parent_id == queries.get_by_slug("city").id
    post(client, "/en/desk/organisations/parks/rename", {"en": "Parks and lakes"})
    db.session.expire_all()
    assert queries.get_by_slug("parks").name == "Parks and lakes"
    assert "Parks and lakes" in client.get("/zh-hans/desk/organisations").text
    made = select(Entry.type).where(Entry.type.like("organisation.%")).order_by(Entry.number)
    assert db.session.scalars(made).all() == [
        "organisation.created", "organisation.created", "organisation.renamed",
    ]  # fmt: skip


def test_a_body_without_a_name_or_with_a_taken_slug_is_refused_and_keeps_what_was_typed(
    client: FlaskClient,
) -> None:
    signed_in(client, make_staff("administrator", organisation=make_organisation("city")))
    assert post(client, "/en/desk/organisations/new", {"slug": "parks"}).status_code == 422
    taken = post(client, "/en/desk/organisations/new", {"slug": "city", "en": "Another"})
    assert taken.status_code == 409 and 'value="Another"' in taken.text
    reserved = post(client, "/en/desk/organisations/new", {"slug": "waiting", "en": "Another"})
    assert reserved.status_code == 422


def test_a_doubly_sent_form_adds_one_body(client: FlaskClient) -> None:
    signed_in(client, make_staff("administrator", organisation=make_organisation("city")))
    page = client.get("/en/desk/organisations/new").text
    data = dict(re.findall(r'name="(csrf_token|form_token)"[^>]*value="([^"]+)"', page)) | {
        "slug": "parks",
        "en": "Parks",
    }
    first, second = (client.post("/en/desk/organisations/new", data=data) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert first.location == second.location


def test_a_body_closes_only_without_open_departments_and_running_consultations(client: FlaskClient) -> None:
    city = make_organisation("city")
    parks = make_organisation("parks", parent=city)
    signed_in(client, make_staff("administrator", organisation=city))
    assert "open departments" in post(client, "/en/desk/organisations/city/close").text
    make_consultation("open", organisation=parks)
    assert post(client, "/en/desk/organisations/parks/close").status_code == 422
    make_organisation("lakes", parent=city)
    assert post(client, "/en/desk/organisations/lakes/close").status_code == 303
    assert queries.get_by_slug("lakes").closed_at is not None
    assert client.get("/en/desk/organisations/lakes").text.count("Invite somebody") == 0
    post_back = client.get("/en/desk/organisations/lakes").text
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', post_back)
    assert token
    client.post("/en/desk/organisations/lakes/reopen", data={"csrf_token": token.group(1)})
    db.session.expire_all()
    assert queries.get_by_slug("lakes").closed_at is None


# Truth tables ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "may_administer", "may_read", "may_set"),
    [
        ("author", False, False, False), ("moderator", False, False, False), ("responder", False, False, False),
        ("clerk", False, False, False), ("auditor", False, True, False), ("administrator", True, True, True),
    ],
)  # fmt: skip
def test_permissions_by_role(
    app: object, role: str, may_administer: bool, may_read: bool, may_set: bool
) -> None:
    city, other = make_organisation("city"), make_organisation("other")
    parks = make_organisation("parks", parent=city)
    city_id, other_id, parks_id = city.id, other.id, parks.id
    actor = make_staff(role, organisation=city)
    for organisation_id, is_theirs in ((city_id, True), (parks_id, True), (other_id, False)):
        assert permissions.may_administer(actor, organisation_id) is (may_administer and is_theirs)
        assert permissions.may_read(actor, organisation_id) is (may_read and is_theirs)
        assert permissions.may_create_organisation(actor, organisation_id) is (may_administer and is_theirs)
    assert permissions.may_set_site(actor) is may_set
    assert permissions.may_create_organisation(actor, None) is may_set
    for nobody in (GUEST, Actor("account", 1)):
        assert not permissions.may_administer(nobody, city_id) and not permissions.may_set_site(nobody)


def test_an_administrator_who_is_also_an_auditor_changes_nothing(app: object) -> None:
    city = make_organisation("city")
    city_id = city.id
    both = make_staff("administrator", "auditor", organisation=city)
    assert not permissions.may_administer(both, city_id) and not permissions.may_set_site(both)


def test_a_departments_administrator_reaches_neither_the_body_above_nor_the_site(app: object) -> None:
    city = make_organisation("city")
    parks = make_organisation("parks", parent=city)
    city_id, parks_id = city.id, parks.id
    actor = make_staff("administrator", organisation=parks)
    assert permissions.may_administer(actor, parks_id)
    assert not permissions.may_administer(actor, city_id) and not permissions.may_set_site(actor)


def test_an_administrator_of_one_body_cannot_touch_another(client: FlaskClient) -> None:
    ours, theirs = make_organisation("ours"), make_organisation("theirs")
    make_staff("administrator", organisation=theirs)
    victim = make_staff("moderator", organisation=theirs)
    membership = queries.find_held(victim.account_id or 0, theirs.id, "moderator")
    assert membership is not None
    membership_id = membership.id
    signed_in(client, make_staff("administrator", organisation=ours))
    for path in (
        "theirs", "theirs/rename", "theirs/close", "theirs/invite", "new?parent=theirs",
        f"roles/{membership_id}/revoke",
    ):  # fmt: skip
        assert client.get(f"/en/desk/organisations/{path}").status_code == 403, path
    token = re.search(
        r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/en/desk/organisations/ours/close").text
    )
    assert token
    for path in (
        "theirs/rename", "theirs/close", "theirs/reopen", "theirs/invite", "new?parent=theirs",
        f"roles/{membership_id}/revoke", f"roles/{membership_id}/confirm",
    ):  # fmt: skip
        answer = client.post(
            f"/en/desk/organisations/{path}",
            data={"csrf_token": token.group(1), "en": "Mine", "slug": "mine", "role": "author"},
        )
        assert answer.status_code == 403, path
    db.session.expire_all()
    assert queries.get_membership(membership_id).revoked_at is None
    assert queries.get_by_slug("theirs").closed_at is None


def test_only_administrators_and_auditors_open_the_pages(client: FlaskClient) -> None:
    city = make_organisation("city")
    assert client.get("/en/desk/organisations").status_code == 302
    signed_in(client, make_staff("author", organisation=city))
    assert client.get("/en/desk/organisations").status_code == 403
    signed_in(client, make_staff("auditor", organisation=queries.get_by_slug("city")))
    assert client.get("/en/desk/organisations/city").status_code == 200
    for path in ("city/invite", "site", "site/colour", "waiting", "new"):
        assert client.get(f"/en/desk/organisations/{path}").status_code == 403


# Roles and their history ----------------------------------------------------------------------------


def test_a_role_waits_for_a_second_administrator_and_the_page_shows_whose_turn_it_is(
    client: FlaskClient,
) -> None:
    city = make_organisation("city")
    first = make_staff("administrator", organisation=city, name="Ada")
    second = make_staff("administrator", organisation=queries.get_by_slug("city"), name="Bo")
    make_staff("author", organisation=make_organisation("elsewhere"), email="cho@example.org", name="Cho")
    signed_in(client, first)
    invited = post(
        client,
        "/en/desk/organisations/city/invite",
        {"email": "cho@example.org", "role": "moderator", "language": "en"},
    )
    assert invited.status_code == 303
    waits = queries.waiting_grants([queries.get_by_slug("city").id])
    assert [one.account.email for one in waits] == ["cho@example.org"]
    path = f"/en/desk/organisations/roles/{waits[0].membership.id}/confirm"
    assert "Nothing waits for you" in client.get("/en/desk/organisations/waiting").text
    with writing():
        service.grant(
            first, account=accounts.get_by_address("cho@example.org"), role="auditor",
            organisation=queries.get_by_slug("city"), now=clock.now(),
        )  # fmt: skip
    mine = client.get("/en/desk/organisations/waiting").text.partition("Waiting for another administrator")
    assert "Nothing waits for you" in mine[0] and "1 request about rights" in mine[2]
    assert post_from(client, "/en/desk/organisations/waiting", path).status_code == 403
    signed_in(client, second)
    jobs.run_due(clock.now() + DAY)
    theirs = client.get("/en/desk/organisations/waiting").text
    assert "Nothing waits for you" not in theirs and "1 request about rights" in theirs
    assert post_from(client, "/en/desk/organisations/waiting", path).status_code == 303
    shown = client.get("/en/desk/organisations/city").text
    assert "Cho" in shown and "Ada" in shown and "Bo" in shown
    cho = queries.actor_for(accounts.get_by_address("cho@example.org"))
    assert cho.holds(queries.get_by_slug("city").id, "moderator")


def post_from(client: FlaskClient, page: str, path: str) -> TestResponse:
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/en/account").text)
    assert token, page
    return client.post(path, data={"csrf_token": token.group(1)})


def test_a_role_that_nobody_can_confirm_says_so_and_what_to_do(app: Flask, client: FlaskClient) -> None:
    city = make_organisation("city", "City")
    make_organisation("port", "Port")
    make_staff("administrator", organisation=city)
    make_staff("administrator", organisation=city)
    make_staff(organisation=city, email="wu@example.org")
    grant = ["organisations", "grant", "wu@example.org", "author"]
    asked = app.test_cli_runner().invoke(args=[*grant, "port"])
    assert asked.exit_code == 3
    assert (
        "Nobody can confirm it" in asked.output
        and "organisations grant EMAIL administrator port" in asked.output
    )
    alone = make_staff("administrator", organisation=queries.get_by_slug("port"))
    assert "Nobody can confirm" not in signed_in(client, alone).get("/en/desk/organisations/port").text
    with writing():
        service.invite(
            alone, email="new@example.org", name="", language="en", role="moderator", token="t" * 27,
            now=clock.now(), organisation=queries.get_by_slug("port"),
        )  # fmt: skip
    assert client.get("/en/desk/organisations/port").text.count("Nobody can confirm this role yet") == 1
    assert "Nobody can confirm it" not in app.test_cli_runner().invoke(args=[*grant, "city"]).output


def test_a_role_taken_away_ends_at_once_and_stays_in_the_history(client: FlaskClient) -> None:
    city = make_organisation("city")
    admin = make_staff("administrator", organisation=city)
    mia = make_staff("moderator", organisation=queries.get_by_slug("city"), name="Mia")
    held = queries.find_held(mia.account_id or 0, queries.get_by_slug("city").id, "moderator")
    assert held is not None
    signed_in(client, admin)
    assert post(client, f"/en/desk/organisations/roles/{held.id}/revoke").status_code == 303
    db.session.expire_all()
    assert not queries.actor_for(accounts.get(mia.account_id or 0)).is_staff
    page = client.get("/en/desk/organisations/city").text
    assert "Mia" in page and "Ended" in page and "Earlier: 1 role" in page


def test_the_last_administrator_stays(client: FlaskClient) -> None:
    city = make_organisation("city")
    admin = make_staff("administrator", organisation=city)
    invite(queries.get_by_slug("city"), role="administrator")  # invited only: doesn't count
    held = queries.find_held(admin.account_id or 0, queries.get_by_slug("city").id, "administrator")
    assert held is not None
    signed_in(client, admin)
    answer = post(client, f"/en/desk/organisations/roles/{held.id}/revoke")
    assert answer.status_code == 422 and "last administrator" in answer.text


# Invitations ----------------------------------------------------------------------------------------


def test_an_invited_person_sets_an_account_up_and_has_the_role_only_then(client: FlaskClient) -> None:
    city = make_organisation("city", "City")
    signed_in(client, make_staff("administrator", organisation=city, name="Ada"))
    answer = post(
        client, "/en/desk/organisations/city/invite",
        {"email": "new@example.org", "name": "Nia", "role": "moderator", "language": "zh-hant"},
    )  # fmt: skip
    assert answer.status_code == 303
    account = accounts.get_by_address("new@example.org")
    assert account.password is None and account.confirmed_at is None
    assert not queries.actor_for(account).is_staff
    (link,) = links_mailed("new@example.org")
    assert link.startswith("/zh-hant/")
    guest = client.application.test_client()
    assert "審核人員" in guest.get(link).text or "Moderator" in guest.get(link).text
    done = post(guest, link, {"name": "Nia", "password": "four quiet green herons"})
    assert done.status_code == 303
    db.session.expire_all()
    account = accounts.get_by_address("new@example.org")
    assert account.confirmed_at and account.password
    assert queries.actor_for(account).holds(queries.get_by_slug("city").id, "moderator")
    assert guest.get(link).status_code == 410


def test_a_mobile_number_is_invited_by_a_text_message_with_the_same_link(client: FlaskClient) -> None:
    city = make_organisation("city", "City")
    signed_in(client, make_staff("administrator", organisation=city, name="Ada"))
    asked = {"name": "Nia", "role": "moderator", "language": "en"}
    address = "/en/desk/organisations/city/invite"
    assert post(client, address, {"email": "+886 2 2311 2345", **asked}).status_code == 422
    assert post(client, address, {"email": "+886 912 345 678", **asked}).status_code == 303
    account = accounts.get_by_address("+886912345678")
    assert account.confirmed_at is None and not queries.actor_for(account).is_staff
    (link,) = links_mailed("+886912345678")
    guest = client.application.test_client()
    assert post(guest, link, {"name": "Nia", "password": "four quiet green herons"}).status_code == 303
    db.session.expire_all()
    assert queries.actor_for(accounts.get_by_address("+886912345678")).holds(city.id, "moderator")


def test_an_invitation_ends_after_seven_days_and_a_password_reset_does_not_bypass_it(
    client: FlaskClient,
) -> None:
    membership_id = invite(make_organisation("city")).id
    later = clock.now() + 7 * DAY + timedelta(seconds=1)
    with pytest.raises(Gone), writing():
        service.accept_invitation(token="t" * 27, name="", password_hash=None, now=later)
    account = accounts.get_by_address("new@example.org")
    account_id = account.id
    with writing():  # what the reset's page does
        accounts_service.confirm_account(accounts.get(account_id), now=later)
        accounts_service.set_password(GUEST, account_id=account_id, password_hash="x", now=later)
    db.session.expire_all()
    assert not queries.actor_for(accounts.get(account_id)).is_staff
    assert queries.get_membership(membership_id).revoked_at is not None
    assert "membership.lapsed" in db.session.scalars(select(Entry.type)).all()


def test_a_reset_through_the_pages_after_the_end_gives_no_role(client: FlaskClient) -> None:
    membership_id = invite(make_organisation("city")).id
    with writing() as session:
        session.execute(
            Membership.__table__.update().values(granted_at=clock.now() - 8 * DAY)  # type: ignore[attr-defined]
        )
        session.info["changed_tables"] = set()
    assert post(client, "/en/reset", {"email": "new@example.org"}).status_code == 303
    body = db.session.scalars(select(OutboxMail.body).where(OutboxMail.body.like("%/reset/%"))).one()
    link = re.search(r"http://localhost(/\S+/reset/\S+)", body)
    assert link
    assert post(client, link.group(1), {"password": "four quiet green herons"}).status_code == 303
    db.session.expire_all()
    assert queries.get_membership(membership_id).revoked_at is not None
    assert not queries.actor_for(accounts.get_by_address("new@example.org")).is_staff


def test_the_worker_ends_old_invitations(app: object) -> None:
    membership_id = invite(make_organisation("city")).id
    with writing():
        assert service.lapse_invitations(clock.now() + 6 * DAY) == 0
    with writing():
        assert service.lapse_invitations(clock.now() + 8 * DAY) == 1
    assert queries.get_membership(membership_id).revoked_at is not None


def test_an_invitation_sent_anew_counts_from_then(app: object) -> None:
    city = make_organisation("city")
    first = invite(city).id
    with writing():
        second = service.invite(
            CONSOLE, email="new@example.org", name="", language="en", role="moderator", token="u" * 27,
            organisation=queries.get_by_slug("city"), now=clock.now() + 6 * DAY,
        ).membership.id  # fmt: skip
    assert first != second
    with writing():
        assert service.lapse_invitations(clock.now() + 8 * DAY) == 0
    assert queries.get_membership(first).revoked_at and not queries.get_membership(second).revoked_at


def test_a_closed_body_gets_no_roles(app: object) -> None:
    city = make_organisation("city")
    with writing():
        service.close_organisation(CONSOLE, queries.get_by_slug("city"), now=clock.now())
    with pytest.raises(Refused):
        invite(city)
    with pytest.raises(Forbidden), writing():
        service.reopen_organisation(GUEST, queries.get_by_slug("city"), now=clock.now())


def test_holders_are_told_once(app: object) -> None:
    make_staff("moderator", organisation=make_organisation("city", "City"), email="mia@example.org")
    jobs.run_due(clock.now() + 2 * DAY)
    jobs.run_due(clock.now() + 3 * DAY)
    subjects = db.session.scalars(
        select(OutboxMail.subject).where(OutboxMail.address == "mia@example.org")
    ).all()
    assert subjects == ["You have a new role with City"]


def test_a_body_is_made_only_with_a_profile_there_is(app: Flask) -> None:
    refused = app.test_cli_runner().invoke(
        args=["organisations", "create", "city", "--name", "C", "--profile", "zz"]
    )
    assert refused.exit_code != 0
    assert "There is no profile “zz”" in refused.output and "plain" in refused.output
    assert db.session.scalar(select(Organisation)) is None
