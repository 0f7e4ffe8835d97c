"""Imported comments in consultations that show comments later: honest packages pass, and no other state does."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations import service
from consult.contributions import cli, jobs, queries
from consult.contributions.models import Comment
from consult.foundation import clock
from consult.foundation.access import CONSOLE
from consult.foundation.db import db, writing
from consult.opendata import verify_package
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_ruling
from tests.factories.packages import export, read_files
from tests.opendata.test_every_column import Forger
from tests.opendata.test_imported import changed, row_of


def bring(app: Flask, folder: Path, slug: str, status: str) -> None:
    path = folder / f"{status}.csv"
    path.write_text("id,text\n" + "".join(f"{status}-{one},Lamp {status} {one}\n" for one in range(2)))
    db.session.rollback()
    given = ["import-comments", str(path), "--consultation", slug, "--map", "id=id,body=text"]
    result = app.test_cli_runner().invoke(args=["contributions", *given, "--status", status])
    db.session.rollback()
    assert "2 stored" in result.output, result.output


def bring_and_rule(app: Flask, folder: Path) -> None:
    """Two that wait and two that were published elsewhere; of each kind one is ruled on here."""
    bring(app, folder, "lamps", "pending")
    bring(app, folder, "lamps", "published")
    ids = {one.external_id: one.id for one in db.session.scalars(select(Comment))}
    make_ruling(queries.get(ids["pending-0"]), "publish")
    make_ruling(queries.get(ids["published-0"]), "hide")


def looked_at(own: int, folder: Path, grade: str) -> Forger:
    package = export(consultations.get_by_id(own), folder, grade)
    verify_package.verify(package)
    return Forger(read_files(package))


def check_states(forger: Forger, number: str, state: str, *others: str) -> None:
    row = row_of(forger, number)
    assert row["state"] == state
    for other in others:
        assert changed(forger, "comments", row, state=other), (number, other)
    assert changed(forger, "comments", row, published_at="2020-01-01T00:00Z"), number


@pytest.mark.parametrize(
    ("when", "phase", "then"), [("at-closing", "draft", "published"), ("in-summary", "closed", "held")]
)
def test_imported_comments_enter_as_the_rules_say(
    app: Flask, tmp_path: Path, when: str, phase: str, then: str
) -> None:
    rules = {"comments_appear": when, "comments_appear_reason": "So that nobody copies."}
    made = make_consultation(phase, slug="lamps", rules=rules)
    own, closes = made.id, made.closes_at
    assert closes is not None
    bring_and_rule(app, tmp_path)
    if phase == "draft":
        with writing():
            service.publish(CONSOLE, consultations.get_by_id(own), now=clock.now())
    forger = looked_at(own, tmp_path, "auditor")
    check_states(forger, "published-1", "held", "published", "pending", "hidden")
    check_states(forger, "pending-1", "pending", "published", "held")
    jobs.let_appear(max(closes, clock.now()))
    for grade in ("public", "auditor"):
        forger = looked_at(own, tmp_path, grade)
        check_states(forger, "published-1", then, *({"published", "held", "pending"} - {then}))
        check_states(forger, "published-0", "hidden", "held", "published")
        process = forger._process
        process.entered = {  # as entries were before they said it
            one: (states | {"held", "published"} if "held" in states else states, at)
            for one, (states, at) in process.entered.items()
        }
        forger._check()


@pytest.mark.parametrize("then", ["moderated", "at-closing"])
def test_rules_changed_after_an_import_into_a_draft_hold_for_it(
    app: Flask, tmp_path: Path, then: str
) -> None:
    made = make_consultation("draft", slug="lamps")
    own, closes = made.id, made.closes_at
    assert closes is not None
    bring_and_rule(app, tmp_path)
    for when in dict.fromkeys(("at-closing", then)):
        changes = {"comments_appear": when, "comments_appear_reason": "So that nobody copies."}
        with writing():
            service.set_rules(CONSOLE, consultations.get_by_id(own), changes=changes, now=clock.now())
    with writing():
        service.publish(CONSOLE, consultations.get_by_id(own), now=clock.now())
    for grade in ("public", "auditor"):
        forger = looked_at(own, tmp_path, grade)
        check_states(forger, "published-1", "held", "published", "pending", "hidden")
        assert row_of(forger, "pending-0")["state"] == "held"
    after = clock.now() if then == "moderated" else max(closes, clock.now())
    jobs.let_appear(after)
    for grade in ("public", "auditor"):
        forger = looked_at(own, tmp_path, grade)
        for number in ("published-1", "pending-0"):
            check_states(forger, number, "published", "held", "pending")
        check_states(forger, "published-0", "hidden", "held", "published")


def test_what_an_unfinished_import_stored_is_in_no_package(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = make_consultation("closed", slug="lamps").id
    with monkeypatch.context() as cut_off:
        cut_off.setattr(cli, "_finish", lambda *_: None)
        bring(app, tmp_path, "lamps", "published")
    for grade in ("public", "auditor"):
        assert list(looked_at(own, tmp_path, grade).rows.rows("comments")) == []
