"""What the comparison of two versions, or of a draft with the law in force, is made from."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from consult.consultations.changes import Change, Piece, compare, compare_with_law
from consult.consultations.drafts.markers import read_marker
from consult.consultations.models import Article, ArticleText, Edition, Version
from consult.consultations.queries.drafts import edition_in, versions_of
from consult.consultations.queries.removals import check_not_removed
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound

IN_FORCE = "in-force"
"""Stands for the text in force where an address names the earlier version."""


@dataclass(frozen=True)
class Comparison:
    """Two versions in one language and what became of each article. ``before`` is None for the text in force."""

    versions: Sequence[Version]
    before: Version | None
    after: Version
    editions: Sequence[Edition]
    """The languages in which the two can be compared, as the later version has them."""
    not_before: Sequence[Edition]
    """Languages of the later version in which the earlier one has no text."""
    edition: Edition
    changes: Sequence[Change]
    has_law: bool
    """Whether the later version has texts in force beside its articles."""


def compared(
    consultation_id: int, before: str, after: int, *, language: str, published_only: bool = True
) -> Comparison:
    """Compare two versions by number, or a version with the text in force. Four statements. Raises NotFound."""
    versions = versions_of(consultation_id, published_only=published_only)
    by_number = {str(one.number): one for one in versions}
    new, old = by_number.get(str(after)), by_number.get(before)
    if new is None or (old is None and before != IN_FORCE):
        raise NotFound(N_("There is no such version of this draft."))
    for one in (new, old) if published_only else ():
        if one is not None:
            check_not_removed(one)
    ids = [new.id, *([old.id] if old else [])]
    editions = db.session.scalars(
        select(Edition).where(Edition.version_id.in_(ids)).order_by(Edition.id)
    ).all()
    theirs = [one for one in editions if one.version_id == new.id]
    earlier = [one for one in editions if old and one.version_id == old.id]
    spoken = {one.language for one in earlier}
    # a text and its translation are never compared, unless the two versions have no language in common
    common = [one for one in theirs if one.language in spoken] or theirs
    edition = edition_in(common, language)
    rows = _texts(edition)
    has_law = any(row[4].strip() for row in rows)
    if old is None:
        changes = compare_with_law([(_law(row[4]), Piece(*row[:4])) for row in rows])
    else:
        pieces = tuple(Piece(*row[:4]) for row in rows)
        before_it = edition_in(earlier, edition.language)
        first = pieces if old is new else tuple(Piece(*row[:4]) for row in _texts(before_it))
        changes = compare(first, pieces)
    not_before = [one for one in theirs if one not in common]
    return Comparison(versions, old, new, common, not_before, edition, changes, has_law)


def _texts(edition: Edition) -> list[tuple[str, str, str, str, str]]:
    rows = db.session.execute(
        select(
            Article.anchor,
            ArticleText.number,
            ArticleText.heading,
            ArticleText.text,
            ArticleText.in_force,
        )
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(ArticleText.edition_id == edition.id, Article.kind == "article")
        .order_by(Article.position)
    )
    return [(row[0], row[1], row[2], row[3], row[4]) for row in rows]


def _law(text: str) -> Piece:
    """The text in force beside an article; a number on a line of its own in front of it is the one it bears today."""
    first, _, rest = text.partition("\n")
    marker = read_marker(first.strip())
    if marker is not None and marker.alone and rest:
        return Piece("", marker.number, "", rest)
    return Piece("", "", "", text)
