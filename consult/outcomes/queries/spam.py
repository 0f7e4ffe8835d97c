"""What is hidden as spam: nothing of it is answered, so no count of comments that are owed an answer holds it."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import case, func, select

from consult.contributions.models import Comment
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation.db import db
from consult.outcomes import rules


class Spam(NamedTuple):
    """How many comments on an article are hidden as spam, and how many of these were brought in from elsewhere."""

    all: int
    imported: int


NO_SPAM = Spam(0, 0)


def spam_by_article(consultation_id: int, tallies: Mapping[int, Mapping[str, int]]) -> dict[int, Spam]:
    """What of the hidden comments nothing is answered, by article. One statement, and none where nothing is hidden.

    ``tallies``: comments by state, by article.
    """
    if not any(states.get("hidden") for states in tallies.values()):
        return {}
    article_id, is_imported = (
        func.coalesce(Comment.article_id, WHOLE_DRAFT),
        func.coalesce(Comment.source, "") != "",
    )
    rows = db.session.execute(
        select(article_id, func.count(), func.sum(case((is_imported, 1), else_=0)))
        .where(
            Comment.consultation_id == consultation_id, Comment.state == "hidden",
            Comment.ground.in_(rules.UNOWED_GROUNDS),
        )
        .group_by(article_id)
    )  # fmt: skip
    return {row[0]: Spam(row[1], int(row[2])) for row in rows}
