"""``record verify --repair``: everything is looked at, and what only follows from other rows is made again."""

from collections.abc import Iterator
from datetime import datetime

from consult.foundation import web
from consult.foundation.access import Actor
from consult.foundation.db import db, writing
from consult.record import service
from consult.record.checks.derived import DERIVED, Derived
from consult.record.checks.marks import MARKS, check_table
from consult.record.checks.registry import CHECKS, COVERED, Check, Checked, Fault, at_one_instant
from consult.record.marking import MARKED, secret_of

Faults = dict[str, str]


def repair_all(actor: Actor, own: Check, faults: Faults, *, now: datetime) -> Iterator[Checked]:
    """Run every check and repair what can be; ``faults`` gets, by check, what is wrong and stays so.

    Where the logs themselves are at fault nothing is touched: nobody could rely on an entry about it.
    """
    yield Checked("logs", at_one_instant(own))
    for name, check in CHECKS.items():
        if name not in DERIVED:
            try:
                yield Checked(name, at_one_instant(check))
            except Fault as fault:
                db.session.rollback()
                faults[name] = str(fault)
    for one in DERIVED.values():
        yield from _repair(actor, one, faults, now)


def _repair(actor: Actor, one: Derived, faults: Faults, now: datetime) -> Iterator[Checked]:
    wrong = one.standing()
    logs = {consultation_id: one.log_of(consultation_id) for consultation_id in wrong}
    source = _source_at_fault(one, faults) if wrong else ""
    db.session.rollback()
    if source:
        faults[one.name] = (
            f"{one.table} isn’t what {one.made_from[0]} gives, and wasn’t made again: {source} isn’t as the record "
            "says. Bring that back first."
        )
        return
    for consultation_id, keys in wrong.items():
        with writing():
            service.repair(
                actor, what=one.table, rows=len(keys), log=logs[consultation_id], now=now,
                make=lambda own=consultation_id, keys=keys: one.make(own, keys, now),  # type: ignore[misc]
            )  # fmt: skip
        yield Checked(
            one.name, f"{len(keys):,} rows of {one.table} of {logs[consultation_id]} were made again"
        )
    try:
        yield Checked(one.name, one.check())
    except Fault as fault:
        faults[one.name] = str(fault)
    db.session.rollback()


def _source_at_fault(one: Derived, faults: Faults) -> str:
    """The first table that it is made from and that isn't as the record says."""
    secret = secret_of(web.settings().secret)
    for table in one.made_from:
        try:
            if (
                COVERED.get(table) != MARKS and COVERED.get(table) in faults
            ):  # marks at fault may be another table's
                return table
            if table in MARKED:
                check_table(MARKED[table], secret)
        except Fault:
            return table
    return ""
