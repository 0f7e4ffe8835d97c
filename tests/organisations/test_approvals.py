"""What more than one person signs: in order, by whom, void when it changes, alone where there is nobody else."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import jobs, queries, service
from consult.consultations.models import Consultation
from consult.foundation import clock, events
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.foundation.mail import OutboxMail
from consult.organisations import service as organisations
from consult.organisations.models import Organisation
from consult.organisations.queries import approvals
from consult.organisations.rules.chain import Step
from consult.organisations.service import approving
from consult.record.models import Entry
from tests.consultations.pages import fields_of, signed_in, submit
from tests.factories.consultations import DAY, make_consultation, make_organisation, make_staff

MINUTE = timedelta(minutes=1)


@pytest.fixture
def body(client: FlaskClient) -> Organisation:
    return make_organisation("ministry", sign_offs=1)


def draft(body: Organisation, **more: object) -> Consultation:
    return make_consultation("draft", organisation=body, slug="market", **more)  # type: ignore[arg-type]


def ask(author: Actor, body: Organisation) -> str:
    """The author publishes; the public id of what waits."""
    draft(body)
    with writing():
        state = service.publish(author, queries.get("market"), now=clock.now())
    assert state == "awaiting-sign-off"
    return approvals.waiting_approvals()[0].approval.public_id


def sign(actor: Actor, public_id: str) -> None:
    with writing():
        approving.sign(actor, approvals.get_approval(public_id), now=clock.now())


def types() -> list[str]:
    return [
        json.loads(content)["type"]
        for content in db.session.scalars(select(Entry.content).order_by(Entry.number))
    ]


def test_second_person_signs_on_the_page_and_it_is_public(client: FlaskClient, body: Organisation) -> None:
    author, second = make_staff("author", organisation=body), make_staff("author", organisation=body)
    public_id = ask(author, body)
    with pytest.raises(Forbidden):
        sign(author, public_id)
    assert client.get("/en/consultations/market").status_code == 404
    events.deliver_due(clock.now())
    mails = db.session.scalars(
        select(OutboxMail.address).where(OutboxMail.key.startswith("organisations.sign"))
    ).all()
    assert mails == [second.email]
    desk = signed_in(client, second)
    assert "Waiting for your signature" in desk.get("/en/desk").text
    listed = desk.get("/en/desk/approvals").text
    assert "Publish the consultation" in listed and public_id in listed
    assert (
        submit(desk, f"/en/desk/approvals/{public_id}", page=f"/en/desk/approvals/{public_id}").status_code
        == 303
    )
    assert queries.get("market").state == "published"
    signed = approvals.get_approval(public_id)
    assert signed.steps[0].account_id == second.account_id
    assert signed.steps[0].content_hash == signed.approval.content_hash
    assert types()[-2:] == ["approval.signed", "consultation.published"]


def test_chain_is_signed_in_order_each_by_another_office(body: Organisation) -> None:
    legal = make_organisation("legal", parent=body)
    author, lawyer = make_staff("author", organisation=body), make_staff("responder", organisation=legal)
    second = make_staff("author", organisation=body)
    boss = make_staff("administrator", organisation=body)
    with writing():
        organisations.set_body_rules(
            boss, body, profile="plain", steps=[Step("legal", legal.public_id), Step()], now=clock.now()
        )
    public_id = ask(author, body)
    found = approvals.get_approval(public_id)
    assert [step.kind for step in found.steps] == ["legal", "second-person"]
    sign(lawyer, public_id)
    with pytest.raises(Forbidden):
        sign(lawyer, public_id)
    assert queries.get("market").state == "awaiting-sign-off"
    sign(second, public_id)
    assert queries.get("market").state == "published"
    with pytest.raises(Conflict):
        sign(boss, public_id)


def test_change_one_minute_before_a_set_time_voids_what_was_signed(
    body: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    author, second = make_staff("author", organisation=body), make_staff("author", organisation=body)
    made, now = draft(body), clock.now()
    at = now + DAY
    with writing():
        made = queries.get("market")
        service.set_rules(author, made, changes={"opens_at": None, "closes_at": at + 30 * DAY}, now=now)
        service.plan_publication(author, made, publish_at=at, now=now)
    public_id = approvals.waiting_approvals()[0].approval.public_id
    sign(second, public_id)
    assert queries.get("market").state == "awaiting-sign-off"
    with writing():
        service.set_texts(
            author, queries.get("market"), language="en", texts={"summary": "Changed."}, now=at - DAY / 1440
        )
    assert approvals.get_approval(public_id).approval.decision == "voided"
    assert queries.get("market").state == "draft"
    jobs.publish_due(at)
    assert queries.get("market").state == "draft"
    assert "approval.voided" in types() and "consultation.published" not in types()


def test_signed_in_time_it_publishes_itself(body: Organisation) -> None:
    author, second = make_staff("author", organisation=body), make_staff("author", organisation=body)
    draft(body)
    now, at = clock.now(), clock.now() + DAY
    with writing():
        made = queries.get("market")
        service.set_rules(author, made, changes={"opens_at": None, "closes_at": at + 30 * DAY}, now=now)
        service.plan_publication(author, made, publish_at=at, now=now)
    sign(second, approvals.waiting_approvals()[0].approval.public_id)
    assert jobs.publish_due(at) == 1 and queries.get("market").state == "published"


def test_only_person_of_a_body_acts_alone_and_it_shows(client: FlaskClient, body: Organisation) -> None:
    author = make_staff("author", organisation=body)
    draft(body)
    with writing():
        assert service.publish(author, queries.get("market"), now=clock.now()) == "published"
    assert "approval.done_alone" in types()
    assert "alone" in client.get("/en/consultations/market/powers").text


def test_refusal_needs_a_reason_and_reaches_whoever_asked(client: FlaskClient, body: Organisation) -> None:
    author, second = make_staff("author", organisation=body), make_staff("author", organisation=body)
    public_id = ask(author, body)
    desk, address = signed_in(client, second), f"/en/desk/approvals/{public_id}"
    fields = fields_of(desk.get(address), "refuse")
    assert desk.post(f"{address}/refuse", data={**fields, "reason": ""}).status_code == 422
    assert desk.post(f"{address}/refuse", data={**fields, "reason": "Annex missing."}).status_code == 303
    assert queries.get("market").state == "draft"
    events.deliver_due(clock.now())
    body_of = db.session.scalars(select(OutboxMail.body).where(OutboxMail.address == author.email)).all()
    assert any("Annex missing." in one for one in body_of)


def test_attempt_at_ones_own_request_is_on_record(client: FlaskClient, body: Organisation) -> None:
    author = make_staff("author", organisation=body)
    make_staff("author", organisation=body)
    public_id = ask(author, body)
    desk = signed_in(client, author)
    fields = fields_of(desk.get(f"/en/desk/approvals/{public_id}"), "take-back")
    assert desk.post(f"/en/desk/approvals/{public_id}", data=fields).status_code == 403
    assert types()[-1] == "approval.attempt_refused"


def test_extension_and_version_wait_for_signatures_too(body: Organisation) -> None:
    author, second = make_staff("author", organisation=body), make_staff("author", organisation=body)
    sign(second, ask(author, body))
    made, now = queries.get("market"), clock.now()
    until = (made.closes_at or now) + DAY
    with writing():
        assert service.extend(author, queries.get("market"), until=until, reason="Flood.", now=now) is None
    assert queries.get("market").closes_at != until
    sign(second, approvals.waiting_approvals()[0].approval.public_id)
    assert queries.get("market").closes_at == until


def test_body_rules_need_a_second_administrator(client: FlaskClient, body: Organisation) -> None:
    first, second = (make_staff("administrator", organisation=body) for _ in range(2))
    desk = signed_in(client, first)
    assert submit(desk, "/en/desk/organisations/ministry/rules", profile="tw", kind_1="").status_code == 303
    found = approvals.waiting_approvals()[0]
    assert found.approval.act == organisations.BODY_RULES
    sign(second, found.approval.public_id)
    db.session.expire_all()
    assert db.session.get_one(Organisation, body.id).profile == "tw"


def test_console_alone_waits_where_sign_offs_are_set(body: Organisation) -> None:
    draft(body)
    with writing():
        assert service.publish(CONSOLE, queries.get("market"), now=clock.now()) == "awaiting-sign-off"


def test_console_is_no_way_around_two_administrators(app: Flask) -> None:
    """Where a body has nobody else, an administrator of another one signs what the console asks for."""
    email = "ada@example.org"
    first = make_staff("administrator", organisation=make_organisation("north"), email=email)
    second = make_staff("administrator", organisation=make_organisation("south"))
    make_consultation("open", organisation=make_organisation("village"), slug="market")
    with writing():
        service.suspend(CONSOLE, queries.get("market"), reason="A wrong annex.", now=clock.now())
    assert queries.get("market").state == "published"
    db.session.rollback()
    run = app.test_cli_runner().invoke
    assert run(args=["organisations", "grant", email, "administrator", "village"]).exit_code == 3
    refused = run(args=["accounts", "close", email, "--yes"])
    assert refused.exit_code == 1 and "organisations revoke" in refused.output
    assert types().count("approval.done_alone") == 2 and "account.closed" not in types()  # the two before
    for one, signer in zip(approvals.waiting_approvals(), (first, second), strict=True):
        with pytest.raises(Forbidden):
            sign(CONSOLE, one.approval.public_id)
        sign(signer, one.approval.public_id)  # neither signs what is about themselves
    assert queries.get("market").state == "suspended" and types().count("membership.granted") == 3


def test_same_person_cannot_prepare_and_moderate_without_a_public_reason(body: Organisation) -> None:
    both = make_staff("author", "moderator", organisation=body)
    made = draft(body)
    with writing():
        service.set_texts(
            both, queries.get("market"), language="en", texts={"summary": "New."}, now=clock.now()
        )
    with pytest.raises(Refused), writing():
        service.take_side(both, queries.get_by_id(made.id), service.MODERATING, now=clock.now())
    with writing():
        service.explain_same_people(both, queries.get("market"), reason="We are two.", now=clock.now())
        service.take_side(both, queries.get("market"), service.MODERATING, now=clock.now())
