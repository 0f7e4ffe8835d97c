"""Counting again what the verbs keep: comments in each state, submissions and their senders."""

from sqlalchemy import Boolean, Executable, Integer, and_, case, cast, func, not_, select, type_coerce

from consult.contributions.models import Comment, Submission
from consult.contributions.queries.counting import NO_ALTERNATIVE, WHOLE_DRAFT

_IS_ON_ITS_WAY = and_(
    Comment.source.is_not(None), Comment.state == "pending", Comment.waiting_since.is_(None)
)
"""Of an import that isn't finished: nobody sees it, and it isn't counted yet."""


def comments_again(consultation_id: int | None) -> Executable:
    """Comments by article, state, origin, stance and alternative."""
    key = (
        Comment.consultation_id, func.coalesce(Comment.article_id, WHOLE_DRAFT), Comment.state,
        type_coerce(Comment.source.is_not(None), Boolean), Comment.stance,
        func.coalesce(Comment.alternative_id, NO_ALTERNATIVE),
    )  # fmt: skip
    counted = select(*key, func.count()).where(not_(_IS_ON_ITS_WAY)).group_by(*key)
    return counted if consultation_id is None else counted.where(Comment.consultation_id == consultation_id)


def submissions_again(consultation_id: int | None) -> Executable:
    """Senders, submissions and comments that were received, by capacity and origin."""
    is_received = (Comment.state != "unconfirmed") & (
        (Comment.state != "pending") | Comment.waiting_since.is_not(None)
    )
    received = (
        select(Comment.submission_id, func.count().label("comments"))
        .group_by(Comment.submission_id)
        .having(func.max(case((is_received, 1), else_=0)) == 1)
        .subquery()
    )
    key = (
        Submission.consultation_id, Submission.capacity, Submission.is_late,
        type_coerce(Submission.channel == "import", Boolean),
    )  # fmt: skip
    numbers = func.sum(cast(Submission.is_first, Integer)), func.count(), func.sum(received.c.comments)
    counted = select(*key, *numbers).join(received, received.c.submission_id == Submission.id).group_by(*key)
    return (
        counted if consultation_id is None else counted.where(Submission.consultation_id == consultation_id)
    )
