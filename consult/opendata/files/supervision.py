"""Rulings, reviews and readers' reports."""

from collections.abc import Iterator

from sqlalchemy import select

from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.moderation.models import Referral, Report, Review, Ruling
from consult.opendata.files.ordered import rows_in_order
from consult.opendata.files.shape import AUDITOR, Column, File, Record, Scope
from consult.record.models import Leaf

_OF_RULING = (
    Ruling.public_id, Ruling.revision, Ruling.act, Ruling.ground, Ruling.note, Ruling.note_language,
    Ruling.referred_to, Ruling.internal_note, Ruling.pseudonym, Ruling.role, Ruling.office, Ruling.ruled_at,
    Ruling.is_in_force, Ruling.review_id,
)  # fmt: skip


def _rulings(scope: Scope) -> Iterator[Record]:
    statement = (
        select(*_OF_RULING, Comment.reference)
        .join(Comment, Comment.id == Ruling.comment_id)
        .join(Leaf, Leaf.entry_id == Ruling.entry_id)
    )
    own = (Ruling.consultation_id == scope.consultation.id) & (Leaf.entry_id == Ruling.entry_id)
    for row in rows_in_order(statement, Ruling.id, Leaf.leaf_index, where=own):
        yield {
            "id": row.public_id,
            "reference": row.reference,
            "revision": row.revision,
            "act": row.act,
            "ground": row.ground,
            "note": row.note,
            "note_language": row.note_language if row.note else "",
            "referred_to": row.referred_to,
            "internal_note": row.internal_note,
            "moderator": row.pseudonym,
            "role": row.role,
            "office": row.office,
            "ruled_at": scope.time(row.ruled_at),
            "is_in_force": row.is_in_force,
            "is_of_review": row.review_id is not None,
        }


RULINGS = File(
    "rulings",
    "Every ruling of a moderator, in the order of the log.",
    (
        Column("id", "random id of the ruling, as entries of the record name it"),
        Column("reference", "reference of the comment"),
        Column("revision", "number of the wording it was about"),
        Column("act", "publish, hide, redact, hold, withhold, refer or remove"),
        Column("ground", "listed ground, where it hides or redacts; what it is, where it is passed on"),
        Column("note", "public note"),
        Column("note_language", "language of the public note"),
        Column("referred_to", "office it was passed on to, where the act is refer"),
        Column("internal_note", "note for colleagues", AUDITOR),
        Column("moderator", "the moderator's name in the record: the same for all rulings of one person"),
        Column("role", "role under which it was made"),
        Column("office", "office of the moderator"),
        Column("ruled_at", "when, UTC"),
        Column("is_in_force", "whether no later ruling took its place"),
        Column("is_of_review", "whether it is the result of a review"),
    ),
    _rulings,
    is_long=True,
)


def _reviews(scope: Scope) -> Iterator[Record]:
    statement = (
        select(Review, Comment.reference, Ruling.public_id)
        .join(Comment, Comment.id == Review.comment_id)
        .join(Ruling, Ruling.id == Review.ruling_id)
        .where(Review.consultation_id == scope.consultation.id)
        .order_by(Review.id)
    )
    for review, reference, ruling in db.session.execute(statement):
        yield {
            "id": review.public_id,
            "reference": reference,
            "ruling": ruling,
            "reason": review.reason,
            "reason_language": review.reason_language,
            "asked_at": scope.time(review.asked_at),
            "due_at": scope.time(review.due_at),
            "escalated_at": scope.time(review.escalated_at),
            "decided_at": scope.time(review.decided_at),
            "result": review.result,
            "note": review.note,
            "note_language": review.note_language if review.note else "",
            "office": review.office,
        }


REVIEWS = File(
    "reviews",
    "Every review that a sender asked for.",
    (
        Column("id", "random id of the review"),
        Column("reference", "reference of the comment"),
        Column("ruling", "id of the ruling that was to be looked at again"),
        Column("reason", "the sender's reason", AUDITOR),
        Column("reason_language", "language of that reason", AUDITOR),
        Column("asked_at", "when it was asked for, UTC"),
        Column("due_at", "when it is due, UTC"),
        Column("escalated_at", "when it was marked late, UTC"),
        Column("decided_at", "when it was decided, UTC"),
        Column("result", "upheld or overturned; empty while it is open"),
        Column("note", "public note of whoever decided it"),
        Column("note_language", "language of that note"),
        Column("office", "office that decided it"),
    ),
    _reviews,
)


def _referrals(scope: Scope) -> Iterator[Record]:
    statement = (
        select(Referral, Comment.reference, Ruling.public_id)
        .join(Comment, Comment.id == Referral.comment_id)
        .join(Ruling, Ruling.id == Referral.ruling_id)
        .where(Referral.consultation_id == scope.consultation.id)
        .order_by(Referral.id)
    )
    for referral, reference, ruling in db.session.execute(statement):
        yield {
            "id": referral.public_id,
            "reference": reference,
            "ruling": ruling,
            "kind": referral.kind,
            "office": referral.office,
            "address": referral.address,
            "referred_at": scope.time(referral.referred_at),
            "due_on": referral.due_on.isoformat(),
            "escalated_at": scope.time(referral.escalated_at),
            "taken_up_at": scope.time(referral.taken_up_at),
            "answer": referral.answer,
        }


REFERRALS = File(
    "referrals",
    "Every comment passed on to another office, and what that office said.",
    (
        Column("id", "random id of the referral, as entries of the record name it"),
        Column("reference", "reference of the comment"),
        Column("ruling", "id of the ruling that passed it on"),
        Column("kind", "complaint, petition, own-case, crime or danger"),
        Column("office", "office it was passed on to"),
        Column("address", "where the office was written to", AUDITOR),
        Column("referred_at", "when, UTC"),
        Column("due_on", "last day for the office to say what it does"),
        Column("escalated_at", "when it was marked late, UTC"),
        Column("taken_up_at", "when the office's answer was noted, UTC"),
        Column("answer", "what the office said"),
    ),
    _referrals,
)


def _reports(scope: Scope) -> Iterator[Record]:
    statement = (
        select(Report, Comment.reference)
        .outerjoin(Comment, Comment.id == Report.comment_id)
        .where(Report.consultation_id == scope.consultation.id)
        .order_by(Report.id)
    )
    for report, reference in db.session.execute(statement):
        yield {
            "id": report.public_id,
            "subject": report.subject,
            "subject_id": report.subject_id,
            "reference": reference or "",
            "ground": report.ground,
            "message": report.message,
            "email": report.email,
            "reported_at": scope.time(report.reported_at),
            "due_at": scope.time(report.due_at),
            "escalated_at": scope.time(report.escalated_at),
            "hidden_at": scope.time(report.hidden_at),
            "closed_at": scope.time(report.closed_at),
            "answer": report.answer,
            "note": report.note,
        }


REPORTS = File(
    "reports",
    "Readers' reports on published texts. For auditors.",
    (
        Column("id", "random id of the report"),
        Column("subject", "comment, reply, statement or attachment"),
        Column("subject_id", "random id of the text reported"),
        Column("reference", "reference of the comment; empty for other texts"),
        Column("ground", "ground the reader chose"),
        Column("message", "what the reader wrote"),
        Column("email", "address the reader gave"),
        Column("reported_at", "when, UTC"),
        Column("due_at", "when it is due, UTC; hours on days of rest don't count"),
        Column("escalated_at", "when it was marked late, UTC"),
        Column(
            "hidden_at", "since when the text was hidden until the answer, UTC (comments: see the rulings)"
        ),
        Column("closed_at", "when it was answered, UTC"),
        Column("answer", "stays, redacted, hidden or gone; empty while it is open"),
        Column("note", "what both sides were told"),
    ),
    _reports,
    only=AUDITOR,
)
