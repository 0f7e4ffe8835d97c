"""What ``record verify`` looks at: the logs themselves, and every room's rows against their entries."""

from consult.record.checks.cosigned import check_cosignatures
from consult.record.checks.derived import DERIVED, Counts, Derived, Key, derives
from consult.record.checks.held import NOBODY, check_held
from consult.record.checks.logs import check_logs, check_orphans
from consult.record.checks.marks import check_marks, marks_alone
from consult.record.checks.reads import check_reads
from consult.record.checks.refusals import check_refusals
from consult.record.checks.registry import (
    CHECKS,
    COVERED,
    ERASING,
    EXEMPT,
    SENDERS,
    Checked,
    Fault,
    covers,
    exempts,
    leaves_out,
    verify_all,
)
from consult.record.checks.repairing import Faults, repair_all
from consult.record.checks.rows import Kept, check_rows, check_tables, entries_of, streamed

__all__ = [
    "CHECKS",
    "COVERED",
    "DERIVED",
    "ERASING",
    "EXEMPT",
    "NOBODY",
    "SENDERS",
    "Checked",
    "Counts",
    "Derived",
    "Fault",
    "Faults",
    "Kept",
    "Key",
    "check_cosignatures",
    "check_held",
    "check_logs",
    "check_marks",
    "check_orphans",
    "check_reads",
    "check_refusals",
    "check_rows",
    "check_tables",
    "covers",
    "derives",
    "entries_of",
    "exempts",
    "leaves_out",
    "marks_alone",
    "repair_all",
    "streamed",
    "verify_all",
]
