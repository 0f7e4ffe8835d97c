"""Invited only: a list, personal links and printed codes used once; who is invited is private, how many is public."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.consultations import service as life
from consult.consultations.models import Consultation
from consult.contributions import guests, jobs, service
from consult.contributions.guests import Guest
from consult.contributions.models import Comment, Invitation, Submission, SubmissionTally
from consult.contributions.queries import inviting
from consult.foundation import clock, events, web
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Gone, NotFound, Refused
from consult.foundation.mail import OutboxMail
from consult.opendata import service as opendata
from consult.opendata import verify_package
from consult.opendata.files.shape import AUDITOR, PUBLIC
from consult.organisations import queries as organisations
from consult.record import jobs as record
from consult.record.models import Entry
from consult.votes.models import Voter
from tests.consultations.pages import fields_of, signed_in, submit, words_of
from tests.contributions.browsing import comment_address, send, send_comment
from tests.contributions.files import sent
from tests.factories.consultations import DAY, make_consultation, make_staff
from tests.factories.votes import make_statement

LIST = "Ada Lovelace, ada@example.org\n+886 912 345 678\nThe teacher of class 4\n\nada@example.org\n"
DESK = "/en/desk/consultations/panel/invitations"
PAGE = "/en/consultations/panel/invitation"


@pytest.fixture
def panel(app: Flask) -> Consultation:
    return make_consultation(slug="panel", rules={"who_may_comment": "invited", "who_may_vote": "invited"})


def _author(*roles: str) -> Actor:
    body = organisations.get(consultations.get("panel").organisation_id)
    return make_staff(*(roles or ("author",)), organisation=body)


def _invite(*people: Guest) -> list[str]:
    """The codes of these people's invitations."""
    secret = web.settings().secret
    with writing():
        made = service.invite(
            CONSOLE, consultations.get("panel"), people or (Guest(),), secret=secret, now=clock.now()
        )
        return [service.invitation_code(secret, one) for one in made]


def test_a_list_is_read_however_it_is_written() -> None:
    read = guests.read_guests(LIST + "Turing; alan@example.org\n王小明，0912345678\n", region="TW")
    assert [(one.name, one.address) for one in read] == [
        ("Ada Lovelace", "ada@example.org"), ("", "+886912345678"), ("The teacher of class 4", ""),
        ("Turing", "alan@example.org"),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        guests.read_guests("fine@example.org\nnot@an address\na@example.org, b@example.org\n")
    assert refused.value.values["lines"] == "2, 3"


def test_an_author_invites_and_each_gets_a_personal_link(client: FlaskClient, panel: Consultation) -> None:
    desk = signed_in(client, _author())
    assert submit(desk, DESK, guests=LIST, codes="2").status_code == 303
    assert db.session.scalar(select(func.count(Invitation.id))) == 5
    mails = {row[0]: row[1] for row in db.session.execute(select(OutboxMail.address, OutboxMail.body))}
    assert set(mails) == {"ada@example.org", "+886912345678"}
    links = [re.search(r"http://localhost(/en/\S+code=\S+)", body) for body in mails.values()]
    assert all(links) and len({link[1] for link in links if link}) == 2
    page = words_of(desk.get(DESK))
    assert "Ada Lovelace" in page and "+886 912 345 678" in page and "5 people are invited" in page
    printed = desk.get(f"{DESK}/print").text
    assert "The teacher of class 4" in printed and printed.count("contributions-card") == 3
    assert "Ada Lovelace" not in printed
    wrong = submit(desk, DESK, guests="ok@example.org\nnobody@at all\n")
    assert wrong.status_code == 422 and "nobody@at all" in wrong.text and "2" in words_of(wrong)
    empty = submit(desk, DESK, guests="")
    assert empty.status_code == 422
    uploaded = submit(desk, DESK, file=sent("李雷,lilei@example.cn\n".encode("gb18030"), "list.csv"))
    assert uploaded.status_code == 303 and "李雷" in desk.get(DESK).text


def test_who_is_invited_is_private_and_how_many_is_public(client: FlaskClient, panel: Consultation) -> None:
    _invite(Guest("Ada Lovelace", "ada@example.org"), Guest("Turing"))
    public = client.get("/en/consultations/panel")
    assert "2 people are invited" in words_of(public) and "0 have taken part" in words_of(public)
    assert "ask for one" in words_of(public)
    for page in ("", "/powers", "/oversight", "/comments", "/invitation", "/comment"):
        text = client.get(f"/en/consultations/panel{page}").text
        assert "Lovelace" not in text and "ada@" not in text and "Turing" not in text, page
    for role in ("moderator", "clerk", "responder"):
        other = signed_in(client.application.test_client(), _author(role))
        assert other.get(DESK).status_code in (403, 404)
    assert "Lovelace" in signed_in(client.application.test_client(), _author("auditor")).get(DESK).text


def test_without_an_invitation_nothing_is_taken_and_the_text_given_back(
    client: FlaskClient, panel: Consultation
) -> None:
    page = client.get(comment_address("panel"))
    assert "<textarea" not in page.text and "I have an invitation" in page.text
    assert "market@example.org" in page.text
    token = fields_of(client.get(PAGE))["csrf_token"]
    answer = client.post(
        comment_address("panel"), data={"csrf_token": token, "form_token": "t" * 20, "body": "Let me in."}
    )
    assert answer.status_code == 422 and "Let me in." in answer.text and "invited" in words_of(answer)
    assert db.session.scalar(select(func.count(Comment.id))) == 0


def test_a_code_is_used_once_and_its_bearer_sends_under_any_name(
    client: FlaskClient, panel: Consultation
) -> None:
    (code,) = _invite(Guest("Ada Lovelace", "ada@example.org"))
    client.get(f"{PAGE}?code={code}")
    assert db.session.scalars(select(Invitation.used_number)).one() is None  # opening a link uses nothing
    typed = code.lower().replace("-", " ")
    assert send(client, PAGE, code=typed).status_code == 303
    send_comment(client, "panel", "As invited.", name="Nightingale", publication="named")
    send_comment(client, "panel", "And a second thought.")
    assert db.session.scalar(select(func.sum(SubmissionTally.senders))) == 1
    assert "1 has taken part" in words_of(client.get("/en/consultations/panel"))
    other = client.application.test_client()
    again = send(other, PAGE, code=code)
    assert again.status_code == 422 and "used already" in words_of(again)
    assert "no such invitation" in words_of(send(other, PAGE, code="ABC-DEF")).lower()
    made = select(Entry.type).where(Entry.type.startswith("invitations")).order_by(Entry.number)
    entries = list(db.session.scalars(made))
    assert entries == ["invitations.made", "invitations.accepted", "invitations.answered"]
    assert not db.session.scalar(select(Entry.id).where(Entry.content.contains(b"Lovelace")))


def test_an_account_keeps_its_invitation_on_other_devices(client: FlaskClient, panel: Consultation) -> None:
    (code,) = _invite()
    person = make_staff("author")
    assert send(signed_in(client, person), PAGE, code=code).status_code == 303
    elsewhere = signed_in(client.application.test_client(), person)
    assert send(elsewhere, comment_address("panel"), body="From the other device.").status_code == 303


def test_a_new_code_ends_the_old_one_and_one_taken_back_opens_nothing(
    client: FlaskClient, panel: Consultation
) -> None:
    first, second = _invite(Guest("A"), Guest("B"))
    assert send(client, PAGE, code=first).status_code == 303
    desk = signed_in(client.application.test_client(), _author())
    one, two = (row.public_id for row in inviting.invitations_of(panel.id))
    token = {"csrf_token": fields_of(desk.get(DESK), "renew")["csrf_token"]}
    assert desk.post(f"/en/desk/invitations/{one}/renew", data=token).status_code == 303
    assert "<textarea" not in client.get(comment_address("panel")).text
    fresh = service.invitation_code(web.settings().secret, inviting.get_invitation(one))
    assert fresh != first and send(client, PAGE, code=fresh).status_code == 303
    assert desk.post(f"/en/desk/invitations/{two}/withdraw", data=token).status_code == 303
    with pytest.raises(Gone), writing():
        service.accept_invitation(Actor("guest"), consultations.get("panel"), second, now=clock.now())
    assert "1 person is invited" in words_of(client.get("/en/consultations/panel"))
    send_comment(client, "panel", "Sent.")
    with pytest.raises(Conflict), writing():
        service.withdraw_invitation(CONSOLE, inviting.get_invitation(one), now=clock.now())


def test_one_invitation_is_one_voter(client: FlaskClient) -> None:
    panel = make_consultation(slug="panel", rules={"who_may_vote": "invited"})
    statement = make_statement(panel)
    assert "bring your invitation" in words_of(client.get("/en/consultations/panel/vote"))
    (code,) = _invite()
    assert send(client, PAGE, code=code).status_code == 303
    page = client.get("/en/consultations/panel/vote")
    sent_form = {**fields_of(page), "statement": statement.public_id, "value": "agree"}
    assert client.post("/en/consultations/panel/vote", data=sent_form).status_code == 303
    assert client.post("/en/consultations/panel/vote", data={**sent_form, "value": "pass"}).status_code == 303
    assert db.session.scalar(select(func.count(Voter.id))) == 1
    assert inviting.numbers_of(panel.id).answered == 1


def test_letters_wait_until_it_is_public(client: FlaskClient, app: Flask) -> None:
    make_consultation("draft", slug="panel", rules={"who_may_comment": "invited"})
    _invite(Guest("Ada", "ada@example.org"))
    assert db.session.scalar(select(func.count(OutboxMail.id))) == 0
    with writing():
        life.publish(CONSOLE, consultations.get("panel"), now=clock.now())
    for _ in range(2):
        events.deliver_due(clock.now())
    mails = db.session.scalars(
        select(OutboxMail.address).where(OutboxMail.address == "ada@example.org")
    ).all()
    assert len(mails) == 1


def test_rules_of_inviting(app: Flask, panel: Consultation) -> None:
    secret, now = web.settings().secret, clock.now()
    open_to_all = make_consultation(slug="all")
    over = make_consultation("closed", slug="over", rules={"who_may_comment": "invited"})
    for actor, consultation, kind in (
        (make_staff("author"), panel, Forbidden), (_author("moderator"), panel, Forbidden),
        (CONSOLE, open_to_all, Refused), (CONSOLE, over, Conflict),
    ):  # fmt: skip
        with pytest.raises(kind), writing():
            service.invite(actor, consultations.get(consultation.slug), [Guest()], secret=secret, now=now)
    with pytest.raises(NotFound), writing():
        service.accept_invitation(Actor("guest"), consultations.get("panel"), "nothing", now=now)


def test_packages_tell_numbers_and_the_verifier_compares(
    client: FlaskClient, panel: Consultation, tmp_path: Path
) -> None:
    (code, *_rest) = _invite(Guest("Ada Lovelace", "ada@example.org"), Guest(), Guest())
    assert send(client, PAGE, code=code).status_code == 303
    send_comment(client, "panel", "As invited.")
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        target = tmp_path / f"{grade}.zip"
        opendata.make_package(panel.id, grade, target, now=clock.now())
        verify_package.verify(target)
        (row,) = verify_package.Package(target).table("consultation")
        assert (row["invited"], row["invited_answered"]) == (3, 1)
        assert b"Lovelace" not in target.read_bytes()


def test_a_long_list_goes_on_by_key_and_acts_lead_back_to_its_page(
    client: FlaskClient, panel: Consultation
) -> None:
    _invite(*[Guest(f"Person {number:02}") for number in range(1, 24)], Guest())
    signed_in(client, _author())
    first = client.get(DESK).text
    assert "Person 20" in first and "Person 21" not in first and first.count(">out<") == 20
    after = re.search(r"invitations\?after=(\d+)", first)
    assert after
    answer = client.get(f"{DESK}?after={after[1]}")
    second = answer.text
    assert (
        "Person 20" not in second
        and "Person 23" in second
        and "Code 24" in second
        and ">Next ones<" not in second
    )
    address = re.search(r'action="(/en/desk/invitations/[^"]+/withdraw[^"]*)"', second)
    assert address
    answer = client.post(address[1], data=fields_of(answer, "/withdraw?after=" + after[1]))
    assert answer.location == f"{DESK}?after={after[1]}"
    assert "taken back" in client.get(answer.location).text


def test_the_list_is_forgotten_in_time(panel: Consultation) -> None:
    _invite(Guest("Ada Lovelace", "ada@example.org"))
    with writing():
        life.mark_answered(CONSOLE, consultations.get("panel"), now=clock.now())
        life.append("outcome.published", CONSOLE, consultations.get("panel"), clock.now())
    jobs.erase_contacts(clock.now() + 366 * DAY)
    (one,) = inviting.invitations_of(panel.id)
    assert (one.name, one.address, one.code_hash) == ("", "", None)
    assert inviting.numbers_of(panel.id).invited == 1 and db.session.scalars(select(Submission)).all() == []
