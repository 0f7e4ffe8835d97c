"""What was published is corrected in the open: both texts, the day and the reason stay readable."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.organisations.models import Organisation as _Organisation
from consult.outcomes import queries, service
from consult.record.models import Entry
from tests.factories.accounts import sign_in
from tests.factories.consultations import article_of, make_consultation, make_staff
from tests.factories.outcomes import draft_outcome, finish, make_comments, make_outcome, responder_of
from tests.outcomes.test_pages import desk, public, send, words
from tests.outcomes.test_response import _words as words_of_pdf


@pytest.fixture
def answered(client: FlaskClient) -> Consultation:
    """With a published outcome; its responder is signed in on ``client``."""
    consultation = make_consultation("closed")
    make_comments(consultation, 1, article=article_of(consultation))
    responder = responder_of(consultation)
    make_outcome(consultation, actor=responder, decision="Stalls close at nine.", number="LH-7")
    sign_in(client, accounts.get_by_address(responder.email))
    return consultation


def entries(type_: str) -> int:
    return sum(
        f'"type":"{type_}"'.encode() in content for content in db.session.scalars(select(Entry.content))
    )


@pytest.mark.parametrize("is_finished", [False, True])
def test_a_published_outcome_is_corrected_and_both_texts_stay(
    client: FlaskClient, answered: Consultation, is_finished: bool
) -> None:
    if is_finished:
        finish(answered)
    address = desk(answered, "outcome/correct/en")
    assert address in client.get(desk(answered, "outcome")).text
    nothing = send(client, address, decision="Stalls close at ten.")
    assert nothing.status_code == 422 and "say why it is corrected" in words(nothing)
    assert "Stalls close at ten." in nothing.text
    typed = {"decision": "Stalls close at ten.", "what_next": "In force in May.",
             "decided_by": "The council", "number": "LH-7b",
             "decided_on": client.get(address).text.split('name="decided_on"')[1].split('value="')[1][:10],
             "correction": "The hour was mistyped."}  # fmt: skip
    assert send(client, address, **typed).status_code == 303
    page = words(client.get(public(answered)))
    assert "Stalls close at ten." in page.split("Corrected on")[0] and "In force in May." in page
    assert "Stalls close at nine." in page.split("Corrected on")[1] and "LH-7 " in page
    assert "Why it was corrected: The hour was mistyped." in page
    assert entries("outcome.corrected") == 1


def test_readers_of_a_text_that_was_not_corrected_are_told_where_the_correction_is(
    client: FlaskClient, answered: Consultation
) -> None:
    responder = responder_of(answered)

    def correct(**changes: object) -> None:
        with writing():
            found = consultations.get_by_id(answered.id)
            service.correct_outcome(responder, found, changes=changes, reason="The hour.", now=clock.now())

    def told(language: str) -> bool:
        page = client.get(public(answered).replace("/en/", f"/{language}/")).text
        is_told = 'lang="en">English</a></div>' in page
        document, _is_tagged = words_of_pdf(
            client.get(public(answered).replace("/en/", f"/{language}/") + ".pdf").data
        )
        said = "其他語言版本已作更正" if language == "zh-hant" else "corrected in another language"
        assert (said.replace(" ", "") in document.replace(" ", "")) == is_told, (
            "the document says what the page does"
        )
        return is_told

    correct(texts={"zh-hant": {"decision": "攤位九時打烊。"}})
    assert not told("zh-hant"), "a translation that comes later has it all"
    form = words(client.get(desk(answered, "outcome/correct/en")))
    assert "Only this language is corrected here." in form and "繁體中文" in form
    correct(decision="Stalls close at ten.")
    assert told("zh-hant") and not told("en") and not told("zh-hans"), (
        "who reads the English reads the correction"
    )
    correct(texts={"zh-hant": {"decision": "攤位十時打烊。"}})
    assert not told("zh-hant") and "wasn’t. The correction" not in client.get(public(answered)).text


def test_a_correction_needs_a_change_a_right_and_something_published(answered: Consultation) -> None:
    consultation_id = answered.id
    kept = {"decision": "Stalls close at nine."}

    def correct(actor_role: str, changes: dict[str, str]) -> None:
        body = consultations.get_by_id(consultation_id).organisation_id
        actor = make_staff(actor_role, organisation=db.session.get_one(_Organisation, body))
        with writing():
            service.correct_outcome(
                actor,
                consultations.get_by_id(consultation_id),
                changes=changes,
                reason="Why.",
                now=clock.now(),
            )

    with pytest.raises(Refused, match="same as before"):
        correct("responder", kept)
    with pytest.raises(Refused, match="not taken out"):
        correct("responder", {"decision": " "})
    with pytest.raises(Forbidden):
        correct("author", {"decision": "Other."})
    other = make_consultation("closed")
    draft_outcome(other)
    consultation_id = other.id
    with pytest.raises(Conflict, match="isn’t published yet"):
        correct("responder", {"decision": "Other."})


def test_a_public_disposition_changes_only_with_a_reason_and_keeps_what_it_said(
    client: FlaskClient, answered: Consultation
) -> None:
    address = desk(answered, "dispositions/1/art-1")
    before = queries.dispositions(answered.id)[article_of(answered).id].reason
    typed = {"disposition": "partly", "reason": "Half of it."}
    assert "say why it is corrected" in words(send(client, address, **typed))
    assert send(client, address, **typed, correction="The wrong box was ticked.").status_code == 303
    page = words(client.get(public(answered)))
    assert "Half of it." in page and before in page and "The wrong box was ticked." in page
    told = client.get(f"/api/v1/consultations/{answered.slug}/outcome").get_json()
    assert "The wrong box was ticked." in told["dispositions"][0]["earlier"]
