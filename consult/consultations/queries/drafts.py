"""Versions, editions and articles."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from consult.consultations.chapters import Chapter, chapter_with, chapters_of
from consult.consultations.drafts import blocks
from consult.consultations.drafts.blocks import ReadArticle
from consult.consultations.models import (
    Alternative,
    Article,
    ArticleText,
    Edition,
    Version,
)
from consult.consultations.queries.removals import check_not_removed
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
    """A version by its number. Raises NotFound, and Gone where it was removed by order."""
    for version in versions_of(consultation_id, published_only=published_only):
        if version.number == number:
            if published_only:
                check_not_removed(version)
            return version
    raise NotFound(N_("There is no such version of this draft."))


def version_by_id(version_id: int) -> Version:
    """A version by its row. Raises NotFound."""
    found = db.session.get(Version, version_id)
    if found is None:
        raise NotFound(N_("There is no such version of this draft."))
    return found


def editions_of(version_id: int) -> Sequence[Edition]:
    """The language editions of a version, the first one first."""
    return db.session.scalars(
        select(Edition).where(Edition.version_id == version_id).order_by(Edition.id)
    ).all()


def version_of(edition: Edition) -> Version:
    """The version an edition belongs to."""
    return db.session.get_one(Version, edition.version_id)


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
    has_explanation: bool = False
    has_in_force: bool = False
    alternatives: int = 0

    @property
    def parts(self) -> bool:
        """Whether it has more than a text."""
        return bool(self.has_explanation or self.has_in_force or self.alternatives)

    @property
    def label(self) -> str:
        """Number and heading, or the anchor where it has neither."""
        return f"{self.number} {self.heading}".strip() or self.anchor


def outline_of(edition: Edition) -> list[OutlineRow]:
    """The table of contents of an edition, in order, without the texts."""
    wordings = (
        select(func.count()).where(Alternative.article_text_id == ArticleText.id).correlate(ArticleText)
    ).scalar_subquery()
    rows = db.session.execute(
        select(
            Article.id, Article.anchor, Article.kind, Article.level, Article.position,
            ArticleText.number, ArticleText.heading, func.length(ArticleText.text),
            ArticleText.explanation != "", ArticleText.in_force != "", wordings,
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


def articles_by_id(ids: Collection[int]) -> dict[int, Article]:
    """Articles by their ids."""
    return {one.id: one for one in db.session.scalars(select(Article).where(Article.id.in_(ids)))}


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


@dataclass(frozen=True)
class Mismatch:
    """An article that isn’t the same in all languages of a version."""

    anchor: str
    labels: Mapping[int, str]
    """Edition id -> number and heading, of the editions that have it."""
    alternatives: Mapping[int, int]
    """Edition id -> how many alternatives it has there."""


def mismatches(version_id: int) -> list[Mismatch]:
    """Articles that some languages of a version don’t have, or with fewer alternatives. Two statements."""
    editions = set(db.session.scalars(select(Edition.id).where(Edition.version_id == version_id)))
    if len(editions) < 2:
        return []
    counted = (
        select(func.count()).where(Alternative.article_text_id == ArticleText.id).correlate(ArticleText)
    ).scalar_subquery()
    rows = db.session.execute(
        select(Article.anchor, ArticleText.edition_id, ArticleText.number, ArticleText.heading, counted)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(Article.version_id == version_id, Article.kind == "article")
        .order_by(Article.position)
    )
    found: dict[str, tuple[dict[int, str], dict[int, int]]] = {}
    for anchor, edition_id, number, heading, alternatives in rows:
        labels, numbers = found.setdefault(anchor, ({}, {}))
        labels[edition_id] = f"{number} {heading}".strip() or anchor
        numbers[edition_id] = alternatives
    return [
        Mismatch(anchor, labels, numbers)
        for anchor, (labels, numbers) in found.items()
        if set(labels) != editions or len(set(numbers.values())) > 1
    ]


def alternatives_at(article_id: int, language: str) -> list[Alternative]:
    """The alternative wordings of an article in a language, else in the first edition's; ids are not canonical."""
    rows = db.session.execute(
        select(Alternative, Edition.language)
        .join(ArticleText, ArticleText.id == Alternative.article_text_id)
        .join(Edition, Edition.id == ArticleText.edition_id)
        .where(ArticleText.article_id == article_id)
        .order_by(Edition.id, Alternative.position)
    ).all()
    chosen = [one for one, tongue in rows if tongue.lower() == language.lower()]
    return chosen or [one for one, tongue in rows if rows and tongue == rows[0][1]]


def find_alternative(article_id: int, number: int) -> Alternative | None:
    """The alternative at this place (from 1) as comments and counts name it: the first edition’s. None if none is."""
    return db.session.scalar(
        select(Alternative)
        .join(ArticleText, ArticleText.id == Alternative.article_text_id)
        .where(ArticleText.article_id == article_id, Alternative.position == number - 1)
        .order_by(ArticleText.edition_id)
        .limit(1)
    )


def alternatives_of(article_text_id: int) -> Sequence[Alternative]:
    """The alternative wordings of an article, in order."""
    statement = (
        select(Alternative)
        .where(Alternative.article_text_id == article_text_id)
        .order_by(Alternative.position)
    )
    return db.session.scalars(statement).all()


def alternatives_in(version_id: int) -> list[list[str]]:
    """(anchor, label, html) of every alternative wording of a version, in order."""
    rows = db.session.execute(
        select(Article.anchor, Alternative.label, Alternative.html)
        .join(ArticleText, ArticleText.id == Alternative.article_text_id)
        .join(Article, Article.id == ArticleText.article_id)
        .where(Article.version_id == version_id)
        .order_by(Article.position, ArticleText.edition_id, Alternative.position)
    )
    return [list(row) for row in rows]


def get_version_by_public_id(public_id: str) -> Version:
    """The version. Raises NotFound."""
    found = db.session.scalar(select(Version).where(Version.public_id == public_id))
    if found is None:
        raise NotFound(N_("There is no such version of this draft."))
    return found


def wordings_of(edition: Edition) -> list[tuple[str, Alternative]]:
    """(anchor of the article, alternative) of a whole edition, in order."""
    rows = db.session.execute(
        select(Article.anchor, Alternative)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .join(Alternative, Alternative.article_text_id == ArticleText.id)
        .where(ArticleText.edition_id == edition.id)
        .order_by(Article.position, Alternative.position)
    )
    return [(anchor, one) for anchor, one in rows]


# A draft's page -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class DraftPage:
    """What the page of a whole draft, or of one chapter of a long one, shows."""

    versions: Sequence[Version]
    version: Version
    editions: Sequence[Edition]
    edition: Edition
    outline: Sequence[OutlineRow]
    chapters: Sequence[Chapter]
    chapter: int | None
    """Which of ``chapters`` is shown; None on the contents page of a long draft."""
    texts: Mapping[int, str]
    """Article id -> safe HTML, of the articles shown."""
    explanations: Mapping[int, str]
    in_force: Mapping[int, str]

    @property
    def is_newest(self) -> bool:
        """Whether there is no later version."""
        return self.version.id == self.versions[-1].id

    @property
    def is_long(self) -> bool:
        """Whether it is shown chapter by chapter."""
        return len(self.chapters) > 1

    @property
    def shown(self) -> Sequence[OutlineRow]:
        """The entries shown with their texts."""
        if self.chapter is None:
            return ()
        chapter = self.chapters[self.chapter]
        return self.outline[chapter.start : chapter.end]

    def label_of(self, chapter: Chapter) -> str:
        """What a chapter is called: its first entry, and its last where it begins with an article."""
        first, last = self.outline[chapter.start], self.outline[chapter.end - 1]
        if first.kind == "division":
            return first.label
        return f"{first.number or first.label} – {last.number or last.label}"


def draft_page(
    consultation_id: int,
    number: int | None,
    *,
    language: str,
    chapter: str = "",
    published_only: bool = True,
) -> DraftPage:
    """A version (None: the newest) in ``language`` where it has it. Four statements. Raises NotFound."""
    versions = versions_of(consultation_id, published_only=published_only)
    version = next((one for one in reversed(versions) if number in (None, one.number)), None)
    if version is None:
        raise NotFound(N_("There is no such version of this draft."))
    if published_only:
        check_not_removed(version)
    editions = editions_of(version.id)
    edition = edition_in(editions, language)
    outline = outline_of(edition)
    chapters = chapters_of(outline)
    shown = chapter_with(chapters, outline, chapter) if chapter else (0 if len(chapters) == 1 else None)
    if chapter and shown is None:
        raise NotFound(N_("There is no such article in this draft."))
    rows: Sequence[tuple[int, str, str, str]] = ()
    if shown is not None:
        one = chapters[shown]
        rows = _texts_between(edition, outline[one.start].position, outline[one.end - 1].position)
    return DraftPage(
        versions, version, editions, edition, outline, chapters, shown,
        {row[0]: row[1] for row in rows}, {row[0]: row[2] for row in rows if row[2]},
        {row[0]: row[3] for row in rows if row[3]},
    )  # fmt: skip


def _texts_between(edition: Edition, first: int, last: int) -> Sequence[tuple[int, str, str, str]]:
    rows = db.session.execute(
        select(Article.id, ArticleText.html, ArticleText.explanation_html, ArticleText.in_force_html)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .where(ArticleText.edition_id == edition.id, Article.position.between(first, last))
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


def shown_outline(edition: Edition) -> tuple[ReadArticle, ...]:
    """The stored outline with the HTML that pages show: for files that people take away."""
    return _outline(edition, lambda words: words.html)


def read_outline(edition: Edition) -> tuple[ReadArticle, ...]:
    """The stored outline as it was read from the file, so that it can be mended."""
    return _outline(edition, lambda words: words.source_html)


def _outline(edition: Edition, html_of: Callable[[ArticleText], str]) -> tuple[ReadArticle, ...]:
    wordings: dict[int, list[blocks.Alternative]] = {}
    mine = select(ArticleText.id).where(ArticleText.edition_id == edition.id)
    for one in db.session.scalars(
        select(Alternative).where(Alternative.article_text_id.in_(mine)).order_by(Alternative.position)
    ):
        wordings.setdefault(one.article_text_id, []).append(blocks.Alternative(one.label, one.html, one.text))
    return tuple(
        ReadArticle(
            anchor=article.anchor, number=words.number, heading=words.heading,
            kind="division" if article.kind == "division" else "article", level=article.level,
            html=html_of(words), text=words.text, explanation_html=words.explanation_html,
            explanation_text=words.explanation, in_force_html=words.in_force_html, in_force_text=words.in_force,
            alternatives=tuple(wordings.get(words.id, ())), lead_html=words.lead_html,
        )
        for article, words in whole_text_of(edition)
    )  # fmt: skip
