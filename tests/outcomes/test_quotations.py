"""A quotation uses published words only, as they stand, and follows its comment when that leaves the pages."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import service as contributions
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.moderation import service as moderation
from consult.outcomes import queries, service
from tests.factories.accounts import sign_in
from tests.factories.consultations import article_of, make_consultation
from tests.factories.outcomes import (
    draft_outcome,
    make_comments,
    make_disposition,
    make_outcome,
    make_reply,
    responder_of,
)
from tests.outcomes.test_pages import send, words

SECRET = "My neighbour Jane Roe at Hill Lane 4 beats her dog every night and nobody does anything about it."
SHOP = "I run the corner shop. My father lost his shop because of the fee."
SHOP_HANS = "因为这项收费，我父亲失去了他的店铺，我们不想再发生这样的事。"


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("open", slug="market")


def rule(comment: Comment, act: str, redactions: list[tuple[int, int]] | None = None) -> None:
    with writing():
        found = db.session.get_one(Comment, comment.id)
        moderation.rule(
            CONSOLE, found, act=act, ground="personal-data", note="It names a neighbour.", now=clock.now(),
            seen_lock_version=found.lock_version, redactions=redactions or [],
        )  # fmt: skip
    db.session.expire_all()


def one(consultation: Consultation, body: str, *, publish: bool = True) -> Comment:
    return make_comments(
        consultation, body=body, article=article_of(consultations.get_by_id(consultation.id)), publish=publish
    )[0]


def found(consultation: Consultation) -> Consultation:
    return consultations.get_by_id(consultation.id)


# --- Refused when it is published ------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["hidden", "pending", "withdrawn", "redacted"])
def test_words_that_nobody_can_read_are_refused_and_the_comment_is_named(
    consultation: Consultation, state: str
) -> None:
    comment = one(consultation, SECRET, publish=state != "pending")
    if state == "hidden":
        rule(comment, "hide")
    elif state == "redacted":
        rule(comment, "redact", [(13, 36)])
    elif state == "withdrawn":
        with writing():
            contributions.withdraw(Actor("guest"), db.session.get_one(Comment, comment.id), now=clock.now())
    other = one(consultation, "Please open earlier.")
    with pytest.raises(Refused, match=comment.reference) as refused:
        make_reply(found(consultation), [other], "We read this: «my neighbour JANE ROE, at Hill Lane 4 …»")
    assert refused.value.field == "body" and "published words only" in str(refused.value)
    assert make_reply(found(consultation), [other], "Thank you. We read of a neighbour and a dog.").id


def test_words_that_somebody_else_says_in_public_and_the_drafts_own_may_be_said(
    consultation: Consultation,
) -> None:
    own = found(consultation).title
    rule(one(consultation, f"{SECRET} It says: {own}"), "hide")
    other = one(consultation, "He beats her dog every night and nobody does anything about it!")
    said = f"“Beats her dog every night and nobody does anything about it.” The draft says “{own}”."
    assert make_reply(found(consultation), [other], said).id


def test_a_quotation_stands_in_the_comment_that_its_sentence_cites(consultation: Consultation) -> None:
    comment, other = one(consultation, SHOP), one(consultation, SHOP_HANS)
    of = f"[[{comment.reference}]]"
    for said in (
        f'One of you wrote {of}: "Please close the market for ever."',
        f"One of you wrote {of}: “My father lost his fee”.",
        f"一則意見說{of}：「請永遠關閉市場。」 One wrote [[{other.reference}]]: 「我父親得到了店鋪」。",
    ):
        with pytest.raises(Refused, match="isn’t what everybody can read in comment"):
            make_reply(found(consultation), [comment], said)
    own = found(consultation).title
    for said in (
        f"One of you wrote {of}: “my father lost … BECAUSE of the fee”.",
        f"One of you wrote {of} against “{own}”.",
        f"一則意見說[[{other.reference}]]：「因為這項收費，我父親失去了他的店鋪。」",
        f"One of you wrote [[{other.reference}]]: “He lost his shop.”",  # a translation: nobody here can compare it
        f"Two of you wrote {of} [[{other.reference}]]: “corner shop”.",
        "Who wrote “close the market” cites nothing.",
    ):
        assert make_reply(found(consultation), [comment], said).id


def test_a_short_quotation_of_a_hidden_comment_is_refused_where_it_is_cited(
    consultation: Consultation,
) -> None:
    comment = one(consultation, SHOP)
    rule(comment, "hide")
    other = one(consultation, "Please open earlier.")
    with pytest.raises(Refused, match="isn’t what everybody can read"):
        make_reply(found(consultation), [other], f"One sender has a “corner shop” [[{comment.reference}]].")


def test_every_official_text_is_looked_at_when_it_is_written_or_published(app: Flask) -> None:
    consultation = make_consultation("closed", slug="market")
    rule(one(consultation, SECRET), "hide")
    actor = responder_of(found(consultation))
    said = f"As was said: “{SECRET}”"
    with pytest.raises(Refused, match="published words only"):
        make_disposition(found(consultation), reason=said, actor=actor)
    with pytest.raises(Refused, match="published words only"), writing():
        service.make_commitment(
            actor, found(consultation), body=said, due_on=(clock.now() + timedelta(days=9)).date(), owner="Office",
            owner_email="office@city.example", texts={}, now=clock.now(),
        )  # fmt: skip
    with writing():
        service.draft_received(actor, found(consultation), body=said, texts={}, now=clock.now())
    with pytest.raises(Refused, match="published words only"), writing():
        service.publish_summary(actor, found(consultation), now=clock.now())
    draft_outcome(found(consultation), actor=actor, decision=said)
    missing = [str(one) for one in queries.missing_to_publish(found(consultation))]
    assert any("a quotation that is in public" in one and "isn’t published" in one for one in missing)


def test_comments_that_appear_with_the_outcome_may_be_quoted_in_it(app: Flask) -> None:
    consultation = make_consultation(
        "closed", rules={"comments_appear": "with-outcome", "comments_appear_reason": "So it was agreed."}
    )
    comment = one(consultation, SHOP)
    assert db.session.get_one(Comment, comment.id).state == "held"
    said = f"One wrote [[{comment.reference}]]: “My father lost his shop because of the fee.”"
    with pytest.raises(Refused, match="published words only"):
        make_reply(found(consultation), [comment], said)
    assert make_disposition(found(consultation), reason=said).reason == said
    draft_outcome(found(consultation), summary=said)
    assert not [
        one for one in queries.missing_to_publish(found(consultation)) if "a quotation" in one.message
    ]


def test_what_was_typed_is_given_back_with_the_reference(
    consultation: Consultation, client: FlaskClient
) -> None:
    comment = one(consultation, SECRET)
    rule(comment, "hide")
    other = one(consultation, "Please open earlier.")
    actor = responder_of(found(consultation))
    sign_in(client, accounts.get(actor.account_id or 0))
    page = send(
        client, "/zh-hant/desk/consultations/market/replies/new", comments=other.reference, body=f"我們讀到：{SECRET}",
        language="zh-hant",
    )  # fmt: skip
    assert page.status_code == 422
    assert comment.reference in words(page) and f"我們讀到：{SECRET}" in page.text


# --- Following -------------------------------------------------------------------------------------------


def test_quotations_follow_a_hidden_comment_in_either_script_and_however_short(app: Flask) -> None:
    consultation = make_consultation("closed")
    first, second = one(consultation, SHOP_HANS), one(consultation, SHOP)
    make_outcome(
        found(consultation),
        summary=f"一則意見說[[{first.reference}]]：「因為這項收費，我父親失去了他的店鋪」。 "
        f"One sender wrote [[{second.reference}]]: “My father lost his shop”. 另一則說「因为这项收费」。",
    )
    rule(first, "hide")
    rule(second, "hide")
    outcome = queries.published_outcome_of(consultation.id)
    assert outcome is not None
    assert outcome.summary == (
        f"一則意見說[[{first.reference}]]：「[…]」。 One sender wrote [[{second.reference}]]: “[…]”. 另一則說「[…]」。"
    )
    assert "店鋪" not in str(outcome.html)


def test_what_is_covered_in_a_comment_is_covered_where_it_is_quoted_and_the_rest_stays(
    consultation: Consultation,
) -> None:
    comment = one(consultation, SECRET)
    reply = make_reply(
        found(consultation), [comment], "You write that “Jane Roe at Hill Lane 4 beats her dog”."
    )
    rule(comment, "redact", [(13, 36)])
    assert queries.get_reply_by_id(reply.id).body == "You write that “[…] beats her dog”."
    again = one(consultation, "He beats her dog every night.")
    rule(again, "redact", [(0, 2)])
    assert queries.get_reply_by_id(reply.id).body == "You write that “[…] beats her dog”."
