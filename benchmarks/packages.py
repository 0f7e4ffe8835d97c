"""How fast a package is written and verified, and how much memory writing it takes.

    .venv/bin/python -m benchmarks.packages --comments 20000

Prints comments stored a second, the export's seconds and peak memory, and entries verified a second: everything in
the package, and the log alone. Goal P13: 100,000 a second the log alone, 20,000 with state and commitments.
"""

import argparse
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path


def main() -> None:
    """Fill a site of its own, export, verify."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--grade", default="auditor")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        package = Path(folder) / "package.zip"
        began = time.perf_counter()
        fill(given.comments)
        print(f"stored:   {given.comments / (time.perf_counter() - began):,.0f} comments a second")
        command = [sys.executable, "-m", "benchmarks.packages_export", given.grade, str(package)]
        subprocess.run(command, check=True, env={**os.environ})
        measure(package)


def fill(number: int) -> None:
    """A consultation with so many comments, each received by its verb."""
    from flask_migrate import upgrade

    from consult.app import create_app
    from consult.consultations import queries as consultations
    from consult.contributions import service
    from consult.foundation import clock
    from consult.foundation.access import GUEST
    from consult.foundation.db import writing
    from tests.factories.consultations import make_consultation

    app = create_app()
    with app.app_context():
        upgrade()
        made_id = make_consultation(slug="market").id
        for start in range(0, number, 200):
            with writing():
                one = consultations.get_by_id(made_id)
                version = consultations.current_version(made_id)
                assert version is not None
                for at in range(start, min(start + 200, number)):
                    words = service.write(
                        f"Comment {at}: the market needs lamp {secrets.token_hex(20)}.", limit=5_000
                    )
                    service.submit(
                        GUEST,
                        one,
                        version,
                        words,
                        key=secrets.token_bytes(16),
                        language="en",
                        now=clock.now(),
                    )


def measure(package: Path) -> None:
    """Verify it as anybody would, and its log alone."""
    from consult.opendata.verify_bag import Package
    from consult.opendata.verify_package import verify
    from consult.record.verify import LogCheck, key_of

    began = time.perf_counter()
    verify(package)
    took = time.perf_counter() - began
    with Package(package) as files:
        lines = list(files.lines("data/entries.jsonl"))
        notes = [row["note"].encode() for row in files.rows("data/checkpoints.jsonl")]
        keys = [key_of(one) for one in files.read("data/vkeys.txt").decode().split()]
        print(f"verified: {len(lines) / took:,.0f} entries a second, everything ({took:.1f} s)")
        began = time.perf_counter()
        check = LogCheck("log", notes, keys, every=False)
        for line in lines:
            check.add(line)
        check.finish()
        print(f"          {len(lines) / (time.perf_counter() - began):,.0f} entries a second, the log alone")
    with zipfile.ZipFile(package) as archive:
        print(f"package:  {package.stat().st_size:,} bytes, {len(archive.namelist()):,} files")


def export(grade: str, target: Path) -> None:
    """In a process of its own, so that its memory is its own."""
    from consult.app import create_app
    from consult.consultations import queries as consultations
    from consult.foundation import clock
    from consult.opendata import jobs, keeping

    app = create_app()
    with app.app_context():
        jobs.seal()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        began = time.perf_counter()
        consultation_id = consultations.get("market").id
        keeping.sealed_package(consultation_id, grade, target, clock.now(), seal=jobs.seal)  # type: ignore[arg-type]
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"exported: {time.perf_counter() - began:.1f} s, peak {peak:,.0f} MiB ({before:,.0f} before)")


if __name__ == "__main__":
    main()
