"""Authors say whether the answer meets their point, and may ask once for a second look by another person."""

import re
import secrets
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.accounts import queries as accounts
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.opendata import verify_package
from consult.organisations import queries as organisations
from consult.outcomes import queries, service
from consult.record import checks
from tests.factories.accounts import sign_in
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.moderation import make_person, make_published
from tests.factories.outcomes import make_comments, make_reply, responder_of
from tests.factories.packages import export
from tests.outcomes.test_pages import send, words


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    return make_consultation("closed", organisation=make_organisation(name="City Hall"))


@pytest.fixture
def actor(consultation: Consultation) -> Actor:
    return responder_of(consultation)


def rate(comment: Comment, value: str) -> None:
    with writing():
        service.rate_answer(GUEST, contributions.get(comment.id), value=value, now=clock.now())


def ask(comment: Comment, reason: str = "I asked about winter.", days: int = 0) -> None:
    with writing():
        service.ask_second_look(
            GUEST, contributions.get(comment.id), reason=reason, now=clock.now() + timedelta(days=days)
        )


def close(actor: Actor, comment: Comment, note: str = "Winter was left out; the reply is corrected.") -> None:
    with writing():
        look = queries.second_look_at(comment.id)
        assert look is not None
        service.close_second_look(actor, look, note=note, now=clock.now())


def test_the_counts_are_public_one_for_each_comment(
    consultation: Consultation, actor: Actor, client: FlaskClient, tmp_path: Path
) -> None:
    first, second, third = make_comments(consultation, 3)
    with pytest.raises(Conflict, match="no answer yet"):
        rate(first, "answers")
    make_reply(consultation, [first, second, third], actor=actor)
    rate(first, "misses")
    rate(first, "answers")
    rate(second, "misses")
    with pytest.raises(Refused):
        rate(third, "perhaps")
    page = words(client.get(f"/en/consultations/{consultation.slug}/outcome"))
    assert (
        "Comments that are answered: 3. Whoever sent one on this site can say whether the answer meets the point. "
        "Yes: 1. No: 1. No word yet: 1." in page
    )
    ask(second)
    checks.CHECKS["outcomes"]()
    for grade in ("public", "auditor"):
        verify_package.verify(export(consultation, tmp_path, grade=grade))


def test_a_second_look_is_asked_once_and_closed_by_another_person(
    consultation: Consultation, actor: Actor, client: FlaskClient, tmp_path: Path
) -> None:
    (comment,) = make_comments(consultation)
    reply = make_reply(consultation, [comment], actor=actor)
    other = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    with pytest.raises(Refused, match="time is over"):
        ask(comment, days=400)
    ask(comment)
    with pytest.raises(Conflict, match="once"):
        ask(comment)
    missing = queries.missing_to_finish(consultations.get_by_id(consultation.id))
    assert any("closing reason" in one.message for one in missing)
    with pytest.raises(Forbidden):
        close(actor, comment)
    with pytest.raises(Forbidden):
        close(make_staff("moderator", organisation=organisations.get(consultation.organisation_id)), comment)
    with pytest.raises(Refused):
        close(other, comment, " ")
    close(other, comment)
    page = words(client.get(f"/en/consultations/{consultation.slug}/replies/{reply.public_id}"))
    assert "Winter was left out" in page and "I asked about winter" not in page
    assert not any("closing reason" in one.message for one in queries.missing_to_finish(consultation))
    checks.CHECKS["outcomes"]()
    verify_package.verify(export(consultation, tmp_path))


def test_who_corrected_the_reply_doesnt_close_it(consultation: Consultation, actor: Actor) -> None:
    (comment,) = make_comments(consultation)
    reply = make_reply(consultation, [comment], actor=actor)
    other = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    with writing():
        service.correct_reply(
            other,
            queries.get_reply_by_id(reply.id),
            body="Thank you. Not yet.",
            reason="Too soon.",
            now=clock.now(),
        )
    ask(comment)
    for one in (actor, other):
        with pytest.raises(Forbidden):
            close(one, comment)


def test_the_author_does_it_by_key_and_by_account(
    consultation: Consultation, client: FlaskClient, app: Flask
) -> None:
    person = make_person("ann@residents.example")
    opened = consultation.opens_at
    assert opened is not None
    comment = make_published(consultation, actor=person, now=opened + timedelta(minutes=1))
    make_reply(consultation, [comment])
    sign_in(client, accounts.get_by_address(person.email))
    own = f"/en/me/comments/{comment.reference}"
    assert f"{own}/answer" in client.get(own).text
    page = client.get(f"{own}/answer")
    assert page.status_code == 200
    form = {"form_token": secrets.token_urlsafe(20)}
    assert send(client, f"{own}/answer", value="misses", **form).status_code == 303
    page = client.get(f"{own}/answer")
    assert 'value="misses" checked' in page.text or re.search(r'value="misses"[^>]*checked', page.text)
    assert send(client, f"{own}/answer", reason="").status_code == 422
    assert send(client, f"{own}/answer", reason="I asked about winter.").status_code == 303
    assert "Another person than who answered closes it" in client.get(f"{own}/answer").text
    assert app.test_client().get("/en/receipt/wrong/answer").status_code == 404
    responder = app.test_client()
    other = make_staff("responder", organisation=organisations.get(consultation.organisation_id))
    sign_in(responder, accounts.get_by_address(other.email))
    desk = f"/en/desk/consultations/{consultation.slug}/second-looks"
    look = queries.second_look_at(comment.id)
    assert look is not None
    assert send(responder, desk, at=f"{desk}/{look.public_id}", note="").status_code == 422
    assert send(responder, desk, at=f"{desk}/{look.public_id}", note="It stands.").status_code == 303
    assert "It stands." in client.get(f"{own}/answer").text
