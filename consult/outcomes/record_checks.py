"""Counting again how many comments each reply answers, for ``record verify``."""

from sqlalchemy import Executable, func, select

from consult.contributions.models import Comment
from consult.contributions.queries import WHOLE_DRAFT
from consult.outcomes.models import RepliedArticle, RepliedComment, Reply
from consult.record.checks import Counts


def _again(consultation_id: int | None) -> Executable:
    """By reply and article: how many it answers, and how many of them no earlier reply did."""
    first = func.min(RepliedComment.reply_id).over(partition_by=RepliedComment.comment_id)
    linked = select(RepliedComment.reply_id, RepliedComment.comment_id, first.label("first")).subquery()
    key = Reply.consultation_id, linked.c.reply_id, func.coalesce(Comment.article_id, WHOLE_DRAFT)
    counted = (
        select(*key, func.count(), func.count().filter(linked.c.first == linked.c.reply_id))
        .join(linked, linked.c.reply_id == Reply.id)
        .join(Comment, Comment.id == linked.c.comment_id)
        .group_by(*key)
    )
    return counted if consultation_id is None else counted.where(Reply.consultation_id == consultation_id)


ANSWERED = Counts(
    RepliedArticle, ("consultation_id", "reply_id", "article_id"), ("number", "first_answers"), _again
)
