"""What of a draft was removed by order, and what its address says now."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from sqlalchemy import select

from consult.consultations.models import (
    Alternative,
    ArticleText,
    Consultation,
    DraftRemoval,
    Edition,
    SupportingDocument,
    Version,
)
from consult.consultations.orders import BECAUSE
from consult.foundation.db import db
from consult.foundation.errors import N_, Gone, NotFound
from consult.foundation.zones import in_zone

NEWEST = 200
"""So many orders are listed on the desk."""
VERSION_GONE = N_("Version %(number)s of this draft was removed on %(day)s. %(why)s %(order)s %(words)s")
DOCUMENT_GONE = N_("This document was removed on %(day)s. %(why)s %(order)s %(words)s")


def draft_removal(public_id: str) -> DraftRemoval:
    """An order about a draft, by its random id. Raises NotFound."""
    found = db.session.scalar(select(DraftRemoval).where(DraftRemoval.public_id == public_id))
    if found is None:
        raise NotFound
    return found


def thing_of(removal: DraftRemoval) -> Version | SupportingDocument:
    """What an order is about."""
    if removal.version_id is not None:
        return db.session.get_one(Version, removal.version_id)
    return db.session.get_one(SupportingDocument, removal.document_id)


def draft_removals(consultation_id: int) -> Sequence[DraftRemoval]:
    """What was removed of a consultation's draft by order, oldest first: everybody may know it."""
    done = DraftRemoval.consultation_id == consultation_id, DraftRemoval.decision == "granted"
    return db.session.scalars(select(DraftRemoval).where(*done).order_by(DraftRemoval.id)).all()


def removed_things(consultation_id: int) -> frozenset[str]:
    """Random ids of the versions and documents of a consultation that were removed by order."""
    return frozenset(
        own
        for model in (Version, SupportingDocument)
        for own in db.session.scalars(
            select(model.public_id).where(
                model.consultation_id == consultation_id, model.removed_at.is_not(None)
            )
        )
    )


def draft_removals_of(organisation_ids: Collection[int]) -> list[tuple[DraftRemoval, Consultation]]:
    """Orders about drafts of these bodies: first what waits, then the newest."""
    rows = db.session.execute(
        select(DraftRemoval, Consultation)
        .join(Consultation, Consultation.id == DraftRemoval.consultation_id)
        .where(Consultation.organisation_id.in_(organisation_ids))
        .order_by(DraftRemoval.decision != "", DraftRemoval.id.desc())
        .limit(NEWEST)
    )
    return [(row[0], row[1]) for row in rows]


def check_not_removed(thing: Version | SupportingDocument) -> None:
    """Raises Gone, saying when and why, where it was removed by order."""
    if thing.removed_at is None:
        return
    column = DraftRemoval.version_id if isinstance(thing, Version) else DraftRemoval.document_id
    order = db.session.scalars(
        select(DraftRemoval).where(column == thing.id, DraftRemoval.decision == "granted")
    ).one()
    zone = db.session.get_one(Consultation, thing.consultation_id).timezone
    message, number = (VERSION_GONE, thing.number) if isinstance(thing, Version) else (DOCUMENT_GONE, 0)
    raise Gone(
        message, number=number, day=in_zone(thing.removed_at, zone).date(), why=BECAUSE[order.order_kind],
        order=order.order_number, words=order.order_text,
    )  # fmt: skip


def texts_by_version(consultation_id: int) -> dict[int, list[str]]:
    """Everything that the public versions say, by version."""
    found: dict[int, list[str]] = defaultdict(list)
    own = Version.consultation_id == consultation_id, Version.published_at.is_not(None)
    rows = db.session.execute(
        select(
            Edition.version_id, Edition.title, ArticleText.heading, ArticleText.text, ArticleText.explanation,
            ArticleText.in_force, ArticleText.id,
        )
        .join(Edition, Edition.id == ArticleText.edition_id)
        .join(Version, Version.id == Edition.version_id)
        .where(*own)
    ).all()  # fmt: skip
    version_of = {}
    for version_id, *texts, text_id in rows:
        found[version_id] += [one for one in texts if one]
        version_of[text_id] = version_id
    for text_id, words in db.session.execute(
        select(Alternative.article_text_id, Alternative.text)
        .join(ArticleText, ArticleText.id == Alternative.article_text_id)
        .join(Edition, Edition.id == ArticleText.edition_id)
        .join(Version, Version.id == Edition.version_id)
        .where(*own)
    ):
        found[version_of[text_id]].append(words)
    return found
