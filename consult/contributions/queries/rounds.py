"""What was said in the earlier round of a consultation, beside the draft of the further one."""

from collections.abc import Sequence

from sqlalchemy import func, select

from consult.consultations.models import Version
from consult.contributions.models import Carry, Comment, EarlierComment
from consult.contributions.rules import GONE
from consult.foundation.db import db


def earlier_to_carry(earlier_id: int, version_id: int) -> list[tuple[Comment, Carry | None]]:
    """(comment on an article of the earlier round, where it stood there last) of all that aren't gone."""
    own = (
        select(Comment)
        .where(
            Comment.consultation_id == earlier_id, Comment.article_id.is_not(None), Comment.state.not_in(GONE),
            Comment.state != "unconfirmed",
        )
        .order_by(Comment.id)
    )  # fmt: skip
    placed = (
        select(Carry)
        .join(Version, Version.id == Carry.version_id)
        .where(Version.consultation_id == earlier_id, Carry.article_id.is_not(None))
        .order_by(Version.number)
    )
    known = set(
        db.session.scalars(select(EarlierComment.comment_id).where(EarlierComment.version_id == version_id))
    )
    last = {one.comment_id: one for one in db.session.scalars(placed)}
    return [(one, last.get(one.id)) for one in db.session.scalars(own) if one.id not in known]


_SHOWN = (Comment.state == "published", Comment.parent_id.is_(None))


def earlier_on(article_id: int, *, limit: int) -> Sequence[tuple[Comment, EarlierComment]]:
    """Published comments of the earlier round that stand on this article now, oldest first."""
    rows = db.session.execute(
        select(Comment, EarlierComment)
        .join(EarlierComment, EarlierComment.comment_id == Comment.id)
        .where(EarlierComment.article_id == article_id, EarlierComment.state != "doubtful", *_SHOWN)
        .order_by(Comment.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]


def earlier_counts(version_id: int, earlier_id: int) -> dict[str, int]:
    """How many published comments of the earlier round are in each state here; ``whole``: on the whole draft."""
    rows = db.session.execute(
        select(EarlierComment.state, func.count())
        .join(Comment, Comment.id == EarlierComment.comment_id)
        .where(EarlierComment.version_id == version_id, *_SHOWN)
        .group_by(EarlierComment.state)
    )
    found = {row[0]: row[1] for row in rows}
    whole = db.session.scalar(
        select(func.count(Comment.id)).where(
            Comment.consultation_id == earlier_id, Comment.article_id.is_(None), *_SHOWN
        )
    )
    return {**found, **({"whole": whole} if whole else {})}


def earlier_listed(
    version_id: int, earlier_id: int, state: str, *, limit: int, after: int = 0
) -> Sequence[tuple[Comment, EarlierComment | None]]:
    """Published comments of the earlier round in one state, in the order they came."""
    if state == "whole":
        own = Comment.consultation_id == earlier_id, Comment.article_id.is_(None), Comment.id > after, *_SHOWN
        whole = db.session.scalars(select(Comment).where(*own).order_by(Comment.id).limit(limit))
        return [(one, None) for one in whole]
    rows = db.session.execute(
        select(Comment, EarlierComment)
        .join(EarlierComment, EarlierComment.comment_id == Comment.id)
        .where(
            EarlierComment.version_id == version_id,
            EarlierComment.state == state,
            Comment.id > after,
            *_SHOWN,
        )
        .order_by(Comment.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in rows]
