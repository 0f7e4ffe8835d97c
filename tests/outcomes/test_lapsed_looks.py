"""A second look at a comment that was taken back lapses: it is owed nowhere any more, and every page says so alike."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import writing
from consult.foundation.errors import Conflict
from consult.opendata import verify_package
from consult.organisations import queries as organisations
from consult.outcomes import jobs, queries
from consult.record import checks
from tests.consultations.pages import signed_in, words_of
from tests.factories.outcomes import finish
from tests.factories.packages import export
from tests.factories.ratings import Case, ask, close


def withdraw(case: Case) -> None:
    with writing():
        contributing.withdraw(GUEST, contributions.get(case.first.id), now=clock.now())


def restrict(case: Case) -> None:
    with writing():
        now, comment = clock.now(), contributions.get(case.first.id)
        sent = contributions.get_submission(comment.submission_id)
        asked = contributing.ask_erasure(GUEST, sent, scope="all", language="en", now=now)
        contributing.decide_erasure(
            CONSOLE, asked, decision="restricted", ground="contested", note="", now=now
        )


@pytest.mark.parametrize("take_back", [withdraw, restrict])
def test_a_second_look_lapses_with_its_comment_wherever_it_is_told(
    client: FlaskClient, case: Case, tmp_path: Path, take_back: Callable[[Case], None]
) -> None:
    made, body = case.made, organisations.get(case.made.organisation_id)
    ask(case.first)
    assert [str(one) for one in queries.missing_to_finish(made)]
    desk = signed_in(client.application.test_client(), case.other)
    looks = f"/en/desk/consultations/{made.slug}/second-looks"
    assert "asked for one" in words_of(desk.get("/en/desk")) and case.first.reference in desk.get(looks).text
    take_back(case)
    assert "second look" not in words_of(client.get(f"/en/bodies/{body.slug}/debts"))
    assert "Nothing is owed." in words_of(client.get("/en/bodies"))
    assert "asked for one" not in words_of(desk.get("/en/desk"))
    assert "second look" not in words_of(desk.get("/en/desk/owed"))
    listed = desk.get(looks)
    assert case.first.reference not in listed.text and "None is open." in words_of(listed)
    assert "1 second look has lapsed" in words_of(listed)
    outcome = words_of(client.get(f"/en/consultations/{made.slug}/outcome"))
    assert "Second looks asked for: 1, of which closed with a reason by another person: 0." in outcome
    assert "Lapsed, as the comment was withdrawn, erased, removed or restricted by law since: 1." in outcome
    assert jobs.remind_of_looks(clock.now()) == 0
    assert jobs.remind_of_looks(clock.now() + timedelta(days=400)) == 0
    with pytest.raises(Conflict, match="has lapsed"):
        close(case.other, case.first)
    assert not queries.missing_to_finish(consultations.get(made.slug))
    finish(consultations.get(made.slug))
    assert "Still open" not in words_of(client.get(f"/en/consultations/{made.slug}/outcome"))
    assert any(one.name == "outcomes" for one in checks.verify_all(lambda: ""))
    for grade in ("public", "auditor"):
        verify_package.verify(export(consultations.get(made.slug), tmp_path, grade=grade))


def test_another_comment_of_the_same_consultation_keeps_its_second_look(case: Case) -> None:
    ask(case.first)
    ask(case.second)
    withdraw(case)
    first, second = (contributions.get(one.id) for one in (case.first, case.second))
    assert queries.is_lapsed(first) and not queries.is_lapsed(second)
    assert set(queries.open_looks_at([first.id, second.id])) == {second.id}
    assert queries.count_looks(case.made.id) == (1, 0, 1) and queries.count_open_looks(case.made.id) == 1
    assert jobs.remind_of_looks(clock.now()) == 1
