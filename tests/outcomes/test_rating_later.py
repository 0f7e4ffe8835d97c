"""What becomes of ratings and second looks when the comment, the answer or the staff is another one later."""

import json
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import writing
from consult.opendata import verify_package
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import make_reply
from tests.factories.packages import export, read_files
from tests.outcomes.test_pages import words
from tests.outcomes.test_rating_outcomes import Case, rate


@pytest.fixture
def case(app: Flask) -> Case:
    made = Case()
    made.publish()
    return made


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


def test_a_comment_published_after_the_outcome_is_counted_once_it_is_rated(
    client: FlaskClient, app: Flask, tmp_path: Path
) -> None:
    case = Case()
    make_ruling(case.second, "hide", ground="spam")
    case.publish()
    make_ruling(contributions.get(case.second.id), "publish")
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
