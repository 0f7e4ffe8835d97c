"""How many: kept by the verbs, read in one statement."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select

from consult.contributions.models import CommentTally
from consult.foundation.db import db

WHOLE_DRAFT = 0
"""Stands for “no article” where a number is needed (tallies, dispositions)."""
NO_ALTERNATIVE = 0
"""Stands for “the article itself” where its alternatives are counted apart."""


@dataclass(frozen=True)
class Counts:
    """Numbers of comments by state or stance, those brought in from elsewhere apart."""

    here: Mapping[str, int]
    imported: Mapping[str, int]

    @property
    def all(self) -> dict[str, int]:
        """Both together."""
        return {
            key: self.here.get(key, 0) + self.imported.get(key, 0) for key in {**self.here, **self.imported}
        }


NO_COUNTS = Counts({}, {})


def counted(consultation_id: int) -> dict[int, Counts]:
    """How many comments are in each state, by article (WHOLE_DRAFT for none)."""
    rows = db.session.execute(
        select(
            CommentTally.article_id,
            CommentTally.is_imported,
            CommentTally.state,
            func.sum(CommentTally.number),
        )
        .where(CommentTally.consultation_id == consultation_id)
        .group_by(CommentTally.article_id, CommentTally.is_imported, CommentTally.state)
    )
    return by_article([(row[0], row[1], row[2], row[3]) for row in rows])


def stance_rows(consultation_id: int, article_id: int | None = None) -> Select[int, bool, str, int]:
    """A statement for published comments: (article, whether imported, stance, number); of one article: its alternative.

    The stance is empty where none is stated.
    """
    of = CommentTally.article_id if article_id is None else CommentTally.alternative_id
    statement = (
        select(of, CommentTally.is_imported, CommentTally.stance, func.sum(CommentTally.number))
        .where(CommentTally.consultation_id == consultation_id, CommentTally.state == "published")
        .group_by(of, CommentTally.is_imported, CommentTally.stance)
    )
    return statement if article_id is None else statement.where(CommentTally.article_id == article_id)


def stances_by_article(consultation_id: int) -> dict[int, Counts]:
    """How many published comments took which stance (empty: not stated), by article (WHOLE_DRAFT for none)."""
    rows = db.session.execute(stance_rows(consultation_id))
    return by_article([(row[0], row[1], row[2], row[3]) for row in rows])


def by_article(rows: Sequence[tuple[int, bool, str, int]]) -> dict[int, Counts]:
    """Counts by article, from rows (article, whether imported, state or stance, number)."""
    found: dict[int, tuple[dict[str, int], dict[str, int]]] = {}
    for article_id, is_imported, key, number in rows:
        if number:
            found.setdefault(article_id, ({}, {}))[1 if is_imported else 0][key] = int(number)
    return {article_id: Counts(here, imported) for article_id, (here, imported) in found.items()}


def together(counts: Iterable[Counts]) -> Counts:
    """The sum of several."""
    here: Counter[str] = Counter()
    imported: Counter[str] = Counter()
    for one in counts:
        here.update(one.here)
        imported.update(one.imported)
    return Counts(dict(here), dict(imported))


def tallies(consultation_id: int) -> dict[int, dict[str, int]]:
    """How many comments are in each state, by article (WHOLE_DRAFT for none): ``{article: {state: n}}``."""
    return {article_id: counts.all for article_id, counts in counted(consultation_id).items()}


def totals(consultation_id: int) -> dict[str, int]:
    """How many comments of the consultation are in each state."""
    return totals_apart(consultation_id).all


def totals_apart(consultation_id: int) -> Counts:
    """The same, those brought in from elsewhere apart."""
    return together(counted(consultation_id).values())


def stances(consultation_id: int, article_id: int | None = None) -> Counts:
    """How many published comments took which stance (empty: not stated), of an article or of all."""
    found = stances_by_article(consultation_id)
    return together(found.values()) if article_id is None else found.get(article_id, NO_COUNTS)
