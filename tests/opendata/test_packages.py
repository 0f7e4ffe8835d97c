"""A package holds the whole process, the public grade no personal data, and the numbers equal the pages'."""

import csv
import hashlib
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import bagit
import pytest
from flask import Flask
from sqlalchemy import select

from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Forbidden
from consult.foundation.tables import unguarded
from consult.opendata import jobs, keeping, service
from consult.opendata.dictionary import file_rows
from consult.opendata.files import FILES
from consult.opendata.packaging import reading_room
from consult.opendata.verify_bag import LONGEST
from consult.opendata.verify_schema import ORDERED_BY_LOG, ORDERS
from consult.record import service as record
from consult.record.models import Entry
from consult.votes.polis import PolisStatement, PolisVote, write_polis
from tests.factories.consultations import make_consultation, make_organisation, make_staff

CANARY = {
    "name": "Canaria Birdsong",
    "email": "canary@birds.example",
    "hidden": "the hidden words of the canary",
}


@pytest.fixture
def consultation(app: Flask) -> Consultation:
    """An open one with a published, a hidden, a waiting and a withdrawn comment of the same person."""
    made = make_consultation(phase="open", articles=3)
    _comment(made, "=1+1 is what I published", 1, "publish")
    _comment(made, CANARY["hidden"], 2, "hide")
    _comment(made, "these words wait", 3, "")
    _comment(made, "these words were withdrawn", 4, "withdraw")
    return consultations.get(made.slug)


def _comment(made: Consultation, body: str, number: int, act: str) -> None:
    with writing():
        one = consultations.get_by_id(made.id)
        version = consultations.current_version(one.id)
        assert version is not None
        comment = contributing.submit(
            GUEST, one, version, contributing.write(body, limit=5000), key=bytes([number]) * 11, language="en",
            now=clock.now(), stance="support", contact=Contact(name=CANARY["name"], email=CANARY["email"]),
            article=consultations.find_article(version.id, "art-1"),
        )  # fmt: skip
        if act == "publish":
            contributing.apply_publish(comment, 1, now=clock.now())
        elif act == "hide":
            contributing.apply_hide(comment, ground="abuse", now=clock.now())
        elif act == "withdraw":
            contributing.withdraw(GUEST, comment, now=clock.now())


def _make(consultation: Consultation, target: Path, grade: str = "public", later: int = 0) -> service.Made:
    now = clock.now() + timedelta(seconds=later)
    return keeping.sealed_package(consultation.id, grade, target, now, seal=jobs.seal)  # type: ignore[arg-type]


def _package(consultation: Consultation, grade: str, folder: Path, name: str = "p.zip") -> dict[str, bytes]:
    made = _make(consultation, folder / name, grade)
    with zipfile.ZipFile(made.path) as archive:
        assert archive.testzip() is None
        return {one: archive.read(one) for one in archive.namelist()}


def test_the_public_grade_holds_no_personal_data_and_no_hidden_word(
    consultation: Consultation, tmp_path: Path
) -> None:
    everything = b"\n".join(_package(consultation, "public", tmp_path).values()).decode(errors="replace")
    for value in (*CANARY.values(), "these words wait", "these words were withdrawn"):
        assert value not in everything, value


def test_the_auditor_grade_holds_hidden_originals(consultation: Consultation, tmp_path: Path) -> None:
    files = _package(consultation, "auditor", tmp_path)
    assert CANARY["hidden"] in files["data/revisions.jsonl"].decode()
    assert CANARY["email"] in files["data/submissions.csv"].decode()


def test_numbers_in_the_package_equal_the_pages(consultation: Consultation, tmp_path: Path) -> None:
    rows = [
        json.loads(line)
        for line in _package(consultation, "public", tmp_path)["data/comments.jsonl"].splitlines()
    ]
    counted: dict[str, int] = {}
    for row in rows:
        counted[row["state"]] = counted.get(row["state"], 0) + 1
    assert (
        counted
        == contributions.totals(consultation.id)
        == {"published": 1, "hidden": 1, "pending": 1, "withdrawn": 1}
    )
    assert all({"reference", "article", "version", "state", "stance", "body"} <= set(row) for row in rows)
    assert {row["article"] for row in rows} == {"art-1"}


def test_formulas_are_guarded_and_come_back_exactly(consultation: Consultation, tmp_path: Path) -> None:
    files = _package(consultation, "public", tmp_path)
    bodies = [
        row["body"] for row in csv.DictReader(io.StringIO(files["data/comments.csv"].decode(), newline=""))
    ]
    guarded = next(body for body in bodies if "published" in body)
    assert guarded.startswith("'=")
    assert unguarded(guarded) == "=1+1 is what I published"
    assert b'"body":"=1+1 is what I published"' in files["data/comments.jsonl"]


def test_the_order_of_every_table_is_stated(consultation: Consultation, tmp_path: Path) -> None:
    for file in FILES:
        assert (file.name in ORDERS) != (file.name in ORDERED_BY_LOG), file.name
        assert set(file.order) <= {one.name for one in file.columns}
    assert {file.name for file in FILES} == {*ORDERS, *ORDERED_BY_LOG}
    described = json.loads(_package(consultation, "public", tmp_path)["data/datapackage.json"])["resources"]
    keys = {one["path"]: one["schema"].get("primaryKey") for one in described}
    assert keys["comments.csv"] == ["reference"] and keys["figures.csv"] == ["is_imported", "is_late"]
    assert keys["rulings.csv"] is None


def test_two_packages_of_one_state_are_the_same_bytes(consultation: Consultation, tmp_path: Path) -> None:
    first = _make(consultation, tmp_path / "1.zip")
    with writing():
        service.note_made(CONSOLE, consultations.get(consultation.slug), "public", first, now=clock.now())
    jobs.seal()  # the site's log went on: it now names the first one
    again = _make(consultation, tmp_path / "2.zip", later=5)
    assert first.sha256 == again.sha256
    assert hashlib.sha512(_read(first.path, "manifest-sha512.txt")).hexdigest() == first.manifest.sha512
    entry = db.session.scalars(select(Entry.id).where(Entry.type == "package.exported")).one()
    assert record.opened_values(entry)["manifest"] == first.manifest.sha512


def _read(path: Path, name: str) -> bytes:
    with zipfile.ZipFile(path) as archive:
        return archive.read(name)


def test_every_date_in_it_is_that_of_its_checkpoint(consultation: Consultation, tmp_path: Path) -> None:
    made = _make(consultation, tmp_path / "1.zip")
    with zipfile.ZipFile(made.path) as archive:
        dates = {one.date_time for one in archive.infolist()}
    facts = json.loads(_read(made.path, "data/package.json"))
    assert len(dates) == 1
    assert datetime(*dates.pop(), tzinfo=UTC).strftime("%Y-%m-%dT%H:%MZ") == facts["as_of"]
    assert f"Bagging-Date: {facts['as_of'][:10]}\n" in _read(made.path, "bag-info.txt").decode()


def test_every_column_of_every_file_is_described(consultation: Consultation, tmp_path: Path) -> None:
    for grade in ("public", "auditor"):
        for name, content in _package(consultation, grade, tmp_path, f"{grade}.zip").items():
            if name.endswith(".csv"):
                header = next(csv.reader(io.StringIO(content.decode(), newline="")))
                assert set(header) <= _described(grade, name), name
            elif name.endswith(".jsonl"):
                for line in content.splitlines():
                    assert set(json.loads(line)) <= _described(grade, name), name
    assert len({file.name for file in FILES}) == len(FILES)


def test_every_column_of_the_polis_files_is_described(tmp_path: Path) -> None:
    now = clock.now()
    write_polis(
        tmp_path, [PolisStatement("7", "Plant trees", 1, "", now)], [PolisVote("0", "7", "agree", None)]
    )
    for path in tmp_path.glob("*.csv"):
        described = _described("public", f"data/polis/{path.name}")
        header = next(csv.reader(io.StringIO(path.read_text(encoding="utf-8"), newline="")))
        unknown = set(header) - described
        assert "*" in described or not unknown, path.name
        if path.name == "participants-votes.csv":
            assert unknown == {"7"}


def _described(grade: str, file: str) -> set[str]:
    rows = [row for row in file_rows(grade) if row["file"] == file]  # type: ignore[arg-type]
    assert all(row["meaning"].strip() for row in rows)
    return {row["column"] for row in rows}


def test_the_package_is_a_bag_that_other_programs_accept(consultation: Consultation, tmp_path: Path) -> None:
    for grade in ("public", "auditor"):
        folder = tmp_path / grade
        with zipfile.ZipFile(_make(consultation, tmp_path / f"{grade}.zip", grade).path) as archive:
            archive.extractall(folder)
        bag = bagit.Bag(str(folder))
        bag.validate()
        assert bag.info["External-Identifier"] == consultation.public_id
        (folder / "data" / "README.md").write_text("other")
        with pytest.raises(bagit.BagValidationError):
            bag.validate()


def test_nothing_that_pages_do_not_show_is_opened(consultation: Consultation, tmp_path: Path) -> None:
    openings = [
        json.loads(line)["fields"]
        for line in _package(consultation, "public", tmp_path)["data/openings.jsonl"].splitlines()
    ]
    opened = {name: value for fields in openings for name, (_salt, value) in fields.items() if name == "body"}
    assert opened == {"body": "=1+1 is what I published"}
    assert not {"person", "time", "email", "name", "publication"} & {n for f in openings for n in f}
    assert [fields["capacity"][1] for fields in openings if "capacity" in fields] == [
        "self"
    ]  # the published one's


def test_only_an_auditor_takes_the_auditor_grade(consultation: Consultation) -> None:
    author = make_staff("author", organisation=make_organisation())
    with pytest.raises(Forbidden), writing():
        service.note_auditor_export(author, consultations.get(consultation.slug), now=clock.now())
    with writing():
        service.note_auditor_export(CONSOLE, consultations.get(consultation.slug), now=clock.now())


def test_long_rows_are_spread_over_more_scripts_of_the_reading_room() -> None:
    rows = [{"reference": str(number), "body": "字" * 100_000} for number in range(400)]
    found = list(reading_room.batches(iter(rows)))
    assert [row for batch in found for row in batch] == rows
    assert max(len(json.dumps(batch, ensure_ascii=False).encode()) for batch in found) < LONGEST / 2
    assert [len(one) for one in reading_room.batches({"body": "a"} for _ in range(1001))] == [500, 500, 1]
