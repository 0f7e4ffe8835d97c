"""Reading attachments and the files that wait for their form. Their bytes are read only to be downloaded."""

from collections.abc import Collection, Sequence

from sqlalchemy import or_, select

from consult.consultations.models import Consultation
from consult.contributions.models import Attachment, Comment, DraftFile, Erasure, Submission
from consult.foundation.db import db
from consult.foundation.errors import N_, Gone, NotFound
from consult.foundation.zones import in_zone

NO_FILE = N_("There is no such file, or it isn’t public.")
FILE_GONE = N_("This file was removed by order on %(day)s. The page of the comment %(reference)s says why.")


def all_files_waiting(key_hash: str) -> Sequence[DraftFile]:
    """The files kept for a form, in the order they came."""
    return db.session.scalars(
        select(DraftFile).where(DraftFile.key_hash == key_hash).order_by(DraftFile.id)
    ).all()


def files_of(submission_id: int) -> Sequence[Attachment]:
    """Every file of a submission that is still there, for its sender and for staff."""
    return db.session.scalars(
        select(Attachment)
        .where(Attachment.submission_id == submission_id, Attachment.state != "removed")
        .order_by(Attachment.id)
    ).all()


def file_name(attachment_id: int | None) -> str:
    """What a file is called; empty where it was removed, or none is meant."""
    found = db.session.get(Attachment, attachment_id) if attachment_id else None
    return found.name if found is not None else ""


def file_id(attachment_id: int | None) -> str:
    """The random id of a file; empty where none is meant."""
    found = db.session.get(Attachment, attachment_id) if attachment_id else None
    return found.public_id if found is not None else ""


def files_shown(public_ids: Collection[str]) -> frozenset[str]:
    """Those of these files, by their random ids, that everybody may download."""
    rows = (
        select(Attachment.public_id)
        .join(Comment, Comment.id == Attachment.comment_id)
        .join(Submission, Submission.id == Attachment.submission_id)
        .where(Attachment.public_id.in_(public_ids), *_PUBLIC)
    )
    return frozenset(db.session.scalars(rows)) if public_ids else frozenset()


def files_removed(consultation_id: int) -> frozenset[str]:
    """Random ids of the files that were taken out of the consultation's comments."""
    rows = (
        select(Attachment.public_id)
        .join(Submission, Submission.id == Attachment.submission_id)
        .where(Submission.consultation_id == consultation_id, Attachment.state == "removed")
    )
    return frozenset(db.session.scalars(rows))


_PUBLIC = (
    Attachment.state == "pending",
    Attachment.is_private.is_(False),
    Comment.state == "published",
    Comment.is_redacted.is_(False),
    Comment.is_withheld.is_(False),
    Submission.is_minor.is_(False),
)
"""A file is public with its comment: not where words of it are covered (the file may repeat them), not for minors."""


def public_files(comment_ids: Collection[int]) -> dict[int, list[Attachment]]:
    """The files everybody may download, by comment."""
    found: dict[int, list[Attachment]] = {}
    if not comment_ids:
        return found
    rows = db.session.scalars(
        select(Attachment)
        .join(Comment, Comment.id == Attachment.comment_id)
        .join(Submission, Submission.id == Attachment.submission_id)
        .where(Attachment.comment_id.in_(comment_ids), *_PUBLIC)
        .order_by(Attachment.id)
    )
    for row in rows:
        found.setdefault(row.comment_id or 0, []).append(row)
    return found


def public_file(public_id: str) -> Attachment:
    """A file that everybody may download. Raises NotFound for all others, known or not."""
    found = db.session.scalar(
        select(Attachment)
        .join(Comment, Comment.id == Attachment.comment_id)
        .join(Submission, Submission.id == Attachment.submission_id)
        .where(Attachment.public_id == public_id, *_PUBLIC)
    )
    if found is None:
        _check_not_removed(public_id)
        raise NotFound(NO_FILE)
    return found


def _check_not_removed(public_id: str) -> None:
    """Raises Gone where a file of a comment that everybody may know of was removed by order."""
    row = db.session.execute(
        select(Erasure.decided_at, Comment.reference, Consultation.timezone)
        .join(Comment, Comment.id == Erasure.comment_id)
        .join(Consultation, Consultation.id == Comment.consultation_id)
        .join(Attachment, Attachment.comment_id == Comment.id)
        .where(
            Attachment.public_id == public_id, Attachment.state == "removed", Erasure.decision == "granted",
            Erasure.scope.in_(("files", "text")), Comment.is_listed,
            or_(Erasure.attachment_id.is_(None), Erasure.attachment_id == Attachment.id),
        )
        .limit(1)
    ).first()  # fmt: skip
    if row is not None and row[0] is not None:
        raise Gone(FILE_GONE, day=in_zone(row[0], row[2]).date(), reference=row[1])


def get_file(public_id: str) -> Attachment:
    """Any file, for a door that checked who asks. Raises NotFound."""
    found = db.session.scalar(select(Attachment).where(Attachment.public_id == public_id))
    if found is None:
        raise NotFound(NO_FILE)
    return found
