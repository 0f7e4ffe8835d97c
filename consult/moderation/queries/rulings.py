"""Reading rulings, reviews and reports."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from operator import attrgetter
from typing import Any, Literal

from sqlalchemy import ColumnElement, case, func, or_, select, tuple_, union_all

from consult.consultations.grounds import CHILD, INTERIM
from consult.consultations.models import Consultation
from consult.contributions.models import Comment, Sender
from consult.contributions.queries.passing_on import PassedOn
from consult.contributions.queries.ruling_history import Ruled
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.moderation.models import Claim, Referral, Report, Review, Ruling
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


def rulings_told(comment_id: int) -> list[Ruled]:
    """What was hidden, covered and given back of a comment, for its sender, the oldest first."""
    told: list[Ruled] = []
    taken: set[int] = set()
    for one in rulings_of(comment_id):
        is_correction = one.revision > 1
        if one.act in ("hide", "redact"):
            taken.add(one.revision)
            act: Literal["hide", "redact"] = "hide" if one.act == "hide" else "redact"
            told.append(Ruled(act, one.ruled_at, one.ground, is_correction))
        elif one.act == "publish" and one.revision in taken:
            taken.discard(one.revision)
            told.append(Ruled("publish", one.ruled_at, "", is_correction))
    return told


def latest_ruling(comment_id: int) -> Ruling | None:
    """The newest ruling on a comment, in force or not."""
    return db.session.scalar(
        select(Ruling).where(Ruling.comment_id == comment_id).order_by(Ruling.id.desc()).limit(1)
    )


def rulings_in_force(comments: Collection[str]) -> dict[tuple[str, str], str]:
    """(random id of a comment, number of a wording) -> random id of the ruling in force on it."""
    rows = db.session.execute(
        select(Comment.public_id, Ruling.revision, Ruling.public_id)
        .join(Ruling, Ruling.comment_id == Comment.id)
        .where(Comment.public_id.in_(comments), Ruling.is_in_force.is_(True))
    )
    return {(own, str(number)): ruling for own, number, ruling in rows}


def reviewable(comment_id: int) -> Ruling | None:
    """The ruling in force that hides or redacts something of the comment, or None."""
    return db.session.scalar(
        select(Ruling)
        .where(
            Ruling.comment_id == comment_id,
            Ruling.is_in_force,
            Ruling.act.in_(REVIEWABLE),
            Ruling.ground != INTERIM.code,
        )
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


# Pages of the desk ---------------------------------------------------------------------------------

PAGE = 20
"""Cards of one page of a desk list."""


def _behind(
    table: type[Review | Referral | Report], key: Sequence[Any], after: str
) -> list[ColumnElement[bool]]:
    """What comes after the row that ends the page before, also where that row is decided meanwhile."""
    place = db.session.execute(select(*key).where(table.public_id == after)).first() if after else None
    return [tuple_(*key) > tuple(place)] if place is not None else []


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


_UNIT = func.coalesce(Review.organisation_id, Consultation.organisation_id)
"""The unit that decides a review."""


def _open_in(organisation_ids: Collection[int], own: bool) -> list[ColumnElement[bool]]:
    here: ColumnElement[bool] = _UNIT.in_(organisation_ids)
    if own:
        here = or_(here, Consultation.organisation_id.in_(organisation_ids))
    return [here, Review.decided_at.is_(None)]


def open_reviews(
    organisation_ids: Collection[int], *, limit: int = PAGE, after: str = ""
) -> tuple[list[tuple[Review, Comment, Ruling]], str]:
    """Reviews that these bodies decide, or that are about their rulings; the one due first on top.

    And after which the next page begins, empty at the end.
    """
    key = (Review.due_at, Review.id)
    rows = db.session.execute(
        select(Review, Comment, Ruling)
        .join(Comment, Comment.id == Review.comment_id)
        .join(Ruling, Ruling.id == Review.ruling_id)
        .join(Consultation, Consultation.id == Review.consultation_id)
        .where(*_open_in(organisation_ids, own=True), *_behind(Review, key, after))
        .order_by(*key)
        .limit(limit + 1)
    ).all()
    page = [(review, comment, ruling) for review, comment, ruling in rows[:limit]]
    return page, page[-1][0].public_id if len(rows) > limit else ""


def count_open_reviews(organisation_ids: Collection[int]) -> int:
    """How many reviews these bodies have to decide."""
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Review)
            .join(Consultation, Consultation.id == Review.consultation_id)
            .where(*_open_in(organisation_ids, own=False))
        )
        or 0
    )


def overdue_reviews(now: datetime, *, limit: int) -> Sequence[Review]:
    """Reviews whose time has passed and that nobody was told about yet."""
    late = Review.decided_at.is_(None), Review.escalated_at.is_(None), Review.due_at < now
    return db.session.scalars(select(Review).where(*late).order_by(Review.id).limit(limit)).all()


# Referrals ----------------------------------------------------------------------------------------


def get_referral(public_id: str) -> Referral:
    """The referral. Raises NotFound."""
    found = db.session.scalar(select(Referral).where(Referral.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def get_referral_by_id(referral_id: int) -> Referral:
    """The referral. Raises NotFound."""
    found = db.session.get(Referral, referral_id)
    if found is None:
        raise NotFound
    return found


def open_referrals(
    organisation_ids: Collection[int], *, limit: int = PAGE, after: str = ""
) -> tuple[list[tuple[Referral, Comment]], str]:
    """What these bodies passed on and no office has answered yet, the one due first on top; then as above."""
    key = (Referral.due_on, Referral.id)
    rows = db.session.execute(
        select(Referral, Comment)
        .join(Comment, Comment.id == Referral.comment_id)
        .join(Consultation, Consultation.id == Referral.consultation_id)
        .where(
            Consultation.organisation_id.in_(organisation_ids), Referral.taken_up_at.is_(None),
            *_behind(Referral, key, after),
        )
        .order_by(*key)
        .limit(limit + 1)
    ).all()  # fmt: skip
    page = [(referral, comment) for referral, comment in rows[:limit]]
    return page, page[-1][0].public_id if len(rows) > limit else ""


def referrals_of(comment_id: int) -> dict[int, Referral]:
    """Where a comment was passed on to, by the ruling that did it."""
    found = db.session.scalars(select(Referral).where(Referral.comment_id == comment_id))
    return {one.ruling_id: one for one in found}


def passed_on(comment_id: int) -> PassedOn | None:
    """Where a comment was passed on to last, for its sender."""
    newest = max(referrals_of(comment_id).values(), key=attrgetter("id"), default=None)
    if newest is None:
        return None
    return PassedOn(newest.office, newest.referred_at, newest.due_on, newest.answer, newest.taken_up_at)


def overdue_referrals(today: date, *, limit: int) -> Sequence[Referral]:
    """Referrals whose office said nothing in its time, and that nobody was told about yet."""
    late = Referral.taken_up_at.is_(None), Referral.escalated_at.is_(None), Referral.due_on < today
    return db.session.scalars(select(Referral).where(*late).order_by(Referral.id).limit(limit)).all()


# Reports ------------------------------------------------------------------------------------------


def find_report(public_id: str) -> Report:
    """The report, by its random id. Raises NotFound."""
    found = db.session.scalar(select(Report).where(Report.public_id == public_id))
    if found is None:
        raise NotFound(N_("There is no such report."))
    return found


def report_by_key(key_hash: str) -> Report:
    """The report whose key has this hash. Raises NotFound."""
    found = db.session.scalar(select(Report).where(Report.key_hash == key_hash))
    if found is None:
        raise NotFound(N_("Nothing opens with this key. Please compare it with what you wrote down."))
    return found


def reports_to_answer(
    organisation_ids: Collection[int], *, limit: int = PAGE, after: str = ""
) -> tuple[Sequence[Report], str]:
    """What readers reported in these bodies and nobody answered: children first, then by when it is due; as above."""
    key = (case((Report.ground == CHILD.code, 0), else_=1), Report.due_at, Report.id)
    rows = db.session.scalars(
        select(Report)
        .join(Consultation, Consultation.id == Report.consultation_id)
        .where(
            Consultation.organisation_id.in_(organisation_ids), Report.closed_at.is_(None), *_behind(Report, key, after)
        )
        .order_by(*key)
        .limit(limit + 1)
    ).all()  # fmt: skip
    return rows[:limit], rows[limit - 1].public_id if len(rows) > limit else ""


def overdue_reports(now: datetime, *, limit: int) -> Sequence[Report]:
    """Reports whose time has passed and that nobody was told about yet."""
    late = Report.closed_at.is_(None), Report.escalated_at.is_(None), Report.due_at < now
    return db.session.scalars(select(Report).where(*late).order_by(Report.id).limit(limit)).all()


def reporters_to_forget(*, before: datetime, limit: int, but_in: Collection[int] = ()) -> list[int]:
    """Reports that were closed before an instant and still have the address their reader left.

    Without those in the consultations ``but_in``.
    """
    statement = select(Report.id).where(
        Report.closed_at < before, Report.email != "", Report.consultation_id.not_in(but_in),
        Report.forget_at.is_(None),
    )  # fmt: skip
    return list(db.session.scalars(statement.order_by(Report.id).limit(limit)))


def reports_due(now: datetime, *, but_in: Collection[int] = ()) -> list[tuple[int, datetime]]:
    """Reports of closed accounts whose address is to go by now, each with its time; without those in ``but_in``."""
    statement = select(Report.id, Report.forget_at).where(
        Report.forget_at <= now, Report.consultation_id.not_in(but_in)
    )
    return [
        (own, due) for own, due in db.session.execute(statement.order_by(Report.forget_at, Report.id)) if due
    ]


def get_report(report_id: int) -> Report:
    """A reader's report. Raises NotFound."""
    found = db.session.get(Report, report_id)
    if found is None:
        raise NotFound(N_("There is no such report."))
    return found


def count_notes(consultation_id: int) -> int:
    """How many rulings have an internal note."""
    own = Ruling.consultation_id == consultation_id, Ruling.internal_note != ""
    return db.session.scalar(select(func.count()).select_from(Ruling).where(*own)) or 0


def count_report_words(consultation_id: int) -> int:
    """How many reports of readers have words."""
    own = Report.consultation_id == consultation_id, Report.message != ""
    return db.session.scalar(select(func.count()).select_from(Report).where(*own)) or 0
