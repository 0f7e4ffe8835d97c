"""An imported comment that is not what was imported is named, in packages and by `record verify`."""

from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from consult.consultations import queries as consultations
from consult.contributions import queries, record_checks, service
from consult.contributions.models import Comment, Revision
from consult.contributions.verify_imported import IMPORTED, imported_leaf, imported_root
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, table_of, writing
from consult.opendata import verify_package
from consult.opendata.verify_told import NOTHING
from consult.record import checks
from consult.record.checks.logs import check_logs
from tests.factories.consultations import make_consultation
from tests.factories.moderation import make_ruling
from tests.factories.packages import export, read_files
from tests.opendata.test_every_column import Forger, Row, _another

ROWS = """id,parent,article,stance,name,text,date
1,,Article 1,for,Rosa Market,The lamp is too bright,2024-05-01
2,1,,against,Bo,An answer,2024-05-02
3,,art-2,,Di,Mr Chen sleeps,2024-05-04
4,,,,Ed,You fool,2024-05-05
5,,,for,Fa,Erase all of this,2024-05-06
6,,,for,Guo,Erase only my name,2024-05-06
"""
MAP = "id=id,parent=parent,article=article,stance=stance,name=name,body=text,submitted_at=date"
SALT = "00" * 16


def make_imported(app: Flask, folder: Path) -> int:
    """Six imported comments: one is an answer, one redacted, one hidden, one erased, of one the name."""
    slug, path = make_consultation("closed", slug="lamps", articles=2).slug, folder / "letters.csv"
    path.write_text(ROWS)
    db.session.rollback()
    given = ["import-comments", str(path), "--consultation", slug, "--map", MAP, "--status", "published"]
    result = app.test_cli_runner().invoke(args=["contributions", *given, "--show-names"])
    db.session.rollback()
    assert "6 stored" in result.output, result.output
    ids = {one.external_id: one.id for one in db.session.scalars(select(Comment))}
    make_ruling(queries.get(ids["3"]), "redact", redactions=[(0, 7)], ground="personal-data")
    make_ruling(queries.get(ids["4"]), "hide")
    for number, scope in (("5", "all"), ("6", "name")):
        with writing():
            submission = queries.get_submission(queries.get(ids[number]).submission_id)
            asked = service.ask_erasure(GUEST, submission, scope=scope, language="en", now=clock.now())
            service.decide_erasure(
                CONSOLE, asked, decision="granted", ground="consent", note="", now=clock.now()
            )
    return consultations.get(slug).id


def row_of(forger: Forger, number: str) -> Row:
    return next(row for row in forger.rows.rows("comments") if row["external_id"] == number)


def changed(forger: Forger, table: str, row: Row, **values: Any) -> str:
    return forger.fault(table, [{**one, **values} if one == row else one for one in forger.rows.rows(table)])


def unseen(forger: Forger, table: str, row: Row) -> set[str]:
    return {name for name in row if not changed(forger, table, row, **{name: _another(row[name])})}


def check_package(forger: Forger) -> None:
    excused = {column for table, column in NOTHING if table == "comments"}
    for number in ("1", "2"):
        assert unseen(forger, "comments", row_of(forger, number)) <= excused
    answer = row_of(forger, "2")
    assert "is not what was imported" in changed(forger, "comments", answer, stance="support")
    check_submission(forger, answer["submission"])
    assert "no erasure says why" in changed(forger, "comments", answer, import_salt="")
    assert "left to read" in changed(forger, "comments", row_of(forger, "3"), body="Mr Wu sleeps")
    erased = next(row for row in forger.rows.rows("comments") if row["state"] == "erased")
    assert (erased["import_salt"], erased["body"]) == ("", "")
    assert "last entry commits to" in changed(forger, "comments", erased, import_leaf="ab" * 32)
    nameless = row_of(forger, "6")
    assert (nameless["import_salt"], nameless["name"], nameless["body"]) == ("", "", "Erase only my name")
    hidden = row_of(forger, "4")
    assert bool(hidden["import_salt"]) is not forger.is_public


def check_submission(forger: Forger, own: str) -> None:
    """The row of whoever sent it is held against its comment; who must be told of a name follows from the leaf."""
    row = next(one for one in forger.rows.rows("submissions") if one["id"] == own)
    assert unseen(forger, "submissions", row) <= {"sender", "entered_at"}
    late = (
        changed(forger, "submissions", row, entered_at="2099-01-01T00:00Z")
        if "entered_at" in row
        else "after"
    )
    assert "after" in late
    twice = [*forger.rows.rows("submissions"), {**row, "id": "other"}]
    assert "other" in forger.fault("submissions", twice)


def check_wordings(forger: Forger) -> None:
    unproven = {column for table, column in NOTHING if table == "revisions"}
    for number in ("1", "3", "4"):
        reference = row_of(forger, number)["reference"]
        (row,) = (one for one in forger.rows.rows("revisions") if one["reference"] == reference)
        # when an imported wording was read first no entry says: the command tells so, and no fault
        assert unseen(forger, "revisions", row) <= unproven | {"published_at"}, number


def check_older(forger: Forger) -> None:
    """As entries were before they had a root: nothing is a fault, and what isn't proven is said."""
    forger._process.import_roots.clear()
    forger.rows.tables["comments"] = [
        {**row, "import": "", "import_leaf": "", "import_salt": ""} for row in forger.rows.rows("comments")
    ]
    assert "of 6 imported comments" in " ".join(forger._check())


def check_rows() -> None:
    """`record verify` names each change past the program."""
    assert list(checks.verify_all(check_logs))
    comments, revisions = table_of(Comment), table_of(Revision)
    one = db.session.scalars(select(Comment).where(Comment.external_id == "1")).one()
    own, leaf, received = one.id, one.import_leaf, one.received_at
    body = queries.bodies_of([own])[0]
    db.session.rollback()
    for table, key, column, before, after in (
        (comments, "id", "stance", "support", "oppose"), (comments, "id", "name_shown", "Rosa Market", "Bo"),
        (comments, "id", "received_at", received, clock.now()), (comments, "id", "import_leaf", leaf, None),
        (comments, "id", "language", "en", "fr"), (comments, "id", "external_id", "1", "7"),
        (revisions, "comment_id", "body", body, "The lamp is fine"),
    ):  # fmt: skip
        for value in (after, before):
            with db.engine.begin() as connection:
                connection.execute(update(table).where(table.c[key] == own).values({column: value}))
            if value == after:
                with pytest.raises(checks.Fault, match="import"):
                    record_checks.check_words()
                db.session.rollback()
    record_checks.check_words()


def test_whoever_changes_an_imported_comment_is_found(app: Flask, tmp_path: Path) -> None:
    own = make_imported(app, tmp_path)
    for grade in ("public", "auditor"):
        package = export(consultations.get_by_id(own), tmp_path, grade)
        said = " ".join(verify_package.verify(package))
        assert "Imported comments: " in said
        forger = Forger(read_files(package))
        check_package(forger)
        if not forger.is_public:
            check_wordings(forger)
            assert "revisions: published_at" in said.partition("Not proven here")[2]
        check_older(forger)
    check_rows()


def test_a_leaf_is_of_every_value_and_a_root_of_every_leaf_in_any_order() -> None:
    values = dict.fromkeys(IMPORTED, "x")
    leaves = [imported_leaf({**values, name: "y"}, SALT) for name in IMPORTED]
    assert len({*leaves, imported_leaf(values, SALT), imported_leaf(values, "11" * 16)}) == len(IMPORTED) + 2
    assert imported_root(leaves) == imported_root(leaves[::-1]) != imported_root(leaves[1:])
