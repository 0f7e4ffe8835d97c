"""Dispositions, the decision, and what stands between a consultation and its end."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.foundation import clock
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.organisations import queries as organisations
from consult.outcomes import permissions, queries, service
from consult.outcomes.queries.citing import sources_of
from consult.record.models import Entry
from tests.consultations.pages import fields_of, signed_in, words_of
from tests.factories.consultations import add_version, article_of, make_consultation, make_staff
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import (
    draft_outcome,
    finish,
    make_comments,
    make_disposition,
    make_outcome,
    postpone,
    read_everything,
    responder_of,
)


def publish(consultation: Consultation, actor: Actor | None = None) -> None:
    actor = actor or responder_of(consultation)
    with writing():
        service.publish_outcome(actor, consultations.get_by_id(consultation.id), now=clock.now())


PERMISSIONS = {
    "may_reply": {"responder"},
    "may_set_disposition": {"responder"},
    "may_draft_outcome": {"responder", "author"},
    "may_publish_outcome": {"responder"},
    "may_postpone_outcome": {"responder", "author"},
    "may_see_desk": {"responder", "author", "auditor", "administrator"},
}


@pytest.mark.parametrize("role", ["author", "moderator", "responder", "clerk", "auditor", "administrator"])
@pytest.mark.parametrize("act", sorted(PERMISSIONS))
def test_permission_table(act: str, role: str) -> None:
    consultation = Consultation(organisation_id=3)
    here = Actor("account", account_id=1, roles={3: frozenset({role})})
    elsewhere = Actor("account", account_id=1, roles={4: frozenset({role})})
    assert getattr(permissions, act)(here, consultation) is (role in PERMISSIONS[act])
    assert not getattr(permissions, act)(elsewhere, consultation)
    also_auditor = Actor("account", account_id=1, roles={3: frozenset({role}), 9: frozenset({"auditor"})})
    assert getattr(permissions, act)(also_auditor, consultation) is (
        act == "may_see_desk" and role in PERMISSIONS[act]
    )


def test_finishing_is_refused_naming_each_missing_thing_and_then_passes(app: Flask) -> None:
    consultation = make_consultation("closed")
    article = article_of(consultation, "art-2")
    (waiting,) = make_comments(consultation, article=article, publish=False)
    (other,) = make_comments(consultation)
    actor = responder_of(consultation)
    both = f"{waiting.reference} and {other.reference}"

    with pytest.raises(Refused) as refusal:
        finish(consultation, actor=actor)
    assert [str(one) for one in refusal.value.values["missing"]] == [  # type: ignore[attr-defined]
        "the published outcome",
        f"somebody who reads each comment (2 unread: {both})",
        f"a theme for each comment (2 under none: {both})",
        "what became of the comments on the whole draft",
        "what became of the comments on “Article 2 Heading 2”",
        "a ruling on each waiting comment (1)",
    ]

    make_disposition(consultation, article, actor=actor)
    make_disposition(consultation, None, actor=actor)
    make_ruling(waiting)
    read_everything(consultation, actor=actor)
    with pytest.raises(Refused) as refusal:
        finish(consultation, actor=actor)
    assert list(refusal.value.values["missing"]) == ["the published outcome"]  # type: ignore[call-overload]

    draft_outcome(consultation, actor=actor)
    publish(consultation, actor)
    finish(consultation, actor=actor)
    assert consultations.phase_of(consultations.get(consultation.slug), clock.now()) == "finished"


def test_an_article_whose_only_comment_is_hidden_is_owed_a_disposition(app: Flask) -> None:
    consultation = make_consultation("closed")
    (hidden,) = make_comments(consultation, article=article_of(consultation))
    make_ruling(hidden, "hide")
    assert [str(one) for one in queries.undecided(consultation)] == ["“Article 1 Heading 1”"]


def test_an_article_of_an_earlier_version_is_named_with_its_version(app: Flask) -> None:
    consultation = make_consultation("open")
    make_comments(consultation, article=article_of(consultation))
    add_version(consultation)
    make_comments(consultation, article=article_of(consultation))
    assert [str(one) for one in queries.undecided(consultation)] == [
        "“Article 1 Heading 1” (version 2)",
        "“Article 1 Heading 1” (version 1)",
    ]


def test_many_missing_articles_are_named_up_to_twenty(app: Flask) -> None:
    consultation = make_consultation("closed", articles=25)
    for n in range(1, 26):
        make_comments(consultation, article=article_of(consultation, f"art-{n}"))
    read_everything(consultation)
    named = [str(one) for one in queries.missing_to_finish(consultation)]
    assert len(named) == 1 + 20 + 1 + 20 + 1, (
        "the outcome, twenty themes and articles by name, and how many more"
    )
    assert named[21] == "the same for 5 more themes"
    assert named[-1] == "the same for 5 more articles"


def test_the_outcome_needs_the_consultation_closed(app: Flask) -> None:
    consultation = make_consultation("open")
    draft_outcome(consultation, decided_on=None)
    with pytest.raises(Refused, match="only after the consultation has closed"):
        publish(consultation)


def test_a_decision_dated_before_closing_is_refused(app: Flask) -> None:
    consultation = make_consultation("closed")
    assert consultation.closes_at is not None
    day_before = consultation.closes_at.date() - timedelta(days=1)
    with pytest.raises(Refused, match="before the consultation closed") as refusal:
        draft_outcome(consultation, decided_on=day_before)
    assert refusal.value.field == "decided_on"
    assert draft_outcome(consultation, decided_on=consultation.closes_at.date()).decided_on


def test_a_decision_in_the_future_is_refused(app: Flask) -> None:
    consultation = make_consultation("closed")
    with pytest.raises(Refused, match="future"):
        draft_outcome(consultation, decided_on=clock.now().date() + timedelta(days=2))


def test_publishing_names_what_is_missing(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, article=article_of(consultation, "art-3"))
    read_everything(consultation)
    draft_outcome(consultation, decision="", decided_by="", decided_on=None)
    with pytest.raises(Refused) as refusal:
        publish(consultation)
    assert [str(one) for one in refusal.value.values["missing"]] == [  # type: ignore[attr-defined]
        "the decision in words",
        "who decided",
        "the day of the decision",
        "what became of the comments under “Article 3 Heading 3”, with the reason",
        "what became of the comments on “Article 3 Heading 3”",
    ]


def test_publishing_answers_the_consultation_and_is_on_the_record(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, 3, article=article_of(consultation))
    outcome = make_outcome(consultation)
    found = consultations.get(consultation.slug)
    assert (found.state, found.answered_at) == ("answered", outcome.published_at)
    assert db.session.query(Entry).filter_by(type="outcome.published").count() == 1
    with pytest.raises(Conflict):
        publish(consultation)
    with pytest.raises(Conflict):
        draft_outcome(consultation, decision="Something else.")


def test_only_responders_publish_and_authors_may_draft(app: Flask) -> None:
    consultation = make_consultation("closed")
    author = Actor("account", account_id=1, roles={consultation.organisation_id: frozenset({"author"})})
    draft_outcome(consultation, actor=author)
    with pytest.raises(Forbidden):
        publish(consultation, author)
    with pytest.raises(Forbidden):
        make_disposition(consultation, actor=author)


def test_a_disposition_changes_until_the_end(app: Flask) -> None:
    consultation = make_consultation("closed")
    article = article_of(consultation)
    make_comments(consultation, article=article)
    first = make_disposition(consultation, article, "later")
    second = make_disposition(
        consultation, article, "partly", reasons={"zh-hant": "部分採納。", "zh-hans": " "}
    )
    assert (first.id, second.disposition, second.reasons) == (second.id, "partly", {"zh-hant": "部分採納。"})
    assert queries.reason_in(second, "zh-hans") == ("It is better so.", "en")
    make_outcome(consultation)
    with pytest.raises(Refused, match="say why it is corrected"):
        make_disposition(consultation, article, "adopted")
    db.session.rollback()
    make_disposition(consultation, article, "adopted", correction="The council decided more.")
    finish(consultation)
    with pytest.raises(Conflict):
        make_disposition(consultation, article, "later")


@pytest.mark.parametrize(
    ("disposition", "reason", "field"), [("maybe", "Why.", "disposition"), ("adopted", " ", "reason")]
)
def test_a_disposition_is_listed_and_has_a_reason(
    app: Flask, disposition: str, reason: str, field: str
) -> None:
    consultation = make_consultation("closed")
    with pytest.raises(Refused) as refusal:
        make_disposition(consultation, article_of(consultation), disposition, reason)
    assert refusal.value.field == field


def test_a_disposition_is_about_an_article_of_this_consultation(app: Flask) -> None:
    consultation, other = make_consultation("closed"), make_consultation("closed")
    with pytest.raises(Refused, match="doesn’t belong"):
        make_disposition(consultation, article_of(other))


def test_counts_equal_the_tallies(app: Flask) -> None:
    consultation = make_consultation("closed")
    article = article_of(consultation)
    make_comments(consultation, 4, article=article)
    make_comments(consultation, 2, publish=False)
    counted = queries.counted(consultation.id)
    assert counted == {article.id: 4, 0: 2}
    assert sum(counted.values()) == sum(contributions.totals(consultation.id).values())


def test_spam_is_counted_on_no_article_as_under_no_theme(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    consultation_id, article = consultation.id, article_of(consultation)
    *kept, spam, rude = make_comments(consultation, 4, article=article, stance="oppose")
    make_ruling(spam, act="hide", ground="spam")
    make_ruling(rude, act="hide", ground="abuse")
    consultation = consultations.get_by_id(consultation_id)
    assert queries.counted(consultation_id) == {article.id: 3}
    assert sources_of(consultation, {"art-1"})["art-1"].comments == 3
    listed, _more = queries.desk_comments(consultation_id, queries.Filter(article_id=article.id), limit=9)
    assert {one.reference for one in listed} == {one.reference for one in (*kept, rude)}
    make_outcome(consultation, summary="3 comments are about it [[art-1]].")
    page = client.get(f"/en/consultations/{consultation.slug}/outcome").text
    below = page.partition("Article by article")[2]
    assert "3 comments</p>" in below and "4 comments</p>" not in below


def test_texts_in_further_languages_fall_back_one_by_one(app: Flask) -> None:
    consultation = make_consultation("closed")
    outcome = draft_outcome(consultation, texts={"zh-hant": {"decision": "通過。", "summary": ""}})
    assert queries.html_in_language(outcome, "decision", "zh-hant") == ("<p>通過。</p>", "zh-hant")
    assert queries.in_language(outcome, "summary", "zh-hant") == ("More was asked for.", "en")


# When it is due ------------------------------------------------------------------------------------


def test_a_later_day_needs_a_reason_and_is_kept(app: Flask) -> None:
    consultation = make_consultation("closed")
    due_on = consultation.outcome_due_on
    assert due_on is not None
    with pytest.raises(Refused) as refusal:
        postpone(consultation, due_on + timedelta(days=7), " ")
    assert refusal.value.field == "reason"
    with pytest.raises(Refused) as refusal:
        postpone(consultation, due_on)
    assert refusal.value.field == "until"
    postpone(consultation, due_on + timedelta(days=7))
    assert consultations.get(consultation.slug).outcome_due_on == due_on + timedelta(days=7)
    (made,) = queries.postponements(consultation.id)
    assert (made.due_before, made.due_now) == (due_on, due_on + timedelta(days=7))


def overdue_consultation(days: int) -> Consultation:
    now = clock.now()
    return make_consultation(
        "closed", opens_at=now - timedelta(days=130 + days), closes_at=now - timedelta(days=84 + days)
    )


def test_overdue_counts_days_and_ends_with_the_outcome(app: Flask) -> None:
    late, in_time = overdue_consultation(5), make_consultation("closed")
    assert [(due.slug, due.overdue_days) for due in queries.overdue(clock.now())] == [(late.slug, 5)]
    assert overdue_consultation(0).slug not in [due.slug for due in queries.overdue(clock.now())]
    summary = queries.due_summary([late.organisation_id, in_time.organisation_id], clock.now())
    assert [(one.due.slug, one.due.overdue_days) for one in summary] == [(late.slug, 5), (in_time.slug, 0)]
    make_outcome(late)
    assert queries.overdue(clock.now()) == []


def test_being_late_is_escalated_once_for_each_promise(app: Flask) -> None:
    late = overdue_consultation(3)

    def escalate() -> int:
        with writing():
            return service.escalate_overdue(clock.now())

    assert [escalate(), escalate()] == [1, 0]
    assert db.session.query(Entry).filter_by(type="outcome.overdue").count() == 1
    assert late.outcome_due_on is not None
    postpone(late, late.outcome_due_on + timedelta(days=1))
    assert [escalate(), escalate()] == [1, 0]


def test_progress_counts_articles_with_comments(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, article=article_of(consultation))
    make_comments(consultation)
    make_disposition(consultation, None)
    (summary,) = queries.due_summary([consultation.organisation_id], clock.now())
    assert (summary.articles, summary.decided) == (2, 1)


def test_the_finish_requirement_is_known_to_the_lower_room(app: Flask) -> None:
    names = [one.__name__ for one in consultations_service.FINISH_REQUIREMENTS]
    assert names.count("owed_to_the_public") == 1


def test_an_article_with_nothing_but_spam_asks_for_no_disposition(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    consultation_id, slug = consultation.id, consultation.slug
    for anchor, ground in (("art-1", "spam"), ("art-2", "abuse")):
        for comment in make_comments(consultation, 2, article=article_of(consultation, anchor)):
            make_ruling(comment, act="hide", ground=ground)
        db.session.rollback()
        consultation = consultations.get_by_id(consultation_id)
    places = queries.counted(consultation_id)
    assert places == {article_of(consultation, "art-2").id: 2}
    assert [due.articles for due in queries.due_summary([consultation.organisation_id], clock.now())] == [1]
    draft_outcome(consultation)
    with pytest.raises(Refused) as refused:
        publish(consultation)
    assert "Article 2" in str(refused.value) and "Article 1" not in str(refused.value)
    db.session.rollback()
    page = client.get(f"/en/consultations/{slug}/outcome").text
    assert page.count("hidden as advertising or repetition") == 1


def test_two_people_writing_one_part_of_the_outcome_lose_nothing(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    desks = [
        signed_in(
            client.application.test_client(),
            make_staff("responder", organisation=organisations.get(consultation.organisation_id)),
        )
        for _ in range(2)
    ]
    for step, name in (
        ("decision", "decision"),
        ("summary", "what_changed"),
        ("summary", "what_next"),
        ("languages/zh-hant", "decision"),
    ):
        address = f"/en/desk/consultations/{consultation.slug}/outcome/{step}"
        forms = [fields_of(one.get(address)) for one in desks]
        assert desks[0].post(address, data={**forms[0], name: f"First of {step}."}).status_code == 303
        refused = desks[1].post(address, data={**forms[1], name: f"Second of {step}."})
        assert refused.status_code in (409, 422), step
        assert "Somebody else wrote in this part" in words_of(refused) and f"First of {step}." in words_of(
            refused
        )
        kept = fields_of(refused)
        assert kept[name] == f"Second of {step}."
        assert desks[1].post(address, data={**kept, name: f"Both of {step}."}).status_code == 303
        db.session.rollback()
    decision = f"/en/desk/consultations/{consultation.slug}/outcome/decision"
    form = fields_of(desks[0].get(decision))
    summary = decision.replace("decision", "summary")
    assert (
        desks[1].post(summary, data={**fields_of(desks[1].get(summary)), "summary": "Other."}).status_code
        == 303
    )
    assert desks[0].post(decision, data={**form, "number": "7"}).status_code == 303, (
        "another part is no conflict"
    )
