"""A process in which everything happened, and its packages: made by the real verbs, once for all tests."""

import hashlib
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import current_app

from consult.consultations import queries as consultations
from consult.consultations import service as consultations_service
from consult.consultations.models import Consultation
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.contributions.service import Contact
from consult.foundation import clock
from consult.foundation.access import CONSOLE, GUEST
from consult.foundation.db import db, writing
from consult.foundation.errors import Forbidden
from consult.opendata import foreign, jobs, keeping
from consult.opendata.verify_package import verify
from consult.organisations.service import approving
from consult.record import outside
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
    jobs.seal()  # not all of it under one head
    moderator = moderator_of(made)
    for number in range(3):
        make_published(made, f"Lamp {number}", actor=GUEST)
    make_report(first)
    make_published(made, "Nobody shall read this", contact=Contact(publication="withheld"))
    marked = contributing.write("Mr Li knows it", limit=99, confidential="Mr Li")
    with writing():
        version = consultations.current_version(made.id)
        assert version is not None
        covered = contributing.submit(
            GUEST,
            consultations.get_by_id(made.id),
            version,
            marked,
            key=bytes(11),
            language="en",
            now=clock.now(),
            contact=Contact(confidential_reason="He would lose his work."),
        ).id
    make_ruling(contributions.get(covered))
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
        approving.note_attempt(
            GUEST, act="consultation.extend", subject=one.public_id, consultation=one.public_id,
            why=Forbidden("Not yours."), now=clock.now(),
        )  # fmt: skip
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


def make_packages(folder: Path) -> dict[str, Files]:
    """Both grades, file by file."""
    if not _made:
        process = make_process()
        for grade in ("public", "auditor"):
            _made[grade] = read_files(export(process, folder, grade))
    return _made


def read_files(path: Path) -> Files:
    """A package, file by file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


_made: dict[str, Files] = {}


def be_another_site() -> None:
    """Nothing of what was made is here any more, as on a site that was just set up."""
    db.session.remove()
    with db.engine.begin() as connection:
        for table in reversed(db.metadata.sorted_tables):
            connection.execute(table.delete())
    for folder in (outside.FOLDER, foreign.FOLDER):
        shutil.rmtree(current_app.extensions["consult_settings"].instance / folder, ignore_errors=True)


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
    tags |= {f"manifest-{kind}.txt": sums_of(kind, payload) for kind in ("sha256", "sha512")}
    return {
        **payload,
        **tags,
        **{f"tagmanifest-{kind}.txt": sums_of(kind, tags) for kind in ("sha256", "sha512")},
    }


def sums_of(kind: str, files: Files) -> bytes:
    """A manifest of these files."""
    return "".join(
        f"{hashlib.new(kind, content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    ).encode()


def refused(files: Files, folder: Path) -> str:
    """The fault that the verifier names."""
    with pytest.raises(Fault) as raised:
        verify(write(files, folder))
    return str(raised.value)


EXACT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?")
EPOCH = re.compile(r"(?<![\w.+/-])1\d{9}(?:\d{3})?(?![\w.+/-])")
IN_WORDS = re.compile(r"\w{3} \d\d \d\d:\d\d:\d\d UTC \d{4}")
ANNOUNCED = {
    "consultation": ("opens_at", "closes_at"), "date_changes": ("closed_before", "closes_now"),
    "more_time": ("until",), "asked": ("until",),
}  # fmt: skip
"""What everybody has to know to the second: when it opens and closes, and for whom later."""


def exact_times(files: Files) -> dict[str, set[datetime]]:
    """Instants within a minute that files of a package tell, by file; without those that were announced."""
    rows = {name: files.get(f"data/{name}.jsonl", b"").splitlines() for name in ANNOUNCED}
    told = (
        json.loads(row)[one] for name, columns in ANNOUNCED.items() for row in rows[name] for one in columns
    )
    announced = {_instant(one) for one in told if one}
    found = {
        name: {one for one in _instants(content.decode(errors="replace")) if one.second or one.microsecond}
        for name, content in files.items()
    }
    return {name: instants - announced for name, instants in found.items() if instants - announced}


def _instants(text: str) -> Iterator[datetime]:
    yield from map(_instant, EXACT.findall(text))
    for number in map(int, EPOCH.findall(text)):
        yield datetime.fromtimestamp(number / 1000 if number > 10**11 else number, UTC)
    for words in IN_WORDS.findall(text):
        yield datetime.strptime(words, "%b %d %H:%M:%S UTC %Y").replace(tzinfo=UTC)


def _instant(text: str) -> datetime:
    read = datetime.fromisoformat(text)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)
