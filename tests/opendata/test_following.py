"""Chosen words, proposals, carried comments, supports and causes in a package, and in its verifier."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.service import Choice
from consult.foundation import clock
from consult.foundation.access import CONSOLE, Actor
from consult.foundation.db import db, writing
from consult.foundation.tables import write_csv
from consult.opendata.verify_package import verify
from consult.outcomes import service as outcomes
from consult.outcomes.queries import tracing
from consult.record.verify import Fault
from consult.votes import service as votes
from consult.votes.rules import Identity
from tests.consultations.test_changes import A, B, C, D
from tests.contributions.browsing import send_comment
from tests.contributions.test_carrying import comment_on, publish
from tests.factories.accounts import make_account
from tests.factories.consultations import add_version, make_consultation
from tests.factories.packages import Files, export, rebagged, write

PROPOSED = A.replace("everybody", "members")


@pytest.fixture
def packages(app: Flask, client: FlaskClient, tmp_path: Path) -> dict[str, Files]:
    """Both grades of a draft of two versions in which everything was followed."""
    made = make_consultation(articles=[A, f"{B} {C}", D])
    send_comment(client, made.slug, "Members only.", article="art-1", proposal=PROPOSED, quote="The market")
    db.session.rollback()
    proposal = publish(db.session.scalars(select(Comment.id)).one()).reference
    account = make_account().id
    with writing():
        votes.support(Actor("account", account_id=account), Identity(account), proposal, now=clock.now())
    doubtful = publish(comment_on(made, "art-2")).id
    comment_on(made, "art-3", words="pays a fine")  # not published
    add_version(made, [PROPOSED, B, C, D.replace("one hundred", "fifty")])
    with writing():
        version = consultations.get_version(made.id, 2)
        contributing.place_comment(
            CONSOLE, contributions.get(doubtful), version, Choice("art-3"), now=clock.now()
        )
    with writing():
        found = consultations.get_by_id(made.id)
        _, version = tracing.version_to_trace(found.id)
        causes = outcomes.Causes(proposals=[proposal], reason="Members asked for it.")
        outcomes.trace(CONSOLE, found, version, "art-1", causes, language="en", now=clock.now())
    packages = {}
    for grade in ("public", "auditor"):
        with zipfile.ZipFile(export(consultations.get_by_id(made.id), tmp_path, grade)) as archive:
            packages[grade] = {name: archive.read(name) for name in archive.namelist()}
    return packages


def _changed(files: Files, table: str, change: Callable[[list[dict[str, object]]], object]) -> Files:
    rows = [json.loads(line) for line in files[f"data/{table}.jsonl"].splitlines()]
    change(rows)
    lines = b"".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in rows
    )
    text = io.StringIO(newline="")
    write_csv(rows, list(rows[0]), text)
    return rebagged({**files, f"data/{table}.jsonl": lines, f"data/{table}.csv": text.getvalue().encode()})


def test_both_grades_check_out_and_say_where_everything_stands(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    for files in packages.values():
        verify(write(files, tmp_path), every=True)
    comments = [json.loads(line) for line in packages["public"]["data/comments.jsonl"].splitlines()]
    proposal = next(one for one in comments if one["proposal"])
    assert (proposal["proposal"], proposal["quote"], proposal["supports"]) == (PROPOSED, "The market", 1)
    waiting = next(one for one in comments if one["state"] == "pending")
    assert waiting["quote"] == ""
    carries = [json.loads(line) for line in packages["public"]["data/carries.jsonl"].splitlines()]
    assert sorted(one["state"] for one in carries) == ["changed", "moved", "same"]
    assert {one["words"] for one in carries if one["reference"] == waiting["reference"]} == {""}
    causes = [json.loads(line) for line in packages["public"]["data/causes.jsonl"].splitlines()]
    assert [(one["passage"], one["kind"], one["reference"]) for one in causes] == [
        ("art-1", "proposal", proposal["reference"]), ("art-1", "reason", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("carries", lambda rows: rows.pop()),
        ("carries", lambda rows: rows[0].update(state="gone", article="", start=0, end=0)),
        ("causes", lambda rows: rows.pop()),
        ("causes", lambda rows: rows[1].update(reason="Because.")),
        ("causes", lambda rows: rows[0].update(passage="art-2")),
        ("comments", lambda rows: next(one for one in rows if one["proposal"]).update(supports=9)),
        ("comments", lambda rows: next(one for one in rows if one["proposal"]).update(proposal="Else.")),
        ("comments", lambda rows: next(one for one in rows if one["quote"]).update(quote="Else.")),
    ],
)  # fmt: skip
def test_what_was_changed_in_the_tables_is_named(
    packages: dict[str, Files],
    tmp_path: Path,
    table: str,
    change: Callable[[list[dict[str, object]]], object],
) -> None:
    with pytest.raises(Fault, match=f"data/{table}"):
        verify(write(_changed(packages["auditor"], table, change), tmp_path))
