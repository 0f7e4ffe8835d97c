"""Reading rulings, reviews and reports."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, union_all

from consult.consultations.models import Consultation
from consult.contributions.models import Comment, Sender
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.moderation.models import Claim, Report, Review, Ruling
from consult.moderation.rules import REVIEWABLE


def get_ruling(ruling_id: int) -> Ruling:
    """The ruling. Raises NotFound."""
    found = db.session.get(Ruling, ruling_id)
    if found is None:
        raise NotFound
    return found


def rulings_of(comment_id: int) -> Sequence[Ruling]:
    """Every ruling on a comment, oldest first."""
    return db.session.scalars(select(Ruling).where(Ruling.comment_id == comment_id).order_by(Ruling.id)).all()


def latest_ruling(comment_id: int) -> Ruling | None:
    """The newest ruling on a comment, in force or not."""
    return db.session.scalar(
        select(Ruling).where(Ruling.comment_id == comment_id).order_by(Ruling.id.desc()).limit(1)
    )


def reviewable(comment_id: int) -> Ruling | None:
    """The ruling in force that hides or redacts something of the comment, or None."""
    return db.session.scalar(
        select(Ruling)
        .where(Ruling.comment_id == comment_id, Ruling.is_in_force, Ruling.act.in_(REVIEWABLE))
        .order_by(Ruling.id.desc())
        .limit(1)
    )


def ruled_by(comment_id: int) -> set[int | None]:
    """The accounts that ever ruled on a comment."""
    return set(db.session.scalars(select(Ruling.account_id).where(Ruling.comment_id == comment_id)))


def handled(comment_ids: Collection[int]) -> set[int]:
    """Those among these comments that have a ruling, a claim or an open report already."""
    ruled = select(Ruling.comment_id).where(Ruling.comment_id.in_(comment_ids))
    claimed = select(Claim.comment_id).where(Claim.comment_id.in_(comment_ids))
    reported = select(Report.comment_id).where(Report.comment_id.in_(comment_ids), Report.closed_at.is_(None))
    return set(db.session.scalars(union_all(ruled, claimed, reported)))


def revision_to_rule(comment: Comment) -> int:
    """Number of the wording a ruling is about: what waits, else what was ruled on last, else what is shown."""
    if comment.waiting_revision is not None:
        return comment.waiting_revision
    if comment.state == "published" and comment.shown_revision is not None:
        return comment.shown_revision
    latest = latest_ruling(comment.id)
    return latest.revision if latest is not None else comment.shown_revision or 1


def find_sender(submission_id: int) -> Sender | None:
    """Who sent it, for the rule that nobody rules on their own; imported ones have nobody."""
    return db.session.get(Sender, submission_id)


# Reviews ------------------------------------------------------------------------------------------


def get_review(public_id: str) -> Review:
    """The review. Raises NotFound."""
    found = db.session.scalar(select(Review).where(Review.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def get_review_by_id(review_id: int) -> Review:
    """The review. Raises NotFound."""
    found = db.session.get(Review, review_id)
    if found is None:
        raise NotFound
    return found


def review_of(ruling_id: int) -> Review | None:
    """The newest review of a ruling, open or decided, or None."""
    return db.session.scalar(
        select(Review).where(Review.ruling_id == ruling_id).order_by(Review.id.desc()).limit(1)
    )


def reviews_of(comment_id: int) -> Sequence[Review]:
    """Every review asked for on a comment, oldest first."""
    return db.session.scalars(select(Review).where(Review.comment_id == comment_id).order_by(Review.id)).all()


def open_review(comment_id: int) -> Review | None:
    """The review that waits for its decision, or None."""
    return db.session.scalar(
        select(Review).where(Review.comment_id == comment_id, Review.decided_at.is_(None))
    )


def open_reviews(
    organisation_ids: Collection[int], *, limit: int = 200
) -> list[tuple[Review, Comment, Ruling]]:
    """Reviews that wait in these bodies, oldest first, each with its comment and the ruling it is about."""
    rows = db.session.execute(
        select(Review, Comment, Ruling)
        .join(Comment, Comment.id == Review.comment_id)
        .join(Ruling, Ruling.id == Review.ruling_id)
        .join(Consultation, Consultation.id == Review.consultation_id)
        .where(Consultation.organisation_id.in_(organisation_ids), Review.decided_at.is_(None))
        .order_by(Review.id)
        .limit(limit)
    )
    return [(review, comment, ruling) for review, comment, ruling in rows]


def count_open_reviews(organisation_ids: Collection[int]) -> int:
    """How many reviews wait in these bodies."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Review)
            .join(Consultation, Consultation.id == Review.consultation_id)
            .where(Consultation.organisation_id.in_(organisation_ids), Review.decided_at.is_(None))
        )
        or 0
    )


def reporters_to_forget(*, before: datetime, limit: int) -> list[int]:
    """Reports that were closed before an instant and still have the address their reader left."""
    statement = select(Report.id).where(Report.closed_at < before, Report.email != "")
    return list(db.session.scalars(statement.order_by(Report.id).limit(limit)))


def get_report(report_id: int) -> Report:
    """A reader's report. Raises NotFound."""
    found = db.session.get(Report, report_id)
    if found is None:
        raise NotFound(N_("There is no such report."))
    return found
