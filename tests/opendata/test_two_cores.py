"""Where a machine has two cores the verifier shares its work between them: it says the same as on one."""

import csv
import io
import json
import multiprocessing
import re
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from consult.opendata import verify_files, verify_package
from consult.opendata.verify_bag import UNFIT, Package, Sums
from consult.opendata.verify_forms import COMPARED_WITH_STATE, Forms, Share
from consult.opendata.verify_package import verify
from consult.record.verify import Fault
from tests.factories.packages import Files, rebagged, write

ENTRIES, CSV, ROWS = "data/entries.jsonl", "data/comments.csv", "data/comments.jsonl"
LIST = "data/reading-room/rows/comments-00001.js"


def said(path: Path, *, is_shared: bool = False) -> str:
    """What the verifier says: its sentences, or the fault with its kind."""
    try:
        return "\n".join(verify(path, is_shared=is_shared))
    except UNFIT as fault:
        return f"{type(fault).__name__} {fault}"


def spaced(files: Files, line: int) -> Files:
    """The package with a space in one entry's line."""
    lines = files[ENTRIES].splitlines(keepends=True)
    lines[line] = lines[line].replace(b":", b": ", 1)
    return {**files, ENTRIES: b"".join(lines)}


def told(files: Files, row: int, column: str, value: object) -> Files:
    """The package with another value in the table of comments alone."""
    rows = [json.loads(line) for line in files[ROWS].splitlines()]
    rows[row][column] = value
    return {**files, ROWS: b"".join(json.dumps(one).encode() + b"\n" for one in rows)}


def with_formula(files: Files) -> Files:
    """The package with a text that begins like a formula, and stands in the CSV as it is."""
    name = "data/dictionary"
    first, *rows = csv.reader(io.StringIO(files[f"{name}.csv"].decode(), newline=""))
    rows[1][-1] = "=1+1"
    lines = files[f"{name}.jsonl"].splitlines()
    lines[1] = json.dumps({**json.loads(lines[1]), first[-1]: "=1+1"}).encode()
    stream = io.StringIO()
    csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows([first, *rows])
    return {**files, f"{name}.csv": stream.getvalue().encode(), f"{name}.jsonl": b"\n".join([*lines, b""])}


def replaced(files: Files, name: str, old: bytes, new: bytes, behind: int = 0) -> Files:
    """The package with other bytes in place of the last such ones, or of those that so many others stand before."""
    parts = files[name].rsplit(old, 1) if not behind else files[name].split(old, behind + 1)
    assert len(parts) > 1
    return {**files, name: old.join(parts[:-1]) + new + parts[-1]}


def twice(lines: bytes) -> bytes:
    """Openings of which the first that opens one thing alone opens it two times."""
    return re.sub(
        rb'"fields":\{("[a-z_]+":\["[0-9a-f]+","[^"\\]*"\])\}', rb'"fields":{\1,\1}', lines, count=1
    )


def without(files: Files, name: str) -> Files:
    return {own: content for own, content in files.items() if own != name}


FAULTS: dict[str, tuple[Callable[[Files], Files], str]] = {
    "nothing": (lambda files: files, ""),
    "a file changed": (lambda files: {**files, CSV: files[CSV] + b"x\n"}, f"{CSV}: its SHA256"),
    "a file changed and an entry": (
        lambda files: {**rebagged(spaced(files, 2)), CSV: files[CSV] + b"x\n"}, f"{CSV}: its SHA256",
    ),
    "a form": (lambda files: rebagged({**files, CSV: files[CSV] + b"x\n"}), f"{CSV}, row"),
    "a form before another": (
        lambda files: rebagged({**files, CSV: files[CSV] + b"x\n", "data/articles.csv": b"y\n"}), "data/articles.csv",
    ),
    "a table": (lambda files: rebagged(told(files, 0, "state", "held")), f"{ROWS}:"),
    "a table before a form": (
        lambda files: rebagged({**told(files, 0, "state", "held"), "data/articles.csv": b"y\n"}), f"{ROWS}:",
    ),
    "a table out of shape": (
        lambda files: rebagged({**told(files, 0, "is_redacted", []), "data/causes.jsonl": b'{"version":1}\n'}), "",
    ),
    "a table that is missing": (
        lambda files: rebagged(without(without(files, "data/dictionary.jsonl"), "data/dictionary.csv")),
        "data/dictionary.jsonl is missing",
    ),
    "an entry": (lambda files: rebagged(spaced(files, 2)), f"{ENTRIES}, entry 2: not written"),
    "an entry before a table": (
        lambda files: rebagged(spaced(told(files, 0, "state", "held"), 2)), f"{ENTRIES}, entry 2: not written",
    ),
    "an entry behind one that isn’t sealed": (
        lambda files: rebagged(spaced({**files, ENTRIES: files[ENTRIES].replace(b"comment", b"cement", 1)}, 9)),
        f"{ENTRIES}, entry 9: not written",
    ),
    "what is no JSON": (
        lambda files: rebagged({**files, ENTRIES: b"{\n" + files[ENTRIES]}), f"{ENTRIES}, entry 0: this is no JSON",
    ),
    "a tile": (
        lambda files: rebagged({**files, "data/tiles/0/000.p/1": b"x" * 32}), "data/tiles/0/000.p/1: not the tile",
    ),
    "an entry of another length": (
        lambda files: rebagged({**files, ENTRIES: files[ENTRIES].replace(b"comment", b"cement", 1)}),
        "(its tile says otherwise)",
    ),
    "an opening changed": (
        lambda files: {**files, "data/openings.jsonl": files["data/openings.jsonl"].replace(b"lamps", b"lambs", 1)},
        "data/openings.jsonl: its SHA256",
    ),
    "an opening that opens nothing": (
        lambda files: rebagged(replaced(files, "data/openings.jsonl", b"lamps", b"lambs")), "committed to",
    ),
    "an opening that opens something twice": (
        lambda files: rebagged({**files, "data/openings.jsonl": twice(files["data/openings.jsonl"])}),
        "stands there twice",
    ),
    "a control character in an opening": (
        lambda files: rebagged(replaced(files, "data/openings.jsonl", b"lamps", b"la\tps")), "this is no JSON",
    ),
    "an event of the archive": (
        lambda files: rebagged(replaced(files, "data/premis-events.jsonl", b'"ingestion"', b'"x"')), "not what",
    ),
    "a name in a list": (lambda files: rebagged(replaced(files, LIST, b'"body":', b'"bodies":')), LIST),
    "a word in a list": (lambda files: rebagged(replaced(files, LIST, b"lamps", b"lambs")), LIST),
    "a list that ends in a comma": (lambda files: rebagged(replaced(files, LIST, b"]);", b",]);")), ""),
    "a list with a row more": (lambda files: rebagged(replaced(files, LIST, b"]);", b",{}]);")), LIST),
    "a CSV with spaces": (lambda files: rebagged(replaced(files, CSV, b'","', b'" ,"', 40)), ""),
    "a CSV without its rows": (
        lambda files: rebagged({**files, CSV: files[CSV].splitlines(keepends=True)[0]}), f"{CSV}, row 2",
    ),
    "a CSV whose heading is torn": (
        lambda files: rebagged({**files, CSV: files[CSV].replace(b'","', b'",\r"', 1)}), CSV,
    ),
    "a table in no alphabet": (
        lambda files: rebagged({**files, ROWS: files[ROWS] + b"\xff\n"}), f"{ROWS}, line",
    ),
    "a row over two lines": (
        lambda files: rebagged({**files, ROWS: files[ROWS].replace(b',"id"', b',\n"id"', 1)}),
        f"{ROWS}, line 1: this is no JSON",
    ),
    "a cell that is a formula": (lambda files: rebagged(with_formula(files)), "data/dictionary.csv, row 3"),
    "no facts": (lambda files: rebagged({**files, "data/package.json": b"{}\n"}), "KeyError"),
}  # fmt: skip


@pytest.mark.parametrize("grade", ["public", "auditor"])
@pytest.mark.parametrize("fault", FAULTS)
def test_two_cores_name_the_same_fault_first(
    packages: dict[str, Files], tmp_path: Path, grade: str, fault: str
) -> None:
    change, named = FAULTS[fault]
    path = write(change(packages[grade]), tmp_path)
    alone = said(path)
    assert named in alone and (fault == "nothing") == alone.startswith("Package of")
    assert said(path, is_shared=True) == alone


@pytest.mark.parametrize("keeps", [1, -1])
@pytest.mark.parametrize("grade", ["public", "auditor"])
def test_no_table_lacks_rows_as_csv(
    packages: dict[str, Files], tmp_path: Path, grade: str, keeps: int
) -> None:
    files, cut = packages[grade], 0
    for name in [one for one in files if one.endswith(".csv") and one.count("/") == 1]:
        rows = list(csv.reader(io.StringIO(files[name].decode(), newline="")))
        if len(rows) < 2:
            continue
        left = io.StringIO(newline="")
        csv.writer(left, quoting=csv.QUOTE_ALL).writerows(rows[:keeps])
        path = write(rebagged({**files, name: left.getvalue().encode()}), tmp_path)
        lacking = f"{name}, row {2 if keeps == 1 else len(rows)}: not what"
        own = Share.WITH_STATE if name[5:-4] in COMPARED_WITH_STATE else Share.WITHOUT_STATE
        for share in (Share.ALL, own):  # in one process alone, and in that of the two which compares it
            with Package(path) as package, pytest.raises(Fault, match=lacking):
                Forms(package, share).finish()
        cut += 1
    assert cut > 15


def test_the_files_are_checked_in_the_other_process_alone(
    packages: dict[str, Files], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where it finds a fault, gives no answer, because it was ended, or can't be started, all is checked here."""
    right, wrong = tmp_path / "right", tmp_path / "wrong"
    for folder, files in ((right, packages["public"]), (wrong, rebagged(spaced(packages["public"], 2)))):
        folder.mkdir()
        write(files, folder)
    right, wrong = right / "given.zip", wrong / "given.zip"
    told, fault, checked = said(right), said(wrong), list[str]()
    real = verify_files.FilesCheck

    def noted(package: Package, sums: Mapping[str, Sums]) -> verify_files.FilesCheck:
        checked.append("here")
        return real(package, sums)

    monkeypatch.setattr(verify_package, "FilesCheck", noted)
    assert said(right, is_shared=True) == told and checked == []
    assert said(wrong, is_shared=True) == fault and checked == ["here"]
    monkeypatch.setattr(verify_files, "_check_files", nobody)
    assert said(right, is_shared=True) == told and checked == ["here"] * 2

    def nothing(*_given: object, **_named: object) -> None:
        raise OSError("no more processes")

    monkeypatch.setattr(multiprocessing, "Process", nothing)
    assert said(right, is_shared=True) == told and checked == ["here"] * 3


def nobody(*_given: object) -> None:
    """What ends without an answer."""


def test_a_fault_of_the_bag_starts_no_process(
    packages: dict[str, Files], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(verify_files, "_begin")
    with pytest.raises(Fault, match="and missing"):
        verify(write(without(packages["public"], "data/README.md"), tmp_path), is_shared=True)


@pytest.mark.parametrize("start", multiprocessing.get_all_start_methods())
def test_the_joined_verifier_shares_its_work_on_every_system(
    packages: dict[str, Files], tmp_path: Path, start: str
) -> None:
    """Linux forks, macOS and Windows start Python anew: the script must be fit for both."""
    own = packages["public"]["data/verify.py"].decode()
    ends = 'if __name__ == "__main__":\n'
    assert own.count(ends) == 1
    begins = f"{ends}    multiprocessing.set_start_method({start!r})\n    cores = lambda: 2\n"
    (tmp_path / "verify.py").write_text(own.replace(ends, begins), encoding="utf-8")
    wrong = rebagged(spaced(packages["public"], 2))
    for files, ending in (
        (packages["public"], "Everything is right."),
        (wrong, "not written in the one canonical way"),
    ):
        path = write(files, tmp_path)
        ran = [
            subprocess.run(
                [sys.executable, "-I", "-S", "verify.py", path.name, *more],
                capture_output=True,
                text=True,
                cwd=tmp_path,
            )
            for more in ((), ("--one-core",))
        ]
        assert ran[0].stdout == ran[1].stdout and ran[0].stdout.strip().endswith(ending)
        assert (ran[0].stderr, ran[0].returncode) == ("", ran[1].returncode)
