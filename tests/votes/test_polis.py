import csv
import gzip
import shutil
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.foundation.errors import Refused
from consult.votes.polis import (
    PolisStatement,
    PolisVote,
    moment,
    read_polis,
    write_polis,
)
from tests import real_data

SETS = {
    "polis-seattle-15-per-hour": (54, 2872, 123, 339),
    "polis-nz-biodiversity": (316, 29719, 83, 536),
    "polis-vtaiwan-uberx": (197, 49443, 554, 1921),
}
COMMENTS = "timestamp,datetime,comment-id,author-id,agrees,disagrees,moderated,comment-body\n"
VOTES = "timestamp,datetime,comment-id,voter-id,vote\n"


def matrix(folder: Path) -> dict[tuple[str, str], str]:
    """The cells of participants-votes.csv, read without the code under test."""
    plain, packed = folder / "participants-votes.csv", folder / "participants-votes.csv.gz"
    with gzip.open(packed, "rt", newline="") if packed.exists() else plain.open(newline="") as stream:
        return {
            (row["participant"], name): cell
            for row in csv.DictReader(stream)
            for name, cell in row.items()
            if name.isdecimal() and cell
        }


@pytest.fixture(params=SETS)
def real(request: pytest.FixtureRequest) -> Path:
    return real_data.real(request.param)


def as_cells(votes: tuple[PolisVote, ...]) -> dict[tuple[str, str], str]:
    number = {"agree": "1", "disagree": "-1", "pass": "0"}
    return {(vote.voter_id, vote.comment_id): number[vote.value] for vote in votes}


def test_last_votes_equal_the_published_matrix(real: Path) -> None:
    statements, votes, superseded, voters = SETS[real.name]
    found = read_polis(real)
    assert (len(found.statements), len(found.votes), found.superseded) == (statements, votes, superseded)
    assert not found.refused
    assert as_cells(found.votes) == matrix(real)
    assert len({vote.voter_id for vote in found.votes}) <= voters == int(found.summary["voters"])
    assert found.summary["url"].startswith("https://pol.is/")


def test_the_matrix_alone_gives_the_same_votes(real: Path, tmp_path: Path) -> None:
    for path in real.iterdir():
        if not path.name.startswith("votes"):
            shutil.copyfile(path, tmp_path / path.name)
    assert as_cells(read_polis(tmp_path).votes) == as_cells(read_polis(real).votes)


def test_an_export_reads_back_and_has_the_same_columns(real: Path, tmp_path: Path) -> None:
    found = read_polis(real)
    write_polis(tmp_path, found.statements, found.votes, found.summary, found.groups)
    back = read_polis(tmp_path)
    assert sorted(back.statements, key=lambda one: one.id) == sorted(found.statements, key=lambda one: one.id)
    assert set(back.votes) == set(found.votes)
    assert back.summary.keys() == found.summary.keys()
    assert {key: back.groups[key] for key in back.groups} == {
        key: group for key, group in found.groups.items() if key in {vote.voter_id for vote in found.votes}
    }
    for name in ("comments.csv", "votes.csv", "participants-votes.csv"):
        original = real / name if (real / name).exists() else real / f"{name}.gz"
        with (
            gzip.open(original, "rt") if original.suffix == ".gz" else original.open() as stream,
            (tmp_path / name).open(newline="") as ours,
        ):
            expected, found_columns = next(csv.reader(stream)), next(csv.reader(ours))
            # Polis leaves out the columns of some comments without votes, and sorts some sets by nothing.
            assert found_columns[:6] == expected[:6]
            assert set(expected) <= set(found_columns)
    assert matrix(tmp_path) == matrix(real)
    counted = Counter((vote.comment_id, vote.value) for vote in found.votes)
    with (tmp_path / "comments.csv").open(newline="") as ours:
        for row in csv.DictReader(ours):
            assert int(row["agrees"]) == counted[row["comment-id"], "agree"]


def folder(path: Path, comments: str, votes: str) -> Path:
    (path / "comments.csv").write_text(COMMENTS + comments)
    (path / "votes.csv").write_text(VOTES + votes)
    return path


def test_the_latest_vote_counts_and_of_equal_times_the_later_row(tmp_path: Path) -> None:
    votes = "200,,0,a,1\n100,,0,a,-1\n100,,0,b,1\n100,,0,b,0\n"
    found = read_polis(folder(tmp_path, "1,,0,9,0,0,1,text\n", votes))
    assert found.votes == (PolisVote("a", "0", "agree", 200), PolisVote("b", "0", "pass", 100))
    assert found.superseded == 2
    assert found.statements == (PolisStatement("0", "text", 1, "9", moment(1)),)


def test_rows_that_cannot_be_used_are_kept_with_their_reason(tmp_path: Path) -> None:
    comments = "1,,0,9,0,0,1,text\n1,,0,9,0,0,1,again\n1,,2,9,0,0,7,odd\n"
    found = read_polis(folder(tmp_path, comments, "1,,0,a,1\n1,,5,a,1\n1,,0,b,2\nx,,0,c,1\n1,,0\n"))
    assert Counter(name for name, _ in found.refused) == {"comments.csv": 2, "votes.csv": 4}
    assert len(found.votes) == 1


def test_missing_files_and_columns_are_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="The folder needs"):
        read_polis(tmp_path)
    folder(tmp_path, "", "")
    (tmp_path / "votes.csv").write_text("timestamp,vote\n")
    with pytest.raises(Refused, match=r"votes\.csv has no column comment-id, voter-id"):
        read_polis(tmp_path)


def test_two_votes_of_one_voter_are_not_exported(tmp_path: Path) -> None:
    vote = PolisVote("a", "0", "agree", 1)
    with pytest.raises(ValueError, match="the one that counts"):
        write_polis(tmp_path, [PolisStatement("0", "t", 1, "", None)], [vote, vote])


@given(st.integers())
def test_any_number_is_a_moment_or_none(number: int) -> None:
    at = moment(number)
    assert at is None or round(at.timestamp() * 1000) == number
