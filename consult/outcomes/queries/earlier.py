"""What was said in the earlier round and what became of it, for the pages of the further one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import select

from consult.analysis import queries as reading
from consult.analysis.models import Theme
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.models import Comment, EarlierComment
from consult.contributions.queries import rounds
from consult.foundation.db import db
from consult.outcomes.models import Disposition, ThemeDisposition
from consult.outcomes.queries.decisions import (
    disposition_of_theme,
    dispositions,
    published_outcome_of,
    reason_in,
    theme_dispositions,
)
from consult.outcomes.queries.public_themes import PublicTheme, public_themes
from consult.outcomes.queries.replies import ShownReply, replies_for

AT_ONCE = 500
"""Comments named in one statement."""


@dataclass(frozen=True)
class EarlierTheme:
    """A theme that a comment stands under in the earlier round, and what became of the comments there."""

    name: str
    language: str
    disposition: str
    reason: str
    reason_language: str


@dataclass(frozen=True)
class EarlierSaid:
    """A comment of the earlier round: what became of it there, and where it stands here (None: on the whole draft)."""

    comment: Comment
    place: EarlierComment | None
    disposition: Disposition | None
    reason: str
    reason_language: str
    replies: Sequence[ShownReply]
    themes: Sequence[EarlierTheme] = ()


@dataclass(frozen=True)
class EarlierRound:
    """The earlier round, and comments of it."""

    consultation: Consultation
    title: str
    title_language: str
    said: Sequence[EarlierSaid]
    is_more: bool = False
    """Whether there are more of them than are shown here."""
    themes: Sequence[PublicTheme] = ()
    """On the round's own page: what became of the comments by theme."""


def earlier_on_article(
    consultation: Consultation, article_id: int, language: str, *, limit: int
) -> EarlierRound | None:
    """What was said in the earlier round on what is this article now. None where there was none."""
    earlier = consultations.earlier_round(consultation)
    if earlier is None:
        return None
    found = rounds.earlier_on(article_id, limit=limit + 1)
    return _round(earlier, found[:limit], language, is_more=len(found) > limit)


def earlier_listed(
    earlier: Consultation, version_id: int, state: str, language: str, *, limit: int, after: int = 0
) -> EarlierRound:
    """Comments of the earlier round in one state in this draft."""
    found = rounds.earlier_listed(version_id, earlier.id, state, limit=limit + 1, after=after)
    said = _round(earlier, found[:limit], language, is_more=len(found) > limit)
    if published_outcome_of(earlier.id) is None:
        return said
    own, by_article = theme_dispositions(earlier.id), dispositions(earlier.id)
    return replace(said, themes=public_themes(reading.themes_of(earlier.id), own, by_article, {}, language))


def themes_of_earlier(
    comment_ids: Sequence[int], earlier: Consultation, language: str
) -> dict[int, list[EarlierTheme]]:
    """The themes with a disposition that comments stand under, once everybody can read them with the outcome."""
    if not comment_ids or published_outcome_of(earlier.id) is None:
        return {}
    over = reading.themes_by_comment(comment_ids)
    own, by_article = (theme_dispositions(earlier.id), dispositions(earlier.id)) if over else ({}, {})
    shown: dict[int, list[EarlierTheme]] = {}
    for comment_id, themes in over.items():
        for theme in themes:
            found = disposition_of_theme(theme, own, by_article)
            # one made for an article says what the article's disposition says
            if found is not None and (theme.article_id is None or theme.id in own):
                shown.setdefault(comment_id, []).append(_theme(theme, found, language))
    return shown


def became_in_earlier_round(
    consultation: Consultation, comment_ids: Sequence[int]
) -> dict[int, tuple[str, Sequence[tuple[str, str]]]]:
    """(disposition, (theme, disposition) of each) of comments of the earlier round, by comment; public ones only."""
    earlier = consultations.earlier_round(consultation)
    if earlier is None or published_outcome_of(earlier.id) is None:
        return {}
    found: dict[int, tuple[str, Sequence[tuple[str, str]]]] = {}
    by_article = dispositions(earlier.id)
    for start in range(0, len(comment_ids), AT_ONCE):
        ids = comment_ids[start : start + AT_ONCE]
        chosen = select(Comment.id, Comment.article_id).where(Comment.id.in_(ids))
        own, stood = {row[0]: row[1] for row in db.session.execute(chosen)}, rounds.articles_stood_on(ids)
        themes = themes_of_earlier(ids, earlier, earlier.language)
        for one in ids:
            row = next(
                (by_article[at] for at in (*stood.get(one, ()), own.get(one) or 0) if at in by_article), None
            )
            by_theme = [(theme.name, theme.disposition) for theme in themes.get(one, ())]
            found[one] = (row.disposition if row else "", by_theme)
    return found


def _theme(theme: Theme, found: Disposition | ThemeDisposition, language: str) -> EarlierTheme:
    name, spoken = reading.name_in(theme, language)
    return EarlierTheme(name, spoken, found.disposition, *reason_in(found, language))


def _round(
    earlier: Consultation,
    found: Sequence[tuple[Comment, EarlierComment | None]],
    language: str,
    *,
    is_more: bool,
) -> EarlierRound:
    title, title_language = consultations.titles_in([earlier.id], language)[earlier.id]
    ids = [comment.id for comment, _place in found]
    made = dispositions(earlier.id) if ids else {}
    stood = rounds.articles_stood_on(ids) if made else {}
    replies = replies_for(ids) if ids else {}
    themes = themes_of_earlier(ids, earlier, language)
    said = []
    for comment, place in found:
        articles = [*stood.get(comment.id, ()), comment.article_id or 0]
        own = next((made[one] for one in articles if one in made), None)
        reason, reason_language = reason_in(own, language) if own else ("", language)
        said.append(
            EarlierSaid(
                comment,
                place,
                own,
                reason,
                reason_language,
                replies.get(comment.id, ()),
                themes.get(comment.id, ()),
            )
        )
    return EarlierRound(earlier, title, title_language, said, is_more)
