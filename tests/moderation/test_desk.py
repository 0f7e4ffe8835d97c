"""Claims, reports, bulk acts and the limit on waiting: the verbs behind the desk."""

from datetime import timedelta
from math import inf

import pytest
from flask import Flask

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributions_service
from consult.foundation import clock, jobs
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.foundation.mail import OutboxMail
from consult.moderation import queries, service
from consult.moderation.models import Escalation
from consult.moderation.service import Picked
from consult.organisations import queries as organisations
from consult.record import behind
from consult.record.models import Entry
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.moderation import make_published, make_report, make_ruling, make_waiting, moderator_of
from tests.statements import counted_statements

MOST_STATEMENTS = 6
"""For one comment of a portion that is ruled at once."""


def count_entries(type_: str) -> int:
    return db.session.query(Entry).filter_by(type=type_).count()


def rule_all(actor: object, picked: list[Picked], **values: object) -> service.Ruled:
    with writing():
        return service.rule_many(actor, picked, now=clock.now(), **values)  # type: ignore[arg-type]


def test_rule_many_gives_each_comment_its_own_ruling_and_entry(app: Flask) -> None:
    consultation = make_consultation()
    actor = moderator_of(consultation)
    comments = [make_waiting(consultation) for _ in range(5)]
    done = rule_all(
        actor, [Picked(c.id, 1) for c in comments], act="hide", ground="spam", note="An advertisement."
    )
    assert (done.number, done.left) == (5, [])
    assert count_entries("comment.ruled") == 5
    assert all(contributions.get(c.id).state == "hidden" for c in comments)


def test_rule_many_leaves_what_changed_and_what_is_one_s_own_and_names_them(app: Flask) -> None:
    consultation = make_consultation()
    actor = moderator_of(consultation)
    plain, ruled, own = (
        make_waiting(consultation),
        make_waiting(consultation),
        make_waiting(consultation, actor=actor),
    )
    picked = [Picked(c.id, c.lock_version) for c in (plain, ruled, own)]
    make_ruling(ruled, "hide")
    done = rule_all(actor, picked, act="publish")
    assert done.number == 1
    assert [(reference, type(why)) for reference, why in done.left] == [
        (contributions.get(ruled.id).reference, Conflict), (contributions.get(own.id).reference, Forbidden)
    ]  # fmt: skip
    assert contributions.get(ruled.id).state == "hidden" and contributions.get(own.id).state == "pending"


@pytest.mark.parametrize(
    "values", [{"act": "redact"}, {"act": "hide", "ground": "spam"}, {"act": "hide", "note": "Why"}]
)
def test_rule_many_refuses_what_is_wrong_with_all(app: Flask, values: dict[str, str]) -> None:
    comment = make_waiting()
    actor = moderator_of(consultations.get_by_id(comment.consultation_id))
    with pytest.raises(Refused):
        rule_all(actor, [Picked(comment.id, 1)], **values)


def test_five_hundred_are_ruled_in_portions_with_few_statements_each(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        behind, "HOLDS", inf
    )  # heads are looked at anew each ten seconds: no portion's own statement
    consultation = make_consultation()
    actor = moderator_of(consultation)
    picked = [Picked(make_waiting(consultation).id, 1) for _ in range(500)]
    needed: list[int] = []
    for start in range(0, 500, 25):
        with counted_statements() as statements:
            assert rule_all(actor, picked[start : start + 25], act="publish").number == 25
        needed.append(len(statements))
    assert count_entries("comment.ruled") == 500
    assert (
        max(needed) <= 25 * MOST_STATEMENTS and needed[-1] == needed[1]
    )  # the last costs what the second did


def test_a_claim_stands_for_others_until_it_is_over_or_given_back(app: Flask) -> None:
    comment = make_waiting()
    consultation = consultations.get_by_id(comment.consultation_id)
    first, second = moderator_of(consultation), moderator_of(consultation)
    now = clock.now()

    def claimed_by(actor: object, when: timedelta = timedelta(), *, take_over: bool = False) -> int | None:
        with writing():
            made = service.claim(
                actor,
                contributions.get(comment.id),
                now=now + when,
                take_over=take_over,  # type: ignore[arg-type]
            )
            return made.account_id if made else None

    assert claimed_by(first) == first.account_id
    assert claimed_by(second) == first.account_id
    assert claimed_by(second, timedelta(minutes=11)) == second.account_id
    assert claimed_by(first, timedelta(minutes=12), take_over=True) == first.account_id
    with writing():
        service.release(second, contributions.get(comment.id), now=now)
    assert queries.claim_of(comment.id, now) is not None
    with writing():
        service.release(first, contributions.get(comment.id), now=now)
    assert queries.claim_of(comment.id, now) is None


def test_only_moderators_of_the_body_claim(app: Flask) -> None:
    comment, stranger = make_waiting(), make_staff("moderator")
    with pytest.raises(Forbidden), writing():
        service.claim(stranger, contributions.get(comment.id), now=clock.now())


def test_a_report_brings_a_published_comment_back_into_the_queue_and_a_ruling_closes_it(app: Flask) -> None:
    comment = make_published(body="Loud words.")
    report = make_report(comment)
    after = contributions.get(comment.id)
    assert (
        after.state == "published" and "Loud words." in after.shown_html and after.waiting_since is not None
    )
    ruling = make_ruling(after)
    assert contributions.get(comment.id).waiting_since is None
    closed = queries.get_report(report.id)
    assert closed.closed_at is not None and closed.ruling_id == ruling.id


def test_a_report_names_a_listed_ground_and_a_comment_that_is_shown(app: Flask) -> None:
    comment = make_published()
    with pytest.raises(Refused):
        make_report(comment, "i-dislike-it")
    make_ruling(contributions.get(comment.id), "hide")
    with pytest.raises(Conflict):
        make_report(contributions.get(comment.id))


def test_a_report_is_in_the_record_under_a_pseudonym_of_its_own(app: Flask) -> None:
    comment = make_published()
    make_report(comment, message="He lives next door.")
    entry = db.session.query(Entry).filter_by(type="comment.reported").one()
    assert b"next door" not in entry.content and b'"ground":"abuse"' in entry.content


def run_escalation(now: object) -> None:
    jobs._acts["escalate waiting comments"].act(now)  # type: ignore[arg-type]
    db.session.rollback()


def test_escalation_tells_once_and_neither_publishes_nor_hides(app: Flask) -> None:
    now = clock.now()
    consultation = make_consultation(opens_at=now - timedelta(days=20), closes_at=now + timedelta(days=9))
    body = organisations.get(consultation.organisation_id)
    moderator, head = (
        make_staff("moderator", organisation=body),
        make_staff("administrator", organisation=body),
    )
    make_staff("author", organisation=body)
    late = make_waiting(consultation, now=now - timedelta(hours=73))
    fresh = make_waiting(consultation, now=now - timedelta(hours=71))
    for _ in range(3):
        run_escalation(now)
    assert count_entries("comment.escalated") == 1
    assert [row.comment_id for row in db.session.query(Escalation)] == [late.id]
    assert {contributions.get(one.id).state for one in (late, fresh)} == {"pending"}
    assert {mail.address for mail in db.session.query(OutboxMail)} == {moderator.email, head.email}


def test_escalation_follows_the_consultation_s_own_limit_and_begins_anew_after_a_correction(
    app: Flask,
) -> None:
    now = clock.now()
    consultation = make_consultation(rules={"waiting_limit_hours": 5})
    comment = make_waiting(consultation, now=now - timedelta(hours=6))
    run_escalation(now)
    assert count_entries("comment.escalated") == 1
    make_ruling(contributions.get(comment.id))
    written = contributions_service.write("Another wording.", limit=100)
    with writing():
        contributions_service.correct(GUEST, contributions.get(comment.id), written, now=now)
    run_escalation(now + timedelta(hours=4))
    assert count_entries("comment.escalated") == 1
    run_escalation(now + timedelta(hours=6))
    assert count_entries("comment.escalated") == 2


def test_waiting_summary_counts_what_waits_in_one_s_bodies(app: Flask) -> None:
    consultation = make_consultation()
    now = clock.now()
    make_waiting(consultation, now=now - timedelta(hours=2))
    make_waiting(consultation)
    make_report(make_published(consultation))
    make_waiting()
    summary = queries.waiting_summary([consultation.organisation_id])
    assert (summary.count, summary.reported, summary.by_consultation) == (3, 1, {consultation.id: 3})
    assert summary.oldest is not None and now - summary.oldest == timedelta(hours=2)


def test_many_are_not_hidden_with_a_note_that_quotes_one_of_them(app: Flask) -> None:
    consultation = make_consultation()
    shown = make_published(consultation, "The mayor takes bribes and is a rotten thief.")
    picked = [Picked(shown.id, shown.lock_version)]
    note = f"[[{shown.reference}]] says “rotten thief”."
    with pytest.raises(Refused, match="rotten thief"):
        rule_all(
            moderator_of(consultation), picked, act="hide", ground="abuse", note=note,
            looked_at={consultation.id},
        )  # fmt: skip
