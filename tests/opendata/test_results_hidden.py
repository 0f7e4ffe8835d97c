"""A package that calls counts of votes hidden, or itself of another form, so that less of it is checked."""

import json
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from consult.consultations.rules import phase
from consult.opendata import jobs, keeping
from consult.opendata.verify_contents import written_json
from consult.opendata.verify_package import verify
from consult.opendata.verify_process import Process
from consult.opendata.verify_results import check_hidden, shown_in_words
from consult.opendata.verify_roles import Roles
from consult.record.verify import Fault
from consult.votes.rules import are_results_public
from tests.factories.consultations import make_consultation
from tests.factories.forging import Log, forged
from tests.factories.packages import Files, read_files, rebagged, refused

STANDING = (
    ("published", ()), ("suspended", ("consultation.suspended",)), ("finished", ("consultation.finished",)),
    ("answered", ("outcome.published",)), ("withdrawn", ("consultation.annulled",)),
    ("published", ("consultation.suspended", "consultation.resumed")),
)  # fmt: skip
"""How a consultation stands, and the acts since its publication that say so."""


def _hidden(files: Files, *, is_emptied: bool = False) -> Files:
    """Counts are called hidden, and one vote is another: nobody opens entries to see it."""
    facts = json.loads(files["data/package.json"]) | {"results_shown": False}
    made = {name: content for name, content in files.items() if not name.startswith("data/polis/")}
    for name in ("data/votes.jsonl", "data/votes.csv"):
        made[name] = made[name].replace(b"disagree", b"agree", 1)
    if is_emptied:
        made["data/votes.jsonl"], made["data/votes.csv"] = b"", made["data/votes.csv"].split(b"\n")[0] + b"\n"
        facts["rows"]["data/votes.csv"] = 0
    return rebagged({**made, "data/package.json": written_json(facts).encode()})


def _at_closing(own: Log, _site: Log) -> None:
    published = own.first("consultation.published")
    own.say(published, "rules", own.value(published, "rules").replace("=at-once", "=at-closing"))


def _closed_votes(own: Log, _site: Log) -> None:
    _at_closing(own, _site)
    for one in own.entries:
        if one["type"] == "vote.cast":
            own.openings.pop(one["id"], None)


def test_votes_that_entries_show_are_not_called_hidden(packages: dict[str, Files], tmp_path: Path) -> None:
    for files in packages.values():
        assert "aren’t public yet, and by its entries they were" in refused(_hidden(files), tmp_path)


@pytest.mark.parametrize(
    ("change", "is_emptied", "named"),
    [
        (_at_closing, True, "openings.jsonl opens votes"),
        (_closed_votes, False, "votes.jsonl has some"),
        (_closed_votes, True, "statements.jsonl tells those of statement 1"),
    ],
)
def test_where_votes_are_hidden_nothing_tells_them(
    packages: dict[str, Files],
    tmp_path: Path,
    change: Callable[[Log, Log], None],
    is_emptied: bool,
    named: str,
) -> None:
    files = dict(packages["public"])
    for name in [f"data/consultation.{end}" for end in ("jsonl", "csv")]:
        files[name] = files[name].replace(b"at-once", b"at-closing")
    assert named in refused(_hidden(forged(files, change), is_emptied=is_emptied), tmp_path)


def _process(rules: str, *acts: str, opens: bool = True) -> Process:
    process = Process(Roles(), [], is_public=True)
    entry = {"id": "0", "type": "consultation.published", "time": "2026-05-01T00:00Z", "objects": ["0"]}
    process.take({**entry, "commitments": {"rules": "0"}}, b"", {"rules": rules} if opens else {})
    for act in acts:  # whether they were signed is not asked here
        process.deeds.take({**entry, "type": act}, {})
    return process


def test_rules_that_are_not_opened_hide_nothing() -> None:
    with pytest.raises(Fault, match="doesn’t open the rules"):
        check_hidden(_process("", opens=False), "2026-05-02T00:00Z")


def test_they_are_public_when_pages_show_them() -> None:
    opens, closes = (datetime(2026, 5, day, tzinfo=UTC) for day in (10, 20))
    for (state, acts), appear, day in product(STANDING, ("at-once", "at-closing"), (2, 12, 22)):
        now = datetime(2026, 5, day, tzinfo=UTC)
        process = _process(f"results_appear={appear}\nopens_at={opens}\ncloses_at={closes}", *acts)
        is_public = are_results_public(appear, phase(state, opens, closes, now))
        with pytest.raises(Fault, match="by its entries they were") if is_public else nullcontext():
            check_hidden(process, now.isoformat())
        said = shown_in_words(process, now.isoformat())  # the closing may have passed since the newest entry
        assert ["data/package.json says alone" in one for one in said] == ([] if is_public else [True])


def test_a_package_that_was_sealed_after_the_closing_shows_them(app: Flask, tmp_path: Path) -> None:
    """Although it was asked for before."""
    made = make_consultation("closed")
    assert made.closes_at is not None
    asked, target = made.closes_at - timedelta(minutes=1), tmp_path / "public.zip"
    keeping.sealed_package(made.id, "public", target, asked, seal=jobs.seal)
    assert json.loads(read_files(target)["data/package.json"])["results_shown"]
    assert verify(target)


def test_a_form_that_it_does_not_know_is_refused(packages: dict[str, Files], tmp_path: Path) -> None:
    files = dict(packages["public"])
    files["data/package.json"] = files["data/package.json"].replace(b"package-6", b"package-99")
    assert "use the verify.py published by it" in refused(rebagged(files), tmp_path)


@pytest.mark.parametrize("form", [b"package-5", b"package-4", b"package-3", b"package-2"])
def test_a_package_is_of_no_older_form_than_its_sealed_head(
    packages: dict[str, Files], tmp_path: Path, form: bytes
) -> None:
    for files in packages.values():
        facts = files["data/package.json"].replace(b"package-6", form)
        named = refused(rebagged({**files, "data/package.json": facts}), tmp_path)
        assert "packages were consult-package-6 when this log was sealed" in named
