"""Language editions of a version of the draft."""

from datetime import datetime

from consult.consultations import permissions, queries, rules
from consult.consultations.models import Consultation, Edition, Version
from consult.consultations.outline import PreparedDraft
from consult.consultations.service import storing
from consult.consultations.service.entries import NOT_YOURS, append
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Conflict, Forbidden


def add_edition(
    actor: Actor, consultation: Consultation, version: Version, draft: PreparedDraft, *, language: str, now: datetime,
    authority: str = "authentic", change_note: str = "",
) -> Edition:  # fmt: skip
    """Add a language edition to an unpublished version, or put it in the place of the one in that language.

    Its articles are the same ones as the other editions' by number. Where they differ it is kept all the same, so
    that it can be looked at side by side and mended; until then the version can't be published. ``change_note``: what
    changed in the version, in this language; what was said of it before stays where this is empty.
    """
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    if version.published_at is not None:
        raise Conflict(N_("This version is published, so it takes no further edition."))
    rules.check_authority(authority)
    editions = queries.editions_of(version.id)
    earlier = next((one for one in editions if one.language.lower() == language.lower()), None)
    if earlier is not None and earlier is editions[0]:
        raise Conflict(
            N_("The draft itself is in that language. Choose another language, or upload the draft again.")
        )
    if earlier is not None:
        storing.remove_edition(earlier)
    edition = storing.new_edition(version, draft, language, authority)
    storing.store_articles(version, edition, draft.articles)
    if change_note.strip():
        version.change_notes = {**version.change_notes, language: change_note}
    append(
        "edition.drafted", actor, consultation, now, objects=[version.public_id],
        values={"language": language, "authority": authority, "file_sha256": draft.file_sha256},
    )  # fmt: skip
    return edition


def set_authority(
    actor: Actor, consultation: Consultation, edition: Edition, *, authority: str, now: datetime
) -> None:
    """Say whether an edition of an unpublished version is equally authentic, the authoritative text or a courtesy."""
    if not permissions.may_edit(actor, consultation):
        raise Forbidden(NOT_YOURS)
    version = queries.version_of(edition)
    if version.published_at is not None:
        raise Conflict(N_("This version is published, and with it which of its languages is authentic."))
    edition.authority = rules.check_authority(authority)
    db.session.flush()
    append(
        "edition.authority_set", actor, consultation, now, objects=[version.public_id],
        values={"language": edition.language, "authority": authority},
    )  # fmt: skip
