"""Taking over a Polis conversation: totals equal its matrix, and running it again changes nothing."""

import csv
import gzip
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.foundation.db import db
from consult.organisations import queries as organisations
from consult.record import service as record
from consult.record.models import Entry
from consult.votes import queries
from consult.votes.models import Statement, Vote
from consult.votes.polis import read_polis, write_polis
from tests.factories.consultations import make_consultation, make_staff
from tests.factories.votes import make_statement, vote
from tests.pace import within
from tests.real_data import real
from tests.votes.test_polis import COMMENTS, VOTES, folder, matrix

SETS = ("polis-seattle-15-per-hour", "polis-nz-biodiversity", "polis-vtaiwan-uberx")
VALUES = {"1": "agree", "-1": "disagree", "0": "pass"}


def run(app: Flask, *arguments: str) -> str:
    db.session.rollback()
    done = app.test_cli_runner().invoke(args=["votes", "import-polis", *arguments])
    assert done.exit_code == 0, done.output
    db.session.rollback()
    return done.output


def entries(made: Consultation) -> int:
    found = (
        select(func.count())
        .select_from(Entry)
        .where(Entry.type == "votes.imported", Entry.log == made.public_id)
    )
    return db.session.scalar(found) or 0


@pytest.mark.parametrize("name", SETS)
@pytest.mark.parametrize("phase", ["closed"])
def test_real_sets_come_over_with_the_totals_of_their_matrix(
    app: Flask, client: FlaskClient, name: str, phase: str
) -> None:
    data = real(name)
    made = make_consultation(phase)
    with within(30):
        output = run(app, str(data), "--consultation", made.slug, "--source", name)
    cells = matrix(data)
    expected = Counter((comment, VALUES[cell]) for (_, comment), cell in cells.items())
    found = {
        (one.external_id, value): number
        for one in queries.export_statements(made.id)
        for value, number in (
            ("agree", one.imported_agrees), ("disagree", one.imported_disagrees), ("pass", one.imported_passes),
        )
        if number
    }  # fmt: skip
    assert found == dict(expected)
    assert f"{len(cells)} votes that count ({len(cells)} new or changed)" in output
    assert db.session.scalar(select(func.count()).select_from(Vote)) == len(cells)
    assert queries.voter_count(made.id) == queries.VoterCounts(0, {name: len({voter for voter, _ in cells})})
    again = run(app, str(data), "--consultation", made.slug, "--source", name)
    assert "(0 new), " in again and "(0 new or changed)" in again and entries(made) == 1
    page = client.get(f"/en/consultations/{made.slug}/results?sort=number").text
    assert "Taken over from" in page and name in page


@pytest.fixture
def small(tmp_path: Path) -> Path:
    comments = (
        "1000,,0,9,0,0,1,Keep the trees.\n2000,,1,9,0,0,-1,Rude words.\n3000,,2,8,0,0,0,Not read yet.\n"
    )
    votes = "200,,0,a,1\n100,,0,a,-1\n100,,0,b,-1\n300,,1,a,0\n400,,2,b,1\n"
    return folder(tmp_path, comments, votes)


@pytest.mark.parametrize("phase", ["draft", "scheduled", "open", "closed", "finished"])
def test_a_set_comes_over_in_any_state_and_rejected_statements_stay_closed(
    app: Flask, client: FlaskClient, small: Path, phase: str
) -> None:
    made = make_consultation(phase)
    run(app, str(small), "--consultation", made.slug, "--source", "Town hall")
    listed = queries.listed(made.id, limit=9).statements
    assert [(one.number, one.text, one.closed_reason) for one in listed] == [
        (1, "Keep the trees.", ""), (2, "", "rejected"), (3, "", "unmoderated"),
    ]  # fmt: skip
    assert [one.imported for one in queries.tallies(made.id)] == [
        queries.Counts(1, 1, 0), queries.Counts(0, 0, 1), queries.Counts(1, 0, 0),
    ]  # fmt: skip
    page = client.get(f"/en/consultations/{made.slug}/results")
    if phase in ("closed", "finished"):
        assert "Taken over from Town hall and counted apart: 2 people." in page.text
        assert "0 people answered here" in page.text and "Rude words" not in page.text
    else:
        assert "Keep the trees" not in page.text


def test_imported_votes_are_counted_apart_from_those_cast_here(app: Flask, small: Path) -> None:
    made = make_consultation()
    make_statement(made)
    run(app, str(small), "--consultation", made.slug, "--source", "Town hall")
    imported = db.session.scalars(select(Statement).where(Statement.number == 2)).one()
    vote(imported, "ada@example.org", "disagree")
    tally = queries.tallies(made.id)[1]
    assert (tally.here, tally.imported) == (queries.Counts(0, 1, 0), queries.Counts(1, 1, 0))
    assert queries.voter_count(made.id) == queries.VoterCounts(1, {"Town hall": 2})
    run(app, str(small), "--consultation", made.slug, "--source", "Town hall")
    assert queries.tallies(made.id)[1] == tally


def test_a_newer_export_adds_and_changes_only_what_is_new(app: Flask, small: Path) -> None:
    made = make_consultation()
    run(app, str(small), "--consultation", made.slug, "--source", "Town hall")
    with (small / "votes.csv").open("a") as file:
        file.write("900,,0,b,1\n900,,0,c,0\n")
    output = run(app, str(small), "--consultation", made.slug, "--source", "Town hall")
    assert "0 new), 3 voters (1 new), 5 votes that count (2 new or changed)" in output
    assert queries.tallies(made.id)[0].imported == queries.Counts(2, 0, 1)
    assert entries(made) == 2


def test_the_entry_names_operator_files_and_counts(app: Flask, small: Path) -> None:
    made = make_consultation()
    clerk = make_staff(
        "clerk", organisation=organisations.get(made.organisation_id), email="clerk@example.org"
    )
    run(app, str(small), "--consultation", made.slug, "--as", "clerk@example.org")
    entry = db.session.scalars(select(Entry).where(Entry.type == "votes.imported")).one()
    values = record.opened_values(entry.id)
    assert (
        values["votes"] == "4" and values["superseded"] == "1" and values["person"] == str(clerk.account_id)
    )
    assert len(values["sha256 votes.csv"]) == 64 and clerk.pseudonym.encode() in entry.content
    make_staff("moderator", organisation=organisations.get(made.organisation_id), email="mod@example.org")
    db.session.rollback()
    arguments = ["votes", "import-polis", str(small), "--consultation", made.slug, "--as", "mod@example.org"]
    assert app.test_cli_runner().invoke(args=arguments).exit_code == 1


def test_what_came_in_goes_out_in_the_same_form(app: Flask, small: Path, tmp_path: Path) -> None:
    made = make_consultation("closed")
    run(app, str(small), "--consultation", made.slug)
    out = tmp_path / "out"
    write_polis(out, queries.polis_statements(made.id), queries.polis_votes(made.id))
    back, first = read_polis(out), read_polis(small)
    assert [(one.text, one.moderated) for one in back.statements] == [
        ("Keep the trees.", 1),
        ("", -1),
        ("", 0),
    ]
    assert Counter(one.value for one in back.votes) == Counter(one.value for one in first.votes)
    assert len({one.voter_id for one in back.votes}) == 2


def test_gzip_and_a_broken_row_are_told(app: Flask, tmp_path: Path) -> None:
    made = make_consultation()
    (tmp_path / "comments.csv").write_text(COMMENTS + "1,,0,9,0,0,1,text\n")
    with gzip.open(tmp_path / "votes.csv.gz", "wt", newline="") as file:
        writer = csv.writer(file)
        file.write(VOTES)
        writer.writerows([["1", "", "0", "a", "1"], ["1", "", "7", "a", "1"]])
    output = run(app, str(tmp_path), "--consultation", made.slug)
    assert "1 votes that count" in output and "1 rows refused" in output and "votes.csv.gz, row" in output
