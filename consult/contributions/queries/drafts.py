"""Reading submissions that aren't sent yet: only whoever has the key, or began them while signed in, does."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from consult.contributions.models import Draft, DraftPart
from consult.contributions.references import key_hash, parse_key
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NO_DRAFT = N_(
    "There is no unsent submission at this address. Perhaps it was sent or thrown away, or a character of the link "
    "was lost."
)


def find_draft(typed: str) -> Draft | None:
    """The draft that a key opens, or None."""
    key = parse_key(typed)
    return db.session.scalar(select(Draft).where(Draft.key_hash == key_hash(key))) if key else None


def get_draft(typed: str) -> Draft:
    """The draft that a key opens. Raises NotFound."""
    found = find_draft(typed)
    if found is None:
        raise NotFound(NO_DRAFT)
    return found


def parts_of(draft_id: int) -> Sequence[DraftPart]:
    """Its parts: the covering text first, then in the order they were begun."""
    return db.session.scalars(
        select(DraftPart)
        .where(DraftPart.draft_id == draft_id)
        .order_by(DraftPart.article_id.is_not(None), DraftPart.id)
    ).all()


def part_on(draft_id: int, article_id: int | None) -> DraftPart | None:
    """What a draft says on one article, or on the whole."""
    same = DraftPart.article_id.is_(None) if article_id is None else DraftPart.article_id == article_id
    return db.session.scalar(select(DraftPart).where(DraftPart.draft_id == draft_id, same))


def stale_drafts(before: datetime, *, limit: int, but_in: Collection[int] = ()) -> Sequence[Draft]:
    """Drafts saved last before that instant, without those of the consultations ``but_in``."""
    return db.session.scalars(
        select(Draft)
        .where(Draft.saved_at < before, Draft.consultation_id.not_in(but_in))
        .order_by(Draft.id)
        .limit(limit)
    ).all()


def draft_reference(hashed: str) -> str:
    """What a draft is called where somebody else has to name it: it has no public id, and its key is its writer's."""
    return f"draft-{hashed[:12]}"


def drafts_by_account(account_id: int) -> Sequence[Draft]:
    """What a person began while signed in."""
    return db.session.scalars(select(Draft).where(Draft.account_id == account_id).order_by(Draft.id)).all()
