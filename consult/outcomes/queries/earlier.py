"""What was said in the earlier round and what became of it, for the pages of the further one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from consult.analysis import queries as reading
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation
from consult.contributions.fates import Fate
from consult.contributions.models import Comment, EarlierComment
from consult.contributions.queries import rounds
from consult.outcomes.queries.decisions import dispositions, published_outcome_of, theme_dispositions
from consult.outcomes.queries.fates import fates_of
from consult.outcomes.queries.public_themes import PublicTheme, public_themes
from consult.outcomes.queries.replies import ShownReply, replies_for

AT_ONCE = 500
"""Comments named in one statement."""


@dataclass(frozen=True)
class EarlierSaid:
    """A comment of the earlier round: what became of it there, and where it stands here (None: on the whole draft)."""

    comment: Comment
    place: EarlierComment | None
    fate: Fate | None
    """None before that round's outcome, and where that says nothing about the comment."""
    replies: Sequence[ShownReply]


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


def became_in_earlier_round(
    consultation: Consultation, comment_ids: Sequence[int]
) -> dict[int, tuple[str, Sequence[tuple[str, str]]]]:
    """(disposition, (theme, disposition) of each) of comments of the earlier round, by comment; public ones only."""
    earlier = consultations.earlier_round(consultation)
    if earlier is None or published_outcome_of(earlier.id) is None:
        return {}
    found: dict[int, tuple[str, Sequence[tuple[str, str]]]] = {}
    for start in range(0, len(comment_ids), AT_ONCE):
        for one, fate in fates_of(comment_ids[start : start + AT_ONCE], earlier.language).items():
            own = next((became.disposition for became in fate.became if not became.theme), "")
            found[one] = (own, [(became.theme, became.disposition) for became in fate.became if became.theme])
    return found


def _round(
    earlier: Consultation,
    found: Sequence[tuple[Comment, EarlierComment | None]],
    language: str,
    *,
    is_more: bool,
) -> EarlierRound:
    title, title_language = consultations.titles_in([earlier.id], language)[earlier.id]
    ids = [comment.id for comment, _place in found]
    fates = fates_of(ids, language) if ids and earlier.answered_at is not None else {}
    replies = replies_for(ids) if ids else {}
    said = [
        EarlierSaid(comment, place, fates.get(comment.id), replies.get(comment.id, ()))
        for comment, place in found
    ]
    return EarlierRound(earlier, title, title_language, said, is_more)
