"""Which comments the response quotes under a theme: those it cites, else the first two that everybody can read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, func, literal, select, union

from consult.analysis.models import Theme, ThemedComment
from consult.contributions.citations import CITATION
from consult.contributions.models import Comment
from consult.contributions.references import parse_reference
from consult.foundation import text
from consult.outcomes import rules
from consult.outcomes.models import Outcome

EACH = 2
"""So many comments are quoted under a theme where the response itself cites none of it."""
MOST_CITED, MOST_QUOTED = 40, 4
EXCERPT = 240
BETWEEN = "\n"
"""Between the comments that one column gives."""


@dataclass(frozen=True)
class Quote:
    """Published words of a comment, with the name its sender chose to show."""

    reference: str
    words: str
    language: str
    name: str
    stance: str


def quote_of(comment: Comment) -> Quote:
    """A comment's published words, in short: what is covered in it stays covered."""
    words = text.excerpt(text.html_to_text(comment.shown_html), EXCERPT)
    return Quote(comment.reference, words, comment.language, comment.name_shown, comment.stance)


def cited_in(outcome: Outcome | None) -> list[str]:
    """References of comments that an outcome cites, in any language."""
    if outcome is None:
        return []
    said = [*(getattr(outcome, name) for name in rules.OUTCOME_TEXTS), *_further(outcome)]
    written = [one for words in said for one in CITATION.findall(words or "")]
    return list(dict.fromkeys(found for one in written if (found := parse_reference(one))))[:MOST_CITED]


def gone(consultation_id: int, outcome: Outcome | None) -> ScalarSelect[str]:
    """``REFERENCE state`` of each comment that an outcome cites and nobody can read any more, for other statements."""
    named = (
        select((Comment.reference + " " + Comment.state).label("one"))
        .where(
            Comment.consultation_id == consultation_id, Comment.state != "published",
            Comment.reference.in_(cited_in(outcome)),
        )
        .subquery()
    )  # fmt: skip
    return select(func.aggregate_strings(named.c.one, BETWEEN)).scalar_subquery()


def read_gone(found: str) -> list[tuple[str, str]]:
    """(reference, state) from what ``gone`` gave, in one order."""
    return sorted((one.split(" ")[0], one.split(" ")[1]) for one in found.split(BETWEEN) if one)


def _further(outcome: Outcome) -> Iterable[str]:
    return (words for texts in outcome.texts.values() for words in texts.values())


def chosen(
    picked_rows: Iterable[tuple[int, Comment]], outcome: Outcome | None
) -> Mapping[int, Sequence[Quote]]:
    """The quotes of each theme, from the rows of ``picked``: those the outcome cites, else the first ones."""
    cited = set(cited_in(outcome))
    of: dict[int, list[Comment]] = defaultdict(list)
    for theme_id, comment in sorted(picked_rows, key=lambda row: row[1].id):
        of[theme_id].append(comment)
    return {
        theme_id: [
            quote_of(one)
            for one in ([one for one in comments if one.reference in cited] or comments)[:MOST_QUOTED]
        ]
        for theme_id, comments in of.items()
    }


def picked(consultation_id: int, outcome: Outcome | None) -> Any:
    """(theme, comment) of what is quoted: cited ones, and the first EACH of every theme. For other statements.

    Each of the first ones is found by an index and the search ends with it, so that a theme of thousands costs no more.
    """
    own = (
        Theme.consultation_id == consultation_id, Theme.merged_into_id.is_(None), Theme.removed_at.is_(None),
    )  # fmt: skip
    if outcome is None:
        return select(Theme.id.label("theme_id"), literal(0).label("comment_id")).where(Theme.id == 0)
    parts: list[Any] = [
        select(Theme.id.label("theme_id"), _nth(at).label("comment_id")).where(*own) for at in range(EACH)
    ]
    if references := cited_in(outcome):
        parts.append(
            select(ThemedComment.theme_id, ThemedComment.comment_id)
            .join(Theme, Theme.id == ThemedComment.theme_id)
            .join(Comment, Comment.id == ThemedComment.comment_id)
            .where(*own, Comment.reference.in_(references))
        )
    return union(*parts)


def _nth(at: int) -> Any:
    return (
        select(ThemedComment.comment_id)
        .join(Comment, Comment.id == ThemedComment.comment_id)
        .where(ThemedComment.theme_id == Theme.id, Comment.state == "published")
        .correlate(Theme)
        .order_by(ThemedComment.comment_id)
        .offset(at)
        .limit(1)
        .scalar_subquery()
    )
