"""Statements: opened by staff, numbered without gaps, and following what becomes of their comment."""

import threading

import pytest
from flask import Flask

from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.errors import Conflict, Forbidden, Refused
from consult.organisations import queries as organisations
from consult.record.models import Entry
from consult.votes import queries, rules, service
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.votes import change_comment, make_comment, make_statement, vote


def open_as(actor: Actor, comment_id: int) -> None:
    with writing():
        service.open_statement(actor, contributions.get(comment_id), now=clock.now())


def texts(consultation: Consultation) -> list[tuple[int, str, str]]:
    found = queries.listed(consultation.id, limit=50).statements
    return [(one.number, one.text, one.closed_reason) for one in found]


@pytest.mark.parametrize(
    ("role", "may"),
    [("moderator", True), ("author", True), ("responder", False), ("clerk", False), ("auditor", False),
     ("administrator", False)],
)  # fmt: skip
def test_only_moderators_and_authors_of_the_body_open_and_close_statements(
    app: Flask, role: str, may: bool
) -> None:
    made = make_consultation()
    comment_id = make_comment(made).id
    other = make_statement(made).public_id
    staff = make_staff(role, organisation=organisations.get(made.organisation_id))
    for actor, allowed in ((staff, may), (make_staff(role), False), (GUEST, False)):
        for act in (
            lambda: service.open_statement(actor, contributions.get(comment_id), now=clock.now()),  # noqa: B023
            lambda: service.close_statement(
                actor, queries.find_statement(other), reason="duplicate", now=clock.now()  # noqa: B023
            ),
        ):  # fmt: skip
            if allowed:
                with writing():
                    act()
            else:
                with pytest.raises(Forbidden), writing():
                    act()


def test_a_statement_has_the_shown_text_and_an_entry(app: Flask) -> None:
    made = make_consultation()
    statement = make_statement(made, "First line.\n\nSecond line & more.")
    assert statement.text == "First line.\n\nSecond line & more."
    assert db.session.query(Entry).filter_by(type="statement.opened", log=made.public_id).count() == 1


@pytest.mark.parametrize("body", ["x" * 401, "長" * 401])
def test_a_long_comment_is_refused_with_the_limit(app: Flask, body: str) -> None:
    comment_id = make_comment(make_consultation(), body).id
    with pytest.raises(Refused, match="401 characters; a statement may have 400"):
        open_as(CONSOLE, comment_id)


def test_unpublished_comments_and_second_statements_are_refused(app: Flask) -> None:
    made = make_consultation()
    waiting = make_comment(made, publish=False).id
    with pytest.raises(Conflict, match="isn’t public"):
        open_as(CONSOLE, waiting)
    comment_id = make_comment(made).id
    open_as(CONSOLE, comment_id)
    with pytest.raises(Conflict, match="already"):
        open_as(CONSOLE, comment_id)


def test_no_statement_opens_where_nobody_can_answer_it(app: Flask) -> None:
    nobody = make_consultation(rules={"who_may_vote": "nobody"})
    with pytest.raises(Refused, match="comments only"):
        open_as(CONSOLE, make_comment(nobody).id)


def test_numbers_have_no_gap_when_many_open_at_once(app: Flask) -> None:
    made = make_consultation()
    ids = [make_comment(made).id for _ in range(12)]
    failures: list[Exception] = []

    def run(comment_id: int) -> None:
        with app.app_context():
            try:
                open_as(CONSOLE, comment_id)
            except Exception as error:  # noqa: BLE001 - told below
                failures.append(error)

    threads = [threading.Thread(target=run, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    assert not failures
    assert [number for number, *_ in texts(made)] == list(range(1, 13))


def test_a_correction_opens_a_new_statement_without_votes(app: Flask) -> None:
    made = make_consultation()
    statement = make_statement(made, "Open until ten.")
    vote(statement, "ada@example.org", "agree")
    comment = contributions.get(statement.comment_id)
    change_comment(comment, "correct", "Open until eleven.")
    assert texts(made) == [(1, "Open until ten.", "corrected"), (2, "Open until eleven.", "")]
    assert [one.here.total for one in queries.tallies(made.id)] == [1, 0]
    with pytest.raises(Conflict):
        vote(statement, "bo@example.org", "agree")


def test_a_redaction_takes_the_old_text_off_and_opens_the_redacted_one(app: Flask) -> None:
    made = make_consultation()
    statement = make_statement(made, "Bob sells here.")
    change_comment(contributions.get(statement.comment_id), "redact")
    (first, second) = texts(made)
    assert first == (1, "", "redacted")
    assert second[0] == 2 and "Bob" not in second[1] and second[1].endswith("sells here.")


@pytest.mark.parametrize("act", ["hide", "withdrawn", "removed", "held", "withheld", "referred", "erased"])
def test_a_comment_taken_from_view_takes_its_statement_along(app: Flask, act: str) -> None:
    made = make_consultation()
    statement = make_statement(made, "Here today.")
    vote(statement, "ada@example.org", "disagree")
    comment = contributions.get(statement.comment_id)
    change_comment(comment, act)
    assert texts(made) == [(1, "", "hidden" if act == "hide" else act)]
    assert queries.tallies(made.id)[0].here.disagrees == 1
    kept = queries.find_statement(statement.public_id)
    assert kept is not None and (kept.text == "") == (act == "erased")


def test_published_again_shows_the_text_of_the_closed_statement_again(app: Flask) -> None:
    made = make_consultation()
    comment = contributions.get(make_statement(made, "Here today.").comment_id)
    change_comment(comment, "hide")
    change_comment(comment, "publish")
    assert texts(made) == [(1, "Here today.", "hidden")]


def test_published_unchanged_leaves_the_statement_open(app: Flask) -> None:
    made = make_consultation()
    comment = contributions.get(make_statement(made, "Here today.").comment_id)
    change_comment(comment, "publish")
    assert texts(made) == [(1, "Here today.", "")]


def test_earlier_wordings_go_when_the_comment_is_withdrawn(app: Flask) -> None:
    made = make_consultation()
    comment = contributions.get(make_statement(made, "One.").comment_id)
    change_comment(comment, "correct", "Two.")
    change_comment(comment, "withdrawn")
    assert texts(made) == [(1, "", "corrected"), (2, "", "withdrawn")]


def test_a_correction_too_long_for_a_statement_only_closes_the_old_one(app: Flask) -> None:
    made = make_consultation()
    comment = contributions.get(make_statement(made, "One.").comment_id)
    change_comment(comment, "correct", "x" * 401)
    assert texts(made) == [(1, "One.", "corrected")]


def test_closing_needs_a_reason_from_the_list(app: Flask) -> None:
    made = make_consultation()
    public_id = make_statement(made).public_id
    with pytest.raises(Refused, match="reason"), writing():
        service.close_statement(CONSOLE, queries.find_statement(public_id), reason="dull", now=clock.now())
    with writing():
        service.close_statement(CONSOLE, queries.find_statement(public_id), reason="unclear", now=clock.now())
    assert texts(made)[0][2] == "unclear"


@pytest.mark.parametrize(
    ("appear", "phase", "public"),
    [("at-closing", "open", False), ("at-closing", "closed", True), ("at-once", "open", True),
     ("at-once", "scheduled", False), ("at-closing", "suspended", False), ("at-closing", "finished", True)],
)  # fmt: skip
def test_results_appear_when_the_rules_say(appear: str, phase: str, public: bool) -> None:
    assert rules.are_results_public(appear, phase) is public
