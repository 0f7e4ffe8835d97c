"""Reading packages that were made, and what makes them old."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, union_all

from consult.consultations.models import Consultation
from consult.contributions.models import Comment, CommentTally
from consult.foundation.db import db
from consult.moderation.models import Ruling
from consult.opendata.models import ForeignPackage, Package
from consult.record.models import Log


def revision_of(consultation: Consultation) -> int:
    """The revision of the consultation's log: equal revisions and phases make equal packages."""
    return db.session.scalar(select(Log.revision).where(Log.log == consultation.public_id)) or 0


def packages_of(consultation_id: int) -> Sequence[Package]:
    """The public packages that were made, the newest first."""
    return db.session.scalars(
        select(Package)
        .where(Package.consultation_id == consultation_id, Package.grade == "public")
        .order_by(Package.id.desc())
    ).all()


def count_comments(consultation_id: int) -> int:
    """How many comments the consultation has, by its tallies."""
    statement = select(func.sum(CommentTally.number)).where(CommentTally.consultation_id == consultation_id)
    return int(db.session.scalar(statement) or 0)


def were_words_taken_out(consultation_id: int, since: datetime) -> bool:
    """Whether anything that everybody could read was withdrawn, hidden or redacted since then."""
    gone = union_all(
        select(Comment.id).where(Comment.consultation_id == consultation_id, Comment.withdrawn_at >= since),
        select(Ruling.id).where(
            Ruling.consultation_id == consultation_id, Ruling.act != "publish", Ruling.ruled_at >= since
        ),
    ).limit(1)
    return db.session.scalar(gone) is not None


def large_public_consultations(least: int) -> Sequence[Consultation]:
    """The public consultations with at least so many comments."""
    own = (
        select(func.sum(CommentTally.number))
        .where(CommentTally.consultation_id == Consultation.id)
        .scalar_subquery()
    )
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.state.not_in(("draft", "awaiting-sign-off")), own >= least)
        .order_by(Consultation.id)
    ).all()


def foreign(*, consultation: str = "", slug: str = "") -> ForeignPackage | None:
    """The package of another site, by the id of its consultation or by its part of the address."""
    which = ForeignPackage.consultation == consultation if consultation else ForeignPackage.slug == slug
    return db.session.scalar(select(ForeignPackage).where(which))


def foreign_packages() -> Sequence[ForeignPackage]:
    """Every package of another site, the newest first."""
    return db.session.scalars(select(ForeignPackage).order_by(ForeignPackage.id.desc())).all()


def is_here(consultation: str, slug: str) -> bool:
    """Whether this site holds or holds a package of a consultation with this id or address."""
    own = select(Consultation.id).where(
        (Consultation.public_id == consultation) | (Consultation.slug == slug)
    )
    other = select(ForeignPackage.id).where(ForeignPackage.slug == slug)
    return db.session.scalar(own) is not None or db.session.scalar(other) is not None
