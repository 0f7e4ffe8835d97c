"""The smaller side of each theme, and whether an official text cites anybody of it (S42, M10)."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.analysis import queries as reading
from consult.analysis.models import Theme, ThemedComment
from consult.analysis.rules import LEANS, leaning
from consult.consultations.models import Consultation
from consult.contributions.citations import CITATION
from consult.contributions.models import Comment
from consult.contributions.references import parse_reference
from consult.foundation.db import db
from consult.outcomes.models import ReceivedSummary
from consult.outcomes.queries.decisions import (
    disposition_of_theme,
    dispositions,
    outcome_of,
    reasons_of,
    theme_dispositions,
)
from consult.outcomes.queries.publications import summary_of, words_of
from consult.outcomes.rules import OUTCOME_TEXTS


@dataclass(frozen=True)
class Minority:
    """A theme under which more people take one side than the other, by their published comments."""

    theme: Theme
    name: tuple[str, str]
    """With its language."""
    stances: Mapping[str, int]
    side: str
    """The smaller one: ``for`` or ``against``."""
    number: int
    is_cited: bool = False
    """Whether the text in question cites any comment of that side."""


def minorities(
    consultation: Consultation, said: Mapping[int, Iterable[str]], language: str
) -> list[Minority]:
    """Each of these themes (id -> the texts that answer it) with a smaller side, in their order. Three statements."""
    themes = [one for one in reading.themes_of(consultation.id) if one.id in said]
    counted = _counted(said.keys())
    smaller = {one.id: side for one in themes if (side := _smaller(counted[one.id]))}
    if not smaller:
        return []
    cited = {one: _references(said[one]) for one in smaller}
    sides = _sides_cited({reference for named in cited.values() for reference in named})
    return [
        Minority(
            one, reading.name_in(one, language), counted[one.id], smaller[one.id],
            sum(number for stance, number in counted[one.id].items() if LEANS.get(stance) == smaller[one.id]),
            any((one.id, smaller[one.id], reference) in sides for reference in cited[one.id]),
        )
        for one in themes
        if one.id in smaller
    ]  # fmt: skip


def unanswered_minorities(consultation: Consultation, language: str) -> list[Minority]:
    """Those of which neither the theme's disposition nor the outcome or the summary of what was received cites any."""
    own = theme_dispositions(consultation.id)
    by_article = dispositions(consultation.id, public_only=False)
    outcome = outcome_of(consultation.id)
    everywhere = _of_summary(summary_of(consultation.id))
    if outcome is not None:
        everywhere += [getattr(outcome, name) for name in OUTCOME_TEXTS]
        everywhere += [words for texts in outcome.texts.values() for words in texts.values()]
    said: dict[int, list[str]] = {}
    for theme in reading.themes_of(consultation.id):
        row = disposition_of_theme(theme, own, by_article)
        said[theme.id] = [*everywhere, *(reasons_of(row) if row else [])]
    return [one for one in minorities(consultation, said, language) if not one.is_cited]


def minorities_in(consultation: Consultation, texts: Sequence[str], language: str) -> list[Minority]:
    """Every theme's, held against texts that sum up all of them."""
    return minorities(consultation, {one.id: texts for one in reading.themes_of(consultation.id)}, language)


def _of_summary(summary: ReceivedSummary | None) -> list[str]:
    return list(words_of(summary).values()) if summary is not None else []


def _counted(theme_ids: Collection[int]) -> dict[int, dict[str, int]]:
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(ThemedComment.theme_id, Comment.stance, func.count())
        .join(Comment, Comment.id == ThemedComment.comment_id)
        .where(ThemedComment.theme_id.in_(theme_ids), Comment.state == "published")
        .group_by(ThemedComment.theme_id, Comment.stance)
    )
    for theme_id, stance, number in rows:
        counted[theme_id][stance] = number
    return counted


def _smaller(stances: Mapping[str, int]) -> str:
    most = leaning(stances)
    sides = {LEANS[stance] for stance, number in stances.items() if number and stance in LEANS}
    return next(iter(sides - {most}), "") if most else ""


def _references(texts: Iterable[str]) -> set[str]:
    written = [one for text in texts for one in CITATION.findall(text or "")]
    return {found for one in written if (found := parse_reference(one))}


def _sides_cited(references: Collection[str]) -> set[tuple[int, str, str]]:
    """(theme, side, reference) of published comments."""
    if not references:
        return set()
    rows = db.session.execute(
        select(ThemedComment.theme_id, Comment.stance, Comment.reference)
        .join(Comment, Comment.id == ThemedComment.comment_id)
        .where(Comment.reference.in_(references), Comment.state == "published")
    )
    return {(row[0], LEANS[row[1]], row[2]) for row in rows if row[1] in LEANS}
