"""Reading what is on legal hold."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.contributions.service import Hold
from consult.custody.models import LegalHold
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NEWEST = 200


def get_hold(public_id: str) -> LegalHold:
    """The hold with this random id. Raises NotFound."""
    found = db.session.scalar(select(LegalHold).where(LegalHold.public_id == public_id))
    if found is None:
        raise NotFound(N_("There is no such hold."))
    return found


def holds_in_force() -> list[Hold]:
    """Every hold in force, as the rooms below ask for them."""
    rows = db.session.execute(
        select(LegalHold.consultation_id, Comment.submission_id, LegalHold.reason)
        .outerjoin(Comment, Comment.id == LegalHold.comment_id)
        .where(LegalHold.lifted_at.is_(None))
        .order_by(LegalHold.id)
    )
    return [Hold(*row) for row in rows]


def holds_on(consultation_id: int) -> Sequence[LegalHold]:
    """The holds in force on a consultation or on something of it, oldest first."""
    own = LegalHold.consultation_id == consultation_id, LegalHold.lifted_at.is_(None)
    return db.session.scalars(select(LegalHold).where(*own).order_by(LegalHold.id)).all()


def holds_for(organisation_ids: Collection[int]) -> list[tuple[LegalHold, Consultation, str]]:
    """(hold, consultation, reference of the comment) of these bodies: those in force first, the newest first."""
    rows = db.session.execute(
        select(LegalHold, Consultation, Comment.reference)
        .join(Consultation, Consultation.id == LegalHold.consultation_id)
        .outerjoin(Comment, Comment.id == LegalHold.comment_id)
        .where(Consultation.organisation_id.in_(organisation_ids))
        .order_by(LegalHold.lifted_at.is_not(None), LegalHold.id.desc())
        .limit(NEWEST)
    )
    return [(row[0], row[1], row[2] or "") for row in rows]


def public_holds() -> list[tuple[LegalHold, Consultation]]:
    """Holds on public consultations, the newest first. Which comment one is on stays with the office."""
    rows = db.session.execute(
        select(LegalHold, Consultation)
        .join(Consultation, Consultation.id == LegalHold.consultation_id)
        .where(Consultation.state.not_in(("draft", "awaiting-sign-off")))
        .order_by(LegalHold.lifted_at.is_not(None), LegalHold.id.desc())
        .limit(NEWEST)
    )
    return [(row[0], row[1]) for row in rows]
