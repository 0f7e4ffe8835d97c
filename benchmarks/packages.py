"""How fast a package is written and verified, and how much memory that takes.

    .venv/bin/python -m benchmarks.packages --comments 20000
    .venv/bin/python -m benchmarks.packages --comments 4000 --votes 40000     # ten votes a comment; elsewhere a hundred

The first comments are sent and ruled on by the verbs; above ``--by-verbs`` they are copied with entries of their own.
Prints comments stored a second, the export's seconds and peak memory, and entries verified a second: everything in
the package (shared between two cores, as verify.py does it, and on one), what any verifier must do at least (unpack,
checksums, JSON, commitments), and the log alone.

Goal P13: 100,000 entries a second, the log alone, on one core; 20,000 everything, with state and commitments, by the
clock of a quiet machine with two cores. By the clock counts where nothing else runs. Beside it stand the seconds that
each of the two processes had a core for: the clock can't show fewer than the longer of them, and on a quiet machine
shows little more, so that is what to compare on a busy one. An export of a million comments stays within 512 MiB
(exit 1 above it).
"""

import argparse
import hashlib
import hmac
import json
import multiprocessing
import os
import secrets
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

from consult.record.canonical import COMMITMENT_KEY

if TYPE_CHECKING:
    from consult.organisations.models import Organisation

MOST_MEMORY = 512
"""MiB that an export may take."""
STATEMENTS = 80


def main() -> int:
    """Fill a site of its own, export, verify; 1 where a step failed or took too much memory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--by-verbs", type=int, default=2_000)
    parser.add_argument(
        "--votes", type=int, default=0, help="on 80 of them as statements; each by its verb, so it takes long"
    )
    parser.add_argument("--grades", nargs="+", choices=("auditor", "public"), default=["auditor", "public"])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-packages-") as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        began = time.perf_counter()
        fill(min(given.comments, given.by_verbs), given.comments)
        stored = given.comments / (time.perf_counter() - began)
        print(f"stored:   {stored:,.0f} comments a second", flush=True)
        if given.votes:
            print(f"voted:    {_vote(given.votes):,} votes", flush=True)
        is_within = True
        for grade in given.grades:
            package = Path(folder) / f"{grade}.zip"
            is_within &= not _apart("export", grade, str(package))
            is_within &= not _apart("measure", grade, str(package))
            package.unlink()
    return int(not is_within)


def _apart(step: str, grade: str, package: str) -> int:
    """In a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "benchmarks.packages_export", step, grade, package]
    return subprocess.run(command, check=False, env={**os.environ}).returncode


def fill(by_verbs: int, number: int) -> None:
    """A consultation with so many comments, the first of them received and ruled on by their verbs."""
    from flask_migrate import upgrade

    from benchmarks.multiplying import multiply
    from consult.app import create_app
    from tests.factories.consultations import make_consultation

    app = create_app()
    with app.app_context():
        upgrade()
        made_id = make_consultation(slug="market").id
        _send(made_id, by_verbs)
        _rule(made_id)
        if number > by_verbs:
            multiply("market", number)


def _send(made_id: int, number: int) -> None:
    from consult.consultations import queries as consultations
    from consult.contributions import service
    from consult.foundation import clock
    from consult.foundation.access import GUEST
    from consult.foundation.db import writing

    for start in range(0, number, 200):
        with writing():
            one = consultations.get_by_id(made_id)
            version = consultations.current_version(made_id)
            assert version is not None
            for at in range(start, min(start + 200, number)):
                said = f"Comment {at}: the market needs lamp {secrets.token_hex(20)}."
                service.submit(
                    GUEST, one, version, service.write(said, limit=5_000), key=secrets.token_bytes(16), language="en",
                    now=clock.now(),
                )  # fmt: skip


def _rule(made_id: int) -> None:
    """Nineteen of twenty are published, one is hidden."""
    from sqlalchemy import select

    from consult.contributions.models import Comment
    from consult.foundation import clock
    from consult.foundation.db import db, writing
    from consult.moderation import service
    from consult.moderation.service.bulk import Picked
    from tests.factories.consultations import make_staff

    moderator = make_staff("moderator", organisation=_body_of(made_id))
    found = db.session.execute(
        select(Comment.id, Comment.lock_version)
        .where(Comment.consultation_id == made_id)
        .order_by(Comment.id)
    ).all()
    picked = [Picked(*one) for one in found]
    for act, ground, note, some in (
        ("publish", "", "", [one for at, one in enumerate(picked) if at % 20]),
        ("hide", "abuse", "It insults a neighbour.", picked[::20]),
    ):
        for start in range(0, len(some), 200):
            with writing():
                service.rule_many(
                    moderator, some[start : start + 200], act=act, ground=ground, note=note, now=clock.now()
                )


def _vote(number: int) -> int:
    """So many votes at least, of people who each voted on every statement. Returns how many."""
    from sqlalchemy import select

    from consult.consultations import queries as consultations
    from consult.contributions import queries as contributions
    from consult.contributions.models import Comment
    from consult.foundation import clock
    from consult.foundation.access import CONSOLE, GUEST
    from consult.foundation.db import db, writing
    from consult.votes import service
    from consult.votes.rules import Identity
    from wsgi import app

    with app.app_context():
        published = select(Comment.id).where(Comment.state == "published").order_by(Comment.id)
        ids = db.session.scalars(published.limit(STATEMENTS)).all()
        with writing():
            opened = [service.open_statement(CONSOLE, contributions.get(one), now=clock.now()) for one in ids]
            statements = [one.public_id for one in opened]
        voters = -(-number // len(statements))
        for voter in range(voters):
            identity = Identity(email_hash=hashlib.sha256(f"voter {voter}".encode()).hexdigest())
            with writing():
                for at, statement in enumerate(statements):
                    value = ("agree", "disagree", "pass")[(voter + at) % 3]
                    service.cast(
                        GUEST, identity, consultations.get("market"), statement, value, now=clock.now()
                    )
    return voters * len(statements)


def _body_of(made_id: int) -> "Organisation":
    from consult.consultations import queries as consultations
    from consult.organisations import queries as organisations

    return organisations.get(consultations.get_by_id(made_id).organisation_id)


def measure(grade: str, package: Path) -> int:
    """Verify it as anybody would, and its log alone. Exit code."""
    from consult.opendata.verify_bag import Package
    from consult.opendata.verify_package import verify
    from consult.record.verify import LogCheck, key_of

    verify(package)  # so that neither reads it from the disk for the first time
    clock, here, there = _shared(package)
    peak = _peak()
    began = time.process_time()
    verify(package)
    took = time.process_time() - began
    least = _least(package)
    number, alone, files = 0, 0.0, 0
    with Package(package) as opened:
        notes = [row["note"].encode() for row in opened.rows("data/checkpoints.jsonl")]
        keys = [key_of(one) for one in opened.read("data/vkeys.txt").decode().split()]
        check = LogCheck("log", notes, keys, every=False)
        files = len(opened.names)
        for line in opened.lines("data/entries.jsonl"):
            began = time.process_time()
            check.add(line)
            alone += time.process_time() - began
            number += 1
        check.finish()
    print(f"verified: {number / clock:,.0f} entries a second, everything, by the clock ({clock:.1f} s)")
    print(
        f"          {number / max(here, there):,.0f} by the busier of two cores ({here:.1f} s and {there:.1f} s)"
    )
    print(f"          {number / took:,.0f} on one core ({took:.1f} s); peak {peak:,.0f} MiB")
    print(
        f"          {number / least:,.0f} entries a second of a core, unpacked, hashed, read and opened only"
    )
    print(f"          {number / alone:,.0f} entries a second of a core, the log alone")
    print(
        f"package:  {grade}, {package.stat().st_size:,} bytes, {files:,} files, {number:,} entries",
        flush=True,
    )
    return 0


def _shared(package: Path) -> tuple[float, float, float]:
    """Seconds that verifying takes two processes: by the clock; of a core in this one; of a core in the other one."""
    from consult.opendata.verify_package import verify

    clock, here, there = time.perf_counter(), time.process_time(), _others()
    verify(package, is_shared=True)
    clock, here = time.perf_counter() - clock, time.process_time() - here
    for process in multiprocessing.active_children():
        process.join()
    return clock, here, _others() - there


def _others() -> float:
    """Seconds of a core that processes took which this one started, and which are over."""
    times = os.times()
    return times.children_user + times.children_system


def _least(package: Path) -> float:
    """Seconds of a core for what can't be left out: nothing is compared with anything but commitments."""
    began = time.process_time()
    with zipfile.ZipFile(package) as archive:
        for info in archive.infolist():
            content = archive.read(info)
            hashlib.sha256(content).digest()
            hashlib.sha512(content).digest()
            if info.filename.endswith(".jsonl") and "premis" not in info.filename:
                for line in content.splitlines():
                    row = json.loads(line)
                    if "openings" in info.filename:
                        for field, (salt, value) in row["fields"].items():
                            message = bytes.fromhex(salt) + field.encode() + value.encode()
                            hmac.digest(COMMITMENT_KEY, message, "sha256")
                    elif "entries" in info.filename:
                        hashlib.sha256(b"\x00" + line).digest()
                        json.dumps(row, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return time.process_time() - began


def _peak() -> float:
    """MiB of this program at most; ``getrusage`` would count those of the process that started it."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(one.split()[1]) for one in lines if one.startswith("VmHWM:")) / 1024


def export(grade: str, target: Path) -> int:
    """Seal what waits, then write the package. 1 where writing took more memory than allowed."""
    from consult.consultations import queries as consultations
    from consult.foundation import clock
    from consult.opendata import jobs, keeping
    from wsgi import app

    with app.app_context():
        began = time.perf_counter()
        jobs.seal()
        before, sealed = _peak(), time.perf_counter() - began
        began, busy = time.perf_counter(), time.process_time()
        consultation_id = consultations.get("market").id
        keeping.sealed_package(consultation_id, grade, target, clock.now(), seal=jobs.seal)  # type: ignore[arg-type]
        took, busy, peak = time.perf_counter() - began, time.process_time() - busy, _peak()
    print(f"exported: {grade} in {took:.1f} s ({busy:.1f} of a core), peak {peak:,.0f} MiB")
    print(f"          {before:,.0f} MiB before; sealed in {sealed:.1f} s", flush=True)
    return int(peak > MOST_MEMORY)


if __name__ == "__main__":
    sys.exit(main())
