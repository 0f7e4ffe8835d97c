"""Counting again how many comments each reply answers, and which answers authors speak of, for ``record verify``."""

from collections import defaultdict

from sqlalchemy import Executable, func, select

from consult.contributions.models import Comment
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation.db import db
from consult.outcomes.models import AnswerRating, Outcome, RepliedArticle, RepliedComment, Reply, SecondLook
from consult.record.checks import Counts, Fault, entries_of


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


LOOK_ASKED, LOOK_CLOSED = "answer.second_look_asked", "answer.second_look_closed"
SPOKEN_OF: tuple[tuple[type[AnswerRating | SecondLook], str], ...] = (
    (AnswerRating, "answer.rated"),
    (SecondLook, LOOK_ASKED),
)


def check_what_is_rated() -> None:
    """Each rating and second look is by the author of the comment that its newest entry names, of the answer it names.

    An answer is a reply, or the outcome where the row names none. Raises Fault.
    """
    for model, type_ in SPOKEN_OF:
        told = {
            entry.clear["objects"][1]: (entry.clear["objects"][0], entry.clear["objects"][2])
            for entry in entries_of((type_,))
        }
        rows = db.session.execute(
            select(
                model.public_id,
                Comment.public_id,
                func.coalesce(Reply.public_id, Outcome.public_id),
            )
            .join(Comment, Comment.id == model.comment_id)
            .outerjoin(Reply, Reply.id == model.reply_id)
            .outerjoin(Outcome, (Outcome.consultation_id == model.consultation_id) & model.reply_id.is_(None))
        )
        for own, *named in rows:
            if told.get(own) != tuple(named):
                raise Fault(f"{model.__tablename__}: {own} is about another answer than its entry says")


GIVING = (
    "reply.published", "reply.corrected", "outcome.published", "outcome.corrected", "disposition.set",
    "disposition.theme_set",
)  # fmt: skip
"""Entries by which an answer, or a part of it, says what it says."""


def check_who_closed() -> None:
    """No second look was closed by who had given the answer when it was asked for. Raises Fault."""
    gave: defaultdict[str, set[str]] = defaultdict(set)
    asked: dict[str, set[str]] = {}
    for entry in entries_of((*GIVING, LOOK_ASKED, LOOK_CLOSED)):
        type_, objects, who = entry.clear["type"], entry.clear["objects"], entry.clear.get("actor", "")
        if type_ == LOOK_ASKED:
            meant = (objects[2], *entry.opened.get("dispositions", "").split())
            asked[objects[1]] = set().union(*(gave[one] for one in meant))
        elif type_ == LOOK_CLOSED and who in asked.get(objects[1], ()):
            raise Fault(f"second look {objects[1]} was closed by who gave the answer")
        elif type_ in GIVING:
            gave[objects[0]].add(who)
