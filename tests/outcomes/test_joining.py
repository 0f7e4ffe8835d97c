"""One reply of several departments: awaited until each has written its part, whatever happens to a department."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.analysis import queries as reading
from consult.analysis import service as reading_service
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Refused
from consult.organisations import queries as organisations
from consult.organisations import service as organisations_service
from consult.organisations.models import Organisation
from consult.outcomes import queries, service
from consult.outcomes.models import Reply
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.outcomes import make_comments, responder_of
from tests.outcomes.test_pages import send, words


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("open", organisation=make_organisation(name="City Hall"))


@pytest.fixture
def actor(consultation: Consultation) -> Actor:
    return responder_of(consultation)


@pytest.fixture
def roads(consultation: Consultation) -> Organisation:
    return make_organisation(
        "roads",
        "Roads Unit",
        parent=organisations.get(consultation.organisation_id),
        names={"zh-hant": "道路科"},
    )


@pytest.fixture
def parks(consultation: Consultation) -> Organisation:
    return make_organisation(
        "parks",
        "Parks Unit",
        parent=organisations.get(consultation.organisation_id),
        names={"zh-hant": "綠地科"},
    )


def ask(actor: Actor, consultation: Consultation, comments: list[Comment]) -> str:
    """A joint reply of roads and parks to a theme with these comments; its public id."""
    theme = make_theme(consultation, "Trees along roads", comments)
    with writing():
        return service.ask_jointly(
            actor, consultations.get_by_id(consultation.id),
            [organisations.get_by_slug("roads"), organisations.get_by_slug("parks")],
            theme=reading.get_theme(theme.id), question="What can be done?", now=clock.now(),
        ).public_id  # fmt: skip


def part_of(joint: str, slug: str) -> str:
    own = organisations.get_by_slug(slug).id
    return next(
        one.public_id for one in queries.parts_of(queries.get_joint(joint).id) if one.organisation_id == own
    )


def write(part: str, slug: str, body: str, seen: int = 1) -> None:
    writer = make_staff("responder", organisation=organisations.get_by_slug(slug))
    with writing():
        service.write_part(
            writer, queries.get_part(part), body=body, seen=seen, language="en", now=clock.now()
        )


def publish(actor: Actor, joint: str) -> Reply | None:
    with writing():
        made = service.publish_jointly(actor, queries.get_joint(joint), now=clock.now())
    return made and queries.get_reply_by_id(made.id)


def test_it_waits_until_each_part_is_there_and_names_all(
    consultation: Consultation, actor: Actor, roads: Organisation, parks: Organisation, client: FlaskClient
) -> None:
    comments = make_comments(consultation, 2)
    joint = ask(actor, consultation, comments)
    with pytest.raises(Refused, match=r"awaiting .*Roads Unit.*Parks Unit"):
        publish(actor, joint)
    write(part_of(joint, "roads"), "roads", "We cut no tree.")
    with pytest.raises(Refused, match="awaiting") as refusal:
        publish(actor, joint)
    assert refusal.value.values["offices"] == ["Parks Unit"]
    assert "A joint reply is awaiting Parks Unit" in words(
        client.get(f"/en/consultations/{consultation.slug}/outcome")
    )
    assert "聯合回復正在等待：綠地科" in words(
        client.get(f"/zh-hant/consultations/{consultation.slug}/outcome")
    )
    write(part_of(joint, "parks"), "parks", "We plant ten more.")
    made = publish(actor, joint)
    assert made is not None and made.office == "Roads Unit, Parks Unit" and made.comment_count == 2
    assert made.body == "Roads Unit:\nWe cut no tree.\n\nParks Unit:\nWe plant ten more."
    assert "道路科和綠地科" in words(
        client.get(f"/zh-hant/consultations/{consultation.slug}/replies/{made.public_id}")
    )
    page = words(client.get(f"/en/consultations/{consultation.slug}/replies/{made.public_id}"))
    assert "Roads Unit and Parks Unit" in page
    with pytest.raises(Conflict):
        publish(actor, joint)


def test_two_people_writing_one_part_lose_nothing(
    consultation: Consultation, actor: Actor, roads: Organisation, parks: Organisation, client: FlaskClient
) -> None:
    joint = ask(actor, consultation, make_comments(consultation))
    part = part_of(joint, "roads")
    writer = make_staff("responder", organisation=roads)
    sign_in(client, accounts.get_by_address(writer.email))
    page = client.get(f"/en/desk/parts/{part}").text
    write(part, "roads", "The first one's words.")
    token = page[page.rindex('name="csrf_token"') :].split('value="')[1].split('"')[0]
    late = client.post(
        f"/en/desk/parts/{part}",
        data={"csrf_token": token, "seen": "1", "body": "The second one's words.", "language": "en"},
    )
    assert late.status_code == 422
    assert "changed this part while you were writing" in words(late)
    assert "The first one&#39;s words." in late.text and "The second one&#39;s words." in late.text
    assert queries.get_part(part).body == "The first one's words."
    done = send(client, f"/en/desk/parts/{part}", body="Both.", language="en")
    assert done.status_code == 303 and queries.get_part(part).body == "Both."


def test_a_department_that_closes_hands_what_it_owes_to_the_body_above(
    consultation: Consultation, actor: Actor, roads: Organisation, parks: Organisation, client: FlaskClient
) -> None:
    joint = ask(actor, consultation, make_comments(consultation))
    write(part_of(joint, "parks"), "parks", "We plant ten more.")
    for slug in ("roads", "parks"):
        with writing():
            organisations_service.close_organisation(
                CONSOLE, organisations.get_by_slug(slug), now=clock.now()
            )
    body = organisations.get(consultation.organisation_id)
    owed, written = queries.parts_of(queries.get_joint(joint).id)
    assert (owed.organisation_id, owed.written_at) == (body.id, None)
    assert [one["office"] for one in owed.handed_down] == ["Roads Unit"]
    assert written.organisation_id == organisations.get_by_slug("parks").id, "what it wrote stays its own"
    sign_in(client, accounts.get_by_address(actor.email))
    page = words(client.get(f"/en/desk/consultations/{consultation.slug}/joint"))
    assert "owed before by Roads Unit, which was closed" in page and "Awaiting City Hall" in page
    write(owed.public_id, body.slug, "We answer for the roads.", seen=owed.lock_version)
    made = publish(actor, joint)
    assert made is not None and made.office == "City Hall, Parks Unit"


def test_a_theme_that_is_merged_takes_its_joint_reply_along(
    consultation: Consultation, actor: Actor, roads: Organisation, parks: Organisation
) -> None:
    joint = ask(actor, consultation, make_comments(consultation))
    into = make_theme(consultation, "Trees", make_comments(consultation))
    with writing():
        theme = reading.get_theme(queries.get_joint(joint).theme_id or 0)
        reading_service.merge_themes(
            actor,
            consultations.get_by_id(consultation.id),
            theme,
            into=reading.get_theme(into.id),
            now=clock.now(),
        )
    assert queries.get_joint(joint).theme_id == into.id


def test_a_citizen_who_withdrew_is_not_replied_to(
    consultation: Consultation, actor: Actor, roads: Organisation, parks: Organisation
) -> None:
    stays, gone = make_comments(consultation, 2)
    joint = ask(actor, consultation, [stays, gone])
    for slug in ("roads", "parks"):
        write(part_of(joint, slug), slug, "We will.")
    with writing():
        contributions.withdraw(GUEST, db.session.get_one(Comment, gone.id), now=clock.now())
    made = publish(actor, joint)
    assert made is not None and queries.comments_of_reply(made.id, limit=5)[0][1] == stays.reference
    assert made.comment_count == 1


def test_another_office_neither_reads_nor_writes_the_part(
    consultation: Consultation, actor: Actor, roads: Organisation, parks: Organisation, client: FlaskClient
) -> None:
    joint = ask(actor, consultation, make_comments(consultation))
    part = part_of(joint, "roads")
    stranger = make_staff("responder", organisation=parks)
    sign_in(client, accounts.get_by_address(stranger.email))
    assert client.get(f"/en/desk/parts/{part}").status_code == 404
    assert "Trees along roads" in words(client.get("/en/desk/parts"))
    with pytest.raises(Refused, match="Only responders and authors of the office"), writing():
        service.write_part(
            stranger, queries.get_part(part), body="No.", seen=1, language="en", now=clock.now()
        )


def test_departments_are_chosen_on_a_page(
    consultation: Consultation, actor: Actor, roads: Organisation, parks: Organisation, client: FlaskClient
) -> None:
    theme = make_theme(consultation, "Trees", make_comments(consultation))
    sign_in(client, accounts.get_by_address(actor.email))
    address = f"/en/desk/consultations/{consultation.slug}/joint/new?theme={theme.public_id}"
    refused = send(client, address, at=address, offices=str(roads.id), question="?")
    assert refused.status_code == 422 and "at least two departments" in words(refused)
    done = send(client, address, at=address, offices=[str(roads.id), str(parks.id)], question="?")  # type: ignore[arg-type]
    assert done.status_code == 303
    assert len(queries.joints_of(consultation.id)[0].parts) == 2


def test_replies_wait_for_the_chain_of_the_body(app: Flask) -> None:
    body = make_organisation(name="Ministry", sign_offs=1)
    consultation = make_consultation("open", organisation=make_organisation())
    with writing():
        consultations.get_by_id(consultation.id).organisation_id = body.id
        from consult.consultations.service import append  # noqa: PLC0415

        append("consultation.moved", CONSOLE, consultations.get_by_id(consultation.id), clock.now())
    asker, signer = (make_staff("responder", organisation=organisations.get(body.id)) for _ in range(2))
    (comment,) = make_comments(consultation)
    with writing():
        waits = service.send_reply(
            asker, consultations.get_by_id(consultation.id), comment_ids=[comment.id], body="We will.", language="en",
            now=clock.now(),
        )  # fmt: skip
    assert waits is None and not queries.replies_for([comment.id])
    from consult.organisations.queries import approvals  # noqa: PLC0415
    from consult.organisations.service import approving  # noqa: PLC0415

    with writing():
        (found,) = approvals.waiting_approvals(act=service.PUBLISH_REPLY)
        approving.sign(signer, found, now=clock.now())
    (made,) = queries.replies_for([comment.id])[comment.id]
    assert made.html == "<p>We will.</p>" and made.office == "Ministry"
    assert queries.get_reply_by_id(made.id).account_id == asker.account_id, (
        "who wrote it, not who signed last"
    )
