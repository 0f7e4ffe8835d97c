"""Reading consultations and their drafts."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select

from consult.consultations import rules
from consult.consultations.models import (
    Alternative,
    Article,
    ArticleText,
    Consultation,
    ConsultationText,
    DateChange,
    Edition,
    Version,
)
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.record.models import Log

NONE = N_("There is no consultation at this address.")


@dataclass(frozen=True)
class Stamp:
    """What the pages of one consultation depend on: read in one statement, part of their ETag."""

    consultation_id: int
    public_id: str
    revision: int
    phase: str
    consultation: Consultation
    title: str
    """In the language asked for, where it has one."""
    title_language: str


def stamp(slug: str, now: datetime, language: str = "") -> Stamp:
    """The stamp of a public consultation. Raises NotFound for unknown and for unpublished ones alike."""
    own_title = (
        select(ConsultationText.title)
        .where(ConsultationText.consultation_id == Consultation.id, ConsultationText.language == language)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(Consultation, func.coalesce(Log.revision, 0), own_title)
        .outerjoin(Log, Log.log == Consultation.public_id)
        .where(Consultation.slug == slug)
    ).first()
    if row is None:
        raise NotFound(NONE)
    consultation, revision, title = row
    phase = phase_of(consultation, now)
    if phase not in rules.PUBLIC_PHASES:
        raise NotFound(NONE)
    return Stamp(
        consultation.id,
        consultation.public_id,
        revision,
        phase,
        consultation,
        title or consultation.title,
        language if title else consultation.language,
    )


def site_stamp(now: datetime) -> tuple[int, int, int]:
    """What pages over all consultations depend on: revisions, openings and closings so far. One statement."""
    row = db.session.execute(
        select(
            select(func.coalesce(func.sum(Log.revision), 0)).scalar_subquery(),
            select(func.count())
            .select_from(Consultation)
            .where(Consultation.opens_at <= now)
            .scalar_subquery(),
            select(func.count())
            .select_from(Consultation)
            .where(Consultation.closes_at <= now)
            .scalar_subquery(),
        )
    ).one()
    return row[0], row[1], row[2]


def find(slug: str) -> Consultation | None:
    """The consultation, public or not, or None."""
    return db.session.scalar(select(Consultation).where(Consultation.slug == slug))


def get(slug: str) -> Consultation:
    """The consultation, public or not. Raises NotFound. For staff doors: they ask permission next."""
    found = find(slug)
    if found is None:
        raise NotFound(NONE)
    return found


def get_by_id(consultation_id: int) -> Consultation:
    """The consultation. Raises NotFound."""
    found = db.session.get(Consultation, consultation_id)
    if found is None:
        raise NotFound(NONE)
    return found


def get_public(slug: str, now: datetime) -> Consultation:
    """A consultation everybody may see. Raises NotFound for unpublished ones as for unknown ones."""
    found = find(slug)
    if found is None or phase_of(found, now) not in rules.PUBLIC_PHASES:
        raise NotFound(NONE)
    return found


def phase_of(consultation: Consultation, now: datetime) -> str:
    """The consultation's phase at this instant."""
    return rules.phase(consultation.state, consultation.opens_at, consultation.closes_at, now)


def public_consultations() -> Select[Consultation]:
    """The SELECT of every consultation that everybody may see."""
    return select(Consultation).where(Consultation.state.not_in(("draft", "awaiting-sign-off")))


def of_organisations(ids: Collection[int]) -> Sequence[Consultation]:
    """Every consultation of these bodies, newest first, unpublished ones too."""
    statement = (
        select(Consultation).where(Consultation.organisation_id.in_(ids)).order_by(Consultation.id.desc())
    )
    return db.session.scalars(statement).all()


def every() -> Sequence[Consultation]:
    """Every consultation, oldest first (for operators)."""
    return db.session.scalars(select(Consultation).order_by(Consultation.id)).all()


# Texts --------------------------------------------------------------------------------------------


def texts_of(consultation_id: int) -> dict[str, ConsultationText]:
    """What the consultation says about itself, by language."""
    rows = db.session.scalars(
        select(ConsultationText).where(ConsultationText.consultation_id == consultation_id)
    )
    return {row.language: row for row in rows}


def text_in(texts: dict[str, ConsultationText], language: str, first: str) -> ConsultationText | None:
    """The text in a language; where there is none, the one in the consultation's first language."""
    return texts.get(language) or texts.get(first) or next(iter(texts.values()), None)


def titles_in(ids: Collection[int], language: str) -> dict[int, tuple[str, str]]:
    """(title, its language) of several consultations, in ``language`` where they have it."""
    first = dict(
        db.session.execute(select(Consultation.id, Consultation.title).where(Consultation.id.in_(ids))).all()
    )
    langs = dict(
        db.session.execute(
            select(Consultation.id, Consultation.language).where(Consultation.id.in_(ids))
        ).all()
    )
    own = dict(
        db.session.execute(
            select(ConsultationText.consultation_id, ConsultationText.title).where(
                ConsultationText.consultation_id.in_(ids), ConsultationText.language == language
            )
        ).all()
    )
    return {one: (own[one], language) if own.get(one) else (first[one], langs[one]) for one in first}


def date_changes(consultation_id: int) -> Sequence[DateChange]:
    """Every change of dates, oldest first."""
    statement = (
        select(DateChange).where(DateChange.consultation_id == consultation_id).order_by(DateChange.id)
    )
    return db.session.scalars(statement).all()


# Drafts -------------------------------------------------------------------------------------------


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


def text_stamp(text: ConsultationText | None, names: Iterable[str]) -> str:
    """What these fields of a text hold now, for noticing that somebody else changed them."""
    return _digest(getattr(text, name) if text else "" for name in names)


def rules_stamp(consultation: Consultation, names: Iterable[str]) -> str:
    """What these rules are now, for noticing that somebody else changed them."""
    return _digest(getattr(consultation, name) for name in names)


def outline_stamp(edition: Edition) -> str:
    """What an edition's outline is now: rows are replaced when it is mended, so their ids tell."""
    statement = select(func.count(), func.min(ArticleText.id), func.max(ArticleText.id))
    return _digest(db.session.execute(statement.where(ArticleText.edition_id == edition.id)).one())


def _digest(values: Iterable[object]) -> str:
    return hashlib.sha256("\0".join(str(value) for value in values).encode()).hexdigest()[:16]


def count_articles(version_id: int) -> int:
    """How many articles (divisions aside) a version has."""
    statement = select(func.count()).where(Article.version_id == version_id, Article.kind == "article")
    return db.session.scalar(statement) or 0


def due_publications(now: datetime) -> Sequence[int]:
    """Ids of drafts whose set time of publication has come."""
    statement = select(Consultation.id).where(
        Consultation.publish_at <= now, Consultation.state.in_(("draft", "awaiting-sign-off"))
    )
    return db.session.scalars(statement).all()


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
