"""What docs/record.md says to paste is pasted here, line by line, on the demo."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, select

from consult.foundation import clock, web
from consult.foundation.db import db, writing
from consult.foundation.events import OutboxEvent
from consult.foundation.settings import PROJECT
from consult.record import jobs, queries, receipts, service
from consult.record.models import Entry
from consult.record.notes import SigningKey, parse_note
from consult.site.demo import load
from tests.factories.packages import be_another_site

WITNESS = SigningKey("witness.example/w1", bytes(range(32)))
EXPECTED = {
    "record verify": "Everything is as the record says.",
    "record seal": "all kept outside the database",
    "record checkpoint": "localhost/record",
    "opendata export": "sha256",
    "verify.py": "Everything is right.",
}
"""What each command that is asked for here says."""


def blocks() -> tuple[list[str], list[str]]:
    """The commands that run as they stand, and those with names in capitals."""
    page = (PROJECT / "docs/record.md").read_text(encoding="utf-8")
    commands = page.partition("## Commands")[2].partition("\n## ")[0]
    first, second = re.findall(r"```\n(.*?)```", commands, re.DOTALL)
    return first.splitlines(), second.splitlines()


@pytest.fixture
def demo(app: Flask) -> Flask:
    """The demo, with a key, and heads that a witness signed."""
    with writing():
        load(password_hash="x", secret=web.settings().secret, now=clock.now())
        db.session.execute(delete(OutboxEvent))
    jobs.seal()
    heads = [head for log in queries.sealed_logs() if (head := queries.published_head(log))]
    with writing():
        for head in heads:
            line = WITNESS.cosign(parse_note(head.note).text, int(clock.now().timestamp())).line
            service.add_cosignature(head, witness=WITNESS.name, line=line, now=clock.now())
    return app


def run(app: Flask, folder: Path, line: str) -> str:
    """Run a line as a shell would, in this folder; returns what it printed."""
    words = shlex.split(line, comments=True)
    target = folder / words.pop() if ">" in words else None
    if target is not None:
        words.remove(">")
    if words[0] == "export":
        return ""
    if words[0].endswith("flask"):
        assert words[1:3] == ["--app", "wsgi"]
        ran = app.test_cli_runner().invoke(args=words[3:])
        assert ran.exit_code == 0, (line, ran.output)
        said = ran.output
    else:
        assert words[0] == "python3"
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=folder, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, (line, done.stdout + done.stderr)
        said = done.stdout
    if target is not None:
        target.write_text(said, encoding="utf-8")
    return said


def test_every_command_of_the_page_runs_as_it_stands(
    demo: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    lines, with_names = blocks()
    assert len(lines) == 11
    said = {line: run(demo, tmp_path, line) for line in lines}
    for line, answer in said.items():
        for command, expected in EXPECTED.items():
            assert command not in line.partition("#")[0] or expected in answer, (line, answer)
    compared = next(answer for line, answer in said.items() if "package.zip kept.txt gazette.txt" in line)
    assert "kept.txt: " in compared and "gazette.txt: " in compared
    _bring(tmp_path)
    ours = [line for line in with_names if line.startswith("python3")]
    assert len(ours) == 4 and len(with_names) == 7
    for line in ours:
        answer = run(demo, tmp_path, line.replace("NAME+ID+KEY", _key_for(line)))
        assert "Everything is right." in answer
        assert re.search(r"on \d{4}-\d\d-\d\d \d\d:\d\d UTC", answer) or "witness" not in line
    taken, bag, _go = (line for line in with_names if line not in ours)
    _others(demo, tmp_path, bag, taken)


def _others(app: Flask, folder: Path, bag: str, taken: str) -> None:
    """What another program says of the bag, and what another site does with it."""
    if (program := Path(sys.executable).with_name("bagit.py")).exists():
        words = shlex.split(bag, comments=True)
        assert words[0] == program.name
        subprocess.run([sys.executable, program, *words[1:]], cwd=folder, check=True, capture_output=True)
    be_another_site()
    assert "room-letting" in run(app, folder, taken)


def _bring(folder: Path) -> None:
    """What the page calls PACKAGE.zip, mine.tlog-proof … as somebody would have them."""
    (folder / "PACKAGE.zip").write_bytes((folder / "package.zip").read_bytes())
    (folder / "verify.py").write_bytes((folder / "package/data/verify.py").read_bytes())
    log = json.loads((folder / "package/data/package.json").read_text(encoding="utf-8"))["consultation"]
    entry = db.session.scalars(select(Entry.id).where(Entry.log == log).order_by(Entry.number)).first()
    assert entry is not None
    signing = receipts.signing_now(web.settings().instance)
    assert signing is not None
    promise = receipts.promise(entry, reference="x", base=signing[0], seed=signing[1])
    (folder / "mine.tlog-proof").write_text(receipts.proof(entry, opens=True) or "", encoding="utf-8")
    (folder / "mine.promise.txt").write_text(promise or "", encoding="utf-8")
    note = (folder / "package/data/checkpoint").read_text(encoding="utf-8")
    signed = WITNESS.cosign(parse_note(note).text, 1_767_225_600)
    (folder / "cosigned.txt").write_text(note + signed.line, encoding="utf-8")


def _keys(folder: Path) -> str:
    return (folder / "package/data/vkeys.txt").read_text(encoding="utf-8")


def _key_for(line: str) -> str:
    if "--witness" in line:
        return str(WITNESS.witness_vkey)
    return "' --vkey '".join(_keys(Path.cwd()).split())
