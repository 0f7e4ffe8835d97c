"""Wordings that were replaced before comments appeared: nobody ever read them."""

from datetime import timedelta
from pathlib import Path
from unittest import mock

import pytest
from flask import Flask

from consult.contributions import jobs
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import writing
from consult.opendata.verify_package import verify
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published, make_ruling, make_waiting
from tests.factories.packages import export


@pytest.mark.parametrize("again", [1, 2])
@pytest.mark.parametrize("moderation", ["before", "after"])
def test_a_wording_that_was_replaced_before_comments_appeared_was_never_read(
    app: Flask, tmp_path: Path, moderation: str, again: int
) -> None:
    closes = clock.now() + timedelta(days=1)
    rules = {
        "comments_appear": "at-closing",
        "comments_appear_reason": "So that nobody copies.",
        "moderation": moderation,
    }
    made = make_consultation(slug="market", rules=rules, closes_at=closes)
    own = (make_published if moderation == "before" else make_waiting)(made, "First words").id
    for number in range(again):
        with writing():
            written = contributing.write(f"Later words {number}", limit=99)
            contributing.correct(GUEST, contributions.get(own), written, now=clock.now())
        if moderation == "before":
            make_ruling(contributions.get(own))
    assert contributions.get(own).state == "held"
    with mock.patch.object(clock, "now", return_value=closes + timedelta(seconds=1)):
        jobs.let_appear(clock.now())
        assert contributions.get(own).state == "published"
        for grade in ("public", "auditor"):
            assert verify(export(made, tmp_path, grade))
