"""Packages and the record of an honest process check out, whatever was taken out of it and whoever quoted it."""

from pathlib import Path

import pytest
from flask import Flask

from consult.analysis import queries as reading
from consult.analysis import service as theming
from consult.consultations import queries as consultations
from consult.consultations.models import ArticleText, Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.quotes import Quote
from consult.contributions.service.aiming import Aim
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import db, writing
from consult.opendata.verify_package import verify
from tests.contributions.test_erasing import erase
from tests.contributions.test_importing import check_everything
from tests.factories.analysis import make_theme
from tests.factories.consultations import article_of, make_consultation
from tests.factories.moderation import make_review, make_ruling
from tests.factories.outcomes import make_comments, responder_of
from tests.factories.packages import export, read_files, write
from tests.opendata.test_taken_out import GRADES, NAME, correct, make_sent, order_out

WORDS = "The ferry is late."
EITHER = pytest.mark.parametrize("is_sealed_too", [False, True])


def check(made: Consultation, folder: Path, *gone: str) -> None:
    """The record and both grades check out; none of these words is in a package."""
    check_everything()
    for grade in GRADES:
        files = read_files(export(made, folder, grade))
        assert not [(name, one) for name, content in files.items() for one in gone if one.encode() in content]
        verify(write(files, folder))


def test_one_of_two_comments_sent_together_is_hidden(app: Flask, tmp_path: Path) -> None:
    made, (first, _second, _answer) = make_sent()
    make_ruling(first, "hide")
    check(made, tmp_path)


@EITHER
def test_a_sender_quoted_a_wording_that_is_removed(app: Flask, tmp_path: Path, is_sealed_too: bool) -> None:
    made, (first, _second, _answer) = make_sent()
    make_ruling(first, "hide")
    make_review(first, f"I only said: {WORDS}")
    correct(first, "The boat was late.")
    order_out(first, "wording", revision=1, is_sealed_too=is_sealed_too)
    check(made, tmp_path, *([WORDS] if is_sealed_too else ()))


@EITHER
def test_a_comment_on_chosen_words_loses_its_first_wording(
    app: Flask, tmp_path: Path, is_sealed_too: bool
) -> None:
    made = make_consultation(slug="pier")
    with writing():
        article = article_of(made)
        said = db.session.query(ArticleText).filter_by(article_id=article.id).one()
        aim = Aim("en", Quote(said.text[2:8], said.text[:2], said.text[8:20]))
        version = consultations.current_version(made.id)
        assert version is not None
        own = contributing.submit(
            GUEST, consultations.get_by_id(made.id), version, contributing.write("Too dear.", limit=99),
            key=b"0123456789c", language="en", now=clock.now(), article=article, aim=aim,
        ).id  # fmt: skip
    make_ruling(contributions.get(own))
    correct(contributions.get(own), "It costs too much.")
    order_out(contributions.get(own), "wording", revision=1, is_sealed_too=is_sealed_too)
    check(made, tmp_path)


@EITHER
def test_a_ruling_on_another_comment_of_the_sender_quotes_what_is_removed(
    app: Flask, tmp_path: Path, is_sealed_too: bool
) -> None:
    made, (first, second, _answer) = make_sent()
    make_ruling(second, "hide", note=f"As “{WORDS}”, it is off the point.", internal_note=f"See {WORDS}")
    make_review(second, f"I said: {WORDS}")
    order_out(first, "text", is_sealed_too=is_sealed_too)
    check(made, tmp_path, *([WORDS] if is_sealed_too else ()))


@pytest.mark.parametrize("scope", ["text", "name"])
def test_a_ruling_on_the_comment_of_somebody_else_quotes_what_is_removed(
    app: Flask, tmp_path: Path, scope: str
) -> None:
    made, (first, _second, answer) = make_sent()
    make_ruling(answer, "hide", note=f"As “{WORDS}” by {NAME}, it is off the point.")
    make_review(answer, f"I answered “{WORDS}” by {NAME}.")
    order_out(first, scope)
    check(made, tmp_path, WORDS if scope == "text" else NAME)


@pytest.mark.parametrize("scope", ["name", "all"])
def test_a_review_lapses_or_names_the_sender_who_is_erased(app: Flask, tmp_path: Path, scope: str) -> None:
    made, (first, second, _answer) = make_sent()
    make_ruling(second, "hide", note=f"{NAME} is off the point.")
    make_review(second, f"I, {NAME}, want a pier.")
    erase(first, scope)
    check(made, tmp_path, NAME)


def test_a_review_of_a_removed_comment_lapsed_and_stays_so(app: Flask, tmp_path: Path) -> None:
    made, (first, second, _answer) = make_sent()
    make_ruling(second, "hide")
    make_review(second)
    order_out(second, "text", is_sealed_too=False)
    check(made, tmp_path)
    erase(first)
    check(made, tmp_path, NAME)


def test_a_theme_with_comments_is_merged(app: Flask, tmp_path: Path) -> None:
    made = make_consultation("closed", slug="light")
    both, only_first, only_second = make_comments(made, 3)
    officer = responder_of(made)
    first = make_theme(made, "Light", [both, only_first], actor=officer)
    second = make_theme(made, "Lamps", [both, only_second], actor=officer)
    with writing():
        theming.merge_themes(
            officer, consultations.get_by_id(made.id), reading.get_theme(first.id),
            into=reading.get_theme(second.id), now=clock.now(),
        )  # fmt: skip
    check(made, tmp_path)
