"""What the outcome made of each comment: that of the themes it stands under, else that of its article.

It is kept nowhere: pages, mails and programs all ask here, so that they can't say different things. The rule is that
of ``disposition_of_theme``: a theme's own disposition, or the article's where it was made for one. The article's goes
for a comment under no theme that was there when it was decided; one under a theme that is undecided isn't answered yet.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, func, join, literal, or_, select
from sqlalchemy.orm import aliased

from consult.analysis.models import Theme, ThemedComment
from consult.analysis.queries import counts, name_in
from consult.contributions.fates import Became, Fate
from consult.contributions.models import Comment
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation.db import db
from consult.outcomes.models import AnswerRating, Disposition, Outcome, ThemeDisposition
from consult.outcomes.queries.after import Ratings
from consult.outcomes.queries.decisions import reason_in
from consult.outcomes.rules import DISPOSITIONS, GONE, is_answered_by_outcome

Decided = Disposition | ThemeDisposition


def fates_of(comment_ids: Collection[int], language: str, *, is_own: bool = False) -> dict[int, Fate]:
    """What became of these comments, by id, where their outcome is public (contributions.fates). One statement.

    Nothing of a comment that was taken back, removed, erased or is hidden as spam. Of one that isn't public everybody
    reads only that the outcome answers it: the theme's name would tell what it says. ``is_own`` tells its sender all.
    """
    return {
        own: fate for own, _reference, fate in _read(Comment.id.in_(comment_ids), language, is_own=is_own)
    }


def fates_by_reference(references: Collection[str], language: str) -> dict[str, Fate]:
    """The same for everybody, by public reference."""
    return {own: fate for _id, own, fate in _read(Comment.reference.in_(references), language)}


def _read(which: ColumnElement[bool], language: str, *, is_own: bool = False) -> list[tuple[int, str, Fate]]:
    rows = db.session.execute(
        select(
            Comment.id, Comment.reference, Comment.state, Comment.ground, Outcome.published_at, Theme, ThemeDisposition,
            Disposition,
        )
        .select_from(_decided())
        .where(which, _IS_DECIDED)
        .order_by(Comment.id, Disposition.id.is_not(None), Theme.id)
    )  # fmt: skip
    found: dict[int, tuple[str, datetime, list[Became]]] = {}
    for own, reference, state, ground, published_at, theme, by_theme, by_article in rows:
        if published_at is None or not is_answered_by_outcome(state, ground):
            continue
        _reference, _at, became = found.setdefault(own, (reference, published_at, []))
        if is_own or state == "published":
            one = _became(theme, by_theme or by_article, language)
            if one not in became:
                became.append(one)
    return [(own, reference, Fate(at, became)) for own, (reference, at, became) in found.items()]


def decided_on(comment: Comment) -> tuple[Outcome, list[Decided], datetime] | None:
    """What ``fates_of`` says of one comment to its sender, as rows, and since when it is what it is; None for nothing.

    Since the outcome was published, or one of these dispositions corrected, or the comment put under another theme.
    """
    if not is_answered_by_outcome(comment.state, comment.ground):
        return None
    rows: Sequence[Any] = db.session.execute(
        select(Outcome, ThemeDisposition, Disposition, ThemedComment.put_at)
        .select_from(_decided())
        .where(Comment.id == comment.id, _IS_DECIDED)
        .order_by(Theme.id)
    ).all()
    if not rows:
        return None
    decided = list(dict.fromkeys(by_theme or by_article for _outcome, by_theme, by_article, _at in rows))
    since = [rows[0][0].published_at, *(one.decided_at for one in decided)]
    since += [at for *_rest, at in rows if at is not None]
    return rows[0][0], decided, max(since)


_IS_DECIDED = or_(ThemeDisposition.id.is_not(None), Disposition.id.is_not(None))


def _decided(comment: type[Comment] = Comment) -> Any:
    """Comments beside what became of each, for other statements: a row for each theme, or one for the article."""
    under_none = and_(ThemedComment.theme_id.is_(None), comment.received_at <= Outcome.published_at)
    return (
        join(
            comment,
            Outcome,
            and_(Outcome.consultation_id == comment.consultation_id, Outcome.published_at.is_not(None)),
        )
        .outerjoin(ThemedComment, ThemedComment.comment_id == comment.id)
        .outerjoin(
            Theme,
            and_(
                Theme.id == ThemedComment.theme_id, Theme.merged_into_id.is_(None), Theme.removed_at.is_(None)
            ),
        )
        .outerjoin(ThemeDisposition, ThemeDisposition.theme_id == Theme.id)
        .outerjoin(
            Disposition,
            and_(
                ThemeDisposition.id.is_(None),
                Disposition.consultation_id == comment.consultation_id,
                Disposition.article_id == func.coalesce(Theme.article_id, comment.article_id, WHOLE_DRAFT),
                or_(Theme.article_id.is_not(None), under_none),
            ),
        )
    )


def _became(theme: Theme | None, row: Decided, language: str) -> Became:
    is_named = theme is not None and (theme.article_id is None or isinstance(row, ThemeDisposition))
    name, spoken = name_in(theme, language) if theme is not None and is_named else ("", "")
    return Became(
        row.disposition, *reason_in(row, language), place_of(row), name, spoken,
        theme.public_id if theme is not None and is_named else "",
    )  # fmt: skip


def place_of(row: Decided) -> str:
    """The fragment that leads to a disposition on the page of the outcome."""
    return f"became-{row.public_id}"


OPEN, ANSWERED = "open", "answered"
FATES = (OPEN, ANSWERED, *DISPOSITIONS)
"""How lists of comments are narrowed: by whether they are answered, and by what became of them."""


def has_fate(fate: str) -> ColumnElement[bool]:
    """That a comment of another statement is published and has one of FATES: answered, by a reply or the outcome."""
    decided, is_answered = _answering()
    conditions = {OPEN: ~is_answered, ANSWERED: is_answered}
    found = conditions[fate] if fate in conditions else decided.where(_DISPOSITION.in_([fate])).exists()
    return and_(Comment.state == "published", found)


def _answering() -> tuple[Select[int], ColumnElement[bool]]:
    """What the outcome made of a comment of another statement; and that this, or a reply, answers it."""
    own = aliased(Comment)
    decided = select(own.id).select_from(_decided(own)).where(own.id == Comment.id, _IS_DECIDED)
    return decided, or_(Comment.answered_at.is_not(None), decided.exists())


_DISPOSITION = func.coalesce(ThemeDisposition.disposition, Disposition.disposition)


def answered_with_outcome(
    consultation_id: int, ratings: Ratings, *, received: int, waiting: int, themed: int, is_all_decided: bool
) -> Ratings:
    """How many comments are answered once the outcome is out, and what their authors say.

    While each one that is ruled on stands under a theme and every theme is decided (``is_all_decided``), as when it was
    published, tallies tell it, and no page counts comments. Later some may stand under none, or under a theme that
    nobody decided on: then they are counted. ``received``: without what is hidden as spam. One statement more then.
    """
    if is_all_decided and themed == received:
        return replace(ratings, asked=received - waiting + ratings.beyond)
    decided, _is_answered = _answering()
    is_answered = or_(
        and_(Comment.answered_at.is_not(None), Comment.state.not_in(GONE)),
        and_(Comment.state != "pending", counts(), decided.exists()),
    )
    asked = select(func.count()).select_from(Comment)
    said = asked.join(AnswerRating, AnswerRating.comment_id == Comment.id)
    own = and_(Comment.consultation_id == consultation_id, is_answered)
    found = db.session.execute(
        select(
            asked.where(own).scalar_subquery(),
            *(said.where(own, AnswerRating.value == one).scalar_subquery() for one in ("answers", "misses")),
        )
    ).one()
    return replace(ratings, asked=found[0], answers=found[1], misses=found[2])


def fate_rows(which: ColumnElement[bool], *, is_decided: bool) -> list[Select[str, int]]:
    """Statements that give (one of FATES, how many of these comments are published and have it).

    Before the outcome (not ``is_decided``) only how many are answered, from an index of those alone.
    """
    published = and_(which, Comment.state == "published")
    if not is_decided:
        answered = and_(published, Comment.answered_at.is_not(None))
        return [select(literal(ANSWERED), func.count()).select_from(Comment).where(answered)]
    fate = case((_answering()[1], ANSWERED), else_=OPEN)
    became = select(_DISPOSITION, func.count(Comment.id.distinct())).select_from(_decided())
    return [
        select(fate, func.count()).select_from(Comment).where(published).group_by(fate),
        became.where(published, _IS_DECIDED).group_by(_DISPOSITION),
    ]


def disposition_rows(comment_ids: Collection[int]) -> Select[int, str]:
    """A statement that gives (id, disposition) of each of these comments that is published, as ``fates_of`` does."""
    return (
        select(Comment.id, _DISPOSITION)
        .select_from(_decided())
        .where(Comment.id.in_(comment_ids), Comment.state == "published", _IS_DECIDED)
        .distinct()
    )
