"""Documents that stand beside a draft."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import defer

from consult.consultations.models import Consultation, SupportingDocument
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NO_DOCUMENT = N_("There is no such document.")


@dataclass(frozen=True)
class Documents:
    """Those that hold now, and the history: what came or went after the consultation was published."""

    current: Sequence[SupportingDocument]
    history: Sequence[SupportingDocument]
    replaced: dict[int, SupportingDocument]
    """Id of a document -> the one that took its place."""


def every_document(consultation: Consultation) -> Sequence[SupportingDocument]:
    """All of them, ended ones too, oldest first, without contents."""
    statement = select(SupportingDocument).where(SupportingDocument.consultation_id == consultation.id)
    ordered = statement.order_by(SupportingDocument.id).options(defer(SupportingDocument.content))
    return db.session.scalars(ordered).all()


def documents_of(consultation: Consultation) -> Documents:
    """Every document of a consultation, without contents. One statement."""
    rows = every_document(consultation)
    since = consultation.published_at
    return Documents(
        [one for one in rows if one.ended_at is None],
        [
            one
            for one in rows
            if since
            and not one.removed_at
            and (one.added_at > since or (one.ended_at and one.ended_at > since))
        ],
        {one.replaces_id: one for one in rows if one.replaces_id},
    )


def document(consultation_id: int, public_id: str) -> SupportingDocument:
    """A document with its content, or without where it was taken out. Raises NotFound."""
    found = db.session.scalar(
        select(SupportingDocument).where(
            SupportingDocument.consultation_id == consultation_id, SupportingDocument.public_id == public_id
        )
    )
    if found is None:
        raise NotFound(NO_DOCUMENT)
    return found
