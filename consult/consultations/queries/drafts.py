"""Versions, editions and articles."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.consultations.models import (
    Alternative,
    Article,
    ArticleText,
    Edition,
    Version,
)
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound


def versions_of(consultation_id: int, *, published_only: bool = True) -> Sequence[Version]:
    """The versions, oldest first."""
    statement = select(Version).where(Version.consultation_id == consultation_id).order_by(Version.number)
    if published_only:
        statement = statement.where(Version.published_at.is_not(None))
    return db.session.scalars(statement).all()


def current_version(consultation_id: int, *, published_only: bool = True) -> Version | None:
    """The newest version, or None."""
    versions = versions_of(consultation_id, published_only=published_only)
    return versions[-1] if versions else None


def get_version(consultation_id: int, number: int, *, published_only: bool = True) -> Version:
    """A version by its number. Raises NotFound."""
    for version in versions_of(consultation_id, published_only=published_only):
        if version.number == number:
            return version
    raise NotFound(N_("There is no such version of this draft."))


def editions_of(version_id: int) -> Sequence[Edition]:
    """The language editions of a version, the first one first."""
    return db.session.scalars(
        select(Edition).where(Edition.version_id == version_id).order_by(Edition.id)
    ).all()


def edition_in(editions: Sequence[Edition], language: str) -> Edition:
    """The edition in a language, else the first one. Raises NotFound where there is none at all."""
    for edition in editions:
        if edition.language.lower() == language.lower():
            return edition
    if not editions:
        raise NotFound(N_("This draft has no text yet."))
    return editions[0]


def count_articles(version_id: int) -> int:
    """How many articles (divisions aside) a version has."""
    statement = select(func.count()).where(Article.version_id == version_id, Article.kind == "article")
    return db.session.scalar(statement) or 0


@dataclass(frozen=True)
class OutlineRow:
    """One line of a table of contents."""

    article_id: int
    anchor: str
    kind: str
    level: int
    position: int
    number: str
    heading: str
    characters: int


def outline_of(edition: Edition) -> list[OutlineRow]:
    """The table of contents of an edition, in order, without the texts."""
    rows = db.session.execute(
        select(
            Article.id, Article.anchor, Article.kind, Article.level, Article.position,
            ArticleText.number, ArticleText.heading, func.length(ArticleText.text),
        )
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(ArticleText.edition_id == edition.id)
        .order_by(Article.position)
    )  # fmt: skip
    return [OutlineRow(*row) for row in rows]


def whole_text_of(edition: Edition) -> list[tuple[Article, ArticleText]]:
    """Every article of an edition with its text, in order."""
    rows = db.session.execute(
        select(Article, ArticleText)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(ArticleText.edition_id == edition.id)
        .order_by(Article.position)
    )
    return [(article, text) for article, text in rows]


def article_in(edition: Edition, anchor: str) -> tuple[Article, ArticleText]:
    """One article of an edition. Raises NotFound."""
    row = db.session.execute(
        select(Article, ArticleText)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(ArticleText.edition_id == edition.id, Article.anchor == anchor)
    ).first()
    if row is None:
        raise NotFound(N_("There is no such article in this draft."))
    return row[0], row[1]


def find_article(version_id: int, anchor: str) -> Article | None:
    """An article (not a division) of a version by its anchor, or None."""
    return db.session.scalar(
        select(Article).where(
            Article.version_id == version_id, Article.anchor == anchor, Article.kind == "article"
        )
    )


def article_labels(ids: Collection[int], language: str) -> dict[int, tuple[str, str, str]]:
    """Article id -> (anchor, label such as ``第五條 罰則``, its language), in ``language`` where it can be."""
    rows = db.session.execute(
        select(Article.id, Article.anchor, ArticleText.number, ArticleText.heading, Edition.language)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .join(Edition, Edition.id == ArticleText.edition_id)
        .where(Article.id.in_(ids))
        .order_by(Edition.id.desc())
    )
    labels: dict[int, tuple[str, str, str]] = {}
    for article_id, anchor, number, heading, edition_language in rows:
        if article_id not in labels or labels[article_id][2] != language:
            labels[article_id] = (anchor, f"{number} {heading}".strip() or anchor, edition_language)
    return labels


def alternatives_of(article_text_id: int) -> Sequence[Alternative]:
    """The alternative wordings of an article, in order."""
    statement = (
        select(Alternative)
        .where(Alternative.article_text_id == article_text_id)
        .order_by(Alternative.position)
    )
    return db.session.scalars(statement).all()
