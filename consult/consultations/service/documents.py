"""Documents that stand beside the draft: an explanatory note, an assessment, a table."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from consult.consultations import permissions, queries, rules, supporting_files
from consult.consultations.models import Consultation, SupportingDocument
from consult.consultations.service.entries import NOT_YOURS, append
from consult.consultations.service.saying import check_said
from consult.foundation import text
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import Conflict, Forbidden
from consult.foundation.ids import random_id


@dataclass(frozen=True)
class PreparedFile:
    """A file that was looked at and hashed before the write lock."""

    name: str
    kind: str
    sha256: str
    content: bytes


def prepare_file(data: bytes, name: str) -> PreparedFile:
    """Recognise and hash it. Raises Refused."""
    kind = supporting_files.recognise(data, name)
    return PreparedFile(supporting_files.safe_name(name, kind), kind, hashlib.sha256(data).hexdigest(), data)


def add_document(
    actor: Actor,
    consultation: Consultation,
    file: PreparedFile,
    *,
    kind: str,
    title: str,
    language: str,
    now: datetime,
    dated_on: date | None = None,
    reason: str = "",
    replaces: SupportingDocument | None = None,
) -> SupportingDocument:
    """Put a file beside the draft, or in the place of an earlier one, which stays readable.

    Once the consultation is public, that asks for a reason that everybody reads.
    """
    reason = _check(actor, consultation, reason, now)
    rules.check_choice(kind, rules.DOCUMENT_KINDS, "kind")
    title = rules.check_title(title)
    if replaces is not None:
        _end(replaces, consultation, reason, now)
    document = SupportingDocument(
        public_id=random_id(), consultation_id=consultation.id, kind=kind, title=title, language=language,
        dated_on=dated_on, file_name=file.name, file_kind=file.kind, sha256=file.sha256, size=len(file.content),
        content=file.content, added_at=now, added_reason=reason, replaces_id=replaces.id if replaces else None,
    )  # fmt: skip
    db.session.add(document)
    db.session.flush()
    append(
        "document.replaced" if replaces else "document.added", actor, consultation, now,
        objects=[document.public_id, *([replaces.public_id] if replaces else [])],
        values={
            "kind": kind, "title": title, "language": language, "dated_on": dated_on.isoformat() if dated_on else "",
            "file_sha256": file.sha256, "reason": reason, "file_name": file.name, "file_kind": file.kind,
            "size": str(document.size),
        },
    )  # fmt: skip
    return document


def remove_document(
    actor: Actor, consultation: Consultation, document: SupportingDocument, *, reason: str, now: datetime
) -> None:
    """Take a file out. That it was there, and why it went, stays; its content doesn't."""
    reason = _check(actor, consultation, reason, now)
    _end(document, consultation, reason, now)
    document.content = None
    db.session.flush()
    append(
        "document.removed", actor, consultation, now, objects=[document.public_id],
        values={"file_sha256": document.sha256, "reason": reason},
    )  # fmt: skip


def _check(actor: Actor, consultation: Consultation, reason: str, now: datetime) -> str:
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    reason = text.normalise(reason, limit=rules.TEXT_LIMIT, field="reason")
    rules.check_document_change(queries.phase_of(consultation, now), reason)
    check_said(consultation, [reason], "reason")
    return reason


def _end(document: SupportingDocument, consultation: Consultation, reason: str, now: datetime) -> None:
    if document.consultation_id != consultation.id or document.ended_at is not None:
        raise Conflict(rules.DOCUMENT_GONE)
    document.ended_at, document.ended_reason = now, reason
