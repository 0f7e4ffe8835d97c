"""Attacks 1-6 and 22: many at once, twice the same, too early and too late."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.consultations import queries as consultations
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.db import db
from consult.foundation.settings import Settings
from consult.record.models import Entry
from consult.votes.models import Statement, Vote
from tests.accounts.browsing import token_in
from tests.contributions.browsing import comment_address, fields_of, words_of
from tests.factories.accounts import make_account, sign_in
from tests.factories.consultations import make_consultation
from tests.factories.votes import make_statement

WORDS = "Please keep the lamps at the market on."


def at_once(number: int, act: Callable[[int], Any]) -> list[Any]:
    """Run ``act`` so many times, all let go at the same instant."""
    gate = threading.Barrier(number)

    def run(one: int) -> Any:
        gate.wait(20)
        return act(one)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def count(model: Any) -> int:
    """Rows of a table, as committed."""
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_1_2_3_the_same_vote_in_parallel_is_one_vote(app: Flask, client: FlaskClient) -> None:
    made = make_consultation()
    statement = make_statement(made).public_id
    sign_in(client, make_account("ada@example.org"))
    address = f"/en/consultations/{made.slug}/vote"
    token = token_in(client.get(address).text)
    cookie = client.get_cookie("consult")
    assert cookie is not None

    def vote(number: int) -> int:
        other = app.test_client()
        other.set_cookie("consult", cookie.value)
        value = ("agree", "disagree", "pass")[number % 3]
        return other.post(
            address, data={"csrf_token": token, "statement": statement, "value": value}
        ).status_code

    answers = at_once(12, vote)
    assert set(answers) <= {303, 503}
    assert 303 in answers
    assert count(Vote) == 1
    kept = db.session.scalars(select(Statement)).one()
    assert kept.agrees + kept.disagrees + kept.passes == 1


def test_4_every_vote_in_the_record_is_one_that_was_cast(app: Flask, client: FlaskClient) -> None:
    made = make_consultation()
    statement = make_statement(made).public_id
    sign_in(client, make_account("ada@example.org"))
    address = f"/en/consultations/{made.slug}/vote"
    token = token_in(client.get(address).text)
    for _ in range(3):
        client.post(address, data={"csrf_token": token, "statement": statement, "value": "agree"})
    votes = db.session.scalars(select(Entry.type).where(Entry.type.like("vote.%"))).all()
    assert len(votes) == 1


def test_5_one_form_token_sent_at_once_is_one_comment_and_one_receipt(
    app: Flask, client: FlaskClient
) -> None:
    made = make_consultation()
    address = comment_address(made.slug)
    form = {**fields_of(client.get(address)), "body": WORDS}
    cookie = client.get_cookie("consult")
    assert cookie is not None

    def send(_: int) -> tuple[int, str]:
        other = app.test_client()
        other.set_cookie("consult", cookie.value)
        answer = other.post(address, data=form)
        return answer.status_code, answer.location or ""

    answers = at_once(8, send)
    assert {status for status, _ in answers} <= {303, 503}
    assert len({place for _, place in answers if place}) == 1
    assert count(Comment) == 1


def test_6_a_limit_holds_when_all_come_at_the_same_instant(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_consultation()
    address = comment_address(made.slug)
    settings: Settings = app.extensions["consult_settings"]
    monkeypatch.setitem(
        app.extensions, "consult_settings", settings.model_copy(update={"comments_per_address_per_hour": 3})
    )
    clients = [app.test_client() for _ in range(8)]
    forms = [{**fields_of(one.get(address)), "body": f"{WORDS} {n}"} for n, one in enumerate(clients)]
    answers = at_once(8, lambda n: clients[n].post(address, data=forms[n]).status_code)
    assert sorted(answers) == [303] * 3 + [429] * 5
    assert count(Comment) == 3


STATES = ("scheduled", "closed", "answered", "finished")


@pytest.mark.parametrize("phase", STATES)
@pytest.mark.parametrize("lang", ["en", "zh-hans", "zh-hant"])
def test_22_a_comment_outside_its_time_is_refused_in_words_and_given_back(
    client: FlaskClient, phase: str, lang: str
) -> None:
    running = make_consultation()
    made = make_consultation(phase, slug="not-now")
    form = {**fields_of(client.get(comment_address(running.slug, lang=lang))), "version": "1", "article": ""}
    answer = client.post(comment_address(made.slug, lang=lang), data={**form, "body": WORDS})
    assert answer.status_code == 422
    assert fields_of(answer).get("body", "") == WORDS or WORDS in words_of(answer)
    assert "market@example.org" in answer.text, "another way to be heard, or whom to ask, is named"
    assert count(Comment) == 0


@pytest.mark.parametrize("phase", STATES)
def test_22_a_vote_outside_its_time_is_refused(client: FlaskClient, phase: str) -> None:
    running = make_consultation()
    statement = make_statement(running).public_id
    made = make_consultation(phase, slug="not-now")
    sign_in(client, make_account("ada@example.org"))
    token = token_in(client.get(f"/en/consultations/{running.slug}/vote").text)
    for slug in (made.slug, "no-such-thing"):
        answer = client.post(
            f"/en/consultations/{slug}/vote",
            data={"csrf_token": token, "statement": statement, "value": "agree"},
        )
        assert answer.status_code in (403, 404, 409, 422), (slug, answer.status_code)
    assert count(Vote) == 0


def test_22_nothing_is_taken_before_publication(client: FlaskClient) -> None:
    running = make_consultation()
    draft = make_consultation("draft", slug="not-yet")
    form = fields_of(client.get(comment_address(running.slug)))
    answer = client.post(comment_address(draft.slug), data={**form, "body": WORDS})
    assert answer.status_code == 404
    assert WORDS in words_of(answer), "what was typed is given back even there"
    assert count(Comment) == 0


@pytest.mark.parametrize(
    ("before", "taken"),
    [(timedelta(milliseconds=1), True), (timedelta(0), False), (-timedelta(milliseconds=1), False)],
)
def test_22_the_closing_instant_itself_is_too_late(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, before: timedelta, taken: bool
) -> None:
    made = make_consultation(closes_at=datetime.now(UTC).replace(microsecond=0) + timedelta(days=3))
    closes = consultations.get(made.slug).closes_at
    assert closes is not None
    form = {**fields_of(client.get(comment_address(made.slug))), "body": WORDS}
    monkeypatch.setattr(clock, "now", lambda: closes - before)
    answer = client.post(comment_address(made.slug), data=form)
    assert answer.status_code == (303 if taken else 422)
    if not taken:
        assert WORDS in words_of(answer)


@pytest.mark.parametrize("before", [timedelta(milliseconds=1), timedelta(0)])
def test_22_the_opening_instant_itself_is_in_time(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, before: timedelta
) -> None:
    made = make_consultation("scheduled", slug="soon")
    opens = consultations.get("soon").opens_at
    assert opens is not None
    running = fields_of(client.get(comment_address(make_consultation().slug)))
    form = {**running, "version": "1", "article": "", "body": WORDS}
    monkeypatch.setattr(clock, "now", lambda: opens - before)
    assert client.post(comment_address(made.slug), data=form).status_code == (422 if before else 303)


def test_22_posts_around_the_closing_instant_are_all_taken_or_all_given_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_consultation()
    closes = consultations.get(made.slug).closes_at
    assert closes is not None
    address = comment_address(made.slug)
    clients = [app.test_client() for _ in range(8)]
    forms = [{**fields_of(one.get(address)), "body": f"{WORDS} {n}"} for n, one in enumerate(clients)]
    times = iter([closes + timedelta(milliseconds=n) for n in range(-4000, 4000)])
    lock = threading.Lock()

    def now() -> datetime:
        with lock:
            return next(times)

    monkeypatch.setattr(clock, "now", now)
    answers = at_once(8, lambda n: clients[n].post(address, data=forms[n]).status_code)
    assert set(answers) <= {303, 422, 503}
    assert count(Comment) == answers.count(303)
