"""How long an auditor waits for a page of a long log, whichever way it is narrowed.

    .venv/bin/python -m benchmarks.audit_desk [--entries 100000] [--rounds 5]

SQLite in a temporary folder, or the database that CONSULT_DATABASE_URL names (an empty one).
"""

import argparse
import os
import tempfile
import time
from datetime import date, timedelta


def main() -> None:
    """Fill one log, then ask for its pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--entries", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-audit-") as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        from flask_migrate import upgrade

        from consult.app import create_app

        app = create_app()
        with app.app_context():
            upgrade()
            _fill(given.entries)
            _ask(given.rounds)


LOG = "0123456789abcdef0123456789abcdef"
AT_ONCE = 5_000


def _fill(entries: int) -> None:
    """Mostly comments and rulings; a rare act, a rare ground and a rare role near the beginning."""
    from consult.foundation import clock
    from consult.foundation.access import CONSOLE
    from consult.foundation.db import writing
    from consult.record import service as record

    begins = clock.now() - timedelta(days=60)
    for start in range(0, entries, AT_ONCE):
        with writing():
            for number in range(start, min(start + AT_ONCE, entries)):
                is_rare = number == entries // 50
                record.append(
                    "consultation.suspended" if is_rare else ("comment.received", "comment.ruled")[number % 2],
                    actor=CONSOLE, now=begins + timedelta(minutes=number // 2), consultation=LOG,
                    objects=[f"{number:032x}"], role="administrator" if is_rare else "moderator",
                    ground="court" if is_rare else "abuse", values={"body": f"Words number {number}."},
                )  # fmt: skip


def _ask(rounds: int) -> None:
    from consult.foundation import clock
    from consult.foundation.db import db
    from consult.site import queries

    first: date = (clock.now() - timedelta(days=59)).date()
    ways = {
        "newest page": queries.Kept(),
        "an act that is frequent": queries.Kept(type="comment.ruled"),
        "an act that is rare": queries.Kept(type="consultation.suspended"),
        "an act that never was": queries.Kept(type="consultation.annulled"),
        "a role that is rare": queries.Kept(role="administrator"),
        "a ground that is rare": queries.Kept(ground="court"),
        "an early day": queries.Kept(day=first),
        "everything at once": queries.Kept("consultation.suspended", "administrator", "court", first),
    }
    for name, kept in ways.items():
        took, found = [], 0
        for _ in range(rounds):
            began = time.perf_counter()
            rows, _after = queries.entries(LOG, limit=50, kept=kept)
            took.append(time.perf_counter() - began)
            found = len(rows)
            db.session.rollback()
        print(f"{name:<28} {found:>3} rows {1000 * sorted(took)[len(took) // 2]:>8.1f} ms")


if __name__ == "__main__":
    main()
