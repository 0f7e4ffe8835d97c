"""Confidential reports about the process itself: they go to the auditors, not to the office complained of (S14)."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from consult.audits import rules
from consult.audits.events import ProcessReported, ReportAskedFor
from consult.audits.models import ProcessReport
from consult.consultations.models import Consultation
from consult.foundation import events, text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.record import service as record

OUTSIDER = Actor("guest")
"""The entry names nobody: who reports is confidential even where they are signed in."""


def report_process(
    consultation: Consultation | None, *, message: str, about: str, contact: str, language: str, now: datetime
) -> ProcessReport:
    """Keep a report. The site's log says that there is one, and commits to a hash of its words, not to the words."""
    limit = rules.MESSAGE_LIMIT
    message = rules.check_words(text.normalise(message, limit=limit, field="message"), limit, "message")
    report = ProcessReport(
        public_id=random_id(), consultation_id=consultation.id if consultation else None, about=about[:32],
        message=message, contact=text.normalise(contact, limit=300, field="contact").strip(),
        language=language_of(message, language), reported_at=now, finding="",
    )  # fmt: skip
    db.session.add(report)
    db.session.flush()
    record.append(
        "process.reported", actor=OUTSIDER, now=now, objects=[report.public_id],
        values={"sha256": hashlib.sha256(message.encode()).hexdigest()},
    )  # fmt: skip
    events.emit(ProcessReported(report.id), now=now)
    return report


@dataclass(frozen=True)
class AskedFor:
    """A request for access that a report may belong to: who asks, and until when it is to be answered."""

    number: str
    requester: str
    contact: str
    question: str
    due_on: date


ASKED_FOR: list[Callable[[ProcessReport], Sequence[AskedFor]]] = []
"""Filled by the hooks of higher rooms: open requests for access that may concern a report."""


def asked_for(report: ProcessReport) -> list[AskedFor]:
    """The open requests for access that may concern it."""
    return [one for ask in ASKED_FOR for one in ask(report)]


def ask_for_reports(reports: Sequence[ProcessReport], *, request: str, now: datetime) -> None:
    """Part of verbs: a request for access may concern these. Only their auditors are told, and nothing is recorded:

    whoever answers for the body must not learn from it who reported, nor that somebody did.
    """
    for report in reports:
        events.emit(ReportAskedFor(report.id, request), now=now)


def close_report(actor: Actor, report: ProcessReport, *, finding: str, now: datetime) -> None:
    """Say what came of it. Only the audit office reads that; the log says that it was closed."""
    if not actor.is_auditor:
        raise Forbidden(N_("Only auditors may do that."))
    if report.closed_at is not None:
        raise Conflict(N_("This report was closed in the meantime."))
    report.finding = rules.check_words(
        text.normalise(finding, limit=rules.NOTE_LIMIT, field="finding"), rules.NOTE_LIMIT, "finding"
    )
    report.closed_at, report.closed_by = now, actor.account_id
    db.session.flush()
    record.append("process.closed", actor=actor, now=now, objects=[report.public_id], role="auditor")
