"""What the record says of a consultation and of its draft when they become public, so that nobody changes it unseen."""

import hashlib
import json
from collections.abc import Iterable

from consult.consultations import queries
from consult.consultations.models import Consultation, Version
from consult.consultations.rules import TEXT_FIELDS
from consult.organisations import queries as organisations


def consultation_values(consultation: Consultation) -> dict[str, str]:
    """What it says about itself in every language, and what no rule of it says."""
    texts = {
        language: {**{name: getattr(one, name) for name in TEXT_FIELDS}, "notice": one.notice}
        for language, one in queries.texts_of(consultation.id).items()
    }
    reviewers = consultation.review_organisation_id
    facts = {
        "profile": consultation.profile, "order_seed": consultation.order_seed, "first_language": consultation.language,
        "outcome_due_on": consultation.outcome_due_on.isoformat() if consultation.outcome_due_on else "",
        "short_period_reason": consultation.short_period_reason,
        "short_period_reason_language": consultation.short_period_reason_language,
        "same_people_reason": consultation.same_people_reason,
        "same_people_reason_language": consultation.same_people_reason_language,
        "reviews_by": organisations.get(reviewers).public_id if reviewers else "",
    }  # fmt: skip
    return {"texts": _as_text(texts), "facts": _as_text(facts)}


def version_values(version: Version) -> dict[str, str]:
    """A version's number, its editions, and one hash over every column of its articles and alternatives."""
    editions = [
        {"language": one.language, "authority": one.authority, "title": one.title, "file_sha256": one.file_sha256}
        for one in queries.editions_of(version.id)
    ]  # fmt: skip
    names = {one.language: one.file_name for one in queries.editions_of(version.id) if one.file_name}
    return {
        "number": str(version.number), "editions": _as_text(editions), "file_names": _as_text(names),
        "draft_hash": draft_hash(version),
        "change_note": version.change_note,
        "change_note_language": version.change_note_language if version.change_note else "",
        "change_notes": _as_text(version.change_notes) if version.change_notes else "",
    }  # fmt: skip


def draft_hash(version: Version) -> str:
    """SHA-256 over every column of its articles, edition by edition, then of its alternatives."""
    digest = hashlib.sha256()
    for piece in (*_articles(version), *_alternatives(version)):
        content = str(piece).encode()
        digest.update(len(content).to_bytes(4, "big") + content)
    return digest.hexdigest()


def _articles(version: Version) -> Iterable[object]:
    for edition in queries.editions_of(version.id):
        for one, words in queries.whole_text_of(edition):
            yield from (
                edition.language, one.anchor, one.public_id, one.kind, one.position, one.level, words.number,
                words.heading, words.text, words.explanation, words.in_force,
            )  # fmt: skip


def _alternatives(version: Version) -> Iterable[object]:
    for edition in queries.editions_of(version.id):
        for anchor, one in queries.wordings_of(edition):
            yield from (edition.language, anchor, one.position + 1, one.label, one.text)


def _as_text(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)
