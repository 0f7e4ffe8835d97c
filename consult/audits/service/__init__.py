"""The verbs of the audit office. None of them changes anything that is audited."""

from consult.audits.service.alarms import note_damaged_packages, note_failed_check, watch
from consult.audits.service.noting import wipe, write_note
from consult.audits.service.reporting import (
    ASKED_FOR,
    AskedFor,
    ask_for_reports,
    asked_for,
    close_report,
    report_process,
)
from consult.audits.service.sampling import draw_sample, judge

__all__ = [
    "ASKED_FOR",
    "AskedFor",
    "ask_for_reports",
    "asked_for",
    "close_report",
    "draw_sample",
    "judge",
    "note_damaged_packages",
    "note_failed_check",
    "report_process",
    "watch",
    "wipe",
    "write_note",
]
