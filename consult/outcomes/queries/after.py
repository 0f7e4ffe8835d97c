"""Reading what authors say of answers, and second looks at them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select

from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.foundation.errors import NotFound
from consult.outcomes.models import (
    AnswerRating,
    Outcome,
    RepliedArticle,
    RepliedComment,
    Reply,
    ReplyWording,
    SecondLook,
)
from consult.outcomes.queries.looks import has_lapsed, is_open
from consult.outcomes.rules import GONE, UNOWED_GROUNDS


@dataclass(frozen=True)
class Ratings:
    """How many comments are answered, what their authors say of the answers, and second looks."""

    asked: int = 0
    answers: int = 0
    misses: int = 0
    looks: int = 0
    looks_closed: int = 0
    beyond: int = 0
    """How many of those asked have a reply and are none that an outcome answers: they wait, or are hidden as spam."""
    looks_lapsed: int = 0
    """How many second looks nobody has to close any more, as their comments are gone or only kept by law."""

    @property
    def silent(self) -> int:
        """How many said nothing so far."""
        return max(self.asked - self.answers - self.misses, 0)

    @property
    def looks_open(self) -> int:
        """How many second looks wait for a reason. A finished consultation has those that came later."""
        return self.looks - self.looks_closed - self.looks_lapsed


NO_RATINGS = Ratings()


def ratings_columns(consultation_id: int) -> tuple[ColumnElement[Any], ...]:
    """The figures of Ratings in its order, for the statement of a page. Asked: every comment that has a reply.

    Both are told of comments that are there and answered still: what was said of others stays in the record. How many
    the outcome answers as well is ``answered_with_outcome``.
    """
    replied = select(func.coalesce(func.sum(RepliedArticle.first_answers), 0)).where(
        RepliedArticle.consultation_id == consultation_id
    )
    gone = select(func.count()).where(
        Comment.consultation_id == consultation_id, Comment.state.in_(GONE), Comment.answered_at.is_not(None)
    )
    is_spam = and_(Comment.state == "hidden", Comment.ground.in_(UNOWED_GROUNDS))
    own = (
        select(func.count())
        .select_from(AnswerRating)
        .join(Comment, Comment.id == AnswerRating.comment_id)
        .where(
            AnswerRating.consultation_id == consultation_id, Comment.state.not_in(GONE),
            or_(AnswerRating.reply_id.is_not(None), ~is_spam),
        )
    )  # fmt: skip
    looks = select(func.count()).where(SecondLook.consultation_id == consultation_id)
    return (
        replied.scalar_subquery() - gone.scalar_subquery(),
        own.where(AnswerRating.value == "answers").scalar_subquery(),
        own.where(AnswerRating.value == "misses").scalar_subquery(),
        looks.scalar_subquery(),
        looks.where(SecondLook.closed_at.is_not(None)).scalar_subquery(),
        select(func.count())
        .where(
            Comment.consultation_id == consultation_id, Comment.answered_at.is_not(None),
            or_(Comment.state == "pending", is_spam),
        )
        .scalar_subquery(),
        looks.where(has_lapsed()).scalar_subquery(),
    )  # fmt: skip


def latest_reply_to(comment_id: int) -> Reply | None:
    """The newest reply that answers a comment and can be read, or None."""
    return db.session.scalar(
        select(Reply)
        .join(RepliedComment, RepliedComment.reply_id == Reply.id)
        .where(RepliedComment.comment_id == comment_id, Reply.hidden_at.is_(None))
        .order_by(Reply.id.desc())
        .limit(1)
    )


def rating_of(comment_id: int) -> AnswerRating | None:
    """What its author said of the answer, or None."""
    return db.session.scalar(select(AnswerRating).where(AnswerRating.comment_id == comment_id))


def second_look_at(comment_id: int) -> SecondLook | None:
    """The second look that the author of a comment asked for, or None."""
    return db.session.scalar(select(SecondLook).where(SecondLook.comment_id == comment_id))


def with_second_look(comment_ids: Collection[int]) -> set[int]:
    """Those of these comments whose authors asked for a second look at the answer."""
    found = select(SecondLook.comment_id).where(SecondLook.comment_id.in_(comment_ids))
    return set(db.session.scalars(found))


def open_looks_at(comment_ids: Collection[int]) -> dict[int, SecondLook]:
    """By comment: the second looks at the answers to these that are still to be closed."""
    found = select(SecondLook).where(SecondLook.comment_id.in_(comment_ids), is_open())
    return {one.comment_id: one for one in db.session.scalars(found)}


def second_look_called(consultation_id: int, public_id: str) -> SecondLook:
    """The second look of this consultation. Raises NotFound."""
    found = db.session.scalar(
        select(SecondLook).where(
            SecondLook.consultation_id == consultation_id, SecondLook.public_id == public_id
        )
    )
    if found is None:
        raise NotFound
    return found


@dataclass(frozen=True)
class AskedLook:
    """A second look, the reference of its comment and the public id of the answer: a reply's, else the outcome's."""

    look: SecondLook
    reference: str
    reply: str
    outcome: str

    @property
    def answer(self) -> str:
        """The one of the two."""
        return self.reply or self.outcome


def second_looks(consultation_id: int) -> Sequence[AskedLook]:
    """All of a consultation, open ones first, then the newest."""
    return _looks(SecondLook.consultation_id == consultation_id)


def looks_listed(
    consultation_id: int, *, is_closed: bool, limit: int, after: int | None = None
) -> tuple[Sequence[AskedLook], int | None]:
    """(a page of the open ones, the longest waiting first, or of closed ones, the newest first; where it goes on)."""
    which = (
        SecondLook.consultation_id == consultation_id,
        SecondLook.closed_at.is_not(None) if is_closed else is_open(),
    )
    order = SecondLook.id.desc() if is_closed else SecondLook.id
    ids = select(SecondLook.id).where(*which).order_by(order).limit(limit + 1)
    if after is not None:
        ids = ids.where(SecondLook.id < after if is_closed else SecondLook.id > after)
    found = list(db.session.scalars(ids))
    page = {one.look.id: one for one in _looks(SecondLook.id.in_(found[:limit]))}
    return [page[own] for own in found[:limit]], found[limit - 1] if len(found) > limit else None


def count_looks(consultation_id: int) -> tuple[int, int, int]:
    """How many second looks are open, how many closed, and how many have lapsed."""
    row = db.session.execute(
        select(func.count(), func.count(SecondLook.closed_at), func.count().filter(has_lapsed())).where(
            SecondLook.consultation_id == consultation_id
        )
    ).one()
    return row[0] - row[1] - row[2], row[1], row[2]


def asked_look(look: SecondLook) -> AskedLook:
    """This one with what it is about."""
    return _looks(SecondLook.id == look.id)[0]


def _looks(which: ColumnElement[bool]) -> Sequence[AskedLook]:
    rows = db.session.execute(
        select(SecondLook, Comment.reference, Reply.public_id, Outcome.public_id)
        .join(Comment, Comment.id == SecondLook.comment_id)
        .outerjoin(Reply, Reply.id == SecondLook.reply_id)
        .outerjoin(
            Outcome,
            (Outcome.consultation_id == SecondLook.consultation_id) & SecondLook.reply_id.is_(None),
        )
        .where(which)
        .order_by(SecondLook.closed_at.is_not(None), SecondLook.id.desc())
    )
    return [
        AskedLook(look, reference, reply or "", outcome or "") for look, reference, reply, outcome in rows
    ]


def closed_looks_at(reply_id: int) -> Sequence[SecondLook]:
    """Second looks at a reply that were closed, oldest first."""
    chosen = select(SecondLook).where(SecondLook.reply_id == reply_id, SecondLook.closed_at.is_not(None))
    return db.session.scalars(chosen.order_by(SecondLook.id)).all()


def count_open_looks(consultation_id: int) -> int:
    """How many second looks somebody is still to close."""
    statement = select(func.count()).where(SecondLook.consultation_id == consultation_id, is_open())
    return db.session.scalar(statement) or 0


def who_answered(reply_ids: Collection[int]) -> Mapping[int, Sequence[tuple[datetime, int | None]]]:
    """By reply: (since when, account) of each wording that it had, in no order. One statement."""
    since = func.coalesce(Reply.corrected_at, Reply.replied_at)
    now = select(Reply.id, since, Reply.account_id).where(Reply.id.in_(reply_ids))
    before = select(ReplyWording.reply_id, ReplyWording.written_at, ReplyWording.account_id).where(
        ReplyWording.reply_id.in_(reply_ids)
    )
    found: dict[int, list[tuple[datetime, int | None]]] = {one: [] for one in reply_ids}
    for reply_id, at, account_id in db.session.execute(now.union_all(before)):
        found[reply_id].append((at, account_id))
    return found


def ratings_by_answer(consultation_id: int) -> Mapping[int | None, Mapping[str, int]]:
    """{reply, None for the outcome: {value: number}} of all that was said of answers."""
    rows = db.session.execute(
        select(AnswerRating.reply_id, AnswerRating.value, func.count())
        .where(AnswerRating.consultation_id == consultation_id)
        .group_by(AnswerRating.reply_id, AnswerRating.value)
    )
    found: dict[int | None, dict[str, int]] = {}
    for reply_id, value, number in rows:
        found.setdefault(reply_id, {})[value] = number
    return found
