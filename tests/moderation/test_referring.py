"""Passing a comment on: to whom, by when, who is told, and how it is counted."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import references
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock, events
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.foundation.mail import OutboxMail
from consult.moderation import deadlines, jobs, queries, service
from consult.moderation.models import Referral
from consult.organisations import queries as organisations
from consult.record.models import Entry
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import (
    decide_review,
    make_published,
    make_report,
    make_review,
    make_ruling,
    make_waiting,
    moderator_of,
)
from tests.moderation.test_pages import enter, fields, page, send


def refer(comment: Comment, kind: str = "petition", office: str = "City Hall", address: str = "") -> Referral:
    """The comment passed on by a moderator of its body."""
    comment_id, consultation = comment.id, consultation_of(comment)
    actor = moderator_of(consultation)
    with writing():
        found = contributions.get(comment_id)
        service.rule(
            actor, found, act="refer", ground=kind, seen_lock_version=found.lock_version,
            addressee=service.Addressee(office, address), now=clock.now(),
        )  # fmt: skip
    return db.session.scalars(select(Referral).where(Referral.comment_id == comment_id)).one()


def consultation_of(comment: Comment) -> Consultation:
    """The consultation of a comment."""
    return consultations.get_by_id(comment.consultation_id)


def mails() -> list[OutboxMail]:
    while events.deliver_due(clock.now()):
        pass
    return list(db.session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


def test_a_comment_passed_on_is_counted_apart_and_says_where_it_is(app: Flask, client: FlaskClient) -> None:
    comment = make_published(body="Please mend my roof.")
    slug = consultation_of(comment).slug
    referral = refer(comment, office="The housing office")
    assert contributions.get(comment.id).state == "referred" and referral.kind == "petition"
    fate = page(client, f"/en/comments/{comment.reference}")
    assert "Please mend my roof." not in fate and "The housing office" in fate and "It answers by" in fate
    assert queries.ledger_numbers(referral.consultation_id).referred == 1
    ledger = page(client, f"/en/consultations/{slug}/moderation")
    assert "Passed on to: The housing office" in ledger and "Please mend my roof." not in ledger
    assert "1 passed on to another office" in page(client, f"/en/consultations/{slug}")
    assert client.get(f"/api/v1/consultations/{slug}").json["comments"]["referred"] == 1
    entry = db.session.scalars(select(Entry).where(Entry.type == "comment.referred")).one()
    assert b'"ground":"petition"' in entry.content and b"housing" not in entry.content


def test_the_sender_s_own_page_names_the_office_and_what_it_said(app: Flask, client: FlaskClient) -> None:
    comment = make_waiting(key=b"0123456789a")
    referral = refer(comment, office="The lighting office")
    own = f"/en/receipt/{references.key_text(b'0123456789a')}"
    told = page(client, own)
    assert "Passed on to The lighting office" in told and "It answers by" in told
    moderator = moderator_of(consultation_of(comment))
    with writing():
        found = queries.get_referral(referral.public_id)
        service.take_up(moderator, found, answer="A lamp comes in June.", now=clock.now())
    told = page(client, own)
    assert "A lamp comes in June." in told and "It answers by" not in told


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"refer_to": " "}, "office"),
        ({"ground": "abuse"}, "ground"),
        ({"refer_address": "nowhere"}, "e-mail"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_lost(app: Flask, given: dict[str, str], field: str) -> None:
    comment = make_waiting()
    client = enter(app, moderator_of(consultation_of(comment)))
    values = {"act": "refer", "ground": "crime", "refer_to": "The police", "note": "Typed words.", **given}
    answer = send(client, f"/en/desk/moderation/{comment.reference}", **values)
    assert answer.status_code == 422 and field in answer.text and "Typed words." in answer.text
    assert contributions.get(comment.id).state == "pending"


def test_danger_is_told_to_the_duty_officer_at_once_and_on_the_record(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = app.extensions["consult_settings"].model_copy(update={"duty_address": "duty@example.org"})
    monkeypatch.setitem(app.extensions, "consult_settings", settings)
    comment = make_waiting(body="My neighbour says he will hurt her tonight.")
    client = enter(app, moderator_of(consultation_of(comment)))
    answer = send(client, f"/en/desk/moderation/{comment.reference}", act="refer", ground="danger")
    assert answer.status_code == 303, answer.text
    sent = [one for one in mails() if one.address == "duty@example.org"]
    assert len(sent) == 1 and "URGENT" in sent[0].subject and "hurt her tonight" in sent[0].body
    assert db.session.scalar(select(Entry.id).where(Entry.type == "duty.alerted")) is not None
    assert queries.referrals_of(comment.id).popitem()[1].office == "The duty officer"


def test_danger_without_a_duty_officer_goes_to_the_people_of_the_body(app: Flask) -> None:
    comment = make_waiting()
    body = organisations.get(consultation_of(comment).organisation_id)
    client = enter(app, moderator_of(consultation_of(comment)))
    answer = send(client, f"/en/desk/moderation/{comment.reference}", act="refer", ground="danger")
    assert answer.status_code == 303, answer.text
    assert [one for one in mails() if "URGENT" in one.subject]
    assert queries.referrals_of(comment.id).popitem()[1].office == body.name


def test_an_office_with_an_address_gets_the_words_without_the_sender(app: Flask) -> None:
    comment = make_waiting(
        body="The clerk took money.", contact=Contact(name="Hidden Person", email="hidden@example.org")
    )
    refer(comment, "complaint", address="audit@example.org")
    sent = [one for one in mails() if one.address == "audit@example.org"]
    assert "The clerk took money." in sent[0].body and "Hidden Person" not in sent[0].body
    assert "hidden@example.org" not in sent[0].body


def test_a_late_office_is_marked_once_and_its_answer_is_public(app: Flask, client: FlaskClient) -> None:
    comment = make_waiting()
    referral = refer(comment)
    later = clock.now() + timedelta(days=20)
    assert jobs.escalate_late(later) == 1 and jobs.escalate_late(later) == 0
    assert "Late" in page(client, f"/en/comments/{comment.reference}")
    staff = enter(app, moderator_of(consultation_of(comment)))
    address = f"/en/desk/moderation/referrals/{referral.public_id}"
    assert send(staff, address, answer=" ").status_code == 422
    assert send(staff, address, answer="We visit on Monday.").status_code == 303
    assert "We visit on Monday." in page(client, f"/en/comments/{comment.reference}")
    assert "No office owes an answer." in page(staff, "/en/desk/moderation/referrals")
    moderator = moderator_of(consultation_of(comment))
    with pytest.raises(Conflict), writing():
        service.take_up(moderator, queries.get_referral(referral.public_id), answer="Again.", now=later)


def test_only_moderators_of_the_body_pass_on(app: Flask) -> None:
    comment = make_waiting()
    body = organisations.get(consultation_of(comment).organisation_id)
    for actor in (make_staff("moderator"), make_staff("clerk", organisation=body)):
        found = contributions.get(comment.id)
        with pytest.raises(Forbidden), writing():
            service.rule(
                actor, found, act="refer", ground="crime", seen_lock_version=1, now=clock.now(),
                addressee=service.Addressee("Police"),
            )  # fmt: skip


def test_a_sender_can_have_it_reviewed_and_it_comes_back(app: Flask) -> None:
    comment = make_waiting(body="It is about the draft after all.")
    refer(comment)
    decide_review(make_review(comment), "overturned")
    assert contributions.shown(comment.reference).state == "published"


def test_hours_on_days_of_rest_do_not_count() -> None:
    friday = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    assert deadlines.report_due(friday, "UTC", deadlines.USUAL) == datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
    saturday = datetime(2026, 11, 21, 15, 0, tzinfo=UTC)
    assert deadlines.report_due(saturday, "UTC", deadlines.USUAL) == datetime(2026, 11, 25, 0, 0, tzinfo=UTC)
    assert deadlines.referral_due(friday, "UTC", deadlines.Terms(referral_days=1)).isoformat() == "2026-11-23"


# Reports ------------------------------------------------------------------------------------------


def test_a_reported_comment_is_hidden_meanwhile_and_both_sides_get_an_answer(
    app: Flask, client: FlaskClient
) -> None:
    comment = make_published(body="Words about Ms Reader.", key=b"0123456789a")
    consultation = consultation_of(comment)
    answer = send(
        client, f"/en/comments/{comment.reference}/report", ground="personal-data", message="That is me."
    )
    key_page = answer.location
    assert "Answered by" in page(client, key_page)
    staff = enter(app, moderator_of(consultation))
    assert "That is me." in page(staff, "/en/desk/moderation/reports")
    desk = page(staff, f"/en/desk/moderation/{comment.reference}")
    assert "Hide it until it is decided" in desk
    staff.post(f"/en/desk/moderation/{comment.reference}/hide-meanwhile", data=fields(desk))
    shown = contributions.shown(comment.reference)
    assert shown.state == "hidden" and shown.ground == "under-report"
    assert (
        contributions.get(comment.id).waiting_since is not None
        and len(queries.open_reports([comment.id])) == 1
    )
    assert "Reported; hidden until a moderator has decided" in page(
        client, f"/en/comments/{comment.reference}"
    )
    assert queries.reviewable(comment.id) is None
    make_ruling(
        contributions.get(comment.id), "redact", ground="personal-data", redactions=[(12, 21)], note=""
    )
    assert contributions.shown(comment.reference).is_redacted
    answered = page(client, key_page)
    assert "Your report was answered" in answered and "Some of its words were covered" in answered


def test_reports_about_a_child_come_first(app: Flask, client: FlaskClient) -> None:
    first, second = make_published(), None
    consultation = consultation_of(first)
    second = make_published(consultation)
    send(client, f"/en/comments/{first.reference}/report", ground="abuse")
    send(client, f"/en/comments/{second.reference}/report", ground="identifies-child")
    html = page(enter(app, moderator_of(consultation)), "/en/desk/moderation/reports")
    assert html.index(second.reference) < html.index(first.reference)


def test_desk_lists_go_on_after_the_last_card_of_a_page(app: Flask) -> None:
    consultation = consultation_of(make_published())
    bodies = {consultation.organisation_id}
    reported = [make_published(consultation) for _ in range(21)]
    for number, one in enumerate(reported):
        make_report(one, "identifies-child" if number == 20 else "abuse")
    passed, hidden = (
        [make_waiting(consultation) for _ in range(3)],
        [make_waiting(consultation) for _ in range(3)],
    )
    for one in passed:
        refer(one)
    for one in hidden:
        make_ruling(one, "hide")
        make_review(one)
    staff = enter(app, moderator_of(consultation))
    first = page(staff, "/en/desk/moderation/reports")
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following is not None and reported[20].reference in first and reported[19].reference not in first
    second = page(staff, following[1])
    assert (
        reported[19].reference in second
        and reported[18].reference not in second
        and 'rel="next"' not in second
    )
    assert page(staff, "/en/desk/moderation/reports?after=nonsense").count("<li") == first.count("<li")

    referrals, after = queries.open_referrals(bodies, limit=2)
    assert [one.comment_id for one, _ in referrals] == [passed[0].id, passed[1].id]
    assert [one.comment_id for one, _ in queries.open_referrals(bodies, after=after)[0]] == [passed[2].id]
    reviews, after = queries.open_reviews(bodies, limit=2)
    assert [one.comment_id for one, _, _ in reviews] == [hidden[0].id, hidden[1].id]
    rest, end = queries.open_reviews(bodies, limit=1, after=after)
    assert [one.comment_id for one, _, _ in rest] == [hidden[2].id] and end == ""


def test_a_late_report_is_marked_once(app: Flask, client: FlaskClient) -> None:
    comment = make_published()
    answer = send(client, f"/en/comments/{comment.reference}/report", ground="abuse")
    later = clock.now() + timedelta(days=8)
    assert jobs.escalate_late(later) == 1 and jobs.escalate_late(later) == 0
    assert "Late" in page(client, answer.location)


def test_a_report_s_key_opens_nothing_else(app: Flask, client: FlaskClient) -> None:
    assert client.get("/en/report-answer/nothing").status_code == 404
    assert client.get("/en/report/statement/nothing").status_code == 404
    assert client.get("/en/report/nonsense/1").status_code == 404


# Reviews by another unit --------------------------------------------------------------------------


def test_a_review_goes_to_the_unit_that_was_named_and_to_nobody_else(app: Flask) -> None:
    ministry = make_organisation()
    office = make_organisation(parent=ministry)
    above = make_staff("administrator", organisation=ministry)
    consultation = make_consultation(
        "open", organisation=office, rules={"review_organisation_id": ministry.id}
    )
    comment = make_waiting(consultation)
    make_ruling(comment, "hide")
    review = make_review(comment)
    assert review.organisation_id == ministry.id
    with pytest.raises(Forbidden):
        decide_review(review, actor=moderator_of(consultation))
    assert "decides this review" in page(
        enter(app, moderator_of(consultation)), f"/en/desk/moderation/reviews/{review.public_id}"
    )
    decided = decide_review(review, actor=above)
    assert decided.office == organisations.get(ministry.id).name
    rulings = queries.rulings_of(comment.id)
    assert rulings[-1].organisation_id == ministry.id
    assert contributions.get(comment.id).received_at == comment.received_at


def test_a_unit_that_cannot_decide_is_refused(app: Flask) -> None:
    office, empty = make_organisation(), make_organisation()
    with pytest.raises(Refused, match="Nobody there"):
        make_consultation("draft", organisation=office, rules={"review_organisation_id": empty.id})
    with pytest.raises(Refused, match="another unit"):
        make_consultation("draft", organisation=office, rules={"review_organisation_id": office.id})


def test_a_late_review_is_marked_for_everybody(app: Flask, client: FlaskClient) -> None:
    comment = make_waiting()
    make_ruling(comment, "hide")
    make_review(comment)
    later = clock.now() + timedelta(days=31)
    assert jobs.escalate_late(later) == 1 and jobs.escalate_late(later) == 0
    slug = consultation_of(comment).slug
    assert "Late" in page(client, f"/en/consultations/{slug}/moderation")
    assert "late: 1" in page(client, f"/en/consultations/{slug}/oversight")
