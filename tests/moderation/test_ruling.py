"""Rulings: what may be decided, by whom, and what everybody sees afterwards."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributions_service
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, TIMER
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.foundation.events import OutboxEvent
from consult.moderation import queries, service
from consult.organisations import queries as organisations
from consult.record.models import Entry
from consult.record.service import opened_values
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import (
    make_person,
    make_published,
    make_report,
    make_review,
    make_ruling,
    make_waiting,
    moderator_of,
)


def correct(comment_id: int, body: str) -> int:
    written = contributions_service.write(body, limit=5_000)
    with writing():
        return contributions_service.correct(GUEST, contributions.get(comment_id), written, now=clock.now())


def test_publish_shows_the_comment_and_takes_it_from_the_queue(app: Flask) -> None:
    comment = make_waiting(body="Open the market earlier.")
    ruling = make_ruling(comment)
    shown = contributions.get(comment.id)
    assert (shown.state, shown.is_listed, shown.waiting_since) == ("published", True, None)
    assert "Open the market earlier." in shown.shown_html
    assert (ruling.act, ruling.ground, ruling.is_in_force, ruling.waited_minutes) == ("publish", "", True, 0)


def test_hide_leaves_a_placeholder_with_the_ground_and_no_text(app: Flask) -> None:
    comment = make_waiting(body="You are all thieves.")
    make_ruling(comment, "hide", ground="abuse", note="Calls people thieves.")
    shown = contributions.shown(comment.reference)
    assert (shown.state, shown.ground, shown.note, shown.html) == (
        "hidden",
        "abuse",
        "Calls people thieves.",
        "",
    )
    revision = contributions.revision(comment.id, 1)
    assert revision is not None and revision.body == "You are all thieves."  # sealed for auditors


def test_redact_blacks_out_the_words_and_keeps_the_rest(app: Flask) -> None:
    body = "Mr Lin of number 7 is noisy. Close at ten."
    comment = make_waiting(body=body)
    make_ruling(comment, "redact", ground="personal-data", redactions=[(0, 18)])
    shown = contributions.shown(comment.reference)
    assert shown.is_redacted and "Close at ten." in shown.html
    assert "Lin" not in shown.html and "Names or identifies a private person" in shown.html


def test_publish_after_redact_lifts_the_redaction(app: Flask) -> None:
    comment = make_waiting(body="Mr Lin is noisy.")
    make_ruling(comment, "redact", redactions=[(0, 6)])
    make_ruling(contributions.get(comment.id))
    shown = contributions.shown(comment.reference)
    assert not shown.is_redacted and "Mr Lin" in shown.html and shown.ground == ""


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"act": "burn"}, "act"),
        ({"act": "hide", "ground": "", "note": "Why"}, "ground"),
        ({"act": "hide", "ground": "no-such", "note": "Why"}, "ground"),
        ({"act": "hide", "ground": "abuse", "note": "  "}, "note"),
        ({"act": "redact", "ground": "abuse"}, "words"),
        ({"act": "redact", "ground": "", "redactions": [(0, 2)]}, "ground"),
        ({"act": "redact", "ground": "abuse", "redactions": [(0, 16)]}, "words"),
        ({"act": "redact", "ground": "abuse", "redactions": [(0, 99)]}, "words"),
        ({"act": "hide", "ground": "abuse", "note": "x" * 2_001}, "note"),
    ],
)
def test_a_ruling_that_breaks_a_rule_is_refused_on_its_field(
    app: Flask, values: dict[str, object], field: str
) -> None:
    comment = make_waiting(body="Sixteen letters.")
    actor = moderator_of(consultations.get_by_id(comment.consultation_id))
    with pytest.raises(Refused) as refused, writing():
        service.rule(actor, contributions.get(comment.id), seen_lock_version=1, now=clock.now(), **values)  # type: ignore[arg-type]
    assert refused.value.field == field
    assert contributions.get(comment.id).state == "pending" and not queries.rulings_of(comment.id)


def test_who_may_rule(app: Flask) -> None:
    """Role × relation: only moderators of the body (or of one above it), and never on their own comment."""
    above = make_organisation()
    body = make_organisation(parent=above)
    elsewhere = make_organisation()
    consultation_id = make_consultation(organisation=body).id
    sender = make_staff("moderator", organisation=body)
    comment = make_waiting(consultations.get_by_id(consultation_id), actor=sender)

    def refused(actor: object) -> bool:
        try:
            with writing():
                service.rule(
                    actor, contributions.get(comment.id), act="publish", now=clock.now(),  # type: ignore[arg-type]
                    seen_lock_version=contributions.get(comment.id).lock_version,
                )  # fmt: skip
        except Forbidden:
            return True
        return False

    roles = ("author", "responder", "clerk", "auditor", "administrator")
    assert all(refused(make_staff(role, organisation=body)) for role in roles)
    assert refused(make_staff("moderator", organisation=elsewhere))
    assert refused(make_staff("moderator", "auditor", organisation=body))
    assert refused(sender) and refused(make_person()) and refused(GUEST) and refused(TIMER)
    assert not refused(make_staff("moderator", organisation=body))
    assert not refused(make_staff("moderator", organisation=above))
    assert not refused(CONSOLE)


def test_nobody_rules_on_what_was_sent_as_a_guest_from_their_own_confirmed_address(app: Flask) -> None:
    consultation = make_consultation()
    moderator = moderator_of(consultation)
    contact = contributions_service.Contact(email=moderator.email, is_confirmed=True)
    comment = make_waiting(consultation, contact=contact)
    with pytest.raises(Forbidden, match="your own comment"):
        make_ruling(comment, actor=moderator)


def test_an_unconfirmed_address_of_a_moderator_keeps_nobody_from_ruling(app: Flask) -> None:
    consultation = make_consultation()
    moderator = moderator_of(consultation)
    comment = make_waiting(consultation, contact=contributions_service.Contact(email=moderator.email))
    assert make_ruling(comment, actor=moderator).act == "publish"


def test_a_ruling_on_a_text_that_changed_meanwhile_is_a_conflict(app: Flask) -> None:
    comment = make_waiting(body="First wording.")
    seen, actor = comment.lock_version, moderator_of(consultations.get_by_id(comment.consultation_id))
    correct(comment.id, "Second wording.")
    with pytest.raises(Conflict, match="text changed"), writing():
        service.rule(
            actor, contributions.get(comment.id), act="publish", seen_lock_version=seen, now=clock.now()
        )
    assert contributions.get(comment.id).state == "pending"


def test_a_ruling_after_another_one_is_a_conflict_that_names_who_ruled(app: Flask) -> None:
    comment = make_waiting()
    consultation = consultations.get_by_id(comment.consultation_id)
    first = make_staff(
        "moderator", organisation=organisations.get(consultation.organisation_id), name="Ms Chen"
    )
    seen, second = comment.lock_version, moderator_of(consultation)
    make_ruling(comment, "hide", actor=first)
    with pytest.raises(Conflict, match="Ms Chen"), writing():
        service.rule(
            second, contributions.get(comment.id), act="publish", seen_lock_version=seen, now=clock.now()
        )
    assert contributions.get(comment.id).state == "hidden"


def test_hiding_a_correction_keeps_the_published_text_standing(app: Flask) -> None:
    comment = make_published(body="A good text.")
    correct(comment.id, "A bad text.")
    assert "A good text." in contributions.get(comment.id).shown_html
    ruling = make_ruling(contributions.get(comment.id), "hide")
    after = contributions.get(comment.id)
    assert (after.state, after.shown_revision, after.waiting_since, after.waiting_revision) == (
        "published",
        1,
        None,
        None,
    )
    assert "A good text." in after.shown_html and after.ground == ""
    assert [(one.act, one.revision, one.is_in_force) for one in queries.rulings_of(comment.id)] == [
        ("publish", 1, True), ("hide", 2, True)
    ]  # fmt: skip
    assert queries.reviewable(comment.id) == ruling


def test_publishing_a_correction_replaces_the_text(app: Flask) -> None:
    comment = make_published(body="The old text.")
    correct(comment.id, "The new text.")
    make_ruling(contributions.get(comment.id))
    assert "The new text." in contributions.get(comment.id).shown_html
    assert [one.is_in_force for one in queries.rulings_of(comment.id)] == [False, True]


def test_hiding_a_correction_leaves_reports_on_the_standing_text_open(app: Flask) -> None:
    comment = make_published()
    make_report(comment)
    correct(comment.id, "Worse still.")
    make_ruling(contributions.get(comment.id), "hide")
    assert contributions.get(comment.id).waiting_since is not None
    assert len(queries.open_reports([comment.id])[comment.id]) == 1
    make_ruling(contributions.get(comment.id), "hide")
    assert contributions.get(comment.id).state == "hidden" and not queries.open_reports([comment.id])


def test_hiding_what_appeared_before_moderation_takes_it_away(app: Flask) -> None:
    comment = make_waiting(make_consultation(rules={"moderation": "after"}), "Shown at once.")
    assert comment.state == "published" and comment.waiting_since is not None
    make_ruling(comment, "hide")
    after = contributions.get(comment.id)
    assert (after.state, after.shown_html, after.waiting_since) == ("hidden", "", None)


@pytest.mark.parametrize("state", ["withdrawn"])
def test_nobody_rules_on_what_was_taken_back(app: Flask, state: str) -> None:
    comment = make_waiting()
    with writing():
        contributions_service.withdraw(GUEST, contributions.get(comment.id), now=clock.now())
    with pytest.raises(Conflict, match="taken back"):
        make_ruling(contributions.get(comment.id))


def test_nobody_rules_while_a_review_is_open_unless_a_new_wording_waits(app: Flask) -> None:
    comment = make_waiting()
    make_ruling(comment, "hide")
    make_review(contributions.get(comment.id))
    with pytest.raises(Conflict, match="review"):
        make_ruling(contributions.get(comment.id))
    correct(comment.id, "Said politely.")
    make_ruling(contributions.get(comment.id))
    assert "Said politely." in contributions.get(comment.id).shown_html


def test_a_ruling_is_in_the_record_without_its_words(app: Flask) -> None:
    comment = make_waiting()
    ruling = make_ruling(
        comment, "hide", ground="abuse", note="The public note.", internal_note="Not for outside."
    )
    entry = db.session.query(Entry).filter_by(id=ruling.entry_id).one()
    content = json.loads(entry.content)
    assert (
        content["type"] == "comment.ruled" and content["ground"] == "abuse" and content["role"] == "moderator"
    )
    assert content["objects"] == [contributions.get(comment.id).public_id, ruling.public_id]
    assert "note" not in {key for key in content if key != "commitments"}
    assert "outside" not in entry.content.decode() and "public note" not in entry.content.decode()
    opened = opened_values(entry.id)
    assert opened["act"] == "hide" and opened["note"] == "The public note." and opened["revision"] == "1"


def test_a_ruling_tells_what_happened_by_id_only(app: Flask) -> None:
    ruling = make_ruling(make_waiting(), "hide")
    told = db.session.query(OutboxEvent).filter_by(type="CommentRuled").one()
    assert told.facts == {"ruling_id": ruling.id}


def test_a_ruling_notes_how_long_it_was_waited_for(app: Flask) -> None:
    now = clock.now()
    comment = make_waiting(now=now - timedelta(hours=3))
    assert make_ruling(comment, now=now).waited_minutes == 180
