"""What responders see: the comments of a consultation, by filter, with what was said to them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from consult.analysis import queries as reading
from consult.contributions.models import Comment, Revision
from consult.contributions.queries import WHOLE_DRAFT
from consult.contributions.service import covered_proposal
from consult.foundation.db import db


@dataclass(frozen=True)
class Filter:
    """Which comments. ``article_id`` None: all; WHOLE_DRAFT: those on the draft as a whole."""

    article_id: int | None = None
    stance: str = ""
    """A stance, or ``not-stated``."""
    language: str = ""
    answered: str = ""
    """``yes``, ``no`` or empty for both."""
    words: str = ""


@dataclass(frozen=True)
class DeskComment:
    """A comment as responders read it: hidden and withheld ones too, redactions applied. No sender."""

    id: int
    reference: str
    article_id: int | None
    stance: str
    language: str
    state: str
    html: str
    received_at: datetime
    answered_at: datetime | None
    source: str
    quote: dict[str, str] | None
    edition: str
    proposal: list[list[str]]
    """The wording it proposes, as marks in the article's text; ``quote``: the words that it is about."""

    @property
    def is_public(self) -> bool:
        """Whether everybody can read it."""
        return self.state == "published"


_DESK = (
    Comment.id, Comment.reference, Comment.article_id, Comment.stance, Comment.language, Comment.state, Revision.html,
    Comment.received_at, Comment.answered_at, func.coalesce(Comment.source, ""), Comment.quote, Comment.edition,
    Revision.proposal, Revision.body, Revision.redactions,
)  # fmt: skip


def _read(row: Any) -> DeskComment:
    *values, proposal, body, redactions = row
    seen: tuple[Any, ...] = (*values, covered_proposal(proposal, body, redactions) if proposal else [])
    return DeskComment(*seen)


def _conditions(consultation_id: int, wanted: Filter, through: int | None) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Comment.consultation_id == consultation_id,
        reading.to_read(),
    ]
    if wanted.article_id == WHOLE_DRAFT:
        conditions.append(Comment.article_id.is_(None))
    elif wanted.article_id is not None:
        conditions.append(Comment.article_id == wanted.article_id)
    if wanted.stance:
        conditions.append(Comment.stance == ("" if wanted.stance == "not-stated" else wanted.stance))
    if wanted.language:
        conditions.append(Comment.language == wanted.language)
    if wanted.answered:
        is_answered = Comment.answered_at.is_not(None)
        conditions.append(is_answered if wanted.answered == "yes" else ~is_answered)
    if wanted.words:
        conditions += [Revision.body.icontains(word, autoescape=True) for word in wanted.words.split()[:10]]
    if through is not None:
        conditions.append(Comment.id <= through)
    return conditions


def _with_words(statement: Any, wanted: Filter) -> Any:
    if not wanted.words:
        return statement
    return statement.join(
        Revision, (Revision.comment_id == Comment.id) & (Revision.number == reading.NUMBER_READ)
    )


def desk_comments(
    consultation_id: int, wanted: Filter, *, limit: int, after: int = 0
) -> tuple[Sequence[DeskComment], int | None]:
    """(a page of the comments that match, oldest first; where it goes on or None)."""
    rows = db.session.execute(
        select(*_DESK)
        .join(Revision, (Revision.comment_id == Comment.id) & (Revision.number == reading.NUMBER_READ))
        .where(*_conditions(consultation_id, wanted, None), Comment.id > after)
        .order_by(Comment.id)
        .limit(limit + 1)
    ).all()
    page = [_read(row) for row in rows[:limit]]
    return page, page[-1].id if len(rows) > limit else None


def desk_comments_by_id(consultation_id: int, ids: Collection[int], *, limit: int) -> list[DeskComment]:
    """The first ``limit`` of these comments, oldest first."""
    rows = db.session.execute(
        select(*_DESK)
        .join(Revision, (Revision.comment_id == Comment.id) & (Revision.number == reading.NUMBER_READ))
        .where(Comment.consultation_id == consultation_id, Comment.id.in_(sorted(ids)[:limit]))
        .order_by(Comment.id)
    )
    return [_read(row) for row in rows]


def matching(consultation_id: int, wanted: Filter) -> tuple[int, int]:
    """(how many comments match, the highest id among them): what “all that match” means at this instant."""
    statement = _with_words(select(func.count(Comment.id), func.max(Comment.id)), wanted)
    number, highest = db.session.execute(statement.where(*_conditions(consultation_id, wanted, None))).one()
    return number, highest or 0


def matching_ids(consultation_id: int, wanted: Filter, *, through: int) -> list[int]:
    """Ids of all comments that match, none that came after the list was looked at."""
    statement = _with_words(select(Comment.id), wanted)
    return list(
        db.session.scalars(
            statement.where(*_conditions(consultation_id, wanted, through)).order_by(Comment.id)
        )
    )
