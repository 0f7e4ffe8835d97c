"""Readers report published texts. The clock starts; a person looks again; both sides get a dated answer."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from consult.accounts.rules import check_reachable
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.consultations.models import Consultation
from consult.contributions import service as showing
from consult.contributions import spreading
from consult.contributions.models import Comment
from consult.foundation import events, text
from consult.foundation.access import GUEST, TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.moderation import deadlines, permissions, queries, rules
from consult.moderation.events import CommentReported, ReportAnswered, TextReported
from consult.moderation.models import Report, Ruling
from consult.moderation.service.subjects import SUBJECTS, Published, published
from consult.record import service as record

CHANCE = secrets.SystemRandom()
AUDITOR = N_("Auditors read everything and change nothing. This was not done.")
NOT_YOURS = N_("Only moderators of this body answer reports, and never on a text of their own.")
ANSWERS = {"publish": "stays", "redact": "redacted", "hide": "hidden"}
"""A ruling's act -> what it answers to those who reported the text."""


@dataclass(frozen=True)
class Complaint:
    """What a reader says. ``key_hash``: of the key with which they read the answer."""

    ground: str
    language: str
    message: str = ""
    email: str = ""
    key_hash: str | None = None
    terms: deadlines.Terms = deadlines.USUAL


def report(
    actor: Actor, comment: Comment, *, ground: str, now: datetime, language: str, message: str = "", email: str = "",
    key_hash: str | None = None, terms: deadlines.Terms = deadlines.USUAL,
) -> Report:  # fmt: skip
    """Anybody says that a published comment breaks one of the listed grounds. The text stays; a person looks again."""
    if actor.is_auditor:
        raise Forbidden(AUDITOR)
    if comment.state != "published":
        raise Conflict(N_("This comment isn’t shown any more, so there is nothing to report."))
    consultation = consultations.get_by_id(comment.consultation_id)
    complaint = Complaint(ground, language, message, email, key_hash, terms)
    made = _store(
        consultation,
        complaint,
        subject="comment",
        subject_id=comment.public_id,
        comment_id=comment.id,
        now=now,
    )
    _append("comment.reported", consultation, made, now)
    showing.apply_wait(comment, now=now)
    events.emit(CommentReported(made.id), now=now)
    return made


def report_text(actor: Actor, reported: Published, complaint: Complaint, *, now: datetime) -> Report:
    """The same for what other rooms publish: an official reply, a statement, a file."""
    if actor.is_auditor:
        raise Forbidden(AUDITOR)
    if not reported.is_shown:
        raise Conflict(N_("This text isn’t shown any more, so there is nothing to report."))
    consultation = consultations.get_by_id(reported.consultation_id)
    made = _store(
        consultation,
        complaint,
        subject=reported.subject,
        subject_id=reported.public_id,
        comment_id=None,
        now=now,
    )
    _append("text.reported", consultation, made, now)
    events.emit(TextReported(made.id), now=now)
    return made


def _store(
    consultation: Consultation, complaint: Complaint, *, subject: str, subject_id: str, comment_id: int | None,
    now: datetime,
) -> Report:  # fmt: skip
    listed = queries.ground_codes(consultation.profile)
    made = Report(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment_id, subject=subject,
        subject_id=subject_id, ground=rules.check_ground("hide", complaint.ground, listed),
        message=text.normalise(complaint.message, limit=rules.REASON_LIMIT, field="message"),
        email=check_reachable(complaint.email) if complaint.email.strip() else "", language=complaint.language,
        key_hash=complaint.key_hash, reported_at=now,
        due_at=deadlines.report_due(now, consultation.timezone, complaint.terms),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    return made


def _append(type_: str, consultation: Consultation, made: Report, now: datetime) -> None:
    """Who reports isn't named in the record, signed in or not; the address can't be opened once it is forgotten."""
    entry = record.append(
        type_, actor=GUEST, now=now, consultation=consultation.public_id,
        objects=[made.subject_id, made.public_id], pseudonym=random_id(), ground=made.ground,
        values={"message": made.message, "email": made.email, "subject": made.subject},
    )  # fmt: skip
    made.entry_id = entry.id
    db.session.flush()


def forget_reporters(report_ids: Collection[int], *, now: datetime) -> None:
    """What became of their reports was told, or nobody will tell: the addresses that readers left go, in the record
    too."""
    reports = db.session.scalars(select(Report).where(Report.id.in_(report_ids), Report.email != "")).all()
    for one in reports:
        one.email, one.forget_at = "", None
        if one.entry_id:
            record.erase_openings([one.entry_id], ["email"])
        record.append(
            "comment.reporter_forgotten", actor=TIMER, now=now, role="timer", objects=[one.public_id],
            consultation=consultations.get_by_id(one.consultation_id).public_id,
        )  # fmt: skip
    db.session.flush()


def forget_reports_of(address: str, *, now: datetime, within: timedelta) -> None:
    """Whoever had this address closes their account: it goes from each of their reports at a time of its own.

    Entries at one minute would say that these reports are one person's. Nothing of them is told to it from here on.
    """
    own = select(Report).where(func.lower(Report.email) == address.lower(), Report.forget_at.is_(None))
    reports = db.session.scalars(own).all() if address else []
    for one, after in zip(reports, spreading.spread(len(reports), within, CHANCE), strict=True):
        one.forget_at = now + after
    db.session.flush()


def close_reports(comment_id: int, *, ruling: Ruling | None, now: datetime) -> None:
    """Part of verbs: what readers reported was looked at, or the comment is gone."""
    answer = ANSWERS.get(ruling.act, "gone") if ruling is not None else "gone"
    db.session.execute(
        update(Report)
        .where(Report.comment_id == comment_id, Report.closed_at.is_(None))
        .values(
            closed_at=now, ruling_id=ruling.id if ruling else None, answer=answer,
            note=ruling.note if ruling else "", account_id=ruling.account_id if ruling else None,
        )
    )  # fmt: skip


# What isn't a comment -----------------------------------------------------------------------------


def hide_text_meanwhile(actor: Actor, made: Report, *, now: datetime) -> None:
    """Hide a reported reply, statement or file until the report is answered."""
    consultation, reported = _to_answer(actor, made)
    if made.hidden_at is not None or not reported.is_shown:
        raise Conflict(N_("It is hidden already."))
    SUBJECTS[made.subject].hide(actor, made.subject_id, ground=made.ground, now=now)
    made.hidden_at = now
    db.session.flush()
    _append_by_staff(actor, "report.hidden_meanwhile", consultation, made, now)


def answer_report(actor: Actor, made: Report, *, answer: str, note: str, now: datetime) -> Report:
    """Whether a reported reply, statement or file stays or is hidden; all its open reports get the same answer."""
    consultation, reported = _to_answer(actor, made)
    note = rules.check_report_answer(answer, note)
    if answer == "hidden" and reported.is_shown:
        SUBJECTS[made.subject].hide(actor, made.subject_id, ground=made.ground, now=now)
    elif answer == "stays" and not reported.is_shown:
        SUBJECTS[made.subject].show(actor, made.subject_id, now=now)
    consulting.check_said(consultation, [note], "note")
    for one in _open_on(made):
        one.answer, one.note, one.closed_at, one.account_id = answer, note, now, actor.account_id
        db.session.flush()
        _append_by_staff(actor, "report.answered", consultation, one, now, answer=answer, note=note)
        events.emit(ReportAnswered(one.id), now=now)
    return made


def _to_answer(actor: Actor, made: Report) -> tuple[Consultation, Published]:
    consultation = consultations.get_by_id(made.consultation_id)
    if made.subject == "comment":
        raise Conflict(N_("A report on a comment is answered by ruling on the comment."))
    reported = published(made.subject, made.subject_id)
    is_own = reported.written_by is not None and reported.written_by == actor.account_id
    if is_own or not permissions.may_moderate(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if made.closed_at is not None:
        raise Conflict(N_("This report is answered already."))
    return consultation, reported


def _open_on(made: Report) -> Sequence[Report]:
    same = Report.subject == made.subject, Report.subject_id == made.subject_id
    return db.session.scalars(
        select(Report).where(*same, Report.closed_at.is_(None)).order_by(Report.id)
    ).all()


def _append_by_staff(
    actor: Actor, type_: str, consultation: Consultation, made: Report, now: datetime, **values: str
) -> None:
    record.append(
        type_, actor=actor, now=now, consultation=consultation.public_id, objects=[made.subject_id, made.public_id],
        organisation_id=consultation.organisation_id, role="moderator" if actor.kind == "account" else actor.kind,
        ground=made.ground, values=values,
    )  # fmt: skip
