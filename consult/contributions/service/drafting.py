"""A submission that grows: begun, saved part by part, sent when it is whole. Nothing of it is received before.

Nobody else reads a draft, so these verbs write no entry; the one that sends it does.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete

from consult.consultations.models import Article, Consultation, Version
from consult.contributions import queries, references, rules
from consult.contributions.models import Asked, Draft, DraftFile, DraftPart
from consult.contributions.service.sending import check_may_send
from consult.contributions.service.written import Part, write
from consult.foundation.access import Actor
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused

MOST_PARTS = 1_000


def begin(
    actor: Actor, consultation: Consultation, *, key: bytes, now: datetime, until: datetime | None = None,
    asked: Asked | None = None,
) -> Draft:  # fmt: skip
    """Begin a submission; the same key again gives the one that is there. Refused where nothing would be taken."""
    check_may_send(actor, consultation, now=now, until=until, asked=asked)
    hashed = references.key_hash(key)
    found = queries.find_draft(references.key_text(key))
    if found is not None:
        return found
    draft = Draft(
        key_hash=hashed, consultation_id=consultation.id, account_id=actor.account_id, choices={}, saved_at=now
    )  # fmt: skip
    db.session.add(draft)
    db.session.flush()
    return draft


def save_part(
    draft: Draft,
    version: Version,
    article: Article | None,
    *,
    body: str,
    stance: str,
    confidential: str,
    now: datetime,
) -> None:
    """Save what it says on an article (or the whole draft); an empty text takes the part out again."""
    known = queries.part_on(draft.id, article.id if article else None)
    draft.saved_at = now
    if not body.strip():
        if known is not None:
            db.session.delete(known)
        db.session.flush()
        return
    if known is None:
        if len(queries.parts_of(draft.id)) >= MOST_PARTS:
            raise Refused(N_("A submission has at most %(limit)s parts."), limit=MOST_PARTS)
        known = DraftPart(
            draft_id=draft.id, version_id=version.id, article_id=article.id if article else None
        )
        db.session.add(known)
    known.body, known.confidential, known.version_id = body, confidential, version.id
    known.stance = rules.check_stance(stance)
    db.session.flush()


def save_choices(draft: Draft, choices: Mapping[str, Any], *, now: datetime) -> None:
    """Save what the form says about the sender, as typed: whether it is complete is asked when it is sent."""
    draft.choices = dict(choices)
    draft.saved_at = now
    db.session.flush()


def parts_to_send(
    draft: Draft,
    versions: Mapping[int, Version],
    articles: Mapping[int, Article],
    *,
    limits: Mapping[bool, int],
) -> list[Part]:
    """The parts, checked and rendered outside the lock. ``limits`` are those of the covering text and of others."""
    return [
        Part(
            versions[one.version_id],
            write(one.body, limit=limits[one.article_id is None], confidential=one.confidential),
            articles[one.article_id] if one.article_id is not None else None,
            stance=one.stance,
        )
        for one in queries.parts_of(draft.id)
    ]


def discard(drafts: Sequence[Draft], *, files_too: bool = True) -> None:
    """Throw drafts away, with their parts and (unless these moved on) their files."""
    ids = [draft.id for draft in drafts]
    if files_too:
        hashes = [draft.key_hash for draft in drafts]
        db.session.execute(delete(DraftFile).where(DraftFile.key_hash.in_(hashes)))
    db.session.execute(delete(DraftPart).where(DraftPart.draft_id.in_(ids)))
    db.session.execute(delete(Draft).where(Draft.id.in_(ids)))
