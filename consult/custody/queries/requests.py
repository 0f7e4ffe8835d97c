"""Reading requests for access and what was gathered for them."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import undefer

from consult.consultations.models import Consultation
from consult.contributions.models import Comment
from consult.custody.models import AccessDocument, AccessRequest
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NEWEST = 200


def request_called(public_id: str) -> AccessRequest:
    """The request with this random id. Raises NotFound."""
    found = db.session.scalar(select(AccessRequest).where(AccessRequest.public_id == public_id))
    if found is None:
        raise NotFound(N_("There is no such request."))
    return found


def requests_for(organisation_ids: Collection[int]) -> list[tuple[AccessRequest, Consultation, str]]:
    """(request, consultation, reference of the comment): first open ones, the one that is due first on top."""
    rows = db.session.execute(
        select(AccessRequest, Consultation, Comment.reference)
        .join(Consultation, Consultation.id == AccessRequest.consultation_id)
        .outerjoin(Comment, Comment.id == AccessRequest.comment_id)
        .where(Consultation.organisation_id.in_(organisation_ids))
        .order_by(AccessRequest.state != "open", AccessRequest.due_on, AccessRequest.id)
        .limit(NEWEST)
    )
    return [(row[0], row[1], row[2] or "") for row in rows]


def count_late(organisation_ids: Collection[int], today: date) -> int:
    """How many requests of these bodies should be answered by now."""
    late = (
        select(func.count())
        .select_from(AccessRequest)
        .join(Consultation, Consultation.id == AccessRequest.consultation_id)
        .where(
            Consultation.organisation_id.in_(organisation_ids), AccessRequest.state == "open",
            AccessRequest.due_on < today,
        )
    )  # fmt: skip
    return db.session.scalar(late) or 0


def documents_of(request_id: int) -> Sequence[AccessDocument]:
    """What was gathered, in order, without the contents of files."""
    own = select(AccessDocument).where(AccessDocument.request_id == request_id)
    return db.session.scalars(own.order_by(AccessDocument.number)).all()


def document_of(request_id: int, number: int, *, with_content: bool = False) -> AccessDocument:
    """One of them. Raises NotFound."""
    own = AccessDocument.request_id == request_id, AccessDocument.number == number
    statement = select(AccessDocument).where(*own)
    if with_content:
        statement = statement.options(undefer(AccessDocument.content))
    found = db.session.scalar(statement)
    if found is None:
        raise NotFound(N_("This request has no such document."))
    return found


def requests_answered_before(consultation_id: int, instant: datetime) -> Sequence[AccessRequest]:
    """Requests that were answered by then and still have what was gathered."""
    return db.session.scalars(
        select(AccessRequest)
        .where(
            AccessRequest.consultation_id == consultation_id, AccessRequest.answered_at <= instant,
            AccessRequest.destroyed_at.is_(None),
        )
        .order_by(AccessRequest.id)
    ).all()  # fmt: skip


def requests_given_out(
    consultation_id: int, references: Collection[str], until: datetime
) -> Sequence[AccessRequest]:
    """Requests answered by then whose bundle holds something of these comments, the newest first."""
    holds = select(AccessDocument.id).where(
        AccessDocument.request_id == AccessRequest.id, AccessDocument.reference.in_(references),
        AccessDocument.treatment.in_(("release", "redact")),
    )  # fmt: skip
    return db.session.scalars(
        select(AccessRequest)
        .where(
            AccessRequest.consultation_id == consultation_id, AccessRequest.state == "answered",
            AccessRequest.answered_at <= until, holds.exists(),
        )
        .order_by(AccessRequest.answered_at.desc(), AccessRequest.id.desc())
    ).all()  # fmt: skip


def requests_about(consultation_id: int) -> Sequence[AccessRequest]:
    """Every request about a consultation that still has its words."""
    own = AccessRequest.consultation_id == consultation_id, AccessRequest.destroyed_at.is_(None)
    return db.session.scalars(select(AccessRequest).where(*own).order_by(AccessRequest.id)).all()


def gathered_called(reference: str) -> Sequence[AccessDocument]:
    """Everything gathered of the thing with this reference."""
    own = select(AccessDocument).where(AccessDocument.reference == reference)
    return db.session.scalars(own.order_by(AccessDocument.id)).all()


def gathered_for(request_ids: Collection[int]) -> Sequence[AccessDocument]:
    """Everything gathered for these requests."""
    own = select(AccessDocument).where(AccessDocument.request_id.in_(request_ids))
    return db.session.scalars(own.order_by(AccessDocument.id)).all()


def numbers_given_out(request_id: int, reference: str) -> Sequence[int]:
    """Numbers of the documents of the thing with this reference that stand in the bundle."""
    own = (
        AccessDocument.request_id == request_id, AccessDocument.reference == reference,
        AccessDocument.treatment.in_(("release", "redact")),
    )  # fmt: skip
    return db.session.scalars(select(AccessDocument.number).where(*own).order_by(AccessDocument.number)).all()
