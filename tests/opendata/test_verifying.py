"""The verifier in a package: a whole process checks out in both grades, and nothing in it can be changed unseen."""

import ast
import copy
import hashlib
import io
import json
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consult.foundation.errors import Refused
from consult.foundation.tables import write_csv
from consult.opendata import foreign
from consult.opendata.packaging.verifier import verifier
from consult.opendata.verify_bag import check_packed
from consult.opendata.verify_package import main, verify
from consult.opendata.verify_signatures import Signatures
from consult.opendata.verify_told import in_zone
from consult.record import merkle, notes
from consult.record.notes import SigningKey
from consult.record.verify import Fault
from tests.factories.packages import Files, rebagged, refused, write

Change = Callable[[list[dict[str, object]]], list[dict[str, object]]]


@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_a_whole_process_checks_out(packages: dict[str, Files], tmp_path: Path, grade: str) -> None:
    said = "\n".join(verify(write(packages[grade], tmp_path), every=True))
    assert "12 received = 8 published + 1 pending + 1 hidden + 0 held + 1 withheld" in said
    assert "1 withdrawn" in said
    assert "Votes: 3 counted. Statements: 2. Replies: 1." in said
    assert "1 attempts refused" in said
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


def test_the_joined_verifier_needs_no_time_zone_data_for_a_site_in_universal_time(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    own, path = tmp_path / "verify.py", write(packages["public"], tmp_path)
    own.write_text(verifier(), encoding="utf-8")
    without = "import runpy, sys, zoneinfo; zoneinfo.reset_tzpath(to=[]); sys.argv = sys.argv[1:]; "
    command = [sys.executable, "-I", "-S", "-c", without + "runpy.run_path(sys.argv[0], run_name='__main__')"]
    ran = subprocess.run([*command, str(own), str(path)], capture_output=True, text=True, check=False)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "Everything is right."), (
        ran.stdout + ran.stderr
    )


def test_a_time_zone_that_python_does_not_know_is_told_with_what_to_do() -> None:
    with pytest.raises(Fault, match="python -m pip install tzdata"):
        in_zone(datetime(2026, 1, 1, tzinfo=UTC), "Nowhere/Land")


def test_no_name_of_the_joined_verifier_means_two_things() -> None:
    """Its parts are modules of their own here: what two of them called the same, the last would say for both."""
    named: list[str] = []
    for node in ast.parse(verifier()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            named.append(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            named += [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
    assert len(named) > 100 and {one for one in named if named.count(one) > 1} == set()


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
    ("comments", _set("state", "held", where="state", equals="withdrawn"), "and “withdrawn” by its entries"),
    ("comments", _set("body", "other words", where="state", equals="published"), "data/comments.jsonl"),
    ("comments", _set("body", "words", where="state", equals="pending"), "its words are shown"),
    ("comments", _set("reference", "AAA-AAA"), "not the comment that was received"),
    ("comments", _set("received_at", "2020-01-01T00:00Z"), "at 2020-01-01T00:00Z by the table, and at 20"),
    ("submissions", _set("received_at", "2020-01-01T00:00Z"), "came at another minute than its comment"),
    ("comments", REMOVED, "has entries and is missing here"),
    ("comments", DOUBLED, "stands there twice"),
    ("figures", _set("comments", 99), "data/figures.jsonl"),
    ("figures", _set("submissions", 99), "data/figures.jsonl"),
    ("figures", _set("is_late", True), "data/figures.jsonl"),
    ("submissions", REMOVED, "data/submissions.jsonl"),
    ("rulings", _set("ground", "spam", where="act", equals="hide"), "“ground” is not what the entry says"),
    ("rulings", _set("note", "other"), "“note” is not what the entry says"),
    ("rulings", REMOVED, "data/rulings.jsonl"),
    ("rulings", DOUBLED, "data/rulings.jsonl"),
    ("reviews", _set("result", "overturned"), "data/reviews.jsonl"),
    ("votes", _set("value", "pass", where="value", equals="disagree"), "data/votes.jsonl"),
    ("votes", REMOVED, "data/votes.jsonl"),
    ("votes", DOUBLED, "data/votes.jsonl"),
    ("statements", _set("agrees", 7), "data/statements.jsonl"),
    ("statements", _set("text", "Another text"), "“text” is not what the entries say"),
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
    events = files["data/premis-events.jsonl"]
    for told in (
        events.replace(b"ingestion", b"deletion", 1),
        events[events.index(b"\n") + 1 :],
        events * 2,
        b"[\n",
    ):
        assert "premis-events.jsonl" in refused(
            rebagged({**files, "data/premis-events.jsonl": told}), tmp_path
        )
    assert not any("packages don’t have" in one for one in verify(write(files, tmp_path)))
    for name in ("data/dictionary.csv", "data/documents.csv", "data/themes.csv"):
        assert name in refused(rebagged({**files, name: files[name] + b"x\r\n"}), tmp_path)
    name = "data/reading-room/rows/comments-00001.js"
    rows = json.loads(files[name].decode().removeprefix("readingRoom.take(").removesuffix(");\n"))
    for shown in ([{} for _ in rows], rows[1:], [*rows, {}]):  # what it leaves out is missed, too
        script = f"readingRoom.take({json.dumps(shown)});\n".encode()
        assert "reading" in refused(rebagged({**files, name: script}), tmp_path)
    for name in (
        one for one in files if one.startswith(("data/tiles/", "data/checkpoint", "data/site/checkpoint"))
    ):
        changed = files[name][:-9] + bytes([files[name][-9] ^ 1]) + files[name][-8:]
        assert refused(rebagged({**files, name: changed}), tmp_path)
    smaller = rebagged({name: content for name, content in files.items() if name != "data/votes.csv"})
    assert "data/votes" in refused(smaller, tmp_path)


def test_a_reading_room_from_before_it_showed_the_language_of_notes_checks_out(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    files = dict(packages["public"])
    assert sum(bool(row["note_language"]) for row in _rows(files, "rulings")) > 1

    def without(table: str, most: int) -> None:
        name, left = f"data/reading-room/rows/{table}-00001.js", most
        rows = json.loads(
            packages["public"][name].decode().removeprefix("readingRoom.take(").removesuffix(");\n")
        )
        for row in rows:
            if "note_language" in row and left:
                del row["note_language"]
                left -= 1
        files[name] = f"readingRoom.take({json.dumps(rows)});\n".encode()

    without("comments", 99)
    without("rulings", 99)
    verify(write(rebagged(files), tmp_path))
    without("rulings", 1)  # but not of some rows alone
    assert "data/reading-room/rows/rulings-00001.js" in refused(rebagged(files), tmp_path)


def test_an_auditor_sees_an_opening_that_is_missing_and_a_wording_that_was_changed(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    files = packages["auditor"]
    openings = _rows(files, "openings")
    del openings[-1]["fields"]["reason"]  # type: ignore[attr-defined]
    assert "reason cannot be opened, and no erasure says why" in refused(
        _with(files, "openings", openings), tmp_path
    )
    site = _rows(files, "site/openings")
    place = next(n for n, row in enumerate(site) if "size" in row["fields"])  # type: ignore[operator]
    del site[place]["fields"]["size"]  # type: ignore[attr-defined]
    named = refused(_with(files, "site/openings", site), tmp_path)
    assert "(record.sealed): “size” isn’t opened in data/site/openings.jsonl" in named
    assert named.startswith("data/site/entries.jsonl, entry ")
    del site[place]["fields"]
    assert refused(_with(files, "site/openings", site), tmp_path) == named
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
    assert any("mine.tlog-proof: it is entry 4 of this log (index 3," in one for one in said)
    origin = files["data/checkpoint"].split(b"\n")[0]
    promise = (
        b"Consult promise v1\nlog elsewhere.example/record/7\nleaf x\n\n\xe2\x80\x94 elsewhere.example x\n"
    )
    for wrong, fault in (
        (
            receipt.replace(origin, b"elsewhere.example/record/7"),
            "it is of another log, elsewhere.example/record/7",
        ),
        (promise, "it is of another log, elsewhere.example/record/7"),
        (receipt.replace(b"index 3", b"index 4"), "the receipt does not prove"),
        (receipt[:40], "this is no receipt, or it was cut off"),
        (b"\xff\xd8\r\n\x00garbage", "this is no receipt: one begins with the line"),
        (receipt.replace(b"\n", b"\r\n"), "the receipt’s line ends|the receipt's line ends"),
    ):
        for name in (
            ("mine.txt",)
            if wrong is promise
            else ("mine.tlog-proof", *(["mine.txt"] if wrong.startswith(b"c2sp") else []))
        ):  # named by its file
            with pytest.raises(Fault, match=f"^{name}: (?:{fault})"):
                verify(path, known={name: wrong})


def test_what_a_receipt_opens_and_what_was_promised_is_held_against_the_log(
    packages: dict[str, Files], tmp_path: Path
) -> None:
    files = packages["public"]
    path = write(files, tmp_path)
    lines = files["data/entries.jsonl"].splitlines()
    leaves = [merkle.leaf_hash(line) for line in lines]

    def node(level: int, index: int) -> bytes:
        return merkle.root_of(leaves[index << level : (index + 1) << level])

    at = next(n for n, line in enumerate(lines) if json.loads(line)["type"] == "comment.ruled")
    own = json.loads(lines[at])["id"]
    fields = next(row["fields"] for row in _rows(files, "openings") if row["entry"] == own)

    def receipt(extra: object, index: int = at) -> bytes:
        hashes = tuple(merkle.inclusion_proof(index, len(leaves), node))
        return str(
            notes.Proof(index, hashes, files["data/checkpoint"].decode(), json.dumps(extra).encode())
        ).encode()

    whole = {"entry": lines[at].decode(), "openings": fields}
    said = verify(path, known={"mine.tlog-proof": receipt(whole)})
    assert any(f"It opens {len(fields)} values" in one for one in said)
    assert any(
        "It opens nothing" in one
        for one in verify(path, known={"x.tlog-proof": receipt({"entry": lines[at].decode()})})
    )
    for extra, fault in (
        ({**whole, "entry": lines[at + 1].decode(), "openings": {}}, "not the one at index"),
        ({**whole, "openings": {**fields, "act": ["00" * 16, "publish"]}}, "not what was committed"),
        ({**whole, "openings": []}, "not well formed"),
        ({**whole, "earlier": [{"entry": "{}"}]}, "follows on"),
    ):
        with pytest.raises(Fault, match=fault):
            verify(path, known={"mine.tlog-proof": receipt(extra)})


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "data/../../x", "~root/x", "data\\x", "C:/x"])
def test_a_path_that_leads_out_is_refused(packages: dict[str, Files], tmp_path: Path, name: str) -> None:
    assert "leads out" in refused({**packages["public"], name: b"x"}, tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("data/package.json", b"[" * 100_000, "not put together as it should be"),
        ("data/entries.jsonl", b"[" * 100_000 + b"\n", "data/entries.jsonl, entry 0: this is no JSON"),
        ("data/comments.jsonl", b"[" * 100_000 + b"\n", "data/comments.jsonl, line 1: this is no JSON"),
        ("data/openings.jsonl", b'{"entry":' + b"[" * 100_000 + b"\n", "this is no JSON"),
    ],
)  # fmt: skip
def test_what_is_nested_too_deeply_is_a_fault_like_any_other(
    packages: dict[str, Files], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    name: str, content: bytes, said: str,
) -> None:  # fmt: skip
    own = write(rebagged({**packages["auditor"], name: content}), tmp_path)
    assert main([str(own)]) == 1
    assert said in capsys.readouterr().out
    with pytest.raises(Refused, match="not imported"):
        foreign.check(own, limit=10**9)


@pytest.mark.parametrize("method", [zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, 99])
@pytest.mark.parametrize("is_damaged", [False, True])
def test_what_is_packed_in_another_way_is_refused_before_it_is_unpacked(
    packages: dict[str, Files],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    method: int,
    is_damaged: bool,
) -> None:
    own = tmp_path / "other.zip"
    with zipfile.ZipFile(own, "w", zipfile.ZIP_STORED if method == 99 else method) as archive:
        for name, content in packages["public"].items():
            archive.writestr(name, content)
        found = archive.getinfo("bagit.txt")
    raw = bytearray(own.read_bytes())
    at = found.header_offset + 30 + len(found.filename)
    if is_damaged:
        raw[at : at + found.compress_size] = bytes(255 - one for one in raw[at : at + found.compress_size])
    if method == 99:
        for start in (found.header_offset + 8, raw.rfind(b"bagit.txt") - 46 + 10):
            raw[start : start + 2] = b"\x63\x00"
    own.write_bytes(raw)
    assert main([str(own)]) == 1
    assert "packed in another way" in capsys.readouterr().out
    with pytest.raises(Refused, match="packed in another way"):
        foreign.check(own, limit=10**9)


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
    assert main([str(write(packages["public"], tmp_path)), str(tmp_path / "nobody.txt")]) == 1
    said = capsys.readouterr().out
    assert said.count("FAULT") == 6 and "nothing.zip: there is no such file" in said
    assert "nobody.txt: No such file" in said


def test_what_was_made_to_fill_a_disk_is_refused_before_it_is_unpacked(
    packages: dict[str, Files], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bomb = tmp_path / "bomb.zip"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**packages["public"], "data/comments.jsonl": bytes(150_000_000)}.items():
            archive.writestr(name, content)
    assert main([str(bomb)]) == 1
    assert "packed into" in capsys.readouterr().out


def test_comments_of_one_letter_many_times_over_make_no_package_a_bomb(tmp_path: Path) -> None:
    path = tmp_path / "padded.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("comments.jsonl", "w") as file,
    ):
        for number in range(400):
            made = hashlib.sha512(str(number).encode()).hexdigest()
            row = {"id": made[:32], "received_at": made[32:48], "sender": made[48:80], "body": "字" * 99_000}
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    with zipfile.ZipFile(path) as archive:
        assert archive.getinfo("comments.jsonl").file_size > 200 * path.stat().st_size
        check_packed(path, archive)
    with pytest.raises(Refused, match=r"bagit\.txt is missing"):  # which is all that is wrong with it
        foreign.check(path, limit=10**9)


def test_files_that_lie_on_one_another_in_the_zip_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "overlapping.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.txt", random.Random(1).randbytes(1000) + bytes(600_000))
        one = archive.getinfo("one.txt")
        for number in range(100):
            again = copy.copy(one)
            again.filename = f"again-{number}.txt"
            archive.filelist.append(again)
    with zipfile.ZipFile(path) as archive, pytest.raises(Fault, match="packed into"):
        check_packed(path, archive)


@pytest.mark.parametrize("is_shared", [False, True])
@pytest.mark.parametrize("name", [
    "data/comments.jsonl", "data/submissions.jsonl", "data/rulings.jsonl", "data/consultation.jsonl",
    "data/entries.jsonl", "data/site/entries.jsonl", "data/openings.jsonl", "data/site/openings.jsonl",
    "data/checkpoints.jsonl", "data/site/checkpoints.jsonl", "data/dictionary.jsonl", "data/premis-events.jsonl",
    "data/package.json", "data/datapackage.json", "data/reading-room/rows/comments-00001.js",
])  # fmt: skip
def test_nothing_is_said_under_one_name_twice(
    packages: dict[str, Files], tmp_path: Path, name: str, is_shared: bool
) -> None:
    """Some programs read the first of two, some the last."""
    content = packages["public"][name]
    start = content.index(b"{")
    key = content[start:].split(b'"')[1]
    twice = content[: start + 1] + b'"%b":"other",' % key + content[start + 1 :]
    path = write(rebagged({**packages["public"], name: twice}), tmp_path)
    with pytest.raises((Fault, ValueError)):
        verify(path, is_shared=is_shared)
    within = content.find(b'{"', start + 1, content.index(b"\n", start) if name.endswith("jsonl") else -1)
    if name.endswith("openings.jsonl"):
        assert within > 0
        field = content[within:].split(b'"')[1]
        twice = content[: within + 1] + b'"%b":["00","other"],' % field + content[within + 1 :]
        with pytest.raises((Fault, ValueError)):
            verify(write(rebagged({**packages["public"], name: twice}), tmp_path), is_shared=is_shared)


# Two persons ----------------------------------------------------------------------------------------


def entry(type_: str, actor: str, objects: list[str], ground: str = "") -> dict[str, object]:
    """An entry as the verifier reads it."""
    return {
        "type": type_, "actor": actor, "objects": objects, "ground": ground, "consultation": "one",
        "time": "2026-05-01T10:00Z",
    }  # fmt: skip


ASKED = entry("approval.asked", "ada", ["a1", "one"], "consultation.extend")
SIGNED, BY_HERSELF = (entry("approval.signed", who, ["a1", "one"]) for who in ("bo", "ada"))
ALONE, DROPPED = (entry(f"approval.{step}", "ada", ["a1", "one"]) for step in ("done_alone", "voided"))
EXTENDED = entry("consultation.extended", "bo", [])


GROUND = [
    entry(f"approval.{step}", who, ["a1", "own-x"], "site.grounds")
    for step, who in (("asked", "ada"), ("signed", "bo"))
]
SET = [entry("site.set", "bo", [name]) for name in ("grounds", "mail")]


@pytest.mark.parametrize(
    "rows",
    [
        (ASKED, SIGNED, EXTENDED),
        (ASKED, ALONE, EXTENDED),
        (*GROUND, *SET),
    ],
)
def test_two_persons_or_the_stated_exception_stand_behind_a_dangerous_act(
    rows: tuple[dict[str, object], ...],
) -> None:
    signatures = Signatures()
    for one in rows:
        signatures.take(one, {}, {})
    assert signatures.by_two + signatures.by_one == 1


@pytest.mark.parametrize(
    "rows",
    [
        (EXTENDED,), (ASKED, EXTENDED), (ASKED, BY_HERSELF, EXTENDED), (ASKED, SIGNED, DROPPED, EXTENDED),
        (ASKED, SIGNED, EXTENDED, EXTENDED),
        (entry("membership.granted", "ada", ["city", "cho"]),),
        (entry("approval.asked", "ada", ["a1", "e1"], "submission.erase"), entry("erasure.asked", "x", ["e1"]),
         entry("comment.erased", "x", ["c1", "e1"])),
        (entry("import.started", "ada", []),),
        (entry("site.set", "ada", ["grounds"]),),
        (entry("approval.asked", "ada", ["a1", "own-x"], "site.grounds"), entry("site.set", "ada", ["grounds"])),
    ],
)  # fmt: skip
def test_the_verifier_names_a_dangerous_act_of_one_person(rows: tuple[dict[str, object], ...]) -> None:
    rules = {"opens_at": "2026-04-01 00:00:00+00:00", "closes_at": "2026-06-01T00:00:00+00:00"}
    signatures, opened = Signatures(), {"held_role": "auditor"}

    def take_all() -> None:
        for one in rows:
            signatures.take(one, opened, rules)

    with pytest.raises(Fault):
        take_all()


def test_senders_are_checked_in_the_auditors_grade(packages: dict[str, Files], tmp_path: Path) -> None:
    rows = _set("senders", 1)(_rows(packages["auditor"], "figures"))
    assert "data/figures.jsonl" in refused(_with(packages["auditor"], "figures", rows), tmp_path)
