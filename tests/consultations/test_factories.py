"""The factories that other rooms' tests stand on."""

import pytest
from flask import Flask

from consult.consultations import queries
from consult.foundation import clock
from tests.factories.consultations import add_version, article_of, make_consultation, make_staff


@pytest.mark.parametrize("phase", ["draft", "scheduled", "open", "closed", "answered", "finished"])
def test_make_consultation_gives_the_phase(app: Flask, phase: str) -> None:
    made = make_consultation(phase, articles=2)
    assert queries.phase_of(made, clock.now()) == phase
    assert article_of(made, "art-2").kind == "article"


def test_add_version_is_the_next(app: Flask) -> None:
    made = make_consultation()
    assert add_version(made).number == 2


def test_make_staff_holds_the_roles(app: Flask) -> None:
    staff = make_staff("moderator", "author")
    assert staff.holds_anywhere("moderator") and staff.holds_anywhere("author")
