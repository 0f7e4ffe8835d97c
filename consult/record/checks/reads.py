"""The private log of reads against the heads of its days."""

import json
from datetime import date

from consult.record.checks.registry import Fault
from consult.record.checks.rows import entries_of
from consult.record.rules import PERSONAL_READS, READS_FORGOTTEN
from consult.record.service.reads import heads_of


def check_reads() -> str:
    """Every day that is closed has the reads that it had then, but for those forgotten in their time. Raises Fault."""
    forgotten: set[str] = set()
    days: dict[str, dict[str, str]] = {}
    for entry in entries_of((PERSONAL_READS, READS_FORGOTTEN)):
        if entry.clear["type"] == READS_FORGOTTEN:
            forgotten.add(entry.clear["consultation"])
        elif (day := entry.opened["day"]) in days:
            raise Fault(f"record_personal_read: {day} was closed twice")
        else:
            days[day] = json.loads(entry.opened["heads"])
    for day, said in days.items():
        there = heads_of(date.fromisoformat(day))
        for log in said.keys() | there.keys():
            is_forgotten = log in forgotten and log not in there
            if said.get(log) != there.get(log) and not is_forgotten:
                raise Fault(f"record_personal_read: the reads of {day} are not those that its entry says")
    return f"{len(days):,} days of reads"
