"""The verifier in a package: a whole process checks out in both grades, and nothing in it can be changed unseen."""

import hashlib
import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import writing
from consult.foundation.tables import write_csv
from consult.opendata import jobs, keeping
from consult.opendata.packaging.verifier import verifier
from consult.opendata.verify_package import main, verify
from consult.record import merkle, notes
from consult.record.notes import SigningKey
from consult.record.verify import Fault
from consult.votes import queries as votes
from consult.votes import service as voting
from consult.votes.models import Statement
from tests.factories.consultations import article_of, make_consultation
from tests.factories.moderation import (
    decide_review,
    make_published,
    make_report,
    make_review,
    make_ruling,
    make_waiting,
    moderator_of,
)
from tests.factories.outcomes import make_reply
from tests.factories.votes import vote

Files = dict[str, bytes]
Change = Callable[[list[dict[str, object]]], list[dict[str, object]]]


def make_process() -> Consultation:
    """A consultation in which everything happened that can happen while it is open."""
    made = make_consultation(slug="market", rules={"results_appear": "at-once"})
    first = make_published(
        made, "=1+1 lamps", article=article_of(made), stance="support", contact=Contact(name="An Chen")
    )
    hidden = make_waiting(made, "You fool", stance="oppose")
    make_ruling(hidden, "hide")
    decide_review(make_review(hidden), "upheld")
    redacted = make_published(made, "Mr Chen sleeps")
    make_ruling(redacted, "redact", redactions=[(0, 7)], ground="personal-data")
    moderator = moderator_of(made)
    for number in range(3):
        make_published(made, f"Lamp {number}", actor=GUEST)
    make_report(first)
    gone, waits = make_published(made, "I take this back"), make_waiting(made, "This waits")
    with writing():
        contributing.withdraw(GUEST, contributions.get(gone.id), now=clock.now())
        found = contributions.get(first.id)
        contributing.correct(GUEST, found, contributing.write("Two lamps", limit=99), now=clock.now())
    make_ruling(contributions.get(first.id), actor=moderator)
    with writing():
        found = contributions.get(first.id)
        contributing.correct(GUEST, found, contributing.write("Damn lamps", limit=99), now=clock.now())
    make_ruling(contributions.get(first.id), "hide", actor=moderator)
    statement, another = (_statement(make_published(made)) for _ in range(2))
    for choice, person, value in ((statement, "a", "agree"), (another, "a", "pass"), (statement, "b", "disagree"),
                                  (statement, "a", "pass")):  # fmt: skip
        vote(choice, f"{person}@example.org", value)
    make_reply(made, [contributions.get(first.id)])
    with writing():
        one = consultations.get_by_id(made.id)
        assert one.closes_at is not None
        consultations_service.extend(
            CONSOLE, one, until=one.closes_at + timedelta(days=7), reason="Many asked.", now=clock.now()
        )
    assert waits.state == "pending"
    return consultations.get_by_id(made.id)


def _statement(comment: Comment) -> Statement:
    comment_id = comment.id
    with writing():
        public_id = voting.open_statement(CONSOLE, contributions.get(comment_id), now=clock.now()).public_id
    found = votes.find_statement(public_id)
    assert found is not None
    return found


def export(made: Consultation, folder: Path, grade: str = "public") -> Path:
    """A package as the console writes it."""
    target = folder / f"{grade}.zip"
    keeping.sealed_package(made.id, grade, target, clock.now(), seal=jobs.seal)  # type: ignore[arg-type]
    return target


@pytest.fixture
def packages(app: Flask, tmp_path: Path) -> dict[str, Files]:
    """Both grades, file by file: made once, since no test changes what is exported."""
    if not _made:
        process = make_process()
        for grade in ("public", "auditor"):
            with zipfile.ZipFile(export(process, tmp_path, grade)) as archive:
                _made[grade] = {name: archive.read(name) for name in archive.namelist()}
    return _made


_made: dict[str, Files] = {}


def write(files: Files, folder: Path) -> Path:
    """A package of these files."""
    path = folder / "given.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def rebagged(files: Files) -> Files:
    """The same with every checksum made anew: as somebody does who knows what they are doing."""
    payload = {name: content for name, content in files.items() if name.startswith("data/")}
    oxum = f"Payload-Oxum: {sum(map(len, payload.values()))}.{len(payload)}\n".encode()
    info = b"".join(
        one + b"\n" for one in files["bag-info.txt"].splitlines() if not one.startswith(b"Payload")
    )
    tags = {"bagit.txt": files["bagit.txt"], "bag-info.txt": info + oxum}
    tags |= {f"manifest-{kind}.txt": _sums(kind, payload) for kind in ("sha256", "sha512")}
    return {
        **payload,
        **tags,
        **{f"tagmanifest-{kind}.txt": _sums(kind, tags) for kind in ("sha256", "sha512")},
    }


def _sums(kind: str, files: Files) -> bytes:
    return "".join(
        f"{hashlib.new(kind, content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    ).encode()


def refused(files: Files, folder: Path) -> str:
    """The fault that the verifier names."""
    with pytest.raises(Fault) as raised:
        verify(write(files, folder))
    return str(raised.value)


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_a_whole_process_checks_out(packages: dict[str, Files], tmp_path: Path, grade: str) -> None:
    said = "\n".join(verify(write(packages[grade], tmp_path), every=True))
    assert "10 received = 7 published + 1 pending + 1 hidden + 0 held" in said
    assert "1 withdrawn" in said
    assert "Votes: 3 counted. Statements: 2. Replies: 1." in said
    assert ("for the auditor’s grade" in said) == (grade == "public")


def test_the_joined_verifier_runs_on_python_alone(packages: dict[str, Files], tmp_path: Path) -> None:
    own = tmp_path / "verify.py"
    own.write_bytes(packages["public"]["data/verify.py"])
    assert own.read_text(encoding="utf-8") == verifier()
    path = write(packages["public"], tmp_path)
    command = [sys.executable, "-I", "-S", str(own), str(path)]
    ran = subprocess.run(command, capture_output=True, text=True)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "Everything is right."), (
        ran.stdout + ran.stderr
    )
    write({**packages["public"], "data/README.md": b"other"}, tmp_path)
    ran = subprocess.run(command, capture_output=True, text=True)
    assert (ran.returncode, "data/README.md" in ran.stdout, ran.stderr) == (1, True, "")


def test_one_changed_byte_in_any_file_is_named(packages: dict[str, Files], tmp_path: Path) -> None:
    for grade, files in packages.items():
        for name, content in files.items():
            changed = bytes([content[0] ^ 1]) + content[1:] if content else b"x"
            fault = refused({**files, name: changed}, tmp_path)
            assert name in fault or name.startswith("tagmanifest"), (grade, fault)


def _rows(files: Files, name: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in files[f"data/{name}.jsonl"].splitlines()]


def _with(files: Files, name: str, rows: list[dict[str, object]]) -> Files:
    """The package with these rows in a table, in both its forms, bagged anew."""
    changed = dict(files)
    changed[f"data/{name}.jsonl"] = b"".join(
        json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys="entries" in name).encode()
        + b"\n"
        for row in rows
    )
    if f"data/{name}.csv" in files:
        text = io.StringIO(newline="")
        write_csv(rows, list(_rows(files, name)[0]), text)
        changed[f"data/{name}.csv"] = text.getvalue().encode()
    return rebagged(changed)


def _set(column: str, value: object, *, where: str = "", equals: object = None) -> Change:
    def change(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        row = next(one for one in rows if not where or one[where] == equals)
        assert row.get(column) != value
        row[column] = value
        return rows

    return change


def _set_field(type_: str, field: str, value: str) -> Change:
    """Another value where an entry's commitment is opened, under the same salt."""

    def change(rows: list[dict[str, object]]) -> list[dict[str, object]]:
        fields = next(one["fields"] for one in rows if field in one["fields"])  # type: ignore[operator]
        fields[field][1] = value  # type: ignore[index]
        return rows

    return change


REMOVED, DOUBLED, REVERSED = (
    (lambda rows: rows[1:]),
    (lambda rows: [*rows, rows[0]]),
    (lambda rows: rows[::-1]),
)
CHANGES: list[tuple[str, Change, str]] = [
    ("entries", _set("time", "2020-01-01T00:00Z"), "data/entries.jsonl, entry 0"),
    (
        "entries",
        _set("ground", "spam", where="type", equals="comment.ruled"),
        "(comment.ruled): not what was sealed",
    ),
    ("entries", REMOVED, "data/entries.jsonl, entry 0"),
    ("entries", DOUBLED, "entry"),
    ("entries", REVERSED, "data/entries.jsonl, entry 0"),
    ("openings", _set_field("", "body", "other words"), "“body” is not what was committed to"),
    ("openings", REVERSED, "belongs to no entry, or stands out of order"),
    ("site/entries", _set("actor", "somebody"), "the site’s log: checkpoint"),
    ("site/entries", REMOVED, "the site’s log: checkpoint"),
    ("site/openings", _set_field("", "held_role", "author"), "“held_role” is not what was committed to"),
    ("comments", _set("state", "hidden", where="state", equals="published"), "data/comments.jsonl"),
    ("comments", _set("body", "other words", where="state", equals="published"), "data/comments.jsonl"),
    ("comments", _set("body", "words", where="state", equals="pending"), "its words are shown"),
    ("comments", _set("reference", "AAA-AAA"), "not the comment that was received"),
    ("comments", REMOVED, "has entries and is missing here"),
    ("comments", DOUBLED, "stands there twice"),
    ("rulings", _set("ground", "spam", where="act", equals="hide"), "“ground” is not what the entry says"),
    ("rulings", _set("note", "other"), "“note” is not what the entry says"),
    ("rulings", REMOVED, "data/rulings.jsonl"),
    ("rulings", DOUBLED, "data/rulings.jsonl"),
    ("reviews", _set("result", "overturned"), "data/reviews.jsonl"),
    ("votes", _set("value", "pass", where="value", equals="disagree"), "data/votes.jsonl"),
    ("votes", REMOVED, "data/votes.jsonl"),
    ("votes", DOUBLED, "data/votes.jsonl"),
    ("statements", _set("agrees", 7), "data/statements.jsonl"),
    ("statements", _set("text", "Another text"), "has another text"),
    ("replies", _set("body", "We will not."), "data/replies.jsonl"),
    ("replies", _set("comments", ""), "answers other comments"),
    ("replies", REMOVED, "data/replies.jsonl"),
    ("consultation", _set("closes_at", "2020-01-01T00:00:00Z"), "“closes_at” is not what the entries say"),
    ("date_changes", REMOVED, "data/date_changes.jsonl"),
    ("date_changes", _set("reason", "No reason"), "data/date_changes.jsonl"),
    ("articles", _set("text", "Another article"), "the text of version 1"),
    ("bodies", _set("id", "0" * 32), "data/bodies.jsonl"),
    ("checkpoints", _set("note", "nothing\n"), "checkpoint"),
]


@pytest.mark.parametrize(("table", "change", "named"), CHANGES)
def test_a_changed_table_is_named_even_with_new_checksums(
    packages: dict[str, Files], tmp_path: Path, table: str, change: Change, named: str
) -> None:
    for files in packages.values():
        rows = change(_rows(files, table))
        assert named in refused(_with(files, table, rows), tmp_path)


def test_what_only_one_form_says_is_named(packages: dict[str, Files], tmp_path: Path) -> None:
    files = packages["public"]
    for name, old, new in (
        ("data/comments.csv", b"Lamp 1", b"Lamp 9"), ("data/rulings.csv", b"abuse", b"other"),
        ("data/reading-room/rows/comments-00001.js", b"Lamp 1", b"Lamp 9"),
    ):  # fmt: skip
        assert old in files[name]
        assert name in refused(rebagged({**files, name: files[name].replace(old, new, 1)}), tmp_path)
    for name in (
        one for one in files if one.startswith(("data/tiles/", "data/checkpoint", "data/site/checkpoint"))
    ):
        changed = files[name][:-9] + bytes([files[name][-9] ^ 1]) + files[name][-8:]
        assert refused(rebagged({**files, name: changed}), tmp_path)
    smaller = rebagged({name: content for name, content in files.items() if name != "data/votes.csv"})
    assert "data/votes" in refused(smaller, tmp_path)


def test_an_auditor_sees_an_opening_that_is_missing_and_a_wording_that_was_changed(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    files = packages["auditor"]
    openings = _rows(files, "openings")
    del openings[-1]["fields"]["reason"]  # type: ignore[attr-defined]
    assert "reason cannot be opened" in refused(_with(files, "openings", openings), tmp_path)
    revisions = _rows(files, "revisions")
    revisions[0]["body"] = "other words"
    assert "data/revisions.jsonl" in refused(_with(files, "revisions", revisions), tmp_path)


def test_keys_and_receipts_that_the_reader_brings_decide(packages: dict[str, Files], tmp_path: Path) -> None:
    files = packages["public"]
    path, vkeys = write(files, tmp_path), files["data/vkeys.txt"].decode().split()
    assert "Keys you gave" in "\n".join(verify(path, vkeys=vkeys))
    stranger = str(SigningKey(vkeys[0].split("+")[0], bytes(32)).vkey)
    with pytest.raises(Fault, match=r"another log|no key known"):
        verify(path, vkeys=[stranger, *vkeys[1:]])
    leaves = [merkle.leaf_hash(line) for line in files["data/entries.jsonl"].splitlines()]

    def node(level: int, index: int) -> bytes:
        return merkle.root_of(leaves[index << level : (index + 1) << level])

    proof = merkle.inclusion_proof(3, len(leaves), node)
    receipt = str(notes.Proof(3, tuple(proof), files["data/checkpoint"].decode())).encode()
    said = verify(path, known={"mine.tlog-proof": receipt, "gazette": files["data/checkpoint"]})
    assert any("mine.tlog-proof: entry 3 is in this log" in one for one in said)
    with pytest.raises(Fault, match="does not prove"):
        verify(path, known={"mine.tlog-proof": receipt.replace(b"index 3", b"index 4")})


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "data/../../x", "~root/x", "data\\x", "C:/x"])
def test_a_path_that_leads_out_is_refused(packages: dict[str, Files], tmp_path: Path, name: str) -> None:
    assert "leads out" in refused({**packages["public"], name: b"x"}, tmp_path)


def test_what_is_no_package_is_refused_in_words(
    packages: dict[str, Files], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = write(packages["public"], tmp_path).read_bytes()
    for content in (b"", b"PK", whole[: len(whole) // 2]):
        (tmp_path / "cut.zip").write_bytes(content)
        assert main([str(tmp_path / "cut.zip")]) == 1
    broken = rebagged({**packages["public"], "data/package.json": b"{}"})
    assert main([str(write(broken, tmp_path))]) == 1
    assert main([str(tmp_path / "nothing.zip")]) == 1
    assert capsys.readouterr().out.count("FAULT") == 5
