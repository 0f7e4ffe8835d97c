"""Where comments on earlier versions stand in later ones."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.consultations.models import Article, Version
from consult.contributions.models import Carry, Comment
from consult.contributions.rules import GONE
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

NONE = N_("This comment wasn’t carried into that version.")


def to_carry(consultation_id: int, version: Version) -> list[tuple[Comment, Carry | None]]:
    """(comment on an article of an earlier version, where it was last known to stand) of all that aren't gone."""
    own = (
        select(Comment)
        .join(Version, Version.id == Comment.version_id)
        .where(
            Comment.consultation_id == consultation_id, Comment.article_id.is_not(None),
            Comment.state.not_in(GONE), Version.number < version.number, Version.published_at.is_not(None),
        )
        .order_by(Comment.id)
    )  # fmt: skip
    placed = (
        select(Carry)
        .join(Version, Version.id == Carry.version_id)
        .where(Version.consultation_id == consultation_id, Version.number < version.number)
        .order_by(Version.number)
    )
    known = set(db.session.scalars(select(Carry.comment_id).where(Carry.version_id == version.id)))
    last = {one.comment_id: one for one in db.session.scalars(placed) if one.article_id is not None}
    return [(one, last.get(one.id)) for one in db.session.scalars(own) if one.id not in known]


def get_carry(comment_id: int, version_id: int) -> Carry:
    """Where a comment stands in a version. Raises NotFound."""
    found = db.session.scalar(
        select(Carry).where(Carry.comment_id == comment_id, Carry.version_id == version_id)
    )
    if found is None:
        raise NotFound(NONE)
    return found


@dataclass(frozen=True)
class Stands:
    """Where a comment stands in one version."""

    number: int
    """The version's."""
    state: str
    anchor: str
    words: str
    decided_by: str


def carries_of(comment_ids: Collection[int]) -> dict[int, list[Stands]]:
    """Where these comments stand in each later version, the oldest version first."""
    rows = db.session.execute(
        select(
            Carry.comment_id, Version.number, Carry.state, func.coalesce(Article.anchor, ""), Carry.words,
            Carry.decided_by,
        )
        .join(Version, Version.id == Carry.version_id)
        .outerjoin(Article, Article.id == Carry.article_id)
        .where(Carry.comment_id.in_(comment_ids))
        .order_by(Version.number)
    )  # fmt: skip
    found: dict[int, list[Stands]] = defaultdict(list)
    for row in rows:
        found[row[0]].append(Stands(row[1], row[2], row[3], row[4], row[5]))
    return dict(found)


def carried_counts(version_id: int) -> dict[str, int]:
    """How many comments are in each state in a version."""
    rows = db.session.execute(
        select(Carry.state, func.count()).where(Carry.version_id == version_id).group_by(Carry.state)
    )
    return {row[0]: row[1] for row in rows}


def carried(
    version_id: int, state: str, *, limit: int, after: int = 0, listed_only: bool = False
) -> Sequence[tuple[Comment, Carry]]:
    """Comments in one state in a version, in the order they came."""
    statement = (
        select(Comment, Carry)
        .join(Carry, Carry.comment_id == Comment.id)
        .where(Carry.version_id == version_id, Carry.state == state, Comment.id > after)
        .order_by(Comment.id)
        .limit(limit)
    )
    if listed_only:
        statement = statement.where(Comment.is_listed.is_(True))
    return [(row[0], row[1]) for row in db.session.execute(statement)]
