"""A second look: who may ask, who may decide, and what it changes."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import references
from consult.contributions import service as contributions_service
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.moderation import queries
from consult.organisations import queries as organisations
from consult.record.models import Entry
from tests.factories.consultations import make_staff
from tests.factories.moderation import (
    decide_review,
    make_person,
    make_published,
    make_review,
    make_ruling,
    make_waiting,
    moderator_of,
)


def test_an_overturned_review_publishes_under_a_new_ruling(app: Flask) -> None:
    comment = make_waiting(body="A fair point.")
    first = make_ruling(comment, "hide")
    review = decide_review(make_review(comment), "overturned", note="It names nobody.")
    shown = contributions.shown(comment.reference)
    assert shown.state == "published" and "A fair point." in shown.html and shown.ground == ""
    rulings = queries.rulings_of(comment.id)
    assert [(one.act, one.is_in_force, one.review_id) for one in rulings] == [
        ("hide", False, None), ("publish", True, review.id)
    ]  # fmt: skip
    assert (review.result, review.ruling_id, review.role) == ("overturned", first.id, "moderator")


def test_one_that_succeeds_after_closing_counts_as_received_when_sent(app: Flask) -> None:
    comment = make_waiting(body="A fair point.")
    make_ruling(comment, "hide")
    consultation, received_at = consultations.get_by_id(comment.consultation_id), comment.received_at
    assert consultation.closes_at is not None
    later = consultation.closes_at + timedelta(days=1)
    decide_review(make_review(comment, now=later), "overturned", now=later + timedelta(days=2))
    shown, figures = contributions.shown(comment.reference), contributions.received(consultation.id)
    assert (shown.state, shown.received_at, shown.is_late) == ("published", received_at, False)
    assert figures.all.comments == 1 and figures.late.comments == 0


def test_an_overturned_review_lifts_the_redaction(app: Flask) -> None:
    comment = make_waiting(body="Number 7 is loud.")
    make_ruling(comment, "redact", redactions=[(0, 8)])
    decide_review(make_review(comment))
    shown = contributions.shown(comment.reference)
    assert "Number 7" in shown.html and not shown.is_redacted


def test_an_upheld_review_leaves_everything_as_it_is(app: Flask) -> None:
    comment = make_waiting()
    ruling = make_ruling(comment, "hide")
    decide_review(make_review(comment), "upheld", note="It does insult.")
    assert contributions.get(comment.id).state == "hidden"
    assert queries.get_ruling(ruling.id).is_in_force and len(queries.rulings_of(comment.id)) == 1


def test_who_may_decide_a_review(app: Flask) -> None:
    """Role × relation: another moderator or administrator of the body, neither a ruler nor the sender."""
    comment = make_waiting()
    consultation = consultations.get_by_id(comment.consultation_id)
    body = organisations.get(consultation.organisation_id)
    sender = make_staff("moderator", organisation=body)
    comment = make_waiting(consultation, actor=sender)
    first, second = make_staff("moderator", organisation=body), make_staff("moderator", organisation=body)
    make_ruling(comment, "redact", actor=first, redactions=[(0, 3)])
    make_ruling(contributions.get(comment.id), "hide", actor=second)
    review = make_review(comment)
    refused = [
        second, first, sender, CONSOLE, GUEST, make_person(), make_staff("moderator"),
        make_staff("auditor", organisation=body), make_staff("moderator", "auditor", organisation=body),
        make_staff("author", "responder", "clerk", organisation=body),
    ]  # fmt: skip
    for actor in refused:
        with pytest.raises(Forbidden):
            decide_review(review, actor=actor)
        assert queries.get_review_by_id(review.id).decided_at is None
    assert decide_review(review, actor=make_staff("administrator", organisation=body)).role == "administrator"


def test_a_review_is_decided_once(app: Flask) -> None:
    comment = make_waiting()
    make_ruling(comment, "hide")
    review = decide_review(make_review(comment), "upheld")
    with pytest.raises(Conflict):
        decide_review(review, "overturned")


def test_a_review_needs_a_result_and_a_public_note(app: Flask) -> None:
    comment = make_waiting()
    make_ruling(comment, "hide")
    review = make_review(comment)
    with pytest.raises(Refused):
        decide_review(review, "perhaps")
    with pytest.raises(Refused):
        decide_review(review, "upheld", note=" ")


def test_only_one_review_is_open_and_a_ruling_is_reviewed_once(app: Flask) -> None:
    comment = make_waiting()
    make_ruling(comment, "hide")
    review = make_review(comment)
    with pytest.raises(Conflict, match="already"):
        make_review(comment)
    decide_review(review, "upheld")
    with pytest.raises(Conflict, match="stands"):
        make_review(comment)


def test_the_sender_s_page_says_what_was_hidden_by_which_ground_and_given_back(
    app: Flask, client: FlaskClient
) -> None:
    comment = make_waiting(key=b"0123456789a")
    own = f"/en/receipt/{references.key_text(b'0123456789a')}"
    make_ruling(comment)
    make_ruling(contributions.get(comment.id), "hide")
    history = client.get(own).text.partition("What has happened so far")[2]
    assert re.search(r"Hidden on [^<]+ Ground: (?!abuse)\w", history), "the ground by its name"
    assert "Public again" not in history
    decide_review(make_review(contributions.get(comment.id)))
    db.session.rollback()
    history = client.get(own).text.partition("What has happened so far")[2]
    assert history.index("Published on ") < history.index("Hidden on ") < history.index("Public again from ")


def test_nothing_to_review_where_nothing_is_hidden(app: Flask) -> None:
    with pytest.raises(Conflict):
        make_review(make_waiting())
    with pytest.raises(Conflict):
        make_review(make_published())


def test_a_review_can_be_asked_for_within_the_profile_s_days(app: Flask) -> None:
    now = clock.now()
    comment = make_waiting()
    make_ruling(comment, "hide", now=now)
    with pytest.raises(Refused, match="over"):
        make_review(comment, now=now + timedelta(days=30, seconds=1))
    with pytest.raises(Refused, match="sentence"):
        make_review(comment, "\u200b ", now=now + timedelta(days=30))
    assert make_review(comment, now=now + timedelta(days=30)).decided_at is None


def test_overturning_an_older_wording_s_ruling_lets_the_newer_one_wait(app: Flask) -> None:
    comment = make_waiting(body="First wording.")
    make_ruling(comment, "hide")
    review = make_review(comment)
    written = contributions_service.write("Second wording.", limit=100)
    with writing():
        contributions_service.correct(GUEST, contributions.get(comment.id), written, now=clock.now())
    decide_review(review)
    after = contributions.get(comment.id)
    assert (
        "First wording." in after.shown_html
        and after.waiting_revision == 2
        and after.waiting_since is not None
    )


def test_a_review_of_a_ruling_that_another_one_replaced_changes_nothing_shown(app: Flask) -> None:
    comment = make_waiting(body="First wording.")
    make_ruling(comment, "hide")
    review = make_review(comment)
    written = contributions_service.write("Second wording.", limit=100)
    with writing():
        contributions_service.correct(GUEST, contributions.get(comment.id), written, now=clock.now())
    make_ruling(contributions.get(comment.id))
    decide_review(review)
    assert "Second wording." in contributions.get(comment.id).shown_html
    assert len(queries.rulings_of(comment.id)) == 2


def test_withdrawing_ends_an_open_review(app: Flask) -> None:
    comment = make_waiting()
    make_ruling(comment, "hide")
    review = make_review(comment)
    with writing():
        contributions_service.withdraw(GUEST, contributions.get(comment.id), now=clock.now())
    assert queries.get_review_by_id(review.id).result == "lapsed"


def test_asking_and_deciding_are_in_the_record(app: Flask) -> None:
    comment = make_waiting()
    first, second = (moderator_of(consultations.get_by_id(comment.consultation_id)) for _ in range(2))
    make_ruling(comment, "hide", actor=first)
    decide_review(make_review(comment), actor=second)
    types = [row.type for row in db.session.query(Entry).order_by(Entry.number)]
    assert types[-4:] == ["comment.ruled", "review.asked", "review.decided", "comment.ruled"]
