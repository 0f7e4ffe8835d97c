"""What follows from other acts: answers to reports on comments, and when a wording was read first."""

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import GUEST
from consult.foundation.db import writing
from consult.moderation import service as moderation
from consult.opendata.verify_package import verify
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_published, make_report, make_ruling, make_waiting, moderator_of
from tests.factories.packages import Files, export, read_files, write
from tests.opendata.test_every_column import Forger

Row = dict[str, Any]
_made: dict[str, Files] = {}


def _correct(comment: Comment, words: str) -> None:
    with writing():
        contributing.correct(
            GUEST, contributions.get(comment.id), contributing.write(words, limit=99), now=clock.now()
        )


@pytest.fixture
def forger(app: Flask, tmp_path: Path) -> Forger:
    """An auditor's package of reports that were answered in every way, and wordings that were read and not."""
    if not _made:
        made = make_consultation(slug="reports")
        hidden, stays, meanwhile, taken_back, stands, waits = (
            make_published(made, f"Words {number}") for number in range(6)
        )
        for one in (hidden, stays, meanwhile, taken_back, stands, waits):
            make_report(one)
        make_report(hidden, "spam")
        make_ruling(contributions.get(hidden.id), "hide", note="It insults.")
        make_ruling(contributions.get(stays.id), note="It is sharp, and allowed.")
        moderator = moderator_of(made)
        with writing():
            moderation.hide_meanwhile(moderator, contributions.get(meanwhile.id), now=clock.now())
        make_ruling(contributions.get(meanwhile.id), note="It stays.")
        with writing():
            contributing.withdraw(GUEST, contributions.get(taken_back.id), now=clock.now())
        _correct(contributions.get(stands.id), "You fool")
        make_ruling(contributions.get(stands.id), "hide", note="The correction insults.")
        early = make_waiting(made, "First words")
        _correct(early, "Better words")
        make_ruling(contributions.get(early.id))
        _correct(contributions.get(early.id), "Best words")
        make_ruling(contributions.get(early.id))
        _made["auditor"] = read_files(export(made, tmp_path, "auditor"))
    verify(write(_made["auditor"], tmp_path))
    return Forger(_made["auditor"])


def _unseen(forger: Forger, table: str, columns: tuple[str, ...], others: dict[str, str]) -> list[str]:
    """What can be changed in some row without being named."""
    rows, found = list(forger.rows.rows(table)), []
    for at, row in enumerate(rows):
        for column in columns:
            changed = {**row, column: "" if row[column] else others[column]}
            if not forger.fault(table, [*rows[:at], changed, *rows[at + 1 :]]):
                found.append(f"{column}: {json.dumps(row, ensure_ascii=False)}")
    return found


def test_each_report_is_answered_by_the_act_that_answered_it(forger: Forger) -> None:
    rows: list[Row] = list(forger.rows.rows("reports"))
    assert sorted(row["answer"] for row in rows) == ["", "", "gone", "hidden", "hidden", "stays", "stays"]
    others = {
        "closed_at": "2026-01-01T00:00:00Z",
        "answer": "stays",
        "note": "Other words.",
        "hidden_at": "2026-01-01",
    }
    assert _unseen(forger, "reports", tuple(others), others) == []
    (one,) = (row for row in rows if row["answer"] == "gone")
    changed = [{**row, "answer": "stays"} if row is one else row for row in rows]
    assert "“answer” is not what the entries say" in forger.fault("reports", changed)


def test_when_each_wording_was_read_first_follows_from_the_rulings(forger: Forger) -> None:
    rows: list[Row] = list(forger.rows.rows("revisions"))
    assert [bool(row["published_at"]) for row in rows if row["body"].endswith(" words")] == [
        False,
        True,
        True,
    ]
    others = {"published_at": "2026-01-01T00:00:00Z"}
    assert _unseen(forger, "revisions", tuple(others), others) == []
