"""A comment that the outcome alone answers: its author rates that, and asks for a second look, as with a reply."""

import csv
import io
import json
import secrets
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from consult.accounts import queries as accounts
from consult.analysis import queries as reading
from consult.analysis import service as reading_service
from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, NotOpen, Refused
from consult.opendata import verify_package
from consult.opendata.verify_contents import written_json
from consult.organisations import queries as organisations
from consult.outcomes import queries, rules, service
from consult.outcomes.models import AnswerRating, SecondLook
from consult.record import checks
from consult.record import service as record
from tests.contributions.test_erasing import erase, verify_everything
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_consultation, make_organisation, make_staff
from tests.factories.forging import Log, forged, older
from tests.factories.moderation import make_person, make_published, make_ruling
from tests.factories.outcomes import (
    make_comments,
    make_disposition,
    make_outcome,
    make_reply,
    responder_of,
)
from tests.factories.packages import Files, export, read_files, rebagged, refused, write
from tests.factories.ratings import FOUND, REASON, Case, ask, close, rate
from tests.outcomes.test_pages import send, words

EARLIER = "The answer is another one since then."


@pytest.mark.parametrize(
    ("state", "ground", "is_answered", "why"),
    [
        ("published", "", True, ""),
        ("hidden", "insult", True, ""),
        ("published", "", False, rules.UNANSWERED),
        ("hidden", "spam", False, rules.AS_SPAM),
        ("withdrawn", "", True, rules.TAKEN_AWAY),
        ("removed", "", False, rules.TAKEN_AWAY),
        ("erased", "", True, rules.TAKEN_AWAY),
    ],
)
def test_which_answers_are_rated(state: str, ground: str, is_answered: bool, why: str) -> None:
    assert rules.why_unrated(state, ground, is_answered=is_answered) == why


def test_nothing_is_rated_before_the_outcome_is_public(app: Flask) -> None:
    case = Case()
    for act in (lambda: rate(case.first, "answers"), lambda: ask(case.first)):
        with pytest.raises(Conflict, match="no answer yet"):
            act()


def test_what_stays_unanswered_is_not_rated(app: Flask) -> None:
    case = Case()
    make_ruling(case.second, "hide", ground="spam")
    case.publish()
    with pytest.raises(Conflict, match="advertising or repetition"):
        rate(case.second, "misses")
    with writing():
        contributing.withdraw(GUEST, contributions.get(case.whole.id), now=clock.now())
    for act in (lambda: rate(case.whole, "misses"), lambda: ask(case.whole)):
        with pytest.raises(Conflict, match="taken back, removed or erased"):
            act()


def test_the_outcome_s_numbers_are_public_and_in_both_packages(
    case: Case, client: FlaskClient, tmp_path: Path
) -> None:
    rate(case.first, "answers")
    rate(case.first, "misses")
    rate(case.whole, "answers")
    page = words(client.get(f"/en/consultations/{case.made.slug}/outcome"))
    assert "Comments that are answered: 3." in page and "Yes: 1. No: 1. No word yet: 1." in page
    checks.CHECKS["outcomes"]()
    outcome = queries.published_outcome_of(case.made.id)
    assert outcome is not None
    for grade in ("public", "auditor"):
        path = export(case.made, tmp_path, grade=grade)
        verify_package.verify(path)
        (row,) = _rows(read_files(path)["data/answer_ratings.jsonl"])
        assert row == {
            "reply": "", "outcome": outcome.public_id, "asked": 3, "answers": 1, "misses": 1,
        }  # fmt: skip


def test_a_later_reply_is_the_newer_answer_and_the_earlier_word_stays_proven(
    case: Case, tmp_path: Path
) -> None:
    rate(case.first, "misses")
    ask(case.first)
    reply = make_reply(case.made, [case.first], actor=case.other)
    known = queries.rating_of(case.first.id)
    assert known is not None and known.reply_id is None
    now = queries.answer_to(contributions.get(case.first.id))
    assert now is not None and not now.is_meant_by(known)
    rate(case.first, "answers")
    known, look = queries.rating_of(case.first.id), queries.second_look_at(case.first.id)
    assert known is not None and look is not None
    assert (known.reply_id, look.reply_id) == (reply.id, None)
    close(case.other, case.first)  # who wrote the reply didn't give the answer that it is about
    checks.CHECKS["outcomes"]()
    path = export(case.made, tmp_path, grade="auditor")
    verify_package.verify(path)
    log = Log(read_files(path), "data/")
    told = [
        (one["objects"][2], log.value(one, "value")) for one in log.entries if one["type"] == "answer.rated"
    ]
    outcome = queries.published_outcome_of(case.made.id)
    assert outcome is not None
    assert told == [(outcome.public_id, "misses"), (reply.public_id, "answers")]


def test_nobody_closes_it_who_decided_of_the_comment_or_published_the_outcome(case: Case) -> None:
    make_disposition(
        case.made,
        article_of(case.made),
        "adopted",
        "In winter, too.",
        actor=case.other,
        correction="We forgot it.",
    )
    corrector = responder_of(case.made)
    with writing():
        found = consultations.get_by_id(case.made.id)
        service.correct_outcome(
            corrector, found, changes={"number": "2"}, reason="A misprint.", now=clock.now()
        )
    ask(case.first)
    for one in (case.setter, case.other, case.publisher, corrector):
        with pytest.raises(Forbidden):
            close(one, case.first)
    missing = queries.missing_to_finish(consultations.get_by_id(case.made.id))
    assert any("closing reason" in one.message for one in missing)
    close(case.whole_setter, case.first)  # decided of another comment alone
    ask(case.whole)
    with pytest.raises(Forbidden):
        close(case.whole_setter, case.whole)
    close(case.setter, case.whole)


def test_who_decided_first_and_was_corrected_still_does_not_close_it(app: Flask) -> None:
    case = Case()
    make_disposition(case.made, article_of(case.made), "adopted", "All year.", actor=case.other)
    case.publish()
    ask(case.first)
    for one in (case.setter, case.other):
        with pytest.raises(Forbidden):
            close(one, case.first)


def test_a_second_look_can_be_asked_for_from_the_last_correction_on(case: Case) -> None:
    with pytest.raises(NotOpen):
        ask(case.first, days=400)
    later = clock.now() + timedelta(days=390)
    make_disposition(
        case.made, article_of(case.made), "adopted", "In winter, too.", correction="We forgot it.", now=later
    )
    with pytest.raises(NotOpen):
        ask(case.whole, days=400)  # nothing changed for it
    ask(case.first, days=400)
    with pytest.raises(Conflict, match="once"):
        ask(case.first, days=401)


def test_being_put_under_another_theme_is_an_answer_of_that_day(case: Case) -> None:
    theme = make_theme(case.made, "Winter")
    with writing():
        found = consultations.get_by_id(case.made.id)
        service.set_theme_disposition(
            case.other, found, theme, disposition="later", reason="Next year.", now=clock.now()
        )
    before = queries.answer_to(contributions.get(case.first.id))
    with writing():
        later = clock.now() + timedelta(days=390)
        reading_service.put_under(
            case.other, consultations.get_by_id(case.made.id), reading.get_theme(theme.id),
            comment_ids=[case.first.id], now=later,
        )  # fmt: skip
    after = queries.answer_to(contributions.get(case.first.id))
    assert before is not None and after is not None
    assert len(before.decided) == 1 and len(after.decided) == 2 and after.at == later > before.at


def test_the_desk_says_where_nobody_is_left_to_close_it(app: Flask, client: FlaskClient) -> None:
    made = make_consultation("closed", organisation=make_organisation(name="City Hall"))
    (comment,) = make_comments(made)
    alone = responder_of(made)
    make_disposition(made, None, actor=alone)
    make_outcome(made, actor=alone)
    ask(comment)
    desk = f"/en/desk/consultations/{made.slug}/second-looks"
    sign_in(client, accounts.get_by_address(alone.email))
    page = words(client.get(desk))
    assert "There is nobody for it yet" in page and "It is better so." in page
    other = make_staff("administrator", organisation=organisations.get(made.organisation_id))
    page = words(client.get(desk))
    assert "There is nobody for it yet" not in page and "Who answered are those who set" in page
    close(other, comment)
    assert FOUND in words(client.get(f"/en/consultations/{made.slug}/outcome"))


def test_the_author_does_it_by_account_and_by_key(client: FlaskClient, app: Flask) -> None:
    made = make_consultation("closed", organisation=make_organisation(name="City Hall"))
    person = make_person("ann@residents.example")
    assert made.opens_at is not None
    comment = make_published(made, actor=person, now=made.opens_at + timedelta(minutes=1))
    sign_in(client, accounts.get_by_address(person.email))
    own = f"/en/me/comments/{comment.reference}"
    assert f"{own}/answer" not in client.get(own).text
    page = words(client.get(f"{own}/answer"))
    assert rules.UNANSWERED in page and "Rate the answer" not in page
    sent = {"value": "misses", "form_token": secrets.token_urlsafe(20)}
    refused_page = send(client, f"{own}/withdraw", at=f"{own}/answer", **sent)
    assert refused_page.status_code == 422 and words(refused_page).count(rules.UNANSWERED) == 2
    make_disposition(made, None, "partly", "In summer alone.")
    make_outcome(made)
    assert f"{own}/answer" in client.get(own).text
    page = words(client.get(f"{own}/answer"))
    assert "In summer alone." in page and "Answered in the outcome" in page
    assert send(client, f"{own}/answer", value="perhaps").status_code == 422
    assert send(client, f"{own}/answer", value="misses").status_code == 303
    assert send(client, f"{own}/answer", reason=REASON).status_code == 303
    assert "Another person than who answered closes it" in client.get(f"{own}/answer").text
    assert EARLIER not in words(client.get(f"{own}/answer"))
    make_reply(made, [contributions.get(comment.id)], "In winter, too, from 2028 on.")
    page = words(client.get(f"{own}/answer"))
    assert EARLIER in page and "In winter, too, from 2028 on." in page and "In summer alone." in page
    assert send(client, f"{own}/answer", at=f"{own}/answer", reason="Again.").status_code == 422
    with writing():
        contributing.withdraw(person, contributions.get(comment.id), now=clock.now())
    page = words(client.get(f"{own}/answer"))
    assert rules.TAKEN_AWAY in page and "Change the rating" not in page


@pytest.fixture
def spoken(case: Case) -> Case:
    """With two ratings and a closed second look."""
    rate(case.first, "misses")
    rate(case.whole, "answers")
    ask(case.first)
    close(case.other, case.first)
    return case


@pytest.mark.parametrize("model", [AnswerRating, SecondLook])
def test_a_row_about_another_answer_is_found(spoken: Case, model: type[AnswerRating | SecondLook]) -> None:
    checks.CHECKS["outcomes"]()
    reply = make_reply(spoken.made, [spoken.second])
    with db.engine.begin() as connection:
        connection.execute(update(model).where(model.comment_id == spoken.first.id).values(reply_id=reply.id))
    db.session.rollback()  # it reads what stood there when it began
    with pytest.raises(checks.Fault, match="about another answer"):
        checks.CHECKS["outcomes"]()
    with pytest.raises(checks.Fault):
        checks.check_marks()


def _rows(content: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content.splitlines()]


def _changes() -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "answer_ratings", {"asked": 4}, "“asked” is not what the entries say"
    yield "answer_ratings", {"answers": 2}, "the entries tell of 2 ratings"
    yield "answer_ratings", {"outcome": "x"}, "x has no entry"
    yield "second_looks", {"outcome": "x"}, "about something else than its entry"
    yield "second_looks", {"note": "It stands."}, "“note” is not what the entry says"


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_a_changed_table_is_refused(spoken: Case, tmp_path: Path, grade: str) -> None:
    path = export(spoken.made, tmp_path, grade=grade)
    assert any("verify" in name for name in read_files(path))
    verify_package.verify(path)
    for table, change, fault in _changes():
        files = dict(read_files(path))
        rows = [{**one, **change} for one in _rows(files[f"data/{table}.jsonl"])]
        assert fault in refused(rebagged(_with_rows(files, table, rows)), tmp_path)


def _with_rows(files: Files, table: str, rows: list[dict[str, Any]]) -> Files:
    """With these rows in both forms of a table."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    lines = [json.dumps(one, ensure_ascii=False, separators=(",", ":")) + "\n" for one in rows]
    return {
        **files,
        f"data/{table}.jsonl": "".join(lines).encode(),
        f"data/{table}.csv": text.getvalue().encode(),
    }


def test_a_package_from_before_outcomes_were_rated_still_verifies(app: Flask, tmp_path: Path) -> None:
    made = make_consultation("closed", organisation=make_organisation(name="City Hall"))
    (comment,) = make_comments(made)
    make_reply(made, [comment])
    rate(comment, "misses")
    ask(comment)
    files = read_files(export(made, tmp_path))
    for table in ("answer_ratings", "second_looks"):
        rows = _rows(files[f"data/{table}.jsonl"])
        files = _with_rows(files, table, [{k: v for k, v in one.items() if k != "outcome"} for one in rows])
    told = _rows(files["data/dictionary.jsonl"])
    tables = ("data/answer_ratings", "data/second_looks")
    then = [one for one in told if not (one["column"] == "outcome" and one["file"].startswith(tables))]
    assert len(told) - len(then) == 4
    files = _with_rows(files, "dictionary", then)
    described = json.loads(files["data/datapackage.json"])
    for resource in described["resources"]:
        if resource["name"] in ("answer-ratings", "second-looks"):
            fields = resource["schema"]["fields"]
            resource["schema"]["fields"] = [one for one in fields if one["name"] != "outcome"]
    files["data/datapackage.json"] = written_json(described).encode()
    facts = json.loads(files["data/package.json"])
    facts["rows"]["data/dictionary.csv"] = len(then)
    files["data/package.json"] = written_json(facts).encode()
    verify_package.verify(write(older(files, "consult-package-5"), tmp_path))


def test_a_log_in_which_who_decided_closed_the_second_look_is_refused(spoken: Case, tmp_path: Path) -> None:
    """In both grades: everybody reads under which theme a public comment stands."""
    for grade in ("public", "auditor"):
        files = read_files(export(spoken.made, tmp_path, grade=grade))

        for decided in ("disposition.set", "outcome.published"):

            def closed_by_them(own: Log, _site: Log, decided: str = decided) -> None:
                who = (
                    own.first(decided, reason="In summer alone.")
                    if decided == "disposition.set"
                    else own.first(decided)
                )
                own.last("answer.second_look_closed")["actor"] = who["actor"]

            assert "was closed by who gave the answer" in refused(forged(files, closed_by_them), tmp_path)

        def never_given(own: Log, _site: Log) -> None:
            own.first("answer.rated")["objects"][2] = "ab" * 16

        assert "was never published" in refused(forged(files, never_given), tmp_path)


def test_a_hidden_reply_leaves_the_outcome_as_the_answer(case: Case) -> None:
    reply = make_reply(case.made, [case.first])
    found = queries.answer_to(contributions.get(case.first.id))
    assert found is not None and found.reply is not None
    with writing():
        service.hide_reply(reply.public_id, ground="privacy", now=clock.now())
        record.append("test.hidden", actor=CONSOLE, now=clock.now())
    found = queries.answer_to(contributions.get(case.first.id))
    assert found is not None and found.reply is None and found.outcome is not None


def test_who_rated_is_erased_and_the_second_look_lapses_with_the_comment(case: Case, tmp_path: Path) -> None:
    rate(case.first, "misses")
    ask(case.first)
    erase(case.first)
    look = queries.second_look_at(case.first.id)
    assert look is not None and look.reason == ""
    with pytest.raises(Conflict, match="taken back, removed or erased"):
        rate(case.first, "answers")
    with pytest.raises(Conflict, match="has lapsed"):
        close(case.other, case.first)
    verify_everything()
    for grade in ("public", "auditor"):
        verify_package.verify(export(case.made, tmp_path, grade=grade))


def test_an_auditor_rates_nothing(case: Case) -> None:
    auditor = make_staff("auditor", organisation=organisations.get(case.made.organisation_id))
    with pytest.raises(Forbidden), writing():
        service.rate_answer(auditor, contributions.get(case.first.id), value="misses", now=clock.now())
    with pytest.raises(Refused):
        rate(case.first, "perhaps")


def test_open_second_looks_come_in_pages_the_longest_waiting_first_and_closed_ones_apart(
    client: FlaskClient, case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = client.application.extensions["consult_settings"].model_copy(update={"page_size": 2})
    monkeypatch.setitem(client.application.extensions, "consult_settings", settings)
    address = f"/en/desk/consultations/{case.made.slug}/second-looks"
    sign_in(client, accounts.get(case.other.account_id or 0))
    assert "Nobody has asked for one." in words(client.get(address))
    for one in (case.second, case.first, case.whole):
        ask(one)
    first = client.get(address)
    assert first.text.index(case.second.reference) < first.text.index(case.first.reference)
    assert (
        case.whole.reference not in first.text
        and "Due on" in words(first)
        and "Still open (3)" in words(first)
    )
    look = queries.second_look_at(case.first.id)
    assert look is not None
    second = client.get(f"{address}?after={look.id}").text
    assert case.whole.reference in second and case.first.reference not in second
    last = queries.second_look_at(case.whole.id)
    assert last is not None
    refused = send(client, f"{address}?after={look.id}", at=f"{address}/{last.public_id}", note=" ")
    assert refused.status_code == 422 and case.whole.reference in refused.text, (
        "with what was typed, where it was"
    )
    close(case.other, case.second)
    assert case.second.reference not in client.get(address).text
    closed = client.get(f"{address}?state=closed")
    assert case.second.reference in closed.text and FOUND in words(closed) and "Closed (1)" in words(closed)
