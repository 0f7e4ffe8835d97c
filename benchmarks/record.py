"""What the record costs, how fast it seals and verifies, and whether tampering is found.

    .venv/bin/python -m benchmarks.record [--entries 100000] [--acts 500] [--tamperings 1000] [--seed 1]

SQLite in a temporary folder, or the database that CONSULT_DATABASE_URL names (an empty one; no tamperings there).
"""

import argparse
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any
from unittest import mock


def main() -> None:
    """Print every number in turn."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--acts", type=int, default=500)
    parser.add_argument("--tamperings", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-record-") as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        from flask_migrate import upgrade

        from consult.app import create_app

        app = create_app()
        with app.app_context():
            upgrade()
            from consult.foundation.db import is_sqlite

            _load_demo()
            _appending(given.acts)
            if is_sqlite():
                _tampering(given.tamperings, Path(folder), random.Random(given.seed))
            _sealing(given.entries)


def _rate(name: str, number: int, act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    rate = number / (time.perf_counter() - began)
    print(f"{name:<44} {rate:>10,.0f} a second")
    return rate


def _load_demo() -> None:
    from sqlalchemy import delete

    from consult.foundation import clock, web
    from consult.foundation.db import db, writing
    from consult.foundation.events import OutboxEvent
    from consult.record import jobs
    from consult.site.demo import load

    with writing():
        load(password_hash="x", secret=web.settings().secret, now=clock.now())
        db.session.execute(delete(OutboxEvent))
    jobs.seal()


def _appending(acts: int) -> None:
    """Comments received in a transaction each, with the record and with an append that does nothing."""
    import secrets

    from consult.consultations import queries as consultations
    from consult.contributions import service
    from consult.foundation import clock
    from consult.foundation.access import GUEST
    from consult.foundation.db import writing
    from consult.record import service as record

    slug = next(
        one.slug for one in consultations.every() if consultations.phase_of(one, clock.now()) == "open"
    )
    written = service.write("The path should stay open at night. " * 8, limit=5_000)

    def post() -> None:
        for _ in range(acts):
            with writing():
                consultation = consultations.get(slug)
                version = consultations.current_version(consultation.id)
                service.submit(
                    GUEST, consultation, version, written, key=secrets.token_bytes(20), language="en",
                    now=clock.now(),
                )  # fmt: skip

    from consult.foundation.db import db
    from consult.foundation.ids import random_id

    def nothing(*_given: Any, **_named: Any) -> record.Appended:
        return record.Appended(random_id(), "0" * 64)

    path = Path(db.engine.url.database or "") if db.engine.dialect.name == "sqlite" else None
    kept = path.read_bytes() if path and _at_rest() else None
    no_receipts = mock.patch("consult.contributions.service.sending.store_receipt")  # they are of entries
    with mock.patch.object(record, "append", nothing), no_receipts:
        without = _rate("comments received, record off", acts, post)
    if path and kept:  # what was stored without entries goes again
        db.session.remove()
        db.engine.dispose()
        for part in path.parent.glob(f"{path.name}-*"):
            part.unlink()
        path.write_bytes(kept)
    with_record = _rate("comments received, record on", acts, post)
    print(f"{'cost of the record':<44} {1 - with_record / without:>10.0%} (at most a third)")


def _at_rest() -> bool:
    """Everything is in the file itself, nothing in the log beside it."""
    from sqlalchemy import text

    from consult.foundation.db import db

    db.session.remove()
    with db.engine.connect() as connection:
        connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
    return True


def _sealing(entries: int) -> None:
    from consult.foundation import clock
    from consult.foundation.access import GUEST
    from consult.foundation.db import gathering, writing
    from consult.record import checks, jobs, service

    def fill() -> None:
        for _ in range(0, entries, 1_000):
            with writing(), gathering():
                for _ in range(1_000):
                    service.append("lantern.lit", actor=GUEST, now=clock.now(), consultation="c" * 32)

    _rate("entries appended, a thousand a transaction", entries, fill)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    _rate("entries sealed", entries, jobs.seal)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    print(f"{'memory that sealing took':<44} {grown / 1024:>10,.1f} MiB")
    _rate("entries verified with all their openings", entries, checks.check_logs)


# Tampering ------------------------------------------------------------------------------------------


def _tampering(number: int, folder: Path, rng: random.Random) -> None:
    """Change, remove, add or swap one row of a covered table at a time in a copy, and ask whether it is found."""
    from consult.foundation.db import db
    from consult.record import checks, jobs

    if not number:
        return
    jobs.seal()
    for _one in checks.verify_all(checks.check_logs):
        pass
    _at_rest()
    path = folder / "consult.sqlite3"
    kept = folder / "kept.sqlite3"
    shutil.copy(path, kept)
    found, missed = 0, Counter[str]()
    began = time.perf_counter()
    for _ in range(number):
        what = _change_one(path, rng)
        if _is_found():
            found += 1
        else:
            missed[what] += 1
        db.session.remove()
        db.engine.dispose()
        for part in folder.glob("consult.sqlite3-*"):
            part.unlink()
        shutil.copy(kept, path)
    print(
        f"{'random tamperings found':<44} {found:>10,} of {number:,} in {time.perf_counter() - began:,.0f} s"
    )
    for what, times in missed.most_common(40):
        print(f"  not found: {what} ({times})")


def _is_found() -> bool:
    from consult.record import checks

    try:
        for _one in checks.verify_all(checks.check_logs):
            pass
    except Exception:  # noqa: BLE001 - a row that can't even be read is named by the database
        return True
    return False


def _change_one(path: Path, rng: random.Random) -> str:
    from consult.foundation.db import Base, sqlite_module
    from consult.record import checks

    connection = sqlite_module().connect(str(path), isolation_level=None)
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute("PRAGMA ignore_check_constraints=ON")
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    try:
        while True:
            name = rng.choice(sorted(checks.COVERED))
            table = Base.metadata.tables[name]
            rows = [one[0] for one in connection.execute(f"SELECT rowid FROM {name}")]
            if not rows:
                continue
            column = rng.choice([one.name for one in table.columns])
            act = rng.choice(("change", "change", "change", "remove", "add", "swap"))
            if _do(connection, name, column, act, rows, rng):
                return f"{act} {name}" + (f".{column}" if act in ("change", "swap") else "")
    finally:
        connection.close()


def _do(connection: Any, name: str, column: str, act: str, rows: list[int], rng: random.Random) -> bool:
    row, other = rng.choice(rows), rng.choice(rows)
    one = f"(SELECT {column} FROM {name} WHERE rowid = {{}})"
    value = connection.execute(one.format(row)[1:-1]).fetchone()[0]
    try:
        if act == "remove":
            connection.execute(f"DELETE FROM {name} WHERE rowid = {row}")
        elif act == "add":
            columns = [c[1] for c in connection.execute(f"PRAGMA table_info({name})") if c[5] == 0]
            connection.execute(
                f"INSERT INTO {name} ({', '.join(columns)}) "
                f"SELECT {', '.join(_fresh(c, rng) for c in columns)} FROM {name} WHERE rowid = {row}"
            )
        elif act == "swap":
            second = connection.execute(one.format(other)[1:-1]).fetchone()[0]
            if second == value:
                return False
            connection.execute(f"UPDATE {name} SET {column} = NULL WHERE rowid = {row}")
            connection.execute(f"UPDATE {name} SET {column} = ? WHERE rowid = {other}", (value,))
            connection.execute(f"UPDATE {name} SET {column} = ? WHERE rowid = {row}", (second,))
        else:
            connection.execute(f"UPDATE {name} SET {column} = ? WHERE rowid = {row}", (_other(value, rng),))
    except Exception:  # noqa: BLE001 - a constraint of the table refused it already
        return False
    return True


def _fresh(column: str, rng: random.Random) -> str:
    is_id = column in ("public_id", "reference", "entry_id", "pseudonym")
    return f"'{rng.randbytes(16).hex()}'" if is_id else column


def _other(value: Any, rng: random.Random) -> Any:
    if isinstance(value, bytes):
        return value[:-1] + bytes([value[-1] ^ 1]) if value else b"x"
    if isinstance(value, int):
        return value + rng.choice((1, 2, 1_000))
    return "x" if value is None else f"{value[:-1]}{'y' if value[-1:] != 'y' else 'z'}"


if __name__ == "__main__":
    sys.exit(main())
