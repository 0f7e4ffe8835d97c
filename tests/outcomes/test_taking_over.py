"""A proposed wording taken over: one act changes the next version's draft and credits the proposer both ways."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations import service as drafting
from consult.consultations.drafts.blocks import ReadArticle
from consult.consultations.drafts.rewording import reword
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.service import Chosen
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.organisations import queries as organisations
from consult.outcomes import service
from consult.outcomes.queries import tracing
from consult.outcomes.service import Causes
from consult.record import checks
from tests.consultations.pages import fields_of
from tests.consultations.test_changes import A, B, C
from tests.contributions.browsing import words_of
from tests.factories.accounts import sign_in
from tests.factories.consultations import (
    add_version,
    make_consultation,
    make_organisation,
    make_staff,
    sign_waiting,
)
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import responder_of
from tests.notifications.test_mails import deliver, mails, make_person
from tests.outcomes.test_tracing import cite

CHEAPER = B.replace("ten dollars", "five dollars")


def propose(
    consultation: Consultation, words: str = CHEAPER, *, email: str = "", body: str = "Cheaper."
) -> Comment:
    """A published comment that proposes this wording of the second article."""
    version = consultations.current_version(consultation.id)
    assert version is not None
    article, text = consultations.article_in(consultations.editions_of(version.id)[0], "art-2")
    aim = contributing.aim(text.text, "en", Chosen(proposal=words), limit=5_000)
    actor = make_person(email) if email else CONSOLE
    with writing():
        made = contributing.submit(
            actor, consultation, version, contributing.write(body, limit=500), key=f"{words}{email}{body}".encode(),
            language="en", article=article, aim=aim, now=clock.now(),
        )  # fmt: skip
        made_id = made.id
    make_ruling(contributions.get(made_id))
    return contributions.get(made_id)


def take(consultation: Consultation, comment: Comment, actor: object = CONSOLE) -> None:
    consultation_id, reference = consultation.id, comment.reference
    with writing():
        service.take_over(
            actor,
            consultations.get_by_id(consultation_id),
            reference,
            language="en",
            now=clock.now(),  # type: ignore[arg-type]
        )
    db.session.rollback()


def show(consultation: Consultation) -> None:
    with writing():
        drafting.publish_version(
            CONSOLE, consultations.get_by_id(consultation.id), now=clock.now(), change_note="Fees are lower."
        )
    db.session.rollback()


def text_now(consultation: Consultation, anchor: str = "art-2") -> str:
    version = consultations.current_version(consultation.id, published_only=False)
    assert version is not None
    return consultations.article_in(consultations.editions_of(version.id)[0], anchor)[1].text


def test_one_act_makes_the_next_version_and_credits_it_both_ways(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation, email="ada@example.org")
    reference, slug = comment.reference, consultation.slug
    take(consultation, comment)
    versions = consultations.versions_of(consultation.id, published_only=False)
    assert [one.published_at is not None for one in versions] == [True, False]
    assert text_now(consultation) == CHEAPER and text_now(consultation, "art-1") == A
    assert reference not in client.get(f"/en/consultations/{slug}/draft").text
    show(consultation)
    page = client.get(f"/en/consultations/{slug}/changes/1/2")
    assert f"Proposed wording taken over, by comment {reference}" in words_of(page)
    assert "No stated reason" not in page.text
    back = client.get(f"/en/comments/{reference}")
    assert "the wording it proposed was taken over" in words_of(back)
    deliver()
    assert [one.address for one in mails("moved")] == ["ada@example.org"]
    checks.CHECKS["outcomes"]()


def test_a_second_one_joins_the_same_draft_and_again_changes_nothing(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    first = propose(consultation)
    take(consultation, first)
    take(consultation, first)
    _, version = tracing.version_to_trace(consultation.id)
    assert version.number == 2
    assert [one.kind for one in tracing.causes_in(version.id)["art-2"]] == ["proposal"]
    other = propose(consultation, B.replace("a day", "an hour"))
    with pytest.raises(Conflict, match="changed since"):
        take(consultation, other)
    assert text_now(consultation) == CHEAPER
    assert [one.id for one in tracing.proposals_to_take(consultation.id, version)] == [other.id]


def test_a_wording_put_in_by_hand_is_only_credited(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation)
    add_version(consultation, [A, CHEAPER, C], publish=False)
    take(consultation, comment)
    _, version = tracing.version_to_trace(consultation.id)
    assert [one.reference for one in tracing.causes_in(version.id)["art-2"]] == [comment.reference]


def test_it_follows_its_article_into_the_newest_version(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation)
    add_version(consultation, [C, A, B])
    db.session.rollback()
    take(consultation, contributions.get(comment.id))
    assert text_now(consultation, "art-3") == CHEAPER


def test_only_authors_take_over_and_nothing_hidden_or_covered(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation)
    with pytest.raises(Forbidden):
        take(consultation, comment, responder_of(consultation))
    make_ruling(contributions.get(comment.id), "hide")
    with pytest.raises(Refused):
        take(consultation, comment)
    assert len(consultations.versions_of(consultation.id, published_only=False)) == 1


def test_what_is_hidden_later_leaves_the_marks_and_the_trace_says_so(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation)
    reference, slug = comment.reference, consultation.slug
    take(consultation, comment)
    show(consultation)
    make_ruling(contributions.get(comment.id), "hide")
    page = client.get(f"/en/consultations/{slug}/changes/1/2").text
    assert reference in page and "its words are not public" in page and "Cheaper." not in page
    assert "consult-proposal" not in client.get(f"/en/comments/{reference}").text


def test_an_author_does_it_with_one_button(client: FlaskClient) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation)
    reference, slug = comment.reference, consultation.slug
    author = make_staff("author", organisation=organisations.get(consultation.organisation_id))
    assert author.account_id is not None
    sign_in(client, accounts.get(author.account_id))
    address = f"/en/desk/consultations/{slug}/trace"
    page = client.get(address)
    assert "Take it over into version 2" in words_of(page)
    form = page.text.partition('action="/en/desk/consultations/' + slug + '/take-over"')[2].partition(
        "</form>"
    )[0]
    csrf = form.partition('name="csrf_token"')[2].partition('value="')[2].partition('"')[0]
    answer = client.post(
        f"/en/desk/consultations/{slug}/take-over", data={"csrf_token": csrf, "reference": reference}
    )
    assert (answer.status_code, answer.location) == (303, address)
    after = words_of(client.get(address))
    assert "Every changed passage has a stated reason." in after and "Take it over" not in after


def test_a_citation_that_was_taken_back_offers_the_wording_again(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation)
    take(consultation, comment)
    _, version = tracing.version_to_trace(consultation.id)
    cause = tracing.causes_in(version.id)["art-2"][0].public_id
    with writing():
        service.untrace(CONSOLE, consultations.get_by_id(consultation.id), cause, now=clock.now())
    assert [one.id for one in tracing.proposals_to_take(consultation.id, version)] == [comment.id]
    cite(consultation, "art-2", Causes(proposals=[comment.reference]))
    assert not tracing.proposals_to_take(consultation.id, version)


@pytest.mark.parametrize(
    ("html", "words", "expected"),
    [
        ("<p>One <em>day</em>.</p><p>Two.</p>", "One day.\nThree.", "<p>One <em>day</em>.</p>\n<p>Three.</p>"),
        ("<p>One.</p><ul><li>red</li><li>blue</li></ul>", "One.\nred\ngreen",
         "<p>One.</p>\n<ul><li>red</li><li>green</li></ul>"),
        ("<p>One.</p>", "One.\nA & B <b>", "<p>One.</p>\n<p>A &amp; B &lt;b&gt;</p>"),
        ("<p>One.</p><p>Two.</p>", "Two.", "<p>Two.</p>"),
    ],
)  # fmt: skip
def test_lines_that_stay_keep_their_look(html: str, words: str, expected: str) -> None:
    one = ReadArticle(anchor="art-1", number="1", level=1, html=html, text="")
    found = reword((one,), "art-1", words)[0]
    assert "".join(found.html.split()) == "".join(expected.split()) and found.text == words


def test_a_table_is_left_to_a_person() -> None:
    one = ReadArticle(
        anchor="art-1", number="1", level=1, html="<table><tr><td>a</td><td>b</td></tr></table>", text="a\tb"
    )
    with pytest.raises(Refused):
        reword((one,), "art-1", "a\tc")


def sign_in_author(client: FlaskClient, consultation: Consultation) -> None:
    author = make_staff("author", organisation=organisations.get(consultation.organisation_id))
    assert author.account_id is not None
    sign_in(client, accounts.get(author.account_id))


def cover_price(comment: Comment) -> None:
    """The proposal's “five” is covered; everything else stays readable."""
    at = len("Cheaper.") + 1 + CHEAPER.index("five")
    make_ruling(contributions.get(comment.id), "redact", redactions=[(at, at + 4)])


@pytest.mark.parametrize("act", ["redact", "hide"])
def test_words_covered_after_they_were_taken_over_bar_the_version_and_are_taken_out(
    client: FlaskClient, act: str
) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation, CHEAPER)
    reference, slug = comment.reference, consultation.slug
    take(consultation, comment)
    sign_in_author(client, consultation)
    outline, trace = f"/en/desk/consultations/{slug}/outline", f"/en/desk/consultations/{slug}/trace"
    assert reference not in client.get(outline).text
    cover_price(comment) if act == "redact" else make_ruling(contributions.get(comment.id), "hide")
    db.session.rollback()
    page = client.get(outline)
    assert f"taken over from {reference} and covered since" in words_of(page) and "#covered" in page.text
    with pytest.raises(Refused, match="taken out first") as refused:
        show(consultation)
    assert [one.values["reference"] for one in refused.value.values["barred"]] == [reference]
    desk = client.get(trace)
    assert "Words taken over that were covered since" in words_of(desk)
    answer = client.post(f"{trace[:-5]}take-out", data=fields_of(desk, "/take-out"))
    assert (answer.status_code, answer.location) == (303, trace)
    db.session.rollback()
    assert text_now(consultation) == B, "the article reads as it does in public"
    assert reference not in client.get(outline).text and "covered since" not in words_of(client.get(trace))
    again = client.post(f"{trace[:-5]}take-out", data=fields_of(desk, "/take-out"))
    assert again.status_code == 422 and "stand in the draft any more" in words_of(again)
    show(consultation)
    checks.CHECKS["outcomes"]()


def test_only_words_of_the_covered_proposal_are_taken_out(app: Flask) -> None:
    consultation = make_consultation(articles=[A, B, C])
    comment = propose(consultation)
    take(consultation, comment)
    make_ruling(contributions.get(comment.id), "hide")
    reference, responder = comment.reference, responder_of(consultation)
    with pytest.raises(Forbidden), writing():
        service.take_out(responder, consultations.get_by_id(consultation.id), reference, now=clock.now())
    _, version = tracing.version_to_trace(consultation.id)
    cause = tracing.causes_in(version.id)["art-2"][0].public_id
    with writing():
        service.untrace(CONSOLE, consultations.get_by_id(consultation.id), cause, now=clock.now())
    assert not service.covered_words(consultation), "whoever mended it by hand takes the link back"
    assert text_now(consultation) == CHEAPER


def test_a_version_that_was_signed_is_barred_too(app: Flask) -> None:
    body = make_organisation("office", sign_offs=1)
    now = clock.now()
    consultation = make_consultation("draft", articles=[A, B, C], organisation=body, opens_at=now)
    with writing():
        drafting.publish(CONSOLE, consultations.get_by_id(consultation.id), now=clock.now())
    sign_waiting()
    comment = propose(consultation)
    take(consultation, comment)
    show(consultation)
    make_ruling(contributions.get(comment.id), "hide")
    with pytest.raises(Refused, match="taken out first"):
        sign_waiting()
    _, version = tracing.version_to_trace(consultation.id)
    assert version.published_at is None
