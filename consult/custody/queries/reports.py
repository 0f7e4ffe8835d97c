"""Which confidential reports about the process a request for access concerns: the audit office answers for them."""

from collections.abc import Collection, Sequence

from sqlalchemy import func, or_, select

from consult.accounts.models import Account
from consult.accounts.rules import fold_address
from consult.audits.models import ProcessReport
from consult.custody.models import AccessRequest
from consult.foundation.db import db


def reports_asked_for(made: AccessRequest) -> Sequence[ProcessReport]:
    """Those about the consultation, or what one person sent, is the subject of, or is named in."""
    if made.comment_id is not None:
        return []
    statement = select(ProcessReport).where(ProcessReport.consultation_id == made.consultation_id)
    if not made.person:
        return db.session.scalars(statement.order_by(ProcessReport.id)).all()
    statement = select(ProcessReport).where(
        or_(ProcessReport.consultation_id == made.consultation_id, ProcessReport.consultation_id.is_(None))
    )
    names = _names_in_the_record(made.person)
    reports = db.session.scalars(statement.order_by(ProcessReport.id)).all()
    return [one for one in reports if _is_on(one, made.person, names)]


def requests_for_report(report: ProcessReport) -> list[AccessRequest]:
    """Requests to be answered that a report may belong to, the one that is due first on top."""
    statement = select(AccessRequest).where(AccessRequest.state == "open", AccessRequest.comment_id.is_(None))
    if report.consultation_id is not None:
        statement = statement.where(AccessRequest.consultation_id == report.consultation_id)
    found = db.session.scalars(statement.order_by(AccessRequest.due_on, AccessRequest.id)).all()
    return [one for one in found if _is_asked_for(report, one)]


def _is_asked_for(report: ProcessReport, made: AccessRequest) -> bool:
    if made.person:
        return _is_on(report, made.person, _names_in_the_record(made.person))
    return report.consultation_id is not None


def _is_on(report: ProcessReport, person: str, names: Collection[str]) -> bool:
    said = f"{report.contact}\n{report.message}".casefold()
    return bool(report.about and report.about in names) or person.casefold() in said


def _names_in_the_record(person: str) -> Collection[str]:
    """Pseudonyms of accounts with this name or address: reports about moderators name them so."""
    called = or_(
        Account.email_fold == fold_address(person),
        Account.name == person,
        func.lower(Account.name) == person.lower(),
    )
    return set(db.session.scalars(select(Account.pseudonym).where(called)))
