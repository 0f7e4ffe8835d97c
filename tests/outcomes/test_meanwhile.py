"""What somebody else wrote while a form was being filled in is told, shown in full, and not overwritten."""

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.consultations.models import Consultation
from consult.contributions.queries import SaidPlace
from consult.foundation import clock, i18n
from consult.foundation.db import db
from consult.foundation.zones import in_zone
from consult.organisations import queries as organisations
from consult.outcomes import queries
from consult.outcomes.queries import senders_told
from tests.consultations.pages import fields_of, signed_in, words_of
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_consultation, make_staff
from tests.factories.outcomes import (
    draft_outcome,
    make_comments,
    make_disposition,
    make_outcome,
    make_received_summary,
)


def desks_of(app: Flask, consultation: Consultation) -> list[FlaskClient]:
    body = organisations.get(consultation.organisation_id)
    return [signed_in(app.test_client(), make_staff("responder", organisation=body)) for _ in range(2)]


def day_before(consultation: Consultation) -> date:
    return in_zone(clock.now(), consultation.timezone).date() - timedelta(days=1)


@pytest.mark.parametrize("of", ["whole", "theme"])
def test_a_disposition_written_meanwhile_is_told(app: Flask, of: str) -> None:
    consultation = make_consultation("closed")
    comments = make_comments(consultation)
    place = "whole" if of == "whole" else f"themes/{make_theme(consultation, 'Noise', comments).public_id}"
    address = f"/en/desk/consultations/{consultation.slug}/dispositions/{place}"
    desks = desks_of(app, consultation)
    forms = [fields_of(one.get(address)) for one in desks]
    first = {"disposition": "adopted", "reason": "It is so.", "reason_zh_hant": "確是如此。"}
    second = {"disposition": "not-adopted", "reason": "It isn’t so."}
    assert desks[0].post(address, data={**forms[0], **first}).status_code == 303
    refused = desks[1].post(address, data={**forms[1], **second})
    assert refused.status_code == 422
    words = words_of(refused)
    assert "Somebody else wrote in this part" in words and "It is so." in words and "確是如此。" in words
    assert 'lang="en">It is so.' in refused.text and 'lang="zh-Hant">確是如此。' in refused.text
    told = words.split("What it says now")[-1].split("It is so.")[0]
    assert "Adopted" in told
    kept = fields_of(refused)
    assert {name: kept[name] for name in second} == second
    assert desks[1].post(address, data=kept).status_code == 303
    db.session.rollback()
    assert "It isn’t so." in desks[0].get(address).text
    unmarked = {name: value for name, value in {**forms[0], **first}.items() if name != "seen"}
    assert desks[0].post(address, data=unmarked).status_code == 303, "a script that knows no marks goes on"


def test_a_disposition_of_another_article_is_no_conflict(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation)
    address = f"/en/desk/consultations/{consultation.slug}/dispositions/whole"
    (desk, _other) = desks_of(app, consultation)
    form = fields_of(desk.get(address))
    make_disposition(consultation, article_of(consultation))
    assert (
        desk.post(address, data={**form, "disposition": "adopted", "reason": "It is so."}).status_code == 303
    )


def test_a_correction_of_the_outcome_made_meanwhile_is_told(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation)
    make_outcome(consultation)
    address = f"/en/desk/consultations/{consultation.slug}/outcome/correct/en"
    desks = desks_of(app, consultation)
    forms = [fields_of(one.get(address)) for one in desks]
    day = day_before(consultation)
    first = {"decided_on": day.isoformat(), "number": "", "correction": "The day was mistyped."}
    second = {"decision": "The market closes.", "correction": "The words were misread."}
    assert desks[0].post(address, data={**forms[0], **first}).status_code == 303
    refused = desks[1].post(address, data={**forms[1], **second})
    assert refused.status_code == 422
    words = words_of(refused)
    assert "Somebody else corrected the outcome" in words
    told = words.split("What it says now")[-1].split("Publish the correction")[0]
    assert i18n.date_text(day, lang="en") in told and "Number of the decision (empty)" in told
    kept = fields_of(refused)
    assert {name: kept[name] for name in second} == second
    assert desks[1].post(address, data={**kept, "decided_on": day.isoformat()}).status_code == 303
    db.session.rollback()
    outcome = queries.outcome_of(consultation.id)
    assert outcome is not None and (outcome.decision, outcome.decided_on) == ("The market closes.", day)


def test_a_correction_in_another_language_and_one_without_a_mark_are_no_conflict(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation)
    make_outcome(consultation)
    address = f"/en/desk/consultations/{consultation.slug}/outcome/correct"
    other, address = f"{address}/zh-hant", f"{address}/en"
    desks = desks_of(app, consultation)
    form = fields_of(desks[0].get(other))
    unmarked = fields_of(desks[0].get(address))
    again = fields_of(desks[1].get(address))
    again |= {"summary": "The opening hours were asked about.", "correction": "It was missing."}
    assert desks[1].post(address, data=again).status_code == 303
    form |= {"decision": "市場關閉。", "correction": "漏譯。"}
    assert desks[0].post(other, data=form).status_code == 303, "another language is no conflict"
    del unmarked["seen"]
    unmarked |= {"number": "LH-8", "correction": "It was mistyped."}
    assert desks[0].post(address, data=unmarked).status_code == 303, "a script that knows no marks goes on"


def test_a_day_that_was_changed_alone_is_shown(app: Flask) -> None:
    consultation = make_consultation("closed")
    draft_outcome(consultation)
    address = f"/en/desk/consultations/{consultation.slug}/outcome/decision"
    desks = desks_of(app, consultation)
    forms = [fields_of(one.get(address)) for one in desks]
    day = day_before(consultation)
    assert desks[0].post(address, data={**forms[0], "decided_on": day.isoformat()}).status_code == 303
    refused = desks[1].post(address, data={**forms[1], "decision": "The market closes."})
    assert refused.status_code == 422
    told = words_of(refused).split("What it says now")[-1]
    assert f"On which day {i18n.date_text(day, lang='en')}" in told


@pytest.mark.parametrize("step", ["decision", "languages/zh-hant"])
def test_what_was_emptied_is_shown_as_empty(app: Flask, step: str) -> None:
    consultation = make_consultation("closed")
    draft_outcome(consultation, texts={"zh-hant": {"decision": "通過。", "decided_by": "局長"}})
    address = f"/en/desk/consultations/{consultation.slug}/outcome/{step}"
    desks = desks_of(app, consultation)
    forms = [fields_of(one.get(address)) for one in desks]
    assert desks[0].post(address, data={**forms[0], "decided_by": ""}).status_code == 303
    refused = desks[1].post(address, data={**forms[1], "decision": "The market closes."})
    assert refused.status_code == 422
    assert "Who decided (empty)" in words_of(refused).split("What it says now")[-1]
    assert '<div class="outcomes-lines">(empty)' in refused.text, "the page's own words need no language"


def test_places_ticked_meanwhile_are_shown_by_name(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    said = {"old town": SaidPlace("Old Town", 7), "harbour": SaidPlace("Harbour", 6)}
    monkeypatch.setattr(senders_told, "offered", lambda *_: said)
    consultation = make_consultation("closed")
    draft_outcome(consultation)
    address = f"/en/desk/consultations/{consultation.slug}/outcome/summary"
    desks = desks_of(app, consultation)
    forms = [fields_of(one.get(address)) for one in desks]
    assert desks[0].post(address, data={**forms[0], "places": ["harbour"]}).status_code == 303
    refused = desks[1].post(address, data={**forms[1], "summary": "Many wrote."})
    assert refused.status_code == 422
    told = words_of(refused).split("What it says now")[-1].split("The page")[0]
    assert "Places whose numbers the response tells Harbour (6)" in told


@pytest.mark.parametrize("is_public", [False, True])
def test_a_summary_written_meanwhile_is_told(app: Flask, is_public: bool) -> None:
    consultation = make_consultation("closed")
    make_received_summary(consultation, "Nothing came by post.", publish=is_public)
    address = f"/en/desk/consultations/{consultation.slug}/summary"
    desks = desks_of(app, consultation)
    forms = [fields_of(one.get(address), "/summary") for one in desks]
    first = {
        "body": "A letter came by post.",
        "body_zh_hant": "收到一封信。",
        "correction": "It lay elsewhere.",
    }
    second = {"body": "Nothing came by post, nothing by hand."}
    if is_public:
        second["correction"] = "Too short."
    assert desks[0].post(address, data={**forms[0], **first}).status_code == 303
    refused = desks[1].post(address, data={**forms[1], **second})
    assert refused.status_code == 422
    words = words_of(refused)
    assert "Somebody else" in words
    told = words.split("What it says now")[-1]
    assert "A letter came by post." in told and "收到一封信。" in told
    assert 'lang="en">A letter' in refused.text and 'lang="zh-Hant">收到' in refused.text
    kept = fields_of(refused, "/summary")
    assert {name: kept[name] for name in second} == second
    assert desks[1].post(address, data={**kept, "body_zh_hant": "收到一封信。"}).status_code == 303
    db.session.rollback()
    summary = queries.summary_of(consultation.id)
    assert (
        summary is not None
        and summary.body == second["body"]
        and summary.texts == {"zh-hant": "收到一封信。"}
    )
    unmarked = {**forms[0], **first, "form_token": fields_of(desks[0].get(address), "/summary")["form_token"]}
    del unmarked["seen"]
    assert desks[0].post(address, data=unmarked).status_code == 303, "a script that knows no marks goes on"


def test_a_day_promised_meanwhile_is_no_conflict(app: Flask) -> None:
    consultation = make_consultation("closed")
    address = f"/en/desk/consultations/{consultation.slug}/summary"
    desks = desks_of(app, consultation)
    form = fields_of(desks[0].get(address))
    promised = fields_of(desks[1].get(f"{address}/promise"))
    promised["until"] = (clock.now() + timedelta(days=30)).date().isoformat()
    assert desks[1].post(f"{address}/promise", data=promised).status_code == 303
    assert desks[0].post(address, data={**form, "body": "Nobody wrote."}).status_code == 303


def test_a_refused_publication_shows_the_mark(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_received_summary(consultation, "Most people agree.")
    address = f"/en/desk/consultations/{consultation.slug}/summary"
    desks = desks_of(app, consultation)
    act = fields_of(desks[0].get(address))
    refused = desks[0].post(f"{address}/publish", data={"csrf_token": act["csrf_token"]})
    assert refused.status_code == 422
    stale = desks[0].post(f"{address}/publish", data={})
    assert stale.status_code == 422
    other = fields_of(desks[1].get(address), "/summary")
    assert desks[1].post(address, data={**other, "body": "Nobody wrote."}).status_code == 303
    for page in (refused, stale):
        assert (
            desks[0].post(address, data={**fields_of(page, "/summary"), "body": "One wrote."}).status_code
            == 422
        )
