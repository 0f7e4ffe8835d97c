"""Reading what clerks entered, and what it may be a second copy of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from consult.consultations.models import Consultation
from consult.contributions.likeness import LENGTHS, LIKE, likeness, shingles
from consult.contributions.models import ClerkEntry, Comment, Revision, Sender, SenderLink, Submission
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

COMPARED = 3_000
"""The newest texts of about the same length that are looked at."""
SHOWN = 5


@dataclass(frozen=True)
class Alike:
    """Something received that reads much the same. ``percent``: how much."""

    reference: str
    submission: str
    channel: str
    received_at: datetime
    percent: int


def alike(consultation_id: int, body: str, *, but: int = 0) -> list[Alike]:
    """What was received there and reads like this, the likest first; not of the submission ``but``."""
    least, most = (int(len(body) * factor) for factor in LENGTHS)
    rows = db.session.execute(
        select(Comment.reference, Submission.public_id, Submission.channel, Comment.received_at, Revision.body)
        .join(Submission, Submission.id == Comment.submission_id)
        .join(Revision, (Revision.comment_id == Comment.id) & (Revision.number == 1))
        .where(
            Comment.consultation_id == consultation_id, Comment.submission_id != but,
            func.length(Revision.body).between(least, most),
        )
        .order_by(Comment.id.desc())
        .limit(COMPARED)
    )  # fmt: skip
    own = shingles(body)
    scored = [(likeness(own, shingles(row[4])), row) for row in rows]
    found = sorted((one for one in scored if one[0] >= LIKE), key=lambda one: -one[0])[:SHOWN]
    return [Alike(row[0], row[1], row[2], row[3], round(100 * score)) for score, row in found]


def get_entered(public_id: str) -> tuple[Submission, ClerkEntry]:
    """A submission that a clerk entered. Raises NotFound."""
    row = db.session.execute(
        select(Submission, ClerkEntry)
        .join(ClerkEntry, ClerkEntry.submission_id == Submission.id)
        .where(Submission.public_id == public_id)
    ).first()
    if row is None:
        raise NotFound(N_("Nothing of this kind was entered here."))
    return row[0], row[1]


def newest_entered(consultation_id: int, *, limit: int = 10) -> Sequence[tuple[Submission, ClerkEntry, str]]:
    """The last entries made in a consultation, each with the reference of its comment."""
    rows = db.session.execute(
        select(Submission, ClerkEntry, func.min(Comment.reference))
        .join(ClerkEntry, ClerkEntry.submission_id == Submission.id)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Submission.consultation_id == consultation_id)
        .group_by(Submission.id, ClerkEntry.submission_id)
        .order_by(Submission.id.desc())
        .limit(limit)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def takes_entries(organisation_ids: Collection[int], *, closed_after: datetime) -> Sequence[Consultation]:
    """Published consultations of these bodies that are open, or closed no longer ago than that."""
    return db.session.scalars(
        select(Consultation)
        .where(
            Consultation.organisation_id.in_(organisation_ids), Consultation.published_at.is_not(None),
            Consultation.state.in_(("published", "answered")), Consultation.closes_at > closed_after,
        )
        .order_by(Consultation.closes_at, Consultation.id)
    ).all()  # fmt: skip


def submission_of_reference(reference: str) -> Submission | None:
    """The submission that a comment with this reference came in, or None."""
    return db.session.scalar(
        select(Submission)
        .join(Comment, Comment.submission_id == Submission.id)
        .where(Comment.reference == reference)
    )


def link_of(submission_id: int) -> SenderLink | None:
    """Whether its sender is known to be the same as an earlier one's."""
    return db.session.get(SenderLink, submission_id)


def sender_for_clerk(submission_id: int) -> Sender | None:
    """Who sent it, to fill the form for the next part of the same letter."""
    return db.session.get(Sender, submission_id)


def submission_called(public_id: str) -> Submission:
    """The submission with this random id. Raises NotFound."""
    found = db.session.scalar(select(Submission).where(Submission.public_id == public_id))
    if found is None:
        raise NotFound(N_("Nothing of this kind was entered here."))
    return found
