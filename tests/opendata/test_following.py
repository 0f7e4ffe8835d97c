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
from consult.contributions.service import Choice, Order
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST, Actor
from consult.foundation.db import db, writing
from consult.foundation.tables import write_csv
from consult.opendata import verify_comments, verify_forms
from consult.opendata.packaging import reading_room
from consult.opendata.verify_package import verify
from consult.organisations import queries as organisations
from consult.outcomes import service as outcomes
from consult.outcomes.queries import tracing
from consult.record.verify import Fault
from consult.votes import service as votes
from consult.votes.rules import Identity
from tests.consultations.test_changes import A, B, C, D
from tests.contributions.browsing import send_comment
from tests.contributions.test_carrying import comment_on, publish
from tests.contributions.test_erasing import sign_what_waits
from tests.factories.accounts import make_account
from tests.factories.consultations import add_version, make_consultation, make_staff
from tests.factories.moderation import make_ruling
from tests.factories.outcomes import make_reply
from tests.factories.packages import Files, export, read_files, rebagged, write

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
    both = [contributions.get(doubtful), contributions.get_by_reference(proposal)]
    reply = make_reply(made, both, "Members only, then.").public_id
    with writing():
        found = consultations.get_by_id(made.id)
        _, version = tracing.version_to_trace(found.id)
        causes = outcomes.Causes(proposals=[proposal], replies=[reply], reason="Members asked for it.")
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
    assert sorted((one["passage"], one["kind"], one["reference"]) for one in causes) == [
        ("art-1", "proposal", proposal["reference"]), ("art-1", "reason", ""), ("art-1", "reply", ""),
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
        ("revisions", lambda rows: next(one for one in rows if one["proposal"]).update(proposal=[["in", "Else."]])),
        ("revisions", lambda rows: next(one for one in rows if one["proposal"]).update(proposal=[])),
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


def test_the_reading_room_shows_the_trace_both_ways_and_what_has_no_stated_reason(
    packages: dict[str, Files],
) -> None:
    for files in packages.values():
        page = files["data/reading-room/en/changes-1-2.html"].decode()
        passage = page.partition('id="art-1"')[2].partition("</section>")[0]
        assert "<del>everybody</del><ins>members</ins>" in passage
        assert "Proposed wording taken over, by comment" in passage and "Members asked for it." in passage
        assert "No stated reason" not in passage and "No stated reason" in page
        assert (
            "passages have no stated reason:" in page and "Comments on earlier versions in version 2" in page
        )
        start = files["data/reading-room/en/index.html"].decode()
        assert 'href="changes-1-2.html"' in start and "without a stated reason" in start
        rows = files["data/reading-room/rows/comments-00001.js"].decode()
        shown = json.loads(rows.removeprefix("readingRoom.take(").rstrip().removesuffix(");"))
        moved = sorted(one["moved"][0][2] for one in shown if one.get("moved", [[]])[0][:2] == [2, "art-1"])
        assert moved == ["proposal", "reply"] and sum(len(one.get("moved", ())) for one in shown) == 2
        assert sum("stands" in one for one in shown) == 3
        assert "未敘明理由" in files["data/reading-room/zh-hant/changes-1-2.html"].decode()


@pytest.mark.parametrize(
    ("said", "instead"),
    [
        (b'"moved":[[2,"art-1","proposal"', b'"moved":[[2,"art-2","proposal"'),
        (b'"moved":[[2,"art-1","reply"]],', b""),
        (b'"stands":[[2,"', b'"stands":[[3,"'),
    ],
)
def test_a_reading_room_that_follows_a_comment_otherwise_is_refused(
    packages: dict[str, Files], tmp_path: Path, said: bytes, instead: bytes
) -> None:
    name = "data/reading-room/rows/comments-00001.js"
    files = packages["public"]
    assert said in files[name]
    forged = rebagged({**files, name: files[name].replace(said, instead, 1)})
    with pytest.raises(Fault, match="followed otherwise"):
        verify(write(forged, tmp_path))


def test_a_hidden_wording_that_was_changed_is_named(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    """Nothing else shows it: the comment's own row leaves it out."""
    made = make_consultation(articles=[A])
    send_comment(client, made.slug, "You fool.", article="art-1", proposal=PROPOSED)
    db.session.rollback()
    make_ruling(db.session.scalars(select(Comment)).one(), "hide")
    files = read_files(export(consultations.get_by_id(made.id), tmp_path, "auditor"))
    assert b'"proposal":""' in files["data/comments.jsonl"]
    verify(write(files, tmp_path))
    other = _changed(files, "revisions", lambda rows: rows[0]["proposal"].append(["in", "Else."]))  # type: ignore[attr-defined]
    with pytest.raises(Fault, match="not the wording of the article that was proposed"):
        verify(write(other, tmp_path))


def test_a_later_wording_that_was_removed_takes_its_proposal_along(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    made = make_consultation(articles=[A])
    send_comment(client, made.slug, "Members only.", article="art-1", proposal=PROPOSED)
    db.session.rollback()
    own = publish(db.session.scalars(select(Comment.id)).one()).id
    for words in ("Mr Chen alone.", "Members alone."):
        with writing():
            written = contributing.write(words, limit=99)
            contributing.correct(GUEST, contributions.get(own), written, now=clock.now())
        publish(own)
    first, second = (
        make_staff("administrator", organisation=organisations.get(made.organisation_id)) for _ in "ab"
    )
    with writing():
        order = Order("mistake", "wording", "It named a neighbour.", revision=2)
        contributing.order_removal(first, contributions.get(own), order, now=clock.now())
    sign_what_waits(second)
    path = export(consultations.get_by_id(made.id), tmp_path, "auditor")
    rows = [json.loads(line) for line in read_files(path)["data/revisions.jsonl"].splitlines()]
    assert [bool(row["proposal"]) for row in rows] == [True, False, True]
    verify(path)


@pytest.mark.parametrize(
    ("value", "shown", "fits"),
    [
        ("ab Chen cd", "ab █████ cd", True), ("ab  cd", "ab █████ cd", False), ("Chen", "█████", True),
        ("", "█████", False), ("a Li b Li c", "a █████ b █████ c", True), ("a Li c", "a █████ b █████ c", False),
        ("xx", "██████████", True), ("x", "██████████", False), ("ab", "█████b", True),
        ("aXbXa", "a█████a█████", False), ("same", "same", True), ("same", "other", False),
    ],
)  # fmt: skip
def test_a_cover_stands_for_at_least_one_letter(value: str, shown: str, fits: bool) -> None:
    assert verify_comments.is_covered(value, shown) == fits


def test_many_covers_are_compared_in_one_pass() -> None:
    """A pattern that tries every place anew would take longer than anybody waits."""
    assert not verify_comments.is_covered("a" * 20_000, "█████a" * 1_000 + "b")


def test_the_verifier_compares_all_that_the_lists_of_the_reading_room_show() -> None:
    assert {file.name: sorted(columns) for file, columns in reading_room.LISTS} == {
        table: sorted(columns) for table, columns in verify_forms.SHOWN.items()
    }
