"""What becomes of ratings and second looks when the comment, the answer or the staff is another one later."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from consult.accounts import queries as accounts
from consult.analysis import queries as reading_queries
from consult.analysis import service as reading
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Forbidden
from consult.opendata import verify_package
from consult.outcomes import permissions, queries, service
from consult.record import checks
from tests.factories.accounts import sign_in
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_consultation, make_organisation
from tests.factories.moderation import make_person, make_published, make_ruling
from tests.factories.outcomes import (
    finish,
    make_comments,
    make_disposition,
    make_outcome,
    make_reply,
    responder_of,
)
from tests.factories.packages import export, read_files
from tests.factories.ratings import FOUND, REASON, Case, ask, close, rate
from tests.outcomes.test_pages import send, words


def published(consultation: Consultation, sender: Actor) -> Comment:
    """A comment on the whole draft, sent while it was open."""
    assert consultation.opens_at is not None
    return make_published(consultation, actor=sender, now=consultation.opens_at + timedelta(minutes=1))


def sent_by_a_resident() -> tuple[Consultation, Actor, Comment]:
    """A consultation that is over, somebody with an account, and their comment."""
    made = make_consultation("closed", organisation=make_organisation(name="City Hall"))
    person = make_person("ann@residents.example")
    return made, person, published(made, person)


def withdraw(comment: Comment) -> None:
    with writing():
        contributing.withdraw(GUEST, contributions.get(comment.id), now=clock.now())


def outcome_page(case: Case, client: FlaskClient) -> str:
    return words(client.get(f"/en/consultations/{case.made.slug}/outcome"))


def test_pages_count_ratings_of_the_comments_that_are_still_there(case: Case, client: FlaskClient) -> None:
    rate(case.first, "answers")
    rate(case.second, "misses")
    make_reply(case.made, [case.second])
    for one in (case.first, case.second):
        withdraw(one)
    page = outcome_page(case, client)
    assert "Comments that are answered: 1." in page and "Yes: 0. No: 0. No word yet: 1." in page


def test_a_comment_published_after_the_outcome_is_counted_and_may_be_rated(
    client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    case = Case()
    make_ruling(case.second, "hide", ground="spam")
    case.publish()
    make_ruling(contributions.get(case.second.id), "publish")
    assert "Comments that are answered: 3." in outcome_page(case, client)
    for one in (case.first, case.second, case.whole):
        rate(one, "answers")
    page = outcome_page(case, client)
    assert "Comments that are answered: 3." in page and "Yes: 3. No: 0. No word yet: 0." in page
    for grade in ("public", "auditor"):
        path = export(case.made, tmp_path, grade=grade)
        verify_package.verify(path)
        (line,) = read_files(path)["data/answer_ratings.jsonl"].splitlines()
        assert (json.loads(line)["asked"], json.loads(line)["answers"]) == (3, 3)
    make_ruling(contributions.get(case.second.id), "hide", ground="spam")
    page = outcome_page(case, client)
    assert "Comments that are answered: 2." in page and "Yes: 2. No: 0. No word yet: 0." in page


def test_who_corrects_the_answer_because_of_a_second_look_may_close_it(case: Case, tmp_path: Path) -> None:
    reply = make_reply(case.made, [case.whole], actor=case.setter)
    for one in (case.first, case.whole):
        ask(one)
    make_disposition(
        case.made,
        article_of(case.made),
        "adopted",
        "In winter, too.",
        actor=case.other,
        correction="We forgot it.",
    )
    with writing():
        service.correct_reply(
            case.other, queries.get_reply_by_id(reply.id), body="In winter, too.", reason="It was forgotten.",
            now=clock.now(),
        )  # fmt: skip
    for comment in (case.first, case.whole):
        with pytest.raises(Forbidden):
            close(case.setter, comment)
        close(case.other, comment)
    checks.CHECKS["outcomes"]()
    for grade in ("public", "auditor"):
        verify_package.verify(export(case.made, tmp_path, grade=grade))


def test_the_check_of_the_record_finds_a_second_look_closed_by_who_gave_the_answer(
    case: Case, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(case.first)
    checks.CHECKS["outcomes"]()
    monkeypatch.setattr(permissions, "may_close_look", lambda *_who, **_how: True)
    close(case.setter, case.first)
    with pytest.raises(checks.Fault, match="was closed by who gave the answer"):
        checks.CHECKS["outcomes"]()


def test_a_form_of_before_the_answer_changed_is_refused_and_keeps_what_was_typed(
    client: FlaskClient, app: Flask
) -> None:
    made, person, comment = sent_by_a_resident()
    make_reply(made, [comment], "In summer alone.")
    sign_in(client, accounts.get_by_address(person.email))
    own = f"/en/me/comments/{comment.reference}/answer"
    answer = queries.answer_to(contributions.get(comment.id))
    assert answer is not None
    assert client.get(own).text.count(f'value="{answer.stamp}"') == 2
    make_reply(made, [contributions.get(comment.id)], "In winter, too.")
    for typed in ({"reason": REASON}, {"value": "misses"}):
        answered = send(client, own, answer=answer.stamp, **typed)
        assert answered.status_code == 422
        assert "The answer is another one since you opened this page" in words(answered)
        assert f'value="{answer.stamp}"' not in answered.text
    assert REASON in send(client, own, answer=answer.stamp, reason=REASON).text
    assert queries.second_look_at(comment.id) is None and queries.rating_of(comment.id) is None
    assert send(client, own, value="misses").status_code == 303
    newest = queries.answer_to(contributions.get(comment.id))
    assert newest is not None
    assert send(client, own, reason=REASON, answer=newest.stamp).status_code == 303


def test_the_desk_asks_as_much_for_many_second_looks_as_for_few(client: FlaskClient, app: Flask) -> None:
    made = make_consultation("closed", organisation=make_organisation(name="City Hall"))
    comments = make_comments(made, 8)
    alone = responder_of(made)
    make_disposition(made, None, actor=alone)
    make_outcome(made, actor=alone)
    for one in comments[:3]:
        make_reply(made, [one], actor=alone)
    sign_in(client, accounts.get_by_address(alone.email))
    desk, seen, numbers = f"/en/desk/consultations/{made.slug}/second-looks", [], []
    event.listen(db.engine, "before_cursor_execute", lambda *given: seen.append(given[2]))
    for part in (comments[2:4], [*comments[:2], *comments[4:]]):
        for one in part:
            ask(one)
        seen.clear()
        assert "There is nobody for it yet" in words(client.get(desk))
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def test_the_desk_says_that_the_only_one_left_wrote_the_comment(client: FlaskClient, app: Flask) -> None:
    made = make_consultation("closed", organisation=make_organisation(name="City Hall"))
    author = responder_of(made)
    comment = published(made, author)
    alone = responder_of(made)
    make_disposition(made, None, actor=alone)
    make_outcome(made, actor=alone)
    ask(comment)
    sign_in(client, accounts.get_by_address(author.email))
    page = words(client.get(f"/en/desk/consultations/{made.slug}/second-looks"))
    assert "There is nobody for it yet" in page and "Close it with this reason" not in page
    responder_of(made)
    page = words(client.get(f"/en/desk/consultations/{made.slug}/second-looks"))
    assert "There is nobody for it yet" not in page and "Close it with this reason" not in page


def test_no_page_names_a_comment_that_was_taken_back_although_its_second_look_stays(
    case: Case, client: FlaskClient
) -> None:
    ask(case.first)
    close(case.other, case.first)
    page = client.get(f"/en/consultations/{case.made.slug}/outcome").text
    assert FOUND in page and f"/comments/{case.first.reference}" in page
    withdraw(case.first)
    page = client.get(f"/en/consultations/{case.made.slug}/outcome").text
    assert FOUND in page and case.first.reference not in page


def test_a_finished_consultation_says_which_second_looks_came_later(case: Case, client: FlaskClient) -> None:
    ask(case.first)
    close(case.other, case.first)
    finish(case.made)
    assert "Still open" not in outcome_page(case, client)
    ask(case.whole)
    page = outcome_page(case, client)
    assert "Still open, as they were asked for after the consultation was finished: 1." in page
    close(case.other, case.whole)
    assert "Still open" not in outcome_page(case, client)


def test_whoever_took_the_comment_back_still_reads_what_was_said_and_found(
    client: FlaskClient, app: Flask
) -> None:
    made, person, comment = sent_by_a_resident()
    make_reply(made, [comment])
    rate(comment, "misses")
    ask(comment)
    close(responder_of(made), comment)
    sign_in(client, accounts.get_by_address(person.email))
    withdraw(comment)
    page = words(client.get(f"/en/me/comments/{comment.reference}/answer"))
    assert "It does not answer my point" in page and "Change the rating" not in page
    assert FOUND in page and "has lapsed" not in page


def test_whoever_took_the_comment_back_reads_that_a_second_look_that_was_open_has_lapsed(
    client: FlaskClient, app: Flask
) -> None:
    made, person, comment = sent_by_a_resident()
    make_reply(made, [comment])
    ask(comment)
    sign_in(client, accounts.get_by_address(person.email))
    own = f"/en/me/comments/{comment.reference}/answer"
    assert "Another person than who answered closes it" in words(client.get(own))
    withdraw(comment)
    page = words(client.get(own))
    assert REASON in page and "It has lapsed: nothing is owed to this comment any more." in page
    assert "Another person than who answered closes it" not in page


def test_how_many_are_answered_is_counted_where_later_ones_stand_under_nothing_decided(
    client: FlaskClient,
) -> None:
    case = Case()
    make_ruling(case.second, "hide", ground="spam")
    case.publish()
    assert "Comments that are answered: 2." in outcome_page(case, client)
    make_ruling(contributions.get(case.second.id), "publish")
    assert "Comments that are answered: 3." in outcome_page(case, client), "by its article"
    theme = make_theme(case.made, "Later", [case.second])
    responder = responder_of(case.made)
    with writing():
        found = consultations.get_by_id(case.made.id)
        for one in reading_queries.themes_by_comment([case.second.id])[case.second.id]:
            if one.id != theme.id:
                reading.take_from(responder, found, one, comment_ids=[case.second.id], now=clock.now())
    ids = [case.first.id, case.second.id, case.whole.id]
    assert case.second.id not in queries.fates_of(ids, "en", is_own=True)
    assert "Comments that are answered: 2." in outcome_page(case, client)
    make_reply(case.made, [contributions.get(case.second.id)])
    rate(case.second, "misses")
    page = outcome_page(case, client)
    assert "Comments that are answered: 3." in page and "Yes: 0. No: 1. No word yet: 2." in page
