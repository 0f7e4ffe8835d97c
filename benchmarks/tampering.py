"""Random changes of a sealed database by other hands than the program's, and whether ``record verify`` finds them.

    .venv/bin/python -m benchmarks.tampering [--changes 1000] [--seeds 1 2 3]

The demo, sealed, in a database of its own. A change is of one row: a value changed, a row added or removed, two
rows' values exchanged (reordered), past triggers and constraints. What isn't found is named (exit 1).
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections import Counter
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Integer,
    LargeBinary,
    Table,
    UniqueConstraint,
    delete,
    insert,
    select,
    text,
    update,
)

KINDS = ("changed", "changed", "added", "removed", "reordered")


def main() -> int:
    """Run every seed over one site."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--changes", type=int, default=1_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="consult-tampering-") as folder:
        os.environ["CONSULT_INSTANCE"] = folder
        from flask_migrate import upgrade

        from benchmarks.record import load_demo
        from consult.app import create_app

        app = create_app()
        with app.app_context():
            upgrade()
            load_demo()
            return sum(not tamper(given.changes, seed) for seed in given.seeds)


def tamper(number: int, seed: int) -> bool:
    """Whether each of so many random changes was found; prints how many, and what wasn't."""
    from consult.foundation.db import db
    from consult.record import checks, jobs

    jobs.seal()
    for _one in checks.verify_all(checks.check_logs):
        pass
    db.session.rollback()
    rng, tables = random.Random(seed), filled()
    found, missed, kinds, names = 0, Counter[str](), Counter[str](), set[str]()
    elsewhere = Counter[str]()
    began = time.perf_counter()
    while kinds.total() < number:
        table, kind = rng.choice(tables), rng.choice(KINDS)
        try:
            what = _change(table, kind, rng)
            if what is None:
                continue
            kinds[kind] += 1
            names.add(table.name)
            said = fault_of(table)
            found += said is not None
            if said is None:
                missed[f"{kind} {what}"] += 1
            elif table.name not in said:
                elsewhere[f"{kind} {what}: {said}"] += 1
        finally:
            db.session.rollback()
    took = time.perf_counter() - began
    told = ", ".join(f"{times:,} {kind}" for kind, times in sorted(kinds.items()))
    print(
        f"{number:,} random changes of a database copy, {found:,} found (seed {seed}, {took:,.0f} s)",
        flush=True,
    )
    print(f"  {told}; in {len(names)} tables", flush=True)
    print(
        f"  {found - elsewhere.total():,} named by their table, {elsewhere.total():,} by what no longer fits to it"
    )
    for what, times in missed.most_common(40):
        print(f"  not found: {what} ({times})")
    for what, times in elsewhere.most_common(12):
        print(f"  named elsewhere: {what[:180]} ({times})")
    return not missed


def filled() -> list[Table]:
    """The covered tables that have rows here, but those that only say again what others say."""
    from consult.foundation.db import Base, db
    from consult.record import checks

    names = set(checks.COVERED) - {one.table for one in checks.DERIVED.values()}
    tables = [Base.metadata.tables[name] for name in sorted(names)]
    return [one for one in tables if db.session.execute(select(one).limit(1)).first() is not None]


def fault_of(table: Table) -> str | None:
    """The sentence in which ``record verify`` names a fault; None where it finds none.

    The check that is for the table goes first: all are run to the end only where nothing is found.
    """
    from consult.foundation import web
    from consult.record import checks
    from consult.record.checks import marks
    from consult.record.marking import MARKED, secret_of

    try:
        if table.name in MARKED:
            marks.check_table(table, secret_of(web.settings().secret))
        for _one in checks.verify_all(checks.check_logs):
            pass
    except checks.Fault as fault:
        return str(fault)
    return None


def _change(table: Table, kind: str, rng: random.Random) -> str | None:
    """Do it, past every trigger and constraint; what was done, or None where the table can't hold such a change."""
    from consult.foundation.db import db

    free_hands(table)
    keys = [tuple(row) for row in db.session.execute(select(*table.primary_key.columns)).all()]
    row = dict(_row(table, rng.choice(keys)))
    column = rng.choice(list(table.columns))
    try:
        if kind == "removed":
            db.session.execute(delete(table).where(*_named(table, row)))
        elif kind == "added":
            db.session.execute(insert(table).values({name: _again(table, name, row, rng) for name in row}))
        elif kind == "changed":
            changed = other(column, row[column.name], rng)
            db.session.execute(update(table).where(*_named(table, row)).values({column: changed}))
        else:
            return _exchange(table, column, row, dict(_row(table, rng.choice(keys))))
    except Exception as error:
        if "unique" not in str(error).lower():
            raise
        return None
    return table.name if kind in ("added", "removed") else f"{table.name}.{column.name}"


def _exchange(table: Table, column: Column[Any], row: dict[str, Any], second: dict[str, Any]) -> str | None:
    from consult.foundation.db import db

    one, two = row[column.name], second[column.name]
    after = [{**row, column.name: two}, {**second, column.name: one}]
    if all(changed in (row, second) for changed in after):
        return None  # the table says the same as before
    if column.unique or column.primary_key:  # out of the way first
        way = other(column, one, random.Random(0))
        db.session.execute(update(table).where(*_named(table, row)).values({column: way}))
        row = {**row, column.name: way} if column.primary_key else row
    db.session.execute(update(table).where(*_named(table, second)).values({column: one}))
    db.session.execute(update(table).where(*_named(table, row)).values({column: two}))
    return f"{table.name}.{column.name}"


def free_hands(table: Table) -> None:
    """What somebody with the database's own tools can do, until the transaction is rolled back."""
    from consult.foundation.db import db, is_sqlite

    if not is_sqlite():
        db.session.execute(text("SET LOCAL session_replication_role = replica"))
        checks = (
            "SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = CAST(:name AS regclass)"
        )
        for name in db.session.scalars(text(checks), {"name": table.name}).all():
            db.session.execute(text(f'ALTER TABLE "{table.name}" DROP CONSTRAINT "{name}"'))
        computed = (
            "SELECT CAST(indexrelid AS regclass) FROM pg_index"
            " WHERE indexprs IS NOT NULL AND indrelid = CAST(:name AS regclass)"
        )
        for name in db.session.scalars(text(computed), {"name": table.name}).all():
            db.session.execute(text(f"DROP INDEX {name}"))
        return
    db.session.execute(text("PRAGMA defer_foreign_keys = ON"))
    db.session.execute(text("PRAGMA ignore_check_constraints = ON"))
    for name in db.session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        db.session.execute(text(f"DROP TRIGGER {name}"))
    indexes = (
        "SELECT m.name FROM sqlite_master m WHERE m.type = 'index' AND m.tbl_name = :name"
        " AND EXISTS (SELECT 1 FROM pragma_index_info(m.name) WHERE cid = -2)"  # a computed column
    )
    for name in db.session.scalars(text(indexes), {"name": table.name}).all():
        db.session.execute(text(f'DROP INDEX "{name}"'))


def _row(table: Table, key: tuple[Any, ...]) -> Any:
    from consult.foundation.db import db

    named = [column == value for column, value in zip(table.primary_key.columns, key, strict=True)]
    return db.session.execute(select(table).where(*named)).mappings().one()


def _named(table: Table, row: dict[str, Any]) -> list[Any]:
    return [one == row[one.name] for one in table.primary_key.columns]


def _again(table: Table, name: str, row: dict[str, Any], rng: random.Random) -> Any:
    column = table.columns[name]
    unique = [
        one for one in table.constraints if isinstance(one, UniqueConstraint) and column.name in one.columns
    ]
    is_own = column.primary_key or column.unique or (bool(unique) and not column.foreign_keys)
    return other(column, row[name], rng) if is_own else row[name]


def other(column: Column[Any], value: Any, rng: random.Random) -> Any:
    """Another value that such a column could hold."""
    kind = column.type
    if isinstance(kind, Boolean):
        return not value
    if isinstance(kind, Integer):
        return (value or 0) + rng.choice((1, 2, 1_000))
    if type(kind).__name__ == "Instant":
        return (value or datetime.fromisoformat("2026-01-01T00:00:00+00:00")) + timedelta(seconds=1)
    if isinstance(kind, Date):
        return (value or date(2026, 1, 1)) + timedelta(days=1)
    if isinstance(kind, LargeBinary):
        return value[:-1] + bytes([value[-1] ^ 1]) if value else b"x"
    if isinstance(kind, JSON):
        return {"other": value}
    return "x" if not value else f"{value[:-1]}{'y' if value[-1:] != 'y' else 'z'}"


if __name__ == "__main__":
    sys.exit(main())
