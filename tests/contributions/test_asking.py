"""Those who must be asked: the list, letters with proofs, personal links, answers, time for one, and forgetting."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.consultations import service as life
from consult.consultations.models import Consultation
from consult.contributions import asked_letters, asking_lists, asking_states, jobs, service, small_cells
from consult.contributions.asking_lists import Listed
from consult.contributions.models import Asked, AskedLetter, Comment, MoreTime, Submission
from consult.contributions.queries import asking
from consult.foundation import clock, events, mail, web
from consult.foundation.access import CONSOLE, TIMER, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.foundation.mail import OutboxMail
from consult.opendata import service as opendata
from consult.opendata import verify_package
from consult.opendata.files.shape import AUDITOR, PUBLIC
from consult.opendata.verify_asked import AskedList
from consult.organisations import queries as organisations
from consult.organisations.queries import approvals
from consult.organisations.service import approving
from consult.outcomes import queries as outcomes
from consult.record import jobs as record
from consult.record.models import Entry, EntryOpening
from consult.record.verify import Fault
from tests.consultations.pages import fields_of, signed_in, submit, words_of
from tests.contributions.browsing import send
from tests.factories.consultations import DAY, make_consultation, make_staff, sign_waiting
from tests.factories.moderation import make_ruling

LAW = "Section 12 of the Water Act"
AFFECTED = "Households within 300 metres of the dam"
FIELD_OF = service.Naming("person", "The field of Wang Xiaoming", "en", "x")
LISTED = "River Agency; post@river.example\nNo Mail Office"
DESK = "/en/desk/consultations/dam/asked"
LIST = "/en/consultations/dam/asked"
BODY, PERSON = Listed("River Agency", "post@river.example", "Linhe"), Listed(
    "Wang Xiaoming", "ming@example.org", "East Village", "3 Dam Lane"
)  # fmt: skip


@pytest.fixture
def dam(app: Flask) -> Consultation:
    return make_consultation(slug="dam", title="Rules for the dam")


def _staff(*roles: str) -> Actor:
    return make_staff(
        *(roles or ("author",)), organisation=organisations.get(consultations.get("dam").organisation_id)
    )


def _add(
    *listed: Listed, kind: str = "body", reason: str = "It was overlooked.", actor: Actor = CONSOLE
) -> list[str]:
    """Put them on the list as the door does, with their letters; returns their random ids."""
    now = clock.now()
    with writing():
        consultation = consultations.get("dam")
        naming = service.Naming(kind, LAW if kind == "body" else AFFECTED, "en", reason)
        made = service.add_asked(
            actor, consultation, listed, naming, secret=web.settings().secret, page_language="en", now=now
        )
        for one in made:
            asked_letters.send(actor, one, consultation, now)
        return [one.public_id for one in made]


def _link(public_id: str) -> str:
    """The page of the personal link."""
    with db.session.no_autoflush:
        return asked_letters.link_of(asking.get_asked(public_id)).partition("localhost")[2]


def _types() -> list[str]:
    rows = db.session.scalars(
        select(Entry.type).where(Entry.type.startswith("asked.")).order_by(Entry.number)
    )
    return list(rows)


def _state(public_id: str) -> str:
    db.session.rollback()
    one = asking.get_asked(public_id)
    return asking.state_of(one, consultations.get("dam"), clock.now())


def test_a_list_is_read_as_offices_write_it() -> None:
    read = asking_lists.read_listed(
        "Ministry of Health, Labour and Welfare; post@health.example; Tokyo\n"
        "王小明；0912345678；東村；東村路3號\n"
        "Lee Family\t\tEast Village\t5 Dam Lane\n"
        "Smith, smith@example.org, West Village\n"
        "Nobody Special\n",
        region="TW",
    )
    assert [(one.name, one.address, one.place, one.post) for one in read] == [
        ("Ministry of Health, Labour and Welfare", "post@health.example", "Tokyo", ""),
        ("王小明", "+886912345678", "東村", "東村路3號"), ("Lee Family", "", "East Village", "5 Dam Lane"),
        ("Smith", "smith@example.org", "West Village", ""), ("Nobody Special", "", "", ""),
    ]  # fmt: skip
    with pytest.raises(Refused) as refused:
        asking_lists.read_listed("Fine; fine@example.org\nnot; an@address@x\nonly@example.org\n")
    assert refused.value.values["lines"] == "2, 3"


def test_an_author_keeps_the_list_and_each_gets_a_personal_link(
    client: FlaskClient, dam: Consultation
) -> None:
    desk = signed_in(client, _staff())
    sent = {
        "kind": "body",
        "law": LAW,
        "listed": "River Agency; post@river.example\nNo Mail Office",
        "language": "zh-hant",
    }
    refused = submit(desk, DESK, **sent)
    assert refused.status_code == 422 and "why they are added only now" in words_of(refused)
    assert "River Agency" in refused.text and not db.session.scalar(select(Asked.id))
    assert submit(desk, DESK, **sent, reason="Found only now.").status_code == 303
    (letter,) = db.session.scalars(select(OutboxMail)).all()
    assert letter.address == "post@river.example"
    link = re.search(r"http://localhost(/zh-hant/asked/\S+)", letter.body)
    assert link
    assert _types() == ["asked.added", "asked.added", "asked.letter_sent"]
    page = client.application.test_client().get(link[1])
    assert page.status_code == 200 and "River Agency" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer" and "no-store" in page.headers["Cache-Control"]
    assert _types()[-1] == "asked.letter_sent"  # opening a link changes nothing
    key = link[1].rpartition("/")[2]
    stored = db.session.scalars(select(Asked.key_hash)).all()
    assert key not in str(stored) and client.get("/en/asked/0000-wrong").status_code == 404
    again = submit(desk, DESK, **sent, reason="Twice.")
    assert again.status_code == 303 and db.session.scalar(select(func.count(Asked.id))) == 2
    shown = words_of(client.application.test_client().get(LIST))
    for words in ("River Agency", "No Mail Office", LAW, "Found only now.", "E-mail on", "Not asked yet"):
        assert words in shown, words
    assert "post@river.example" not in client.application.test_client().get(LIST).text


def test_before_publication_letters_wait_and_leave_with_it(client: FlaskClient, app: Flask) -> None:
    made = make_consultation("draft", slug="dam")
    _add(BODY, Listed("By Post Office"), reason="")
    assert client.get(LIST).status_code == 404
    assert db.session.scalar(select(func.count(OutboxMail.id))) == 0
    (public_id,) = [one.public_id for one in asking.unsent(made.id) if one.address]
    assert client.get(_link(public_id)).status_code == 404  # nobody sees a draft
    with writing():
        life.publish(CONSOLE, consultations.get("dam"), now=clock.now())
    events.deliver_due(clock.now())
    assert [one.address for one in db.session.scalars(select(OutboxMail))] == ["post@river.example"]
    assert _types().count("asked.letter_sent") == 1 and _state(public_id) == "asked"


def test_the_answer_is_an_ordinary_comment_that_counts_as_the_bodys(
    client: FlaskClient, dam: Consultation
) -> None:
    (public_id,) = _add(BODY)
    form = client.get(_link(public_id))
    write = re.search(r'href="([^"]+/comment\?asked=[^"]+)"', form.text)
    assert write
    page = client.get(write[1])
    assert "You answer for River Agency" in words_of(page) and "I speak for an organisation" not in page.text
    sent = send(
        client, write[1], body="The dam needs a fish ladder.", organisation="Somebody else", capacity="self",
        publication="named", office="Director",
    )  # fmt: skip
    assert sent.status_code == 303 and "/receipt/" in sent.location
    submission = db.session.scalars(select(Submission)).one()
    assert (submission.capacity, submission.publication) == ("organisation", "named")
    comment = db.session.scalars(select(Comment)).one()
    assert comment.name_shown == "River Agency" and comment.state == "pending"
    assert _state(public_id) == "answered"
    make_ruling(comment, "publish")
    shown = client.get(LIST).text
    assert comment.reference in shown and "Has answered" in shown
    further = send(client, write[1], body="And lights.", publication="withheld")
    assert further.status_code == 303 and _types().count("asked.answered") == 1
    assert words_of(client.get(_link(public_id))).count("Your answer came on") == 1


def _who_answered() -> list[list[str]]:
    rows = select(Entry.content).where(Entry.type == "asked.answered").order_by(Entry.number)
    return [json.loads(one).get("objects", []) for one in db.session.scalars(rows)]


@pytest.mark.parametrize("kind", ["body", "person"])
def test_further_answers_are_joined_with_the_first_by_nothing_public(
    client: FlaskClient, dam: Consultation, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    (public_id,) = _add(BODY if kind == "body" else PERSON, kind=kind)
    address = f"/en/consultations/dam/comment?asked={_link(public_id).rpartition('/')[2]}"
    for words in ("First.", "Second."):
        assert send(client, address, body=words, publication="unnamed").status_code == 303
    assert _who_answered() == [
        [public_id]
    ]  # while nobody else answered, an entry without a name would name them
    monkeypatch.setattr(small_cells, "SMALL", 1)
    send(client, address, body="Third.", publication="unnamed")
    assert _who_answered() == [[public_id], []]
    send(client, address, body="Fourth.", publication="named", name="Wang Xiaoming")
    assert _who_answered() == [[public_id], [], [public_id] if kind == "body" else []]
    own = asking.get_asked(public_id).id
    assert {one.asked_id for one in db.session.scalars(select(Submission))} == {own}


@pytest.mark.parametrize("who", ["account", "confirmed", "identified", "invited"])
def test_whoever_must_be_asked_answers_whatever_the_rules_ask_of_others(
    client: FlaskClient, app: Flask, who: str
) -> None:
    make_consultation(slug="dam", rules={"who_may_comment": who})
    (public_id,) = _add(PERSON, kind="person")
    key = _link(public_id).rpartition("/")[2]
    address = "/en/consultations/dam/comment"
    assert send(client, f"{address}?asked={key}", body="My field is flooded.", email="").status_code == 303
    comment = db.session.scalars(select(Comment)).one()
    assert comment.state == "pending" and comment.capacity == "self"
    form = {**fields_of(client.get(f"{address}?asked={key}")), "asked": "x", "body": "B.", "email": ""}
    stale = client.post(address, data=form)
    assert stale.status_code == 422 and "holds no more" in words_of(stale) and "B." in stale.text
    assert fields_of(stale)["asked"] == ""
    assert db.session.scalar(select(func.count(Comment.id))) == 1


def test_a_whole_submission_is_sent_by_the_link(client: FlaskClient, dam: Consultation) -> None:
    (public_id,) = _add(BODY)
    key = _link(public_id).rpartition("/")[2]
    begun = send(client, f"/en/consultations/dam/submission?asked={key}", body="The covering text.")
    assert begun.status_code == 303
    sender = client.get(f"{begun.location}/sender")
    assert "I speak for an organisation" not in sender.text
    sent = client.post(f"{begun.location}/preview", data=fields_of(client.get(f"{begun.location}/preview")))
    assert sent.status_code == 303 and "/receipt/" in sent.location
    assert db.session.scalars(select(Submission.asked_id)).one() is not None
    assert _state(public_id) == "answered"


def test_no_comment_and_a_change_of_mind(client: FlaskClient, dam: Consultation) -> None:
    (public_id,) = _add(BODY)
    link = _link(public_id)
    form = fields_of(client.get(link), "no-comment")
    assert client.post(f"{link}/no-comment", data=form).status_code == 303
    assert client.post(f"{link}/no-comment", data=form).status_code == 303
    assert _state(public_id) == "no-comment" and _types().count("asked.no_comment") == 1
    assert "you can still answer" in words_of(client.get(link))
    key = link.rpartition("/")[2]
    assert send(client, f"/en/consultations/dam/comment?asked={key}", body="After all.").status_code == 303
    assert _state(public_id) == "answered"
    refused = client.post(f"{link}/no-comment", data=form)
    assert refused.status_code == 422 and "You have answered already" in words_of(refused)


def test_time_is_asked_for_decided_by_two_and_holds_for_that_one(client: FlaskClient, app: Flask) -> None:
    now = clock.now()
    make_consultation(slug="dam", opens_at=now - 20 * DAY, closes_at=now + DAY)
    own, other = _add(BODY, Listed("Other Agency", "other@example.org"))
    link, until = _link(own), (now + 5 * DAY).date().isoformat()
    missing = submit(client, f"{link}/more-time", page=link, until_on=until, reason="")
    assert missing.status_code == 422 and "why you need more time" in words_of(missing)
    early = submit(client, f"{link}/more-time", page=link, until_on=now.date().isoformat(), reason="Council.")
    assert early.status_code == 422 and "Council." in early.text
    assert (
        submit(client, f"{link}/more-time", page=link, until_on=until, reason="Council meets.").status_code
        == 303
    )
    assert (
        "asks for time until" in words_of(client.get(LIST)) and "Council meets." not in client.get(LIST).text
    )
    author, second = _staff(), _staff()
    desk = signed_in(client.application.test_client(), author)
    page = desk.get(f"/en/desk/asked/{own}")
    assert "Council meets." in page.text
    address = f"/en/desk/consultations/dam/more-time?asked={own}"
    form = fields_of(desk.get(address), "more-time")
    assert (form["group"], form["until_on"], form["reason"]) == ("River Agency", until, "Council meets.")
    assert desk.post("/en/desk/consultations/dam/more-time", data=form).status_code == 303
    assert asking.get_asked(own).until is None  # one person alone gives none
    made = db.session.scalars(select(MoreTime)).one()
    found = approvals.newest_approval(service.MORE_TIME, made.public_id)
    assert found is not None
    with writing():
        approving.sign(second, approvals.get_approval(found.approval.public_id), now=clock.now())
    db.session.rollback()
    assert "has until" in words_of(client.get(LIST))
    with writing():
        consultation = consultations.get("dam")
        consultation.closes_at = clock.now() - timedelta(hours=1)
        life.append("consultation.extended", CONSOLE, consultation, clock.now())
    assert (_state(own), _state(other)) == ("asked", "silent")
    keys = [_link(one).rpartition("/")[2] for one in (own, other)]
    comment = "/en/consultations/dam/comment"
    answered = send(client, f"{comment}?asked={keys[0]}", body="In our time.")
    assert answered.status_code == 303
    submission = db.session.scalars(select(Submission)).one()
    assert not submission.is_late and submission.more_time_id == made.id
    assert "no more comments" in words_of(client.get(f"{comment}?asked={keys[1]}"))


def test_time_for_a_place_holds_for_all_of_it_on_the_list(app: Flask) -> None:
    make_consultation(slug="dam")
    east = _add(
        *(Listed(f"Person {n}", f"p{n}@example.org", "East Village") for n in range(3)), kind="person"
    )
    (west,) = _add(Listed("Person W", "w@example.org", "West Village"), kind="person")
    until = consultations.get("dam").closes_at
    assert until is not None
    longer = service.Longer("East Village", "", "The road was closed.", until + DAY, place="East Village")
    author = _staff()
    with writing():
        service.ask_more_time(
            author,
            consultations.get("dam"),
            longer,
            secret=web.settings().secret,
            language="en",
            now=clock.now(),
        )
    sign_waiting()
    db.session.rollback()
    assert all(asking.get_asked(one).until == until + DAY for one in east)
    assert asking.get_asked(west).until is None
    with pytest.raises(Refused), writing():
        service.ask_more_time(
            author, consultations.get("dam"),
            service.Longer("Nowhere", "", "Why.", until + DAY, place="Nowhere"), secret=web.settings().secret,
            language="en", now=clock.now(),
        )  # fmt: skip


def test_refusing_time_needs_a_public_reason(client: FlaskClient, dam: Consultation) -> None:
    (own,) = _add(PERSON, kind="person")
    closes_at = consultations.get("dam").closes_at
    assert closes_at is not None
    with writing():
        service.want_time(
            asking.get_asked(own), until=closes_at + DAY, reason="My mother is ill.", now=clock.now()
        )
    desk = signed_in(client, _staff())
    address = f"/en/desk/asked/{own}"
    assert submit(desk, f"{address}/refuse-time", page=address, reason="").status_code == 422
    named = submit(desk, f"{address}/refuse-time", page=address, reason="Wang Xiaoming had a month.")
    assert named.status_code == 422 and "can’t name" in words_of(named)
    assert (
        submit(desk, f"{address}/refuse-time", page=address, reason="A month was enough.").status_code == 303
    )
    assert "A month was enough." in words_of(client.application.test_client().get(_link(own)))
    assert asking.get_asked(own).wanted_at is None and "asked.time_refused" in _types()


def test_people_stand_in_public_as_numbers_alone(client: FlaskClient, dam: Consultation) -> None:
    people = [Listed(f"Person Number {n}", f"n{n}@example.org", "East Village") for n in range(5)]
    _add(*people, Listed("Lone Person", "lone@example.org", "Hermit Rock"), kind="person")
    page = client.get(LIST)
    shown = words_of(page)
    assert "East Village" in shown and "Hermit Rock" not in shown and "Other places, or none given" in shown
    for secret in ("Person Number", "Lone Person", "example.org"):
        assert secret not in page.text
    with pytest.raises(Refused), writing():
        service.add_asked(
            CONSOLE, consultations.get("dam"), [PERSON], FIELD_OF,
            secret=web.settings().secret, page_language="en", now=clock.now(),
        )  # fmt: skip


def test_letters_by_post_are_printed_noted_and_come_back(client: FlaskClient, dam: Consultation) -> None:
    (own,) = _add(Listed("Old Mrs Lee", "", "East Village", "5 Dam Lane"), kind="person")
    desk = signed_in(client, _staff("clerk"))
    printed = desk.get(f"{DESK}/print")
    assert "5 Dam Lane" in printed.text and "data:image" in printed.text and _link(own) in printed.text
    address = f"/en/desk/asked/{own}"
    missing = submit(desk, f"{address}/posted", page=address, post_number="RR123")
    assert missing.status_code == 422 and "day it was posted" in words_of(missing) and "RR123" in missing.text
    day = clock.now().date()
    ahead = submit(desk, f"{address}/posted", page=address, posted_on=(day + DAY).isoformat())
    assert ahead.status_code == 422
    assert (
        submit(
            desk, f"{address}/posted", page=address, posted_on=day.isoformat(), post_number="RR123"
        ).status_code
        == 303
    )
    assert _state(own) == "asked" and "RR123" in desk.get(address).text
    letter = db.session.scalars(select(AskedLetter)).one()
    form = {**fields_of(desk.get(address), "returned"), "letter": letter.public_id, "reason": "moved"}
    assert desk.post(f"{address}/returned", data=form).status_code == 303
    assert "came back" in words_of(desk.get(address))
    words = desk.get(f"{DESK}/print?letter={own}").text
    typed = re.findall(r"<li>(\w+)</li>", words)
    assert len(typed) >= 8
    found = submit(client.application.test_client(), "/en/receipt", key=" ".join(typed[-8:]))
    assert found.status_code == 303 and found.location.endswith(_link(own))


def test_what_became_of_mails_is_noted_and_the_silent_are_reminded_once(app: Flask) -> None:
    now = clock.now()
    make_consultation(slug="dam", opens_at=now - 20 * DAY, closes_at=now + 10 * DAY)
    own, dead, done = _add(BODY, Listed("Dead", "dead@example.org"), Listed("Done", "done@example.org"))
    with writing() as session:
        for row in session.scalars(select(OutboxMail)):
            row.given_up_at, row.sent_at = (now, None) if row.address == "dead@example.org" else (None, now)
    assert jobs.note_letters(now) == 3 and jobs.note_letters(now) == 0
    states = {one.asked_id: (one.arrived_at is not None, one.failed_at is not None) for one in
              db.session.scalars(select(AskedLetter))}  # fmt: skip
    assert states[asking.get_asked(own).id] == (True, False) and states[asking.get_asked(dead).id] == (
        False,
        True,
    )
    with writing():
        service.say_no_comment(asking.get_asked(done), now=now)
    assert jobs.remind_asked(now) == 0
    assert jobs.remind_asked(now + 4 * DAY) == 2 and jobs.remind_asked(now + 5 * DAY) == 0
    subjects = list(db.session.scalars(select(OutboxMail.subject)))
    assert sum("Reminder" in one for one in subjects) == 2
    assert mail.fates_of(["nothing"]) == {}


def test_taking_off_the_list_needs_a_reason_and_ends_the_link(client: FlaskClient, dam: Consultation) -> None:
    own, answered = _add(BODY, Listed("Other", "o@example.org"))
    desk = signed_in(client, _staff())
    address = f"/en/desk/asked/{own}"
    assert submit(desk, f"{address}/strike", page=address, reason="").status_code == 422
    assert submit(desk, f"{address}/strike", page=address, reason="It was dissolved.").status_code == 303
    visitor = client.application.test_client()
    assert "It was dissolved." in words_of(visitor.get(LIST))
    key = _link(own).rpartition("/")[2]
    refused = client.post(
        "/en/consultations/dam/comment",
        data={**fields_of(client.get(f"/en/consultations/dam/comment?asked={key}")), "body": "Still here."},
    )
    assert refused.status_code == 422 and "Still here." in refused.text
    with writing():
        service.say_no_comment(asking.get_asked(answered), now=clock.now())
    with pytest.raises(Conflict), writing():
        service.strike_asked(
            CONSOLE, asking.get_asked(answered), reason="Why.", page_language="en", now=clock.now()
        )


def test_a_new_link_ends_the_one_before(client: FlaskClient, dam: Consultation) -> None:
    (own,) = _add(BODY)
    before = _link(own)
    desk = signed_in(client, _staff())
    assert submit(desk, f"/en/desk/asked/{own}/renew", page=f"/en/desk/asked/{own}").status_code == 303
    visitor = client.application.test_client()
    assert visitor.get(before).status_code == 404 and visitor.get(_link(own)).status_code == 200
    assert submit(desk, f"/en/desk/asked/{own}/send", page=f"/en/desk/asked/{own}").status_code == 303
    assert len(db.session.scalars(select(AskedLetter)).all()) == 3


def test_only_its_own_office_keeps_it_and_auditors_change_nothing(dam: Consultation) -> None:
    for other in (make_staff("author"), _staff("moderator"), _staff("author", "auditor")):
        with pytest.raises(Forbidden):
            _add(BODY, actor=other)


def test_an_affected_person_has_name_and_address_erased(client: FlaskClient, dam: Consultation) -> None:
    (own,) = _add(PERSON, kind="person")
    link = _link(own)
    assert submit(client, f"{link}/erase", page=link).status_code == 303
    db.session.rollback()
    one = asking.get_asked(own)
    assert (one.name, one.address, one.post, one.place, one.key_hash) == ("", "", "", "", None)
    assert client.get(link).status_code == 404 and db.session.scalar(select(func.count(OutboxMail.id))) == 0
    left = str(list(db.session.scalars(select(EntryOpening.fields))))
    assert "Wang" not in left and "ming@example.org" not in left and "East Village" not in left
    numbers = asking.numbers_asked(consultations.get("dam"), clock.now())
    assert numbers.people["asked"] == 1
    (body,) = _add(BODY)
    with pytest.raises(Forbidden), writing():
        service.erase_own(asking.get_asked(body), now=clock.now())


def test_addresses_go_when_the_promised_time_is_over(dam: Consultation) -> None:
    person, body = _add(PERSON, kind="person")[0], _add(BODY)[0]
    with writing():
        life.mark_answered(CONSOLE, consultations.get("dam"), now=clock.now())
        life.append("outcome.published", CONSOLE, consultations.get("dam"), clock.now())
    jobs.erase_contacts(clock.now() + 364 * DAY)
    assert asking.get_asked(person).name
    jobs.erase_contacts(clock.now() + 366 * DAY)
    db.session.rollback()
    one, other = asking.get_asked(person), asking.get_asked(body)
    assert one.name == "" and one.address == "" and other.name == "River Agency" and other.address == ""


def test_packages_hold_the_list_and_the_verifier_recomputes_it(
    client: FlaskClient, dam: Consultation, tmp_path: Path
) -> None:
    body, silent = _add(BODY, Listed("Silent Agency", "silent@example.org"))
    (person,) = _add(PERSON, kind="person")
    for public_id in (body, person):
        key = _link(public_id).rpartition("/")[2]
        for words in ("First of it.", "More of it."):
            assert send(client, f"/en/consultations/dam/comment?asked={key}", body=words).status_code == 303
    with writing():
        (letter,) = asking.letters_to([asking.get_asked(silent).id]).popitem()[1]
        service.note_failed(TIMER, letter, reason="", now=clock.now())
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        target = tmp_path / f"{grade}.zip"
        opendata.make_package(dam.id, grade, target, now=clock.now())
        said = "\n".join(verify_package.verify(target))
        assert "Those who must be asked: 3: 2 answered, 1 asked." in said
        package = verify_package.Package(target)
        rows = {row["id"]: row for row in package.table("asked")}
        assert rows[body]["name"] == "River Agency" and rows[body]["state"] == "answered"
        assert rows[person]["name"] == ("Wang Xiaoming" if grade == AUDITOR else "")
        everything = "".join(package.read(name).decode(errors="replace") for name in package.names)
        for secret in ("Wang Xiaoming", "ming@example.org", "East Village", "post@river.example"):
            assert (secret in everything) == (grade == AUDITOR), (secret, grade)
        if grade == AUDITOR:
            assert sorted(row["asked"] for row in package.table("submissions")) == sorted(
                [body] * 2 + [person] * 2
            )


def test_the_outcome_names_the_bodies_that_were_asked_and_counts_the_people(
    client: FlaskClient, dam: Consultation
) -> None:
    body, _other = _add(BODY, Listed("Silent Agency", "silent@example.org"))
    _add(PERSON, kind="person")
    key = _link(body).rpartition("/")[2]
    send(client, f"/en/consultations/dam/comment?asked={key}", body="What we think.")
    page = words_of(client.get("/en/consultations/dam/outcome"))
    for name, state in (("River Agency", "Has answered"), ("Silent Agency", "Asked")):
        assert f"{name}Why it is asked {LAW}State {state} " in page, name
    assert "People who are affected: Asked 1" in page and "Wang Xiaoming" not in page


def test_the_public_list_tells_the_day_of_a_persons_answer_only(
    client: FlaskClient, dam: Consultation, tmp_path: Path
) -> None:
    """The minute would name the submission that was received in it."""
    (body,), (person,) = _add(BODY), _add(PERSON, kind="person")
    for public_id in (body, person):
        key = _link(public_id).rpartition("/")[2]
        send(client, f"/en/consultations/dam/comment?asked={key}", body="What we think.")
    record.seal()
    for grade in (PUBLIC, AUDITOR):
        target = tmp_path / f"{grade}.zip"
        opendata.make_package(dam.id, grade, target, now=clock.now())
        verify_package.verify(target)
        package = verify_package.Package(target)
        told = {row["id"]: row["answered_at"] for row in package.table("asked")}
        received = {row["received_at"] for row in package.table("submissions")}
        assert told[body] in received
        assert (told[person] in received) == (grade == AUDITOR)
        if grade == PUBLIC:
            assert told[person] in {one[:10] for one in received}


@pytest.mark.parametrize("column", ["kind", "name", "law", "reason", "struck_reason", "refused_reason"])
def test_a_column_that_the_entries_tell_may_not_be_left_out(column: str) -> None:
    one = AskedList()
    one.take({"type": "asked.added", "objects": ["a"]}, {"kind": "body"})
    row = {
        "id": "a", "state": "not-asked", "wanted_until": "", "until": "", "kind": "body", "name": "River Agency",
        "law": "", "reason": "", "struck_reason": "", "refused_reason": "",
    }  # fmt: skip
    one.check([row], [])  # without what clerks note: older packages haven't it
    del row[column]
    with pytest.raises(Fault, match=f"“{column}” is missing"):
        one.check([row], [])


def test_the_verifier_refuses_an_outcome_while_somebody_was_never_asked() -> None:
    one = AskedList()
    one.take({"type": "asked.added", "objects": ["a"]}, {"kind": "body"})
    with pytest.raises(Fault, match="never was"):
        one.take({"type": "outcome.published", "objects": ["o"]}, {})
    one.take({"type": "asked.letter_sent", "objects": ["a", "l"]}, {"way": "mail"})
    one.take({"type": "outcome.published", "objects": ["o"]}, {})
    assert one.states("2026-01-01T00:00Z", "2025-01-01T00:00Z") == {"silent": 1}
    with pytest.raises(Fault, match="never put on the list"):
        one.take({"type": "asked.no_comment", "objects": ["b"]}, {})
    one.take({"type": "asked.struck", "objects": ["a"]}, {})
    with pytest.raises(Fault, match="taken off"):
        one.take({"type": "asked.answered", "objects": ["a"]}, {})
    with pytest.raises(Fault, match="added to the table"):
        one.check([{"id": "z"}], [])


def test_an_outcome_waits_for_letters_to_those_who_must_be_asked(app: Flask) -> None:
    dam = make_consultation("closed", slug="dam")
    with writing():
        db.session.add(
            Asked(
                public_id="x" * 32, consultation_id=dam.id, kind="body", name="Late", law=LAW, language="en",
                added_at=clock.now(),
            )
        )  # fmt: skip
        life.append("asked.added", CONSOLE, consultations.get("dam"), clock.now())
    missing = [str(one) for one in outcomes.missing_to_publish(consultations.get("dam"))]
    assert any("must be asked and never were" in one for one in missing)


def test_states_follow_from_instants_alone() -> None:
    now = clock.now()
    nothing = asking_states.Standing(None, None, None, None)
    sent = asking_states.Standing(now - DAY, None, None, None)
    longer = asking_states.Standing(now - DAY, None, None, None, now + DAY)
    told = [asking_states.state_of(one, closes_at=now, now=now) for one in (nothing, sent, longer)]
    assert told == ["not-asked", "silent", "asked"]
    assert asking_states.state_of(longer, closes_at=now, now=now, is_answered=True) == "silent"
    assert asking_states.remind_from(now, now + 30 * DAY, None) == now + 23 * DAY
    assert asking_states.remind_from(now, now + 9 * DAY, None) == now + 6 * DAY
    groups = asking_states.by_place([("A", "asked")] * 5 + [("B", "asked"), ("", "silent")])
    assert [(one.place, one.total) for one in groups] == [("A", 5), ("", 2)]
