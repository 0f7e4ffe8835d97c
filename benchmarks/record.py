"""What the record costs, how fast it seals and verifies, and whether tampering is found.

    .venv/bin/python -m benchmarks.record [--entries 100000] [--acts 500] [--tamperings 1000] [--seed 1]
        [--leaves 1000000]

SQLite in a temporary folder, or the database that CONSULT_DATABASE_URL names (an empty one; no tamperings there).
"""

import argparse
import os
import resource
import tempfile
import time
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
    parser.add_argument("--leaves", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-record-") as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        from flask_migrate import upgrade

        from benchmarks.tampering import tamper
        from consult.app import create_app

        app = create_app()
        with app.app_context():
            upgrade()
            load_demo()
            _appending(given.acts)
            if given.tamperings:
                tamper(given.tamperings, given.seed)
            _sealing(given.entries)
            _proving(given.leaves)


def _rate(name: str, number: int, act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    rate = number / (time.perf_counter() - began)
    print(f"{name:<44} {rate:>10,.0f} a second")
    return rate


def load_demo() -> None:
    """The demo's three consultations, sealed."""
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
    """Comments received in a transaction each, with the record and without entries, receipts and marks of rows."""
    import secrets

    from consult.consultations import queries as consultations
    from consult.contributions import service
    from consult.foundation import clock
    from consult.foundation.access import GUEST
    from consult.foundation.db import writing
    from consult.record import service as record
    from consult.record.marking import MARKED

    slug = next(
        one.slug for one in consultations.every() if consultations.phase_of(one, clock.now()) == "open"
    )
    written = service.write("The path should stay open at night. " * 8, limit=5_000)

    def post() -> None:
        for _ in range(acts):
            with writing():
                consultation = consultations.get(slug)
                version = consultations.current_version(consultation.id)
                assert version is not None, slug
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
    no_marks = mock.patch.dict(MARKED, clear=True)  # no row is noted, so none is marked
    with mock.patch.object(record, "append", nothing), no_receipts, no_marks:
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


def _proving(leaves: int, proofs: int = 500) -> None:
    """Proofs out of the database, each as one request makes it. Goals: 1 ms and 5 ms of a core at a million leaves."""
    import random

    from consult.record import merkle, queries

    log, root = "e" * 32, _tree_of(leaves)
    rng, inclusion, consistency = random.Random(1), list[float](), list[float]()
    for _ in range(proofs):
        index, old = rng.randrange(leaves), rng.randrange(1, leaves)
        began = time.process_time()
        path = merkle.inclusion_proof(index, leaves, queries.node_reader(log))
        inclusion.append(time.process_time() - began)
        began = time.process_time()
        proof = merkle.consistency_proof(old, leaves, queries.node_reader(log))
        consistency.append(time.process_time() - began)
        node = queries.node_reader(log)
        if not merkle.verify_inclusion(index, leaves, node(0, index), path, root):
            raise AssertionError(f"the proof of entry {index} proves nothing")
        if not merkle.verify_consistency(old, leaves, merkle.root_at(old, node), root, proof):
            raise AssertionError(f"the proof that {old} entries are the first proves nothing")
    for name, took, goal in (("inclusion", inclusion, 1), ("consistency", consistency, 5)):
        took.sort()
        middle, slow = took[len(took) // 2] * 1_000, took[len(took) * 99 // 100] * 1_000
        said = f"{middle:.2f} ms, {slow:.2f} at the 99th of 100 (at most {goal})"
        print(f"{f'{name} proof, {leaves:,} leaves':<44} {said}")


def _tree_of(leaves: int) -> bytes:
    """A log of so many leaves in the database; only those of its last, unfinished tile have entries. Its root."""
    from consult.foundation import clock
    from consult.foundation.access import GUEST
    from consult.foundation.db import db, writing
    from consult.record import merkle, service, tiles
    from consult.record.models import Leaf, TileRow

    tree, log = tiles.GrowingTree(), "e" * 32
    full = leaves - leaves % tiles.WIDTH
    with writing():
        for index in range(full):
            for tile, hashes, root in tree.append(merkle.leaf_hash(index.to_bytes(8, "big"))):
                db.session.add(
                    TileRow(log=log, level=tile.level, number=tile.number, hashes=tiles.pack_hashes(hashes), root=root)
                )  # fmt: skip
        for index in range(full, leaves):
            made = service.append("lantern.lit", actor=GUEST, now=clock.now(), consultation=log)
            db.session.add(Leaf(log=log, leaf_index=index, entry_id=made.id))
            tree.append(bytes.fromhex(made.leaf_hash))
    return tree.root


if __name__ == "__main__":
    main()
