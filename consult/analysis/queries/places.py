"""Where comments can be: articles of every version, and the draft as a whole."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from consult.consultations.models import Article, ArticleText, Edition, Version
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused


@dataclass(frozen=True)
class Place:
    """Where comments can be: an article of one version, or the whole draft (``article_id`` 0, no label)."""

    article_id: int
    anchor: str
    label: str
    language: str
    version: int

    @property
    def key(self) -> str:
        """How addresses and forms name it."""
        return f"{self.version}/{self.anchor}" if self.article_id != WHOLE_DRAFT else "whole"


WHOLE = Place(WHOLE_DRAFT, "", "", "", 0)


def places(article_ids: Collection[int], language: str) -> list[Place]:
    """These articles in the order of the newest version first, labelled in ``language`` where there is an edition.

    The whole draft comes first. One statement.
    """
    rows = db.session.execute(
        select(
            Article.id, Article.anchor, ArticleText.number, ArticleText.heading, Edition.language, Version.number,
        )
        .join(ArticleText, ArticleText.article_id == Article.id)
        .join(Edition, Edition.id == ArticleText.edition_id)
        .join(Version, Version.id == Article.version_id)
        .where(Article.id.in_([one for one in article_ids if one != WHOLE_DRAFT]))
        .order_by(Version.number.desc(), Article.position, Edition.id.desc())
    )  # fmt: skip
    found: dict[int, Place] = {}
    for article_id, anchor, number, heading, edition_language, version in rows:
        if article_id not in found or found[article_id].language != language:
            label = f"{number} {heading}".strip() or anchor
            found[article_id] = Place(article_id, anchor, label, edition_language, version)
    return [*([WHOLE] if WHOLE_DRAFT in article_ids else []), *found.values()]


def label_of(place: Place, *, several_versions: bool, quoted: bool = True) -> Refused:
    """How a sentence (or, unquoted, a heading) names a place."""
    if place.article_id == WHOLE_DRAFT:
        return Refused(N_("the whole draft") if quoted else N_("The whole draft"))
    label = Refused(N_("“%(label)s”"), label=place.label) if quoted else place.label
    if several_versions:
        return Refused(N_("%(label)s (version %(version)s)"), label=label, version=place.version)
    return label if isinstance(label, Refused) else Refused("%(label)s", label=label)
