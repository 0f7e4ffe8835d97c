"""The summary of what was received: without a position, before the outcome, with a day of its own."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.foundation import clock, i18n
from consult.foundation.access import Actor
from consult.foundation.db import writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.opendata import verify_package
from consult.outcomes import positions, queries, service
from consult.record import checks
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.outcomes import make_comments, make_disposition, make_outcome, responder_of
from tests.factories.packages import export
from tests.outcomes.test_pages import send, words

FACTS = "Two comments came [[all]]. Some people asked who pays [[all]]."


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("closed", organisation=make_organisation(name="City Hall"))


@pytest.fixture
def actor(consultation: Consultation) -> Actor:
    return responder_of(consultation)


def write(actor: Actor, consultation: Consultation, body: str = FACTS) -> None:
    with writing():
        service.draft_received(
            actor, consultations.get_by_id(consultation.id), body=body, texts={"zh-hant": "共收到兩件意見[[all]]。"},
            now=clock.now(),
        )  # fmt: skip


def publish(actor: Actor, consultation: Consultation) -> None:
    with writing():
        service.publish_summary(actor, consultations.get_by_id(consultation.id), now=clock.now())


def promise(actor: Actor, consultation: Consultation, days: int, reason: str = "") -> None:
    with writing():
        service.promise_summary(
            actor, consultations.get_by_id(consultation.id), until=(clock.now() + timedelta(days=days)).date(),
            reason=reason, now=clock.now(),
        )  # fmt: skip


def test_it_is_published_before_the_outcome_and_corrected_in_the_open(
    consultation: Consultation, actor: Actor, client: FlaskClient, tmp_path: Path
) -> None:
    make_comments(consultation, 2)
    address = f"/en/consultations/{consultation.slug}/summary"
    write(actor, consultation)
    assert "asked who pays" not in client.get(address).text
    publish(actor, consultation)
    page = words(client.get(address))
    assert "Two comments came [all]" in page and "2 comments" in page
    assert "共收到兩件意見" in client.get(address.replace("/en/", "/zh-hant/")).text
    with pytest.raises(Conflict, match="can be corrected"):
        write(actor, consultation)
    with writing():
        service.correct_summary(
            actor, consultations.get_by_id(consultation.id), body=FACTS + " One asked for shade [[all]].", texts={},
            reason="One was forgotten.", now=clock.now(),
        )  # fmt: skip
    page = words(client.get(address))
    assert "One asked for shade" in page and "One was forgotten." in page
    make_outcome(consultation, actor=actor)
    checks.CHECKS["outcomes"]()
    verify_package.verify(export(consultation, tmp_path))


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("Forty comments came [[all]].", "Forty comments"),
        ("Some people asked who pays.", "cites nothing"),
        ("Two comments came [[all]]. We will not follow them.", "We will"),
        ("共收到兩件意見[[all]]。本局認為並不可行。", "本局認為"),
    ],
)
def test_it_says_only_what_was_received(
    consultation: Consultation, actor: Actor, body: str, named: str
) -> None:
    make_comments(consultation, 2)
    write(actor, consultation, body)
    with pytest.raises(Refused) as refused:
        publish(actor, consultation)
    assert named in i18n.refusal_text(refused.value)


def test_positions_are_found_in_three_languages() -> None:
    for text in (
        "The council rejects this.",
        "We therefore believe it.",
        "我局决定采纳。",
        "本部認為可行。",
        "該意見不予參採。",
    ):
        assert positions.found_in(text), text
    for text in ("Some people want the council to pay.", "有意見認為本局應付費。", "People asked for shade."):
        assert not positions.found_in(text), text


def test_a_promised_summary_is_owed_before_the_outcome_and_late_for_everybody(
    consultation: Consultation,
    actor: Actor,
    client: FlaskClient,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    make_comments(consultation, 2)
    promise(actor, consultation, 5)
    with pytest.raises(Refused, match="the reason"):
        promise(actor, consultation, 8)
    promise(actor, consultation, 8, "The hall was flooded.")
    address = f"/en/consultations/{consultation.slug}/summary"
    page = words(client.get(address))
    assert "It is promised for" in page and "The hall was flooded." in page
    verify_package.verify(export(consultation, tmp_path))
    missing = [one.message for one in queries.missing_to_publish(consultations.get_by_id(consultation.id))]
    assert "the summary of what was received, published before the outcome" in missing
    later = clock.now() + timedelta(days=11)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "late" in words(client.get(address))
    checks.CHECKS["outcomes"]()


def test_only_staff_of_the_body_write_and_publish_it(consultation: Consultation) -> None:
    stranger = make_staff("moderator", organisation=make_organisation(name="Elsewhere"))
    with pytest.raises(Forbidden):
        write(stranger, consultation)
    with pytest.raises(Forbidden):
        publish(stranger, consultation)
    with pytest.raises(Forbidden):
        promise(stranger, consultation, 5)


def test_where_comments_appear_only_in_the_summary_it_is_owed(app: Flask, client: FlaskClient) -> None:
    consultation = make_consultation(
        "closed", rules={"comments_appear": "in-summary", "comments_appear_reason": "Names of patients."}
    )
    actor = responder_of(consultation)
    make_comments(consultation, 2)
    make_disposition(consultation, actor=actor)
    with pytest.raises(Refused, match="the summary"):
        make_outcome(consultation, actor=actor)
    write(actor, consultation)
    publish(actor, consultation)
    page = words(client.get(f"/en/consultations/{consultation.slug}/summary"))
    assert "Two comments came" in page and "2 not shown now, by the rules" in page


def test_the_desk_writes_promises_and_publishes(consultation: Consultation, client: FlaskClient) -> None:
    make_comments(consultation, 2)
    sign_in(client, accounts.get_by_address(responder_of(consultation).email))
    desk = f"/en/desk/consultations/{consultation.slug}/summary"
    until = (clock.now() + timedelta(days=9)).date().isoformat()
    assert send(client, f"{desk}/promise", until=until).status_code == 303
    assert send(client, desk, body="Forty comments came [[all]].").status_code == 303
    answer = send(client, desk, at=f"{desk}/publish")
    assert answer.status_code == 422 and "Forty comments" in answer.text
    assert send(client, desk, body=FACTS, form_token="t" * 32).status_code == 303
    assert send(client, desk, at=f"{desk}/publish").status_code == 303
    assert "Two comments came" in client.get(f"/en/consultations/{consultation.slug}/summary").text
    assert "Corrected on" not in client.get(f"/en/consultations/{consultation.slug}/summary").text
    assert send(client, desk, body=FACTS + " ", correction="").status_code == 422
