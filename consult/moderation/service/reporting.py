"""Readers report published comments; a ruling answers them."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select, update

from consult.accounts.rules import check_address
from consult.consultations import queries as consultations
from consult.contributions import service as showing
from consult.contributions.models import Comment
from consult.foundation import events, text
from consult.foundation.access import TIMER, Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.moderation import queries, rules
from consult.moderation.events import CommentReported
from consult.moderation.models import Report
from consult.record import service as record


def report(
    actor: Actor, comment: Comment, *, ground: str, now: datetime, language: str, message: str = "", email: str = ""
) -> Report:  # fmt: skip
    """Anybody says that a published comment breaks one of the listed grounds. The text stays; a person looks again."""
    if actor.is_auditor:
        raise Forbidden(N_("Auditors read everything and change nothing. This was not done."))
    if comment.state != "published":
        raise Conflict(N_("This comment isn’t shown any more, so there is nothing to report."))
    consultation = consultations.get_by_id(comment.consultation_id)
    listed = queries.ground_codes(consultation.profile)
    made = Report(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment.id,
        ground=rules.check_ground("hide", ground, listed),
        message=text.normalise(message, limit=rules.REASON_LIMIT, field="message"),
        email=check_address(email) if email.strip() else "", language=language, reported_at=now,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    entry = record.append(
        "comment.reported", actor=actor, now=now, consultation=consultation.public_id,
        objects=[comment.public_id, made.public_id], pseudonym=random_id(), ground=made.ground,
        values={"message": made.message, "email": made.email},
    )  # fmt: skip
    made.entry_id = entry.id
    showing.apply_wait(comment, now=now)
    events.emit(CommentReported(made.id), now=now)
    return made


def forget_reporters(report_ids: Collection[int], *, now: datetime) -> None:
    """What became of their reports was told, or nobody will tell: the addresses that readers left go, in the record
    too."""
    reports = db.session.scalars(select(Report).where(Report.id.in_(report_ids), Report.email != "")).all()
    for one in reports:
        one.email = ""
        if one.entry_id:
            record.erase_openings([one.entry_id], ["email"])
        record.append(
            "comment.reporter_forgotten", actor=TIMER, now=now, role="timer", objects=[one.public_id],
            consultation=consultations.get_by_id(one.consultation_id).public_id,
        )  # fmt: skip
    db.session.flush()


def close_reports(comment_id: int, *, ruling_id: int | None, now: datetime) -> None:
    """Part of verbs: what readers reported was looked at, or the comment is gone."""
    db.session.execute(
        update(Report)
        .where(Report.comment_id == comment_id, Report.closed_at.is_(None))
        .values(closed_at=now, ruling_id=ruling_id)
    )
