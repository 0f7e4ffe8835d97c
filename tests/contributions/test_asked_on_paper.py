"""Those who must be asked answer on paper: a clerk enters it. And what everybody reads of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import asked_letters, record_checks, service
from consult.contributions.asking_lists import Listed
from consult.contributions.asking_states import Standing, check_may_say
from consult.contributions.models import AskedFile, Comment, Submission
from consult.contributions.queries import asking
from consult.foundation import clock, i18n, web
from consult.foundation.access import CONSOLE, TIMER, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden
from consult.opendata import service as opendata
from consult.opendata import verify_package
from consult.opendata.files.shape import AUDITOR, PUBLIC
from consult.organisations import queries as organisations
from consult.record import checks
from consult.record import jobs as record
from consult.record import service as chain
from consult.record.models import Entry
from tests.consultations.pages import fields_of, signed_in, submit, words_of
from tests.contributions.browsing import send
from tests.contributions.files import PDF, sent
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_ruling
from tests.outcomes.test_at_once import meeting

LIST = "/en/consultations/dam/asked"
BODY, PERSON = Listed("River Agency", "post@river.example"), Listed("Wang Xiaoming", place="East Village")


@pytest.fixture
def dam(app: Flask) -> Consultation:
    return make_consultation(slug="dam", title="Rules for the dam")


def _staff(*roles: str) -> Actor:
    return make_staff(*roles, organisation=organisations.get(consultations.get("dam").organisation_id))


def _add(one: Listed, *, kind: str = "body") -> str:
    """Put somebody on the list as the door does, with the letter; returns the random id."""
    now, naming = clock.now(), service.Naming(kind, "Section 12 of the Water Act", "en", "It was overlooked.")
    with writing():
        consultation = consultations.get("dam")
        (made,) = service.add_asked(
            CONSOLE, consultation, [one], naming, secret=web.settings().secret, page_language="en", now=now
        )
        asked_letters.send(CONSOLE, made, consultation, now)
        return made.public_id


def _types() -> list[str]:
    rows = select(Entry.type).where(Entry.type.startswith("asked.")).order_by(Entry.number)
    return list(db.session.scalars(rows))


def _state(public_id: str) -> str:
    db.session.rollback()
    return asking.state_of(asking.get_asked(public_id), consultations.get("dam"), clock.now())


def _today() -> str:
    return clock.now().date().isoformat()


def _rows(folder: Path, grade: str) -> dict[str, dict[str, str]]:
    """The list in a package of that grade, which verifies."""
    record.seal()
    target = folder / f"{grade}.zip"
    opendata.make_package(consultations.get("dam").id, grade, target, now=clock.now())
    verify_package.verify(target)
    return {row["id"]: row for row in verify_package.Package(target).table("asked")}


def test_a_clerk_enters_the_letter_of_a_body_so_that_it_shows_as_answered(
    client: FlaskClient, dam: Consultation, tmp_path: Path
) -> None:
    public_id = _add(BODY)
    desk = signed_in(client, _staff("clerk"))
    page = desk.get(f"/en/desk/asked/{public_id}")
    form = f"/en/desk/enter/dam?asked={public_id}"
    assert form.replace("&", "&amp;") in page.text
    today = _today()
    answer = send(
        desk, form, channel="post", received_on=today, body="Build a fish ladder.",
        how="registered letter", publication="named",
    )  # fmt: skip
    assert answer.status_code == 303, words_of(answer)
    submission = db.session.scalars(select(Submission)).one()
    assert (submission.capacity, submission.channel) == ("organisation", "post")
    assert submission.asked_id == asking.get_asked(public_id).id
    assert _state(public_id) == "answered"
    entry = db.session.scalars(select(Entry).where(Entry.type == "asked.answered")).one()
    assert json.loads(entry.content)["role"] == "clerk"
    comment = db.session.scalars(select(Comment)).one()
    make_ruling(comment, "publish")
    reader = client.application.test_client()
    for address in (LIST, "/en/consultations/dam/comments", f"/en/comments/{comment.reference}"):
        assert "River Agency" in reader.get(address).text, address
    for address in ("/en/consultations/dam/comments", f"/en/comments/{comment.reference}"):
        assert "Asked by law" in words_of(reader.get(address)), address
    for grade in (PUBLIC, AUDITOR):
        row = _rows(tmp_path, grade)[public_id]
        assert (row["state"], row["answers"]) == ("answered", comment.reference)


def test_a_further_part_of_the_same_letter_is_of_the_same_body(
    client: FlaskClient, dam: Consultation
) -> None:
    public_id = _add(BODY)
    desk = signed_in(client, _staff("clerk"))
    letter = {"channel": "post", "received_on": _today(), "publication": "named"}
    send(desk, f"/en/desk/enter/dam?asked={public_id}", body="First part.", **letter)
    first = db.session.scalars(select(Submission)).one().public_id
    again = send(desk, f"/en/desk/enter/dam?part_of={first}", body="Second part.", **letter)
    assert again.status_code == 303
    own = {one.asked_id for one in db.session.scalars(select(Submission))}
    assert own == {asking.get_asked(public_id).id} and _types().count("asked.answered") == 2


def test_who_chose_no_name_carries_no_badge(client: FlaskClient, dam: Consultation) -> None:
    body, person = _add(BODY), _add(PERSON, kind="person")
    desk = signed_in(client, _staff("clerk"))
    letter = {"channel": "phone", "received_on": _today()}
    for own, publication in ((body, "unnamed"), (person, "named")):
        send(
            desk, f"/en/desk/enter/dam?asked={own}", body=f"What {own} says.",
            publication=publication, **letter,
        )  # fmt: skip
    for comment in db.session.scalars(select(Comment)).all():
        make_ruling(comment, "publish")
    shown = words_of(client.application.test_client().get("/en/consultations/dam/comments"))
    assert "Asked by law" not in shown and "Wang Xiaoming" in shown


def test_a_letter_without_comment_is_entered_with_its_scan(
    client: FlaskClient, dam: Consultation, tmp_path: Path
) -> None:
    public_id = _add(BODY)
    desk, address = signed_in(client, _staff("clerk")), f"/en/desk/asked/{public_id}/no-comment"
    assert address in desk.get(f"/en/desk/asked/{public_id}").text
    refused = submit(desk, address, attachment=sent(PDF, "letter.pdf"))
    assert refused.status_code == 422 and "letter.pdf" in refused.text  # the scan is kept
    again = desk.post(
        address,
        data={**fields_of(refused, "no-comment"), "channel": "post", "received_on": _today(),
              "how": "registered letter"},
    )  # fmt: skip
    assert again.status_code == 303, words_of(again)
    assert _state(public_id) == "no-comment" and _types()[-1] == "asked.no_comment"
    one = asking.get_asked(public_id)
    assert (one.no_comment_channel, one.no_comment_how) == ("post", "registered letter")
    (scan,) = asking.scans_of(one.id)
    own = f"/en/desk/asked/scan/{scan.public_id}"
    assert own in desk.get(f"/en/desk/asked/{public_id}").text
    answer = desk.get(own)
    assert answer.data == PDF and answer.headers["Content-Disposition"].startswith("attachment")
    reader = client.application.test_client()
    assert reader.get(own).status_code in (302, 303, 401, 403, 404)
    shown = words_of(reader.get(LIST))
    assert "By post" in shown and "registered letter" not in shown
    twice = submit(desk, address, channel="post", received_on=_today())
    assert twice.status_code == 422 and "noted already" in words_of(twice)
    _check_scans(scan.id)
    with writing():
        service.erase_asked(asking.get_asked(public_id), actor=TIMER, now=clock.now())
    assert desk.get(own).status_code == 404 and asking.get_asked(public_id).no_comment_how == ""
    assert _rows(tmp_path, PUBLIC)[public_id]["channel"] == "post"
    row = _rows(tmp_path, AUDITOR)[public_id]
    assert row["scans"] == scan.sha256 and row["how"] == ""
    assert checks.check_marks() and record_checks.check_files()


def _check_scans(own: int) -> None:
    """The rows of the list are marked, and other bytes of a scan are found."""
    assert checks.check_marks() and record_checks.check_files()
    db.session.execute(update(AskedFile).where(AskedFile.id == own).values(content=b"Another letter"))
    with pytest.raises(checks.Fault, match="asked_file"):
        record_checks.check_files()
    db.session.rollback()


def test_clerks_read_of_whom_they_enter_in_the_third_person(client: FlaskClient, dam: Consultation) -> None:
    public_id, letter = _add(BODY), {"channel": "post", "received_on": _today()}
    desk = signed_in(client, _staff("clerk"))
    no_comment, answer = f"/en/desk/asked/{public_id}/no-comment", f"/en/desk/enter/dam?asked={public_id}"
    forms = {
        page: fields_of(desk.get(page), *more) for page, more in ((no_comment, ["no-comment"]), (answer, []))
    }
    send(desk, answer, body="Build a fish ladder.", publication="named", **letter)
    page = words_of(submit(desk, no_comment, **letter))
    assert "This one has answered already" in page and "You have answered" not in page
    with writing():
        one = asking.get_asked(public_id)
        one.answered_at, one.struck_at = None, clock.now()
        chain.append("site.set", actor=CONSOLE, now=clock.now())
    for address, more in ((no_comment, {}), (answer, {"body": "Two ladders.", "publication": "named"})):
        page = words_of(desk.post(address, data={**forms[address], **letter, **more}))
        assert "This one was taken off the list already." in page and "taken you off" not in page, address
    with pytest.raises(Conflict) as refused:
        check_may_say(
            Standing(None, None, None, None), "answered", closes_at=None, now=clock.now(), by_staff=True
        )
    with i18n.speaking("zh-hant"):
        assert i18n.gettext(refused.value.message).startswith("該對象表示意見的期限已過")


def test_paper_that_came_after_the_end_changes_nothing_unless_time_was_given(dam: Consultation) -> None:
    public_id = _add(BODY)
    clerk, now = _staff("clerk"), dam.closes_at + timedelta(days=2) if dam.closes_at else clock.now()
    letter = service.Receipt("post", now.date(), "", 30)
    with writing(), pytest.raises(Conflict):
        service.enter_no_comment(clerk, asking.get_asked(public_id), letter, key=b"k" * 16, now=now)
    with writing():
        asking.get_asked(public_id).until = now + timedelta(days=1)
        service.enter_no_comment(clerk, asking.get_asked(public_id), letter, key=b"k" * 16, now=now)
    assert asking.state_of(asking.get_asked(public_id), dam, now) == "no-comment"
    author = _staff("author")
    with writing(), pytest.raises(Forbidden):
        service.enter_no_comment(author, asking.get_asked(public_id), letter, key=b"k" * 16, now=now)


def test_why_an_affected_person_got_no_more_time_is_public_without_who(
    client: FlaskClient, dam: Consultation
) -> None:
    public_id = _add(PERSON, kind="person")
    now, author = clock.now(), _staff("author")
    until = dam.closes_at + timedelta(days=9) if dam.closes_at else now
    with writing():
        service.want_time(asking.get_asked(public_id), until=until, reason="I am in hospital.", now=now)
        service.refuse_time(
            author,
            asking.get_asked(public_id),
            reason="The council meets before.",
            page_language="en",
            now=now,
        )
    page = client.get(LIST)
    shown = words_of(page)
    assert "were given no more time" in shown and "The council meets before." in shown
    assert "Wang" not in page.text and "hospital" not in page.text and public_id not in page.text


def test_two_clerks_who_enter_one_letter_at_once_make_one_entry(
    client: FlaskClient, dam: Consultation
) -> None:
    public_id = _add(BODY)
    address = f"/en/desk/asked/{public_id}/no-comment"
    desks = [signed_in(client.application.test_client(), _staff("clerk")) for _ in range(2)]
    typed = {"channel": "post", "received_on": _today(), "how": "registered letter"}
    forms = [{**fields_of(desk.get(address), "no-comment"), **typed} for desk in desks]
    db.session.rollback()
    with meeting("asked.no_comment"), ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda one: desks[one].post(address, data=forms[one]), range(2)))
    db.session.rollback()
    assert sorted(one.status_code for one in answers) == [303, 422]
    refused = next(one for one in answers if one.status_code == 422)
    assert "noted already" in words_of(refused)
    assert fields_of(refused, "no-comment")["how"] == "registered letter"
    assert _types().count("asked.no_comment") == 1
