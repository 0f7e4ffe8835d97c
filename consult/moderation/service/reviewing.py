"""A second look: asked for by the sender, taken by another person."""

from datetime import datetime, timedelta

from sqlalchemy import update

from consult.consultations import profiles
from consult.consultations import queries as consultations
from consult.consultations import service as consulting
from consult.contributions import queries as contributions
from consult.contributions import service as contributing
from consult.contributions.models import Comment
from consult.foundation import events
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of
from consult.foundation.zones import to_minute, whole_minute
from consult.moderation import permissions, queries, rules
from consult.moderation.events import ReviewAsked, ReviewDecided
from consult.moderation.models import Review
from consult.moderation.service.ruling import Decision, put_in_force
from consult.record import service as record

NOT_YOURS = N_(
    "A review is decided by a moderator or an administrator of the unit named for it: neither by who ruled nor by "
    "who wrote it."
)


def ask_review(
    actor: Actor, comment: Comment, *, reason: str, due_days: int, now: datetime, language: str = ""
) -> Review:
    """Ask for a second look at the ruling in force (the door checked the key or the account), also after closing.

    It goes to the unit the consultation named. ``due_days`` is the time the body gives itself. Raises Refused
    after the profile's ``review_days``.
    """
    if actor.is_auditor:
        raise Forbidden(N_("Auditors read everything and change nothing. This was not done."))
    ruling = queries.reviewable(comment.id)
    if ruling is None or comment.state in ("withdrawn", "removed", "erased"):
        raise Conflict(N_("Nothing of this comment is hidden, so there is nothing to review."))
    consultation = consultations.get_by_id(comment.consultation_id)
    rules.check_may_ask(
        ruled_at=ruling.ruled_at, days=profiles.profile(consultation.profile).review_days,
        is_open=queries.open_review(comment.id) is not None,
        was_reviewed=queries.review_of(ruling.id) is not None or ruling.review_id is not None, now=now,
        zone=consultation.timezone,
    )  # fmt: skip
    review = Review(
        public_id=random_id(), consultation_id=consultation.id, comment_id=comment.id, ruling_id=ruling.id,
        organisation_id=consultation.review_organisation_id,
        reason=rules.check_reason(reason), reason_language=language_of(reason, language),
        asked_at=now, due_at=whole_minute(now) + timedelta(days=due_days),
    )  # fmt: skip
    db.session.add(review)
    db.session.flush()
    entry = record.append(
        "review.asked", actor=actor, now=now, consultation=consultation.public_id,
        objects=[comment.public_id, ruling.public_id, review.public_id],
        pseudonym=contributions.get_submission(comment.submission_id).pseudonym,
        values={
            "reason": review.reason, "reason_language": review.reason_language,
            "due_minute": to_minute(review.due_at),
        },
    )  # fmt: skip
    contributing.give_receipt(comment, entry.id, now=now)
    events.emit(ReviewAsked(review.id), now=now)
    return review


def decide_review(
    actor: Actor, review: Review, *, result: str, note: str, now: datetime, language: str = ""
) -> Review:
    """Uphold the ruling, or overturn it: then the text is published whole under a new ruling.

    A comment counts as received when it was sent, whatever day this is: its place and its dates stay as they are.
    Never by anybody who ruled on this comment before, nor by who wrote it.
    """
    comment = contributions.get(review.comment_id)
    consultation = consultations.get_by_id(review.consultation_id)
    sender = queries.find_sender(comment.submission_id)
    unit_id = review.organisation_id or consultation.organisation_id
    if not permissions.may_decide_review(actor, unit_id, sender, queries.ruled_by(comment.id)):
        raise Forbidden(NOT_YOURS)
    if review.decided_at is not None:
        raise Conflict(N_("This review is decided already."))
    ruling = queries.get_ruling(review.ruling_id)
    role = "moderator" if actor.holds(unit_id, "moderator") else "administrator"
    review.note, review.note_language = rules.check_result(result, note), language_of(note, language)
    review.result, review.decided_at = result, now
    review.account_id, review.role = actor.account_id, role
    review.office = actor.offices.get(unit_id, "")
    db.session.flush()
    record.append(
        "review.decided", actor=actor, now=now, consultation=consultation.public_id,
        objects=[comment.public_id, ruling.public_id, review.public_id], organisation_id=unit_id,
        role=role, values={"result": result, "note": review.note, "note_language": review.note_language},
    )  # fmt: skip
    if result == "overturned" and ruling.is_in_force and comment.state in rules.RULED_IN:
        act = "withhold" if comment.is_withheld else "publish"  # its sender's wish stands
        decision = Decision(act, ruling.revision, note=review.note, note_language=review.note_language)
        put_in_force(
            actor, comment, consultation, decision, role=role, now=now, review=review, office_id=unit_id
        )
    # Only now: what is published by this very review may be quoted in its reason.
    consulting.check_said(consultation, [review.note], "note")
    events.emit(ReviewDecided(review.id), now=now)
    return review


def lapse(comment_id: int, *, now: datetime) -> None:
    """Part of verbs: the sender took the comment back, so nobody looks at it again."""
    db.session.execute(
        update(Review)
        .where(Review.comment_id == comment_id, Review.decided_at.is_(None))
        .values(decided_at=now, result="lapsed")
    )
