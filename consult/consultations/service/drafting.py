"""Versions of the draft, their language editions, and mending the outline that was found."""

from collections.abc import Sequence
from datetime import datetime

from consult.consultations import permissions, queries
from consult.consultations.models import Consultation, Edition, Version
from consult.consultations.outline import PreparedArticle, PreparedDraft
from consult.consultations.service import storing
from consult.consultations.service.entries import NOT_YOURS, PUBLISHED, append, check_unchanged
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden
from consult.foundation.ids import random_id
from consult.foundation.scripts import language_of


def add_version(
    actor: Actor,
    consultation: Consultation,
    draft: PreparedDraft,
    *,
    language: str,
    now: datetime,
    change_note: str = "",
    replaces: bool = True,
) -> Version:
    """Store a draft as the next version. An unpublished version is replaced; a published one never is.

    With ``replaces`` off an unpublished version is kept beside the new one (imports from the console).
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if queries.phase_of(consultation, now) in ("finished", "withdrawn"):
        raise Conflict(N_("This consultation is over, so it takes no further version."))
    newest = queries.current_version(consultation.id, published_only=False)
    noted = language_of(change_note, consultation.language)
    if newest is not None and newest.published_at is None and replaces:
        storing.remove_version(newest)
        version = newest
        version.change_note, version.change_note_language, version.change_notes = change_note, noted, {}
    else:
        version = Version(
            public_id=random_id(), consultation_id=consultation.id, number=(newest.number if newest else 0) + 1,
            created_at=now, change_note=change_note, change_note_language=noted,
        )  # fmt: skip
        db.session.add(version)
    db.session.flush()
    edition = storing.new_edition(version, draft, language)
    storing.store_articles(version, edition, draft.articles)
    append(
        "version.drafted", actor, consultation, now, objects=[version.public_id],
        values={"number": str(version.number), "file_sha256": draft.file_sha256},
    )  # fmt: skip
    return version


def confirm_findings(actor: Actor, consultation: Consultation, version: Version, *, now: datetime) -> None:
    """The author has read what was found in the files (tracked changes and the like) and wants it so."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    for edition in queries.editions_of(version.id):
        edition.findings_confirmed_at = edition.findings_confirmed_at or now
    db.session.flush()
    append("version.findings_confirmed", actor, consultation, now, objects=[version.public_id])


def mend_outline(
    actor: Actor,
    consultation: Consultation,
    edition: Edition,
    articles: Sequence[PreparedArticle],
    *,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Replace the outline of an edition of an unpublished version by a mended one.

    ``seen`` is the stamp (queries.outline_stamp) of the outline that was mended: Conflict where it changed.
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    version = queries.version_of(edition)
    if version.published_at is not None:
        raise Conflict(PUBLISHED)
    check_unchanged(seen, queries.outline_stamp(edition))
    storing.remove_edition(edition, keep_row=True)
    storing.store_articles(version, edition, articles)
    append(
        "version.mended", actor, consultation, now, objects=[version.public_id], values={"language": edition.language}
    )  # fmt: skip
