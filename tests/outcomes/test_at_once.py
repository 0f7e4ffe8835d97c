"""Two people save at the same instant: nobody's words vanish, and nobody's are lost on the way."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.organisations import queries as organisations
from consult.outcomes import queries
from consult.outcomes.models import Reply
from consult.record import service as record
from consult.record.models import Entry
from tests.consultations.pages import fields_of, signed_in, words_of
from tests.factories.consultations import make_consultation, make_organisation, make_staff
from tests.factories.outcomes import (
    draft_outcome,
    make_comments,
    make_outcome,
    make_received_summary,
    make_reply,
    responder_of,
)
from tests.outcomes.test_joining import ask, part_of, write

append = record.append


@contextmanager
def meeting(type_: str) -> Iterator[None]:
    """Whoever has checked all and is about to enter it in the record waits a moment for the other one."""
    gate = threading.Barrier(2)

    def late(one: str, **named: Any) -> Any:
        if one == type_:
            with suppress(threading.BrokenBarrierError):  # the other one waits for a lock, as it should
                gate.wait(1)
        return append(one, **named)

    with patch.object(record, "append", late):
        yield


def at_once(
    app: Flask,
    consultation: Consultation,
    addresses: list[str],
    typed: list[dict[str, str]],
    type_: str,
    *,
    form: str = "",
) -> tuple[list[FlaskClient], list[TestResponse]]:
    """Two responders open these forms, then send what they typed at the same instant."""
    body = organisations.get(consultation.organisation_id)
    desks = [signed_in(app.test_client(), make_staff("responder", organisation=body)) for _ in addresses]
    return desks, send_both(desks, addresses, typed, type_, form=form)


def send_both(
    desks: list[FlaskClient],
    addresses: list[str],
    typed: list[dict[str, str]],
    type_: str,
    *,
    to: list[str] | None = None,
    form: str = "",
) -> list[TestResponse]:
    """``to``: where the forms go, if elsewhere than the pages they stand on. ``form``: how its address ends."""
    forms = [fields_of(desk.get(address), form) for desk, address in zip(desks, addresses, strict=True)]
    db.session.rollback()

    def send(number: int) -> TestResponse:
        return desks[number].post((to or addresses)[number], data={**forms[number], **typed[number]})

    with meeting(type_), ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))
    db.session.rollback()
    return answers


def check_one_is_told(
    answers: list[TestResponse], typed: list[dict[str, str]], name: str, form: str = ""
) -> None:
    """One is stored; the other one sees what it says now, and keeps what they typed."""
    assert sorted(one.status_code for one in answers) == [303, 422]
    refused = next(number for number, one in enumerate(answers) if one.status_code == 422)
    words = words_of(answers[refused])
    assert "Somebody else" in words and typed[1 - refused][name] in words
    assert fields_of(answers[refused], form)[name] == typed[refused][name]


def make_unwritten() -> Consultation:
    return make_consultation("closed")


def make_drafted() -> Consultation:
    consultation = make_consultation("closed")
    draft_outcome(consultation)
    return consultation


@pytest.mark.parametrize("make", [make_unwritten, make_drafted])
def test_two_drafts(app: Flask, make: Callable[[], Consultation]) -> None:
    consultation = make()
    address = f"/en/desk/consultations/{consultation.slug}/outcome/decision"
    typed = [{"decision": "The market closes."}, {"decision": "The market stays."}]
    _desks, answers = at_once(app, consultation, [address] * 2, typed, "outcome.drafted")
    check_one_is_told(answers, typed, "decision")


def test_two_translators_of_two_languages_keep_both(app: Flask) -> None:
    consultation = make_drafted()
    address = f"/en/desk/consultations/{consultation.slug}/outcome/languages"
    typed = [{"decision": "市场关闭。"}, {"decision": "市場關閉。"}]
    addresses = [f"{address}/zh-hans", f"{address}/zh-hant"]
    _desks, answers = at_once(app, consultation, addresses, typed, "outcome.drafted")
    assert [one.status_code for one in answers] == [303, 303]
    kept = queries.outcome_of(consultation.id)
    assert kept is not None
    assert {code: one["decision"] for code, one in kept.texts.items()} == {
        "zh-hans": "市场关闭。", "zh-hant": "市場關閉。",
    }  # fmt: skip


def test_two_corrections_of_a_reply(app: Flask) -> None:
    consultation = make_consultation("open")
    reply = make_reply(consultation, make_comments(consultation), "The fee is 5.")
    address = f"/en/desk/consultations/{consultation.slug}/replies/{reply.public_id}/correct"
    typed = [{"body": "The fee is 6.", "reason": "It rose."}, {"body": "The fee is 4.", "reason": "It fell."}]
    _desks, answers = at_once(app, consultation, [address] * 2, typed, "reply.corrected")
    check_one_is_told(answers, typed, "body")


def test_two_texts_of_one_part(app: Flask) -> None:
    consultation = make_consultation("open")
    for slug in ("roads", "parks"):
        make_organisation(slug)
    actor = responder_of(consultation)
    part = part_of(ask(actor, consultation, make_comments(consultation)), "roads")
    roads = organisations.get_by_slug("roads")
    desks = [signed_in(app.test_client(), make_staff("responder", organisation=roads)) for _ in range(2)]
    typed = [{"body": "We cut no tree."}, {"body": "We cut two trees."}]
    answers = send_both(desks, [f"/en/desk/parts/{part}"] * 2, typed, "joint.part_written")
    check_one_is_told(answers, typed, "body")


@pytest.mark.parametrize(("act", "type_"), [("publish", "joint.published"), ("cancel", "joint.cancelled")])
def test_a_joint_reply_is_settled_once(app: Flask, act: str, type_: str) -> None:
    consultation = make_consultation("open")
    for slug in ("roads", "parks"):
        make_organisation(slug)
    joint = ask(responder_of(consultation), consultation, make_comments(consultation))
    for slug in ("roads", "parks"):
        write(part_of(joint, slug), slug, f"What {slug} can do.")
    body = organisations.get(consultation.organisation_id)
    desks = [signed_in(app.test_client(), make_staff("responder", organisation=body)) for _ in range(2)]
    page = f"/en/desk/consultations/{consultation.slug}/joint"
    answers = send_both(desks, [page] * 2, [{}] * 2, type_, to=[f"{page}/{joint}/{act}"] * 2)
    assert sorted(one.status_code for one in answers) == [303, 422]
    refused = next(one for one in answers if one.status_code == 422)
    assert "isn’t waited for any more" in words_of(refused)
    assert db.session.query(Entry).filter_by(type=type_).count() == 1
    assert db.session.query(Reply).count() == (act == "publish")


def test_two_first_dispositions(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation)
    address = f"/en/desk/consultations/{consultation.slug}/dispositions/whole"
    typed = [
        {"disposition": "adopted", "reason": "It is so."},
        {"disposition": "not-adopted", "reason": "It isn’t."},
    ]
    _desks, answers = at_once(app, consultation, [address] * 2, typed, "disposition.set")
    check_one_is_told(answers, typed, "reason")


def test_two_corrections_of_the_outcome(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_comments(consultation)
    make_outcome(consultation)
    address = f"/en/desk/consultations/{consultation.slug}/outcome/correct/en"
    typed = [{"decision": "The market closes.", "correction": "Mistyped."},
             {"decision": "The market stays.", "correction": "Misread."}]  # fmt: skip
    _desks, answers = at_once(app, consultation, [address] * 2, typed, "outcome.corrected")
    check_one_is_told(answers, typed, "decision")


def make_summed_up() -> Consultation:
    consultation = make_consultation("closed")
    make_received_summary(consultation, "Nobody wrote.")
    return consultation


@pytest.mark.parametrize("make", [make_unwritten, make_summed_up])
def test_two_summaries_of_what_was_received(app: Flask, make: Callable[[], Consultation]) -> None:
    consultation = make()
    address = f"/en/desk/consultations/{consultation.slug}/summary"
    typed = [{"body": "Two people wrote."}, {"body": "Three people wrote."}]
    _desks, answers = at_once(app, consultation, [address] * 2, typed, "summary.drafted", form="/summary")
    check_one_is_told(answers, typed, "body", "/summary")


def test_two_corrections_of_the_summary(app: Flask) -> None:
    consultation = make_consultation("closed")
    make_received_summary(consultation, "Nothing came by post.", publish=True)
    address = f"/en/desk/consultations/{consultation.slug}/summary"
    typed = [{"body": "A letter came by post.", "correction": "It lay elsewhere."},
             {"body": "Nothing came at all.", "correction": "Misread."}]  # fmt: skip
    _desks, answers = at_once(app, consultation, [address] * 2, typed, "summary.corrected", form="/summary")
    check_one_is_told(answers, typed, "body", "/summary")
