"""Clerks enter what came by post, by telephone or at the counter."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.accounts.models import Account
from consult.consultations import queries as consultations
from consult.contributions import likeness, queries
from consult.contributions.models import ClerkEntry, Comment, Sender, Submission, SubmissionTally
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.record.models import Entry
from tests.contributions.files import PDF, sent
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_ruling, make_waiting

LETTER = (
    "The stalls should stay open until ten in the evening, because people who work come late to the market."
)


@pytest.fixture
def desk(app: Flask) -> FlaskClient:
    """A clerk's browser; the consultation is ``entering``."""
    consultation = make_consultation(slug="entering", rules={"who_may_comment": "confirmed"})
    return _enter(app, make_staff("clerk", organisation=organisations.get(consultation.organisation_id)))


def _enter(app: Flask, actor: Actor) -> FlaskClient:
    client = app.test_client()
    sign_in(client, db.session.get_one(Account, actor.account_id))
    return client


def _fields(html: str, start: str = "") -> dict[str, str]:
    html = html[html.index(start) if start else 0 :]
    found = re.findall(r'<input(?: id="[^"]*")? name="([^"]+)" type="hidden" value="([^"]*)">', html)
    return dict(reversed(found))


def _send(desk: FlaskClient, address: str = "/en/desk/enter/entering", **values: object):  # type: ignore[no-untyped-def]
    html = desk.get(address).text
    letter = {
        "channel": "post", "received_on": clock.now().date().isoformat(), "body": LETTER, "article": "art-1",
        "publication": "unnamed",
    }  # fmt: skip
    return desk.post("/en/desk/enter/entering", data={**_fields(html, "<form method"), **letter, **values})


def _send_again(desk: FlaskClient, html: str, **values: object):  # type: ignore[no-untyped-def]
    """The form as an answer gave it back."""
    letter = {"channel": "post", "received_on": clock.now().date().isoformat(), "body": LETTER}
    return desk.post(
        "/en/desk/enter/entering", data={**_fields(html, 'enctype="multipart'), **letter, **values}
    )


def _senders() -> int:
    return db.session.scalar(select(func.sum(SubmissionTally.senders))) or 0


def test_a_letter_gets_reference_key_and_slip_and_waits_like_any_other(desk: FlaskClient) -> None:
    day = (clock.now() - timedelta(days=1)).date().isoformat()
    answer = _send(desk, received_on=day, name="Wang Wu", how="registered letter")
    assert answer.status_code == 303 and "/desk/slip/" in answer.location
    comment = db.session.scalars(select(Comment)).one()
    submission = queries.get_submission(comment.submission_id)
    slip = desk.get(answer.location).text
    assert comment.reference in slip and "By post" in slip and "Your private key" in slip
    assert comment.state == "pending" and comment.waiting_since is not None and comment.name_shown == ""
    assert submission.channel == "post" and submission.received_at.date().isoformat() == day
    assert submission.entered_at > submission.received_at
    assert db.session.scalars(select(ClerkEntry)).one().how == "registered letter"
    key = re.search(r"/receipt/([^\"<]+)", slip)
    assert key and comment.reference in desk.application.test_client().get(f"/en/receipt/{key[1]}").text
    assert db.session.scalar(select(Entry.content).where(Entry.type == "submission.entered"))
    make_ruling(comment)
    for address in (f"comments/{comment.reference}", "consultations/entering/comments"):
        assert "By post" in desk.application.test_client().get(f"/en/{address}").text


def test_who_speaks_and_who_confirms_for_a_minor_is_entered_too(desk: FlaskClient) -> None:
    refused = _send(desk, capacity="organisation")
    assert refused.status_code == 422 and "name of the organisation" in refused.text
    assert _send(desk, capacity="organisation", organisation="Stall Holders").status_code == 303
    assert _send(desk, is_minor="y", name="Bo Little", publication="named").status_code == 422
    typed = {"guardian": "Ms Park", "guardian_kind": "school", "name": "Bo Little", "publication": "named"}
    assert _send(desk, is_minor="y", **typed).status_code == 303
    first, second = db.session.scalars(select(Submission).order_by(Submission.id))
    assert (first.capacity, second.is_minor) == ("organisation", True)
    assert [one.name_shown for one in db.session.scalars(select(Comment).order_by(Comment.id))] == ["", ""]


def test_scans_come_with_the_letter_under_the_rules_of_every_file(desk: FlaskClient) -> None:
    public = desk.application.test_client()
    scan = {"attachment": sent(PDF, "letter.pdf")}
    assert re.search(r'<input[^>]+name="attachment"[^>]+ multiple', desk.get("/en/desk/enter/entering").text)
    kept = _send(desk, keep="1", body="", **scan)
    assert (
        kept.status_code == 200
        and "letter.pdf" in kept.text
        and not db.session.scalars(select(Comment)).all()
    )
    wrong = _send_again(desk, kept.text, attachment=sent(b"MZ\x90\x00" * 20, "letter.exe"))
    assert wrong.status_code == 422 and "letter.pdf" in wrong.text and LETTER in wrong.text
    slip = desk.get(_send_again(desk, wrong.text).location).text
    assert "letter.pdf" in slip
    comment = db.session.scalars(select(Comment)).one()
    [file] = queries.files_of(comment.submission_id)
    assert (file.kind, file.comment_id, file.is_private) == ("pdf", comment.id, False)
    opened = record.opened_values(queries.get_submission(comment.submission_id).entry_id)
    assert file.sha256 in opened["attachment_1"]
    assert public.get(f"/en/attachments/{file.public_id}").status_code == 404
    make_ruling(comment)
    answer = public.get(f"/en/attachments/{file.public_id}")
    assert answer.status_code == 200 and answer.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    "given",
    [
        {"publication": "withheld"}, {"attachment_private": "y"},
        {"is_minor": "y", "guardian": "Ms Park", "guardian_kind": "school"},
    ],
)  # fmt: skip
def test_a_scan_is_kept_to_the_office_where_its_letter_or_its_sender_is(
    desk: FlaskClient, given: dict[str, str]
) -> None:
    slip = desk.get(_send(desk, **given, attachment=sent(PDF, "secret-letter.pdf")).location).text
    assert "secret-letter.pdf" in slip
    comment = db.session.scalars(select(Comment)).one()
    make_ruling(comment)
    [file] = queries.files_of(comment.submission_id)
    public = desk.application.test_client()
    assert public.get(f"/en/attachments/{file.public_id}").status_code == 404
    assert "secret-letter" not in public.get(f"/en/comments/{comment.reference}").text


def test_an_organisation_and_what_it_wants_covered_are_entered_as_the_letter_says(desk: FlaskClient) -> None:
    said = {
        "organisation": "Stall Holders", "organisation_kind": "association", "register_number": "R-1066",
        "members": "240 firms, asked at a meeting", "office": "chair", "name": "Wang Wu",
    }  # fmt: skip
    covered = {"confidential": "people who work", "confidential_reason": " "}
    refused = _send(desk, capacity="organisation", **said, **covered)
    assert refused.status_code == 422 and "R-1066" in refused.text and "240 firms" in refused.text
    covered["confidential_reason"] = "names the workers"
    slip = desk.get(_send(desk, capacity="organisation", **said, **covered).location).text
    sender = db.session.scalars(select(Sender)).one()
    assert {name: getattr(sender, name) for name in said} == said
    opened = record.opened_values(queries.get_submission(sender.submission_id).entry_id)
    assert (opened["register_number"], opened["members"]) == ("R-1066", said["members"])
    comment = db.session.scalars(select(Comment)).one()
    make_ruling(comment)
    page = desk.application.test_client().get(f"/en/comments/{comment.reference}").text
    assert "people who work" not in page and "Organisation" in page
    further = re.search(r'href="([^"]+part_of=[^"]+)"', slip)
    assert further and "R-1066" in desk.get(further[1].replace("&amp;", "&")).text


def test_sending_the_form_again_gives_the_same_slip(desk: FlaskClient) -> None:
    html = desk.get("/en/desk/enter/entering").text
    data = {
        **_fields(html, "<form method"), "channel": "phone", "received_on": clock.now().date().isoformat(),
        "body": LETTER,
    }  # fmt: skip
    first, second = (desk.post("/en/desk/enter/entering", data=data) for _ in range(2))
    assert first.location == second.location and db.session.scalar(select(func.count(Submission.id))) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"channel": ""}, "say how it came"), ({"received_on": ""}, "the day it came"),
        ({"received_on": "2999-01-01"}, "still to come"), ({"received_on": "2001-01-01"}, "came before it"),
        ({"body": " "}, "write your comment"),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_what_was_typed_stays(
    desk: FlaskClient, given: dict[str, str], said: str
) -> None:
    answer = _send(desk, **{"how": "typed words", **given})
    assert answer.status_code == 422 and said in answer.text and "typed words" in answer.text


def test_letters_that_came_in_time_are_entered_for_some_days_after_closing(app: Flask) -> None:
    now = clock.now()
    closed = make_consultation(
        "closed", slug="entering", opens_at=now - timedelta(days=30), closes_at=now - timedelta(days=2)
    )
    client = _enter(app, make_staff("clerk", organisation=organisations.get(closed.organisation_id)))
    in_time = (now - timedelta(days=3)).date().isoformat()
    assert _send(client, received_on=in_time).status_code == 303
    late = _send(client, received_on=(now - timedelta(days=1)).date().isoformat())
    assert late.status_code == 422 and LETTER in late.text
    over = make_consultation(
        "closed",
        slug="over",
        organisation=organisations.get(closed.organisation_id),
        opens_at=now - timedelta(days=90),
        closes_at=now - timedelta(days=40),
    )
    html = client.get("/en/desk/enter").text
    assert "/desk/enter/entering" in html and f"/desk/enter/{over.slug}" not in html


def test_the_same_letter_by_web_is_found_and_one_person_is_counted_once(desk: FlaskClient) -> None:
    consultation = consultations.get("entering")
    web = make_waiting(
        consultation,
        LETTER.replace("evening", "Evening "),
        contact=Contact(email="wang@example.org", is_confirmed=True),
    )
    slip = desk.get(_send(desk).location).text
    assert "Perhaps the same letter" in slip and web.reference in slip
    assert _senders() == 2
    address = re.search(r'action="([^"]+/link)"', slip)
    assert address
    fields = _fields(slip, address[1])
    refused = desk.post(address[1], data={**fields, "other": web.reference, "reason": " "})
    assert refused.status_code == 422 and _senders() == 2
    fields = _fields(refused.text, address[1])
    assert (
        desk.post(address[1], data={**fields, "other": web.reference, "reason": "identity card"}).status_code
        == 303
    )
    assert _senders() == 1


def test_a_further_part_of_the_same_letter_counts_no_further_sender(desk: FlaskClient) -> None:
    slip = desk.get(_send(desk).location).text
    further = re.search(r'href="([^"]+part_of=[^"]+)"', slip)
    assert further
    assert (
        _send(desk, further[1].replace("&amp;", "&"), body="And the second article is fine.").status_code
        == 303
    )
    assert _senders() == 1 and db.session.scalar(select(func.count(Submission.id))) == 2


def test_a_new_key_needs_a_second_person(app: Flask, desk: FlaskClient) -> None:
    consultation = consultations.get("entering")
    make_staff("clerk", organisation=organisations.get(consultation.organisation_id))
    slip = desk.get(_send(desk).location).text
    before = db.session.scalars(select(Submission.key_hash)).one()
    address = re.search(r'action="([^"]+/key)"', slip)
    assert address
    answer = desk.post(
        address[1], data={**_fields(slip, address[1]), "reason": "lost on the bus; identity card shown"}
    )
    assert answer.status_code == 200 and "once a second person has agreed" in answer.text
    db.session.rollback()
    assert db.session.scalars(select(Submission.key_hash)).one() == before
    assert db.session.scalar(select(Entry.id).where(Entry.type == "approval.asked"))


def test_others_cannot_enter(app: Flask, desk: FlaskClient) -> None:
    body = organisations.get(consultations.get("entering").organisation_id)
    for actor in (make_staff("moderator", organisation=body), make_staff("clerk")):
        assert _enter(app, actor).get("/en/desk/enter/entering").status_code in (403, 404)


def test_likeness_is_of_words_not_of_spaces_and_case() -> None:
    one, other = likeness.shingles(LETTER), likeness.shingles(LETTER.upper().replace(" ", "  ") + "!")
    assert likeness.likeness(one, other) > 0.99
    assert likeness.likeness(one, likeness.shingles("Quite another thing about noise at night.")) < 0.2
    assert (
        likeness.likeness(likeness.shingles("夜市應延長營業時間"), likeness.shingles("夜市應延長營業時間。"))
        == 1
    )
