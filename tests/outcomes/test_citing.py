"""Replies and outcomes that say something about the public cite what it rests on, and it is so."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html

from consult.analysis import queries as reading_queries
from consult.analysis import service as reading
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.foundation.errors import Refused
from consult.outcomes import queries, service
from tests.consultations.pages import signed_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_consultation
from tests.factories.outcomes import (
    draft_outcome,
    make_comments,
    make_disposition,
    make_reply,
    read_everything,
    responder_of,
)


def test_a_reply_cites_by_name_number_and_reference(app: Flask) -> None:
    consultation = make_consultation("open")
    comments = make_comments(consultation, 3, article=article_of(consultation), stance="oppose")
    comments += make_comments(consultation, 1, article=article_of(consultation, "art-2"), stance="support")
    reply = make_reply(
        consultation, comments,
        "4 comments arrived [[all comments]]. 3 comments are about Article 1 [[Article 1]], all of them against it "
        f"[[art-1]]. Some of you said so best [[{comments[0].reference}]].",
    )  # fmt: skip
    assert "3 comments are about Article 1 [Article 1]" in reply.html and "[[" not in reply.html


@pytest.mark.parametrize(
    ("body", "match"),
    [
        ("Most people were against it.", "“Most people” cites nothing"),
        ("5 comments were against it [[art-1]].", "“5 comments” is none of the figures of what it cites"),
        ("Most comments support Article 1 [[art-1]].", "doesn’t follow from what it cites"),
        ("Some people asked who pays [[art-99]].", "“art-99” is nothing that can be cited here"),
        ("Some people asked who pays [[HFG-7K4-MRT-92]].", "nothing that can be cited here"),
    ],
)
def test_a_reply_that_nothing_bears_out_is_refused_by_sentence(app: Flask, body: str, match: str) -> None:
    consultation = make_consultation("open")
    comments = make_comments(consultation, 3, article=article_of(consultation), stance="oppose")
    with pytest.raises(Refused, match=match) as caught:
        make_reply(consultation, comments, body)
    assert caught.value.field == "body"
    with pytest.raises(Refused, match=match):
        _correct(make_reply(consultation, comments).public_id, consultation.id, body)


def _correct(public_id: str, consultation_id: int, body: str) -> None:
    consultation = consultations.get_by_id(consultation_id)
    actor = responder_of(consultation)
    with writing():
        service.correct_reply(
            actor,
            queries.get_reply(consultation_id, public_id),
            body=body,
            reason="A mistake.",
            now=clock.now(),
        )


def test_a_comment_of_another_consultation_or_one_taken_back_bears_nothing_out(app: Flask) -> None:
    consultation, other = make_consultation("open"), make_consultation("open")
    (comment,), (foreign,) = make_comments(consultation), make_comments(other)
    with pytest.raises(Refused, match="nothing that can be cited here"):
        make_reply(consultation, [comment], f"Some people asked who pays [[{foreign.reference}]].")


def test_the_outcome_waits_for_what_it_claims_and_for_what_it_leaves_out(app: Flask) -> None:
    consultation = make_consultation("closed")
    comments = make_comments(consultation, 3, article=article_of(consultation), stance="oppose")
    read_everything(consultation)
    make_disposition(consultation, article_of(consultation))
    actor = responder_of(consultation)
    with writing():
        found = consultations.get_by_id(consultation.id)
        theme = reading.make_theme(actor, found, name="Noise at night", language="en", now=clock.now())
        reading.put_under(actor, found, theme, comment_ids=[comments[0].id], now=clock.now())
        service.set_theme_disposition(
            actor, found, theme, disposition="adopted", reason="It is quieter now.", now=clock.now()
        )
    draft_outcome(consultation, summary="Most people are for it [[art-1]].", decision="It stays.")
    missing = "; ".join(str(one) for one in queries.missing_to_publish(_again(consultation.id)))
    assert "“Most people” doesn’t follow from what it cites" in missing, missing
    assert "“Noise at night” is mentioned nowhere (comments: 1)" in missing
    with pytest.raises(Refused, match="something to rest this on"):
        _publish(consultation.id)
    draft_outcome(
        consultation, summary="3 comments are against it [[art-1]]. One is about noise [[theme: Noise at night]].",
        decision="It stays.",
    )  # fmt: skip
    _publish(consultation.id)
    with pytest.raises(Refused, match="“7 people” is none of the figures"):
        _correct_outcome(consultation.id, "7 people wrote [[art-1]]. Noise at night was named.")


def _again(consultation_id: int) -> Consultation:
    db.session.rollback()
    return consultations.get_by_id(consultation_id)


def _publish(consultation_id: int) -> None:
    actor = responder_of(consultations.get_by_id(consultation_id))
    with writing():
        service.publish_outcome(actor, consultations.get_by_id(consultation_id), now=clock.now())


def _correct_outcome(consultation_id: int, summary: str) -> None:
    actor = responder_of(consultations.get_by_id(consultation_id))
    with writing():
        service.correct_outcome(
            actor, consultations.get_by_id(consultation_id), changes={"summary": summary}, reason="Counted again.",
            now=clock.now(),
        )  # fmt: skip


def test_the_desk_names_and_links_the_text_of_the_outcome_that_claims_too_much(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    (comment,) = make_comments(consultation, 1, article=article_of(consultation))
    read_everything(consultation)
    make_disposition(consultation, article_of(consultation))
    said = f"有人說“The stalls must open at six in the morning” [[{comment.reference}]]。"
    draft_outcome(
        consultation, decision="It stays.", what_next="Most people want it in May.",
        texts={"zh-hant": {"what_changed": said}},
    )  # fmt: skip
    desk = f"/en/desk/consultations/{consultation.slug}/outcome"
    page = signed_in(client, responder_of(consultation)).get(desk).text
    first, second = (
        one for one in html.fromstring(page).xpath("//main//li/a") if " – in “" in one.text_content()
    )
    assert (
        "is none of" not in first.text_content() and "a quotation that is in public" in first.text_content()
    )
    assert first.text_content().endswith("– in “What changed”, Traditional Chinese")
    assert first.get("href").endswith("/outcome/languages/zh-hant#what_changed")
    assert "“Most people” cites nothing" in second.text_content()
    assert second.text_content().endswith("– in “What happens next”, English")
    assert second.get("href").endswith("/outcome/summary#what_next")
    for one in (first, second):
        path, _, part = one.get("href").partition("#")
        assert html.fromstring(client.get(path).text).get_element_by_id(part).tag == "textarea"


def test_people_read_citations_in_single_brackets_that_lead_to_what_they_cite(client: FlaskClient) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, 2, article=article_of(consultation))
    read_everything(consultation)
    make_disposition(consultation, article_of(consultation))
    draft_outcome(consultation, summary="2 comments arrived [[all comments]].", decision="It stays.")
    _publish(consultation.id)
    page = html.fromstring(client.get(f"/en/consultations/{consultation.slug}/outcome").text)
    assert "2 comments arrived [all comments]." in page.text_content() and "[[" not in page.text_content()
    cited = [one.get("href") for one in page.iter("a") if one.text_content() == "[all comments]"]
    assert [client.get(one).status_code for one in cited] == [200]


@pytest.mark.parametrize(
    ("reason", "reasons", "match"),
    [
        ("Most people support it.", {}, "“Most people” doesn’t follow"),
        ("5 comments asked for it.", {}, "“5 comments” is none of the figures"),
        ("It is better so.", {"zh-hant": "多數意見贊成。"}, "“多數意見” doesn’t follow"),
        ("It is better so.", {"zh-hans": "共有八条意见反对。"}, "“八条意见” is none of the figures"),
        ("Most people wanted it elsewhere, too [[art-2]].", {}, "“Most people” doesn’t follow"),
    ],
)
def test_the_reason_of_a_disposition_is_held_against_what_it_stands_under(
    app: Flask, reason: str, reasons: dict[str, str], match: str
) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation, 3, article=article_of(consultation), stance="oppose")
    make_comments(consultation, 1, article=article_of(consultation, "art-2"), stance="support")
    with pytest.raises(Refused, match=match) as caught:
        make_disposition(consultation, article_of(consultation), reason=reason, reasons=reasons)
    assert caught.value.field == "reason" and not queries.dispositions(consultation.id, public_only=False)
    made = make_disposition(
        consultation, article_of(consultation), reason="All three comments oppose it, as do you: you said why.",
        reasons={"zh-hant": "三條意見均表示反對。"},
    )  # fmt: skip
    assert made.reasons == {"zh-hant": "三條意見均表示反對。"}


def test_the_reason_under_a_theme_counts_the_theme_and_people_read_single_brackets(
    client: FlaskClient,
) -> None:
    consultation = make_consultation("closed")
    comments = make_comments(consultation, 3, article=article_of(consultation), stance="oppose")
    theme = make_theme(consultation, "Noise at night", comments=comments[:2])
    with pytest.raises(Refused, match="“3 comments” is none of the figures"):
        _decide(theme, "3 comments spoke of it.")
    _decide(theme, "2 comments spoke of it.")
    make_disposition(consultation, article_of(consultation), reason="3 comments oppose it [[art-1]].")
    desk = client.application.test_client()
    shown = signed_in(desk, responder_of(consultation)).get(
        f"/en/desk/consultations/{consultation.slug}/dispositions"
    )
    assert "3 comments oppose it [art-1]." in shown.text and "[[" not in shown.text


def _decide(theme: Theme, reason: str) -> None:
    theme_id, consultation = theme.id, consultations.get_by_id(theme.consultation_id)
    actor = responder_of(consultation)
    with writing():
        service.set_theme_disposition(
            actor, consultations.get_by_id(consultation.id), reading_queries.get_theme(theme_id), reason=reason,
            disposition="adopted", now=clock.now(),
        )  # fmt: skip
