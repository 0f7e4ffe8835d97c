"""Every table is held against the record by `record verify`, or its room says why not."""

from flask import Flask

from consult.foundation.db import Base
from consult.record import checks

MEND = (
    "in the room’s hooks.py: checks.covers(…) what `record verify` compares, checks.exempts(…) with why not"
)


def test_every_table_is_held_against_the_record_or_exempt_with_a_reason(app: Flask) -> None:
    tables = set(Base.metadata.tables)
    covered, exempt = set(checks.COVERED), set(checks.EXEMPT)
    assert tables - covered - exempt == set(), MEND
    assert (covered | exempt) - tables == set(), "tables that are no more"
    assert covered & exempt == set()
    assert all(len(reason) > 10 for reason in checks.EXEMPT.values())
