"""What was given to a department or a person elsewhere in the tree: they read it, its files, and nothing else."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.analysis import queries, service
from consult.analysis.record_checks import check_reading
from consult.analysis.service import Assignee
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Attachment, Comment
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.opendata.verify_package import verify
from consult.organisations import queries as organisations
from consult.outcomes import queries as outcome_queries
from consult.outcomes import service as outcomes
from consult.record.models import PersonalRead
from tests.contributions.browsing import send_comment
from tests.contributions.files import PDF, sent
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.outcomes import make_comments, make_outcome, responder_of
from tests.factories.packages import export
from tests.outcomes.test_pages import send, words

SLUG = "market"
DESK = f"/en/desk/consultations/{SLUG}"


def made() -> Consultation:
    db.session.rollback()
    return consultations.get(SLUG)


@pytest.fixture
def comment(client: FlaskClient) -> str:
    """The reference of an unpublished comment with a file, on a draft of one department of a city with three."""
    city = make_organisation("city", "City")
    office, _roads, _parks = (
        make_organisation(slug, slug.title(), parent=organisations.get(city.id))
        for slug in ("office", "roads", "parks")
    )
    make_consultation("open", slug=SLUG, organisation=organisations.get(office.id))
    send_comment(client, SLUG, "The lamp is broken.", attachment=sent(PDF, "lamp.pdf"))  # type: ignore[arg-type]
    return the_comment().reference


def the_comment() -> Comment:
    db.session.rollback()
    return db.session.scalars(select(Comment).order_by(Comment.id)).first()  # type: ignore[return-value]


def worker_in(slug: str) -> Actor:
    return make_staff("responder", organisation=organisations.get_by_slug(slug))


def comes(client: FlaskClient, actor: Actor) -> FlaskClient:
    sign_in(client, accounts.get_by_address(actor.email))
    return client


def give(to: Assignee) -> None:
    responder, own = responder_of(made()), the_comment().id
    office, person = (
        to.organisation.id if to.organisation else 0,
        to.account.id if to.account else 0,
    )
    with writing():
        again = Assignee(
            organisations.get(office) if office else None, accounts.get(person) if person else None
        )
        service.assign_comments(responder, consultations.get(SLUG), again, comment_ids=[own], now=clock.now())


def the_file() -> str:
    found = db.session.scalars(select(Attachment)).one()
    return f"/en/desk/attachments/{found.public_id}"


def press(client: FlaskClient, address: str, button: str, **typed: str) -> int:
    return send(client, address, at=f"{address}/{button}", **typed).status_code


def test_a_department_opens_what_it_was_given_reads_its_files_and_marks_it(
    client: FlaskClient, comment: str
) -> None:
    (other,) = make_comments(made(), body="Nothing for the roads.")
    elsewhere = other.reference
    give(Assignee(organisations.get_by_slug("roads")))
    address, file = f"{DESK}/reading/{comment}", the_file()
    comes(client, worker_in("parks"))
    assert client.get(address).status_code == client.get(file).status_code == 404
    worker = worker_in("roads")
    comes(client, worker)
    assert address in client.get("/en/desk/owed").text
    page = client.get(address)
    assert page.status_code == 200 and "The lamp is broken." in words(page)
    assert f"{DESK}/themes" not in page.text, "no other page of the desk is theirs"
    assert db.session.scalars(select(PersonalRead.page)).all()[-1] == address, "an unpublished text was read"
    assert client.get(file).data == PDF
    assert press(client, address, "notes", body="Lamp 14.") == 303
    assert "Lamp 14." in words(client.get(address)) and "Roads" in words(client.get(address))
    assert press(client, address, "mark") == 303
    assert queries.marks(made().id)[0][3] == "Roads"
    assert client.get(f"{DESK}/reading/{elsewhere}").status_code == 404
    assert client.get(f"{DESK}/reading").status_code == 404
    for button in ("unmark", "give", "themes"):
        assert press(client, address, button) == 404, button
    assert queries.coverage(made().id).read == 1
    check_reading()


def test_a_person_of_another_department_is_chosen_and_reads(client: FlaskClient, comment: str) -> None:
    worker, stranger = worker_in("parks"), make_staff("responder")
    comes(client, responder_of(made()))
    address = f"{DESK}/reading/{comment}"
    page = client.get(address).text
    assert f'value="p{worker.account_id}"' in page and "– Parks" in page
    assert f'value="p{stranger.account_id}"' not in page, "another tree"
    assert press(client, address, "give", to=f"p{stranger.account_id}") == 422
    assert press(client, address, "give", to=f"p{worker.account_id}") == 303
    comes(client, worker)
    assert "given to you" in words(client.get("/en/desk/owed"))
    assert client.get(the_file()).data == PDF and press(client, address, "mark") == 303
    assert queries.marks(made().id)[0][3] == "Parks"


def test_a_theme_is_read_with_all_that_stands_under_it(client: FlaskClient, comment: str) -> None:
    theme = make_theme(made(), "Streets")
    below = make_theme(made(), "Lamps", [the_comment()], parent=theme)
    own, child = theme.public_id, below.public_id
    responder = responder_of(made())
    with writing():
        found = consultations.get(SLUG)
        service.assign_theme(
            responder, found, queries.theme_called(found.id, own),
            Assignee(organisations.get_by_slug("roads")), now=clock.now(),
        )  # fmt: skip
    comes(client, worker_in("roads"))
    assert f"{DESK}/themes/{own}" in client.get("/en/desk/owed").text
    assert client.get(f"{DESK}/themes/{own}").status_code == 200
    page = client.get(f"{DESK}/themes/{child}").text
    assert f"{DESK}/reading/{comment}" in page and "Rename" not in page
    assert client.get(f"{DESK}/reading/{comment}").status_code == 200
    assert press(client, f"{DESK}/themes/{child}", "notes", body="We know.") == 303
    assert press(client, f"{DESK}/themes/{child}", "remove") == 404
    comes(client, worker_in("parks"))
    assert client.get(f"{DESK}/themes/{child}").status_code == 404


def test_who_owes_a_part_reads_every_comment_that_it_is_about(client: FlaskClient, comment: str) -> None:
    own = make_theme(made(), "Lamps", [the_comment()]).public_id
    responder = responder_of(made())
    with writing():
        found = consultations.get(SLUG)
        joint = outcomes.ask_jointly(
            responder, found, [organisations.get_by_slug("roads"), organisations.get_by_slug("parks")],
            theme=queries.theme_called(found.id, own), now=clock.now(),
        ).public_id  # fmt: skip
    comes(client, worker_in("parks"))
    parts = client.get("/en/desk/parts").text
    page = client.get(parts[parts.index("/en/desk/parts/") :].split('"')[0]).text
    assert f"{DESK}/themes/{own}" in page
    assert comment in client.get(f"{DESK}/themes/{own}").text
    assert client.get(f"{DESK}/reading/{comment}").status_code == 200 and client.get(the_file()).data == PDF
    with writing():
        outcomes.cancel_joint(responder, outcome_queries.get_joint(joint), now=clock.now())
    assert client.get(f"{DESK}/reading/{comment}").status_code == 404, "it is owed no more"


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_packages_hold_that_another_department_read_it(
    tmp_path: Path, client: FlaskClient, grade: str
) -> None:
    city = make_organisation("city", "City")
    office = make_organisation("office", "Office", parent=organisations.get(city.id))
    make_organisation("roads", "Roads", parent=organisations.get(city.id))
    make_consultation("closed", slug=SLUG, organisation=organisations.get(office.id))
    make_comments(made())
    give(Assignee(organisations.get_by_slug("roads")))
    worker, own = worker_in("roads"), the_comment().id
    with writing():
        service.mark_read(worker, consultations.get(SLUG), comment_ids=[own], now=clock.now())
    make_outcome(made())
    verify(export(made(), tmp_path, grade))
