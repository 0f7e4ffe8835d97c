"""Replying to one comment or to many, and correcting a reply."""

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.organisations import queries as organisations
from consult.outcomes import queries, service
from consult.record.models import Entry
from tests.consultations.pages import fields_of, signed_in, words_of
from tests.factories.consultations import article_of, make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_person, make_ruling
from tests.factories.outcomes import make_comments, make_reply, responder_of


def entries(type_: str) -> list[dict[str, object]]:
    return [
        json.loads(e.content) for e in db.session.query(Entry).filter_by(type=type_).order_by(Entry.number)
    ]


def test_a_reply_answers_the_comment_and_is_on_the_record(app: Flask) -> None:
    consultation = make_consultation("open")
    (comment,) = make_comments(consultation, article=article_of(consultation))
    reply = make_reply(consultation, [comment])
    db.session.rollback()
    assert db.session.get_one(Comment, comment.id).answered_at is not None
    (entry,) = entries("reply.published")
    assert entry["objects"] == [reply.public_id, comment.public_id]
    assert entry["role"] == "responder"
    assert entry["office"] == reply.office
    assert [r.id for r in queries.replies_for([comment.id])[comment.id]] == [reply.id]


def test_office_and_role_come_from_the_membership(app: Flask) -> None:
    body = make_organisation(name="Transport Department")
    consultation = make_consultation("open", organisation=body)
    reply = make_reply(consultation, make_comments(consultation))
    assert (reply.office, reply.role) == ("Transport Department", "responder")


def test_one_reply_to_three_hundred_is_one_row(app: Flask) -> None:
    consultation = make_consultation("closed")
    comments = make_comments(consultation, 300, publish=False)
    reply = make_reply(consultation, comments)
    assert reply.comment_count == 300
    assert len(queries.every_reply(consultation.id)) == 1
    (entry,) = entries("reply.published")
    assert len(entry["objects"]) == 301  # type: ignore[arg-type]
    assert len(queries.comments_of_reply(reply.id, limit=1000)) == 300


def test_a_very_large_reply_needs_several_entries_of_allowed_size(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consult.record.rules.OBJECTS_PER_ENTRY", 20)
    consultation = make_consultation("closed")
    comments = make_comments(consultation, 45, publish=False)
    reply = make_reply(consultation, comments)
    found = entries("reply.published")
    assert [len(e["objects"]) for e in found] == [21, 21, 6]  # type: ignore[arg-type]
    named = {one for e in found for one in e["objects"]}  # type: ignore[attr-defined]
    assert named == {reply.public_id, *(c.public_id for c in comments)}


@pytest.mark.parametrize(
    "who", ["guest", "citizen", "author", "moderator", "clerk", "administrator", "auditor", "elsewhere"]
)
def test_only_responders_of_the_body_reply(app: Flask, who: str) -> None:
    consultation = make_consultation("open")
    comments = make_comments(consultation)
    actor: Actor
    if who == "guest":
        actor = GUEST
    elif who == "citizen":
        actor = make_person()
    elif who == "elsewhere":
        actor = make_staff("responder")
    else:
        organisation = consultation.organisation_id
        held = ("auditor", "responder") if who == "auditor" else (who,)
        actor = Actor("account", account_id=1, roles={organisation: frozenset(held)})
    with pytest.raises(Forbidden):
        make_reply(consultation, comments, actor=actor)


def test_a_reply_cites_at_least_one_comment(app: Flask) -> None:
    consultation = make_consultation("open")
    with pytest.raises(Refused, match="at least one comment"):
        make_reply(consultation, [])


def test_a_reply_cites_comments_of_its_consultation(app: Flask) -> None:
    consultation, other = make_consultation("open"), make_consultation("open")
    with pytest.raises(Refused, match="don’t belong"):
        make_reply(consultation, make_comments(other))


def test_a_withdrawn_comment_takes_no_reply_and_a_hidden_one_does(app: Flask) -> None:
    consultation = make_consultation("open")
    gone, hidden = make_comments(consultation, 2)
    make_ruling(hidden, "hide")
    assert make_reply(consultation, [hidden]).comment_count == 1
    from consult.contributions import queries as contributions  # noqa: PLC0415
    from consult.contributions import service as contributions_service  # noqa: PLC0415

    with writing():
        contributions_service.withdraw(GUEST, contributions.get(gone.id), now=clock.now())
    with pytest.raises(Conflict, match="1 of the chosen comments were taken back"):
        make_reply(consultation, [gone])


@pytest.mark.parametrize("phase", ["scheduled", "draft", "finished"])
def test_no_reply_before_opening_or_after_the_end(app: Flask, phase: str) -> None:
    consultation = make_consultation(phase)
    with pytest.raises(Conflict):
        make_reply(consultation, [], body="Too early.")


def test_a_blank_reply_is_refused(app: Flask) -> None:
    consultation = make_consultation("open")
    with pytest.raises(Refused) as refusal:
        make_reply(consultation, make_comments(consultation), body=" \u200b ")
    assert refusal.value.field == "body"


def test_a_correction_keeps_the_old_wording_and_the_reason(app: Flask) -> None:
    consultation = make_consultation("open")
    actor = responder_of(consultation)
    (comment,) = make_comments(consultation)
    reply = make_reply(consultation, [comment], "The fee is 5.", actor=actor)
    for body, reason in (("The fee is 6.", "A typing error."), ("The fee is 7.", "It rose.")):
        with writing():
            service.correct_reply(
                actor, queries.get_reply_by_id(reply.id), body=body, reason=reason, now=clock.now()
            )
    (shown,) = queries.replies_for([comment.id])[comment.id]
    assert shown.html == "<p>The fee is 7.</p>"
    assert [(one.html, one.reason) for one in shown.earlier] == [
        ("<p>The fee is 5.</p>", "A typing error."),
        ("<p>The fee is 6.</p>", "It rose."),
    ]
    assert shown.public_id == reply.public_id
    assert [e["objects"] for e in entries("reply.corrected")] == [[reply.public_id]] * 2


def test_two_responders_correcting_one_reply_lose_nothing(client: FlaskClient) -> None:
    consultation = make_consultation("open")
    reply = make_reply(consultation, make_comments(consultation), "The fee is 5.")
    address = f"/en/desk/consultations/{consultation.slug}/replies/{reply.public_id}/correct"
    public_id, desks = reply.public_id, [signed_in(client.application.test_client(), make_staff(
        "responder", organisation=organisations.get(consultation.organisation_id))) for _ in range(2)]  # fmt: skip
    forms = [fields_of(one.get(address)) for one in desks]
    said = [{**forms[0], "body": "The fee is 6.", "reason": "It rose."},
            {**forms[1], "body": "The fee is 5 a day.", "reason": "It was unclear."}]  # fmt: skip
    assert desks[0].post(address, data=said[0]).status_code == 303
    refused = desks[1].post(address, data=said[1])
    assert refused.status_code in (409, 422)
    assert "Somebody else corrected this reply" in words_of(refused) and "The fee is 6." in words_of(refused)
    kept = fields_of(refused)
    assert (kept["body"], kept["reason"]) == ("The fee is 5 a day.", "It was unclear.")
    db.session.rollback()
    assert queries.get_reply(consultation.id, public_id).body == "The fee is 6."
    assert desks[1].post(address, data={**kept, "body": "The fee is 6 a day."}).status_code == 303
    db.session.rollback()
    assert [one.body for one in queries.wordings_of(reply.id)] == ["The fee is 5.", "The fee is 6."]
    unsaid = {**fields_of(desks[0].get(address)), "seen": "", "body": "Another.", "reason": "Why."}
    assert desks[0].post(address, data=unsaid).status_code in (409, 422)


@pytest.mark.parametrize(
    ("body", "reason", "field"), [("New.", " ", "reason"), ("Old.", "Why.", "body"), ("", "Why.", "body")]
)
def test_a_correction_asks_for_a_reason_and_a_change(app: Flask, body: str, reason: str, field: str) -> None:
    consultation = make_consultation("open")
    actor = responder_of(consultation)
    reply = make_reply(consultation, make_comments(consultation), "Old.", actor=actor)
    with pytest.raises(Refused) as refusal, writing():
        service.correct_reply(
            actor, queries.get_reply_by_id(reply.id), body=body, reason=reason, now=clock.now()
        )
    assert refusal.value.field == field


def test_replies_are_counted_by_article(app: Flask) -> None:
    consultation = make_consultation("open")
    first, second = article_of(consultation, "art-1"), article_of(consultation, "art-2")
    on_first, on_second = (
        make_comments(consultation, 2, article=first),
        make_comments(consultation, 1, article=second),
    )
    on_whole = make_comments(consultation, 1)
    make_reply(consultation, [*on_first, *on_second])
    make_reply(consultation, [on_first[0], *on_whole])
    found = queries.replies_by_article(consultation.id)
    assert {a: (r.total, r.answered) for a, r in found.items()} == {
        first.id: (2, 2), second.id: (1, 1), 0: (1, 1),
    }  # fmt: skip
    assert [r.comment_count for r in found[first.id].replies] == [2, 3]


def test_replies_are_paged_by_key(app: Flask) -> None:
    consultation = make_consultation("open")
    actor = responder_of(consultation)
    comments = make_comments(consultation, 5)
    made = [make_reply(consultation, [c], f"Reply to {c.reference}", actor=actor).id for c in comments]
    page = queries.replies_listed(consultation.id, limit=2)
    assert [r.id for r in page.replies] == made[:2:-1]
    rest = queries.replies_listed(consultation.id, limit=3, after=page.after, article_id=0)
    assert [r.id for r in rest.replies] == made[2::-1]
    assert rest.after is None
