"""Reading dispositions and the outcome, and what is missing from them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select

from consult.consultations import queries as consultations
from consult.consultations.models import (
    Article,
    ArticleText,
    Consultation,
    Edition,
    Version,
)
from consult.contributions import queries as contributions
from consult.contributions.models import Comment
from consult.contributions.queries import WHOLE_DRAFT
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.organisations.models import Organisation
from consult.organisations.queries import name_in
from consult.outcomes import rules
from consult.outcomes.models import Disposition, Outcome, Postponement


def outcome_of(consultation_id: int) -> Outcome | None:
    """The outcome, published or still a draft (``published_at`` is None), or None."""
    return db.session.get(Outcome, consultation_id)


def published_outcome_of(consultation_id: int) -> Outcome | None:
    """The outcome everybody may read, or None."""
    found = outcome_of(consultation_id)
    return found if found is not None and found.published_at is not None else None


def dispositions(consultation_id: int, *, public_only: bool = True) -> dict[int, Disposition]:
    """What became of the comments, by article id (WHOLE_DRAFT for the draft as a whole).

    They become public together with the outcome; before that only the desk asks for them.
    """
    statement = select(Disposition).where(Disposition.consultation_id == consultation_id)
    if public_only:
        statement = statement.where(_is_published(consultation_id))
    return {row.article_id: row for row in db.session.scalars(statement)}


def disposition_of(
    consultation_id: int, article_id: int | None, *, public_only: bool = True
) -> Disposition | None:
    """What became of the comments on one article (None: on the draft as a whole), or None. Public as above."""
    statement = select(Disposition).where(
        Disposition.consultation_id == consultation_id, Disposition.article_id == (article_id or WHOLE_DRAFT)
    )
    if public_only:
        statement = statement.where(_is_published(consultation_id))
    return db.session.scalar(statement)


def _is_published(consultation_id: int) -> ColumnElement[bool]:
    published = select(Outcome.consultation_id).where(
        Outcome.consultation_id == consultation_id, Outcome.published_at.is_not(None)
    )
    return published.exists()


def postponements(consultation_id: int) -> Sequence[Postponement]:
    """Each time the outcome was promised for a later day, oldest first."""
    statement = (
        select(Postponement).where(Postponement.consultation_id == consultation_id).order_by(Postponement.id)
    )
    return db.session.scalars(statement).all()


def in_language(outcome: Outcome, name: str, language: str) -> tuple[str, str]:
    """(text, its language) of one of OUTCOME_TEXTS, in ``language`` where it was written in it."""
    own = str(outcome.texts.get(language, {}).get(name, ""))
    return (own, language) if own else (getattr(outcome, name), outcome.language)


def html_in_language(outcome: Outcome, name: str, language: str) -> tuple[str, str]:
    """Like in_language, the safe HTML that was made of it."""
    text, found = in_language(outcome, name, language)
    return (outcome.html.get(found, {}).get(name, ""), found) if text else ("", found)


def reason_in(disposition: Disposition, language: str) -> tuple[str, str]:
    """(reason, its language), in ``language`` where it was written in it."""
    own = disposition.reasons.get(language, "")
    return (own, language) if own else (disposition.reason, disposition.language)


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


def counted(consultation_id: int) -> dict[int, int]:
    """How many comments are owed a disposition, by article, those with any that isn't hidden as spam."""
    tallies = contributions.tallies(consultation_id)
    spam = only_spam(consultation_id, tallies)
    numbers = {article_id: rules.received(states) for article_id, states in tallies.items()}
    return {one: number for one, number in numbers.items() if number > 0 and one not in spam}


def only_spam(consultation_id: int, tallies: Mapping[int, Mapping[str, int]]) -> set[int]:
    """The articles whose comments are all hidden as spam. One statement, and none where no article is hidden whole."""
    hidden = {one for one, states in tallies.items() if 0 < rules.received(states) == states.get("hidden", 0)}
    otherwise = hidden_otherwise([consultation_id]) if hidden else set()
    return {one for one in hidden if (consultation_id, one) not in otherwise}


def hidden_otherwise(consultation_ids: Collection[int]) -> set[tuple[int, int]]:
    """(consultation, article) of what is hidden on a ground that doesn't make it worthless."""
    article_id = func.coalesce(Comment.article_id, WHOLE_DRAFT)
    rows = db.session.execute(
        select(Comment.consultation_id, article_id)
        .where(
            Comment.consultation_id.in_(consultation_ids),
            Comment.state == "hidden",
            Comment.ground.not_in(rules.UNOWED_GROUNDS),
        )
        .distinct()
    )
    return {(row[0], int(row[1])) for row in rows}


def undecided(consultation: Consultation, language: str = "") -> list[Refused]:
    """The articles with comments and no disposition, as a sentence names them."""
    open_ids = counted(consultation.id).keys() - dispositions(consultation.id, public_only=False).keys()
    if not open_ids:
        return []
    found = places(open_ids, language or consultation.language)
    several = len(consultations.versions_of(consultation.id)) > 1
    return [label_of(place, several_versions=several) for place in found]


def count_waiting(consultation_id: int) -> int:
    """How many comments, or corrections of them, wait for a ruling."""
    statement = (
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == consultation_id,
            Comment.state.in_(rules.COUNTED),
            or_(Comment.waiting_since.is_not(None), Comment.state == "pending"),
        )
    )
    return db.session.scalar(statement) or 0


def missing_to_publish(consultation: Consultation, language: str = "") -> list[Refused]:
    """What stands between the drafted outcome and publication."""
    outcome = outcome_of(consultation.id)
    return rules.missing_to_publish(
        decision=outcome.decision if outcome else "",
        decided_by=outcome.decided_by if outcome else "",
        decided_on=outcome.decided_on if outcome else None,
        undecided=undecided(consultation, language),
        waiting=count_waiting(consultation.id),
    )


def missing_to_finish(consultation: Consultation, language: str = "") -> list[Refused]:
    """What the public is still owed before the consultation may be finished."""
    return rules.missing_to_finish(
        is_published=published_outcome_of(consultation.id) is not None,
        undecided=undecided(consultation, language),
        waiting=count_waiting(consultation.id),
    )


@dataclass(frozen=True)
class Head:
    """What the outcome page says first."""

    office: str
    outcome: Outcome | None
    """None until it is published."""
    postponements: Sequence[Postponement]


def head(consultation: Consultation, language: str) -> Head:
    """The body's name, the published outcome and each postponement. One statement."""
    rows = db.session.execute(
        select(Organisation, Outcome, Postponement)
        .select_from(Organisation)
        .outerjoin(
            Outcome,
            (Outcome.consultation_id == consultation.id) & (Outcome.published_at.is_not(None)),
        )
        .outerjoin(Postponement, Postponement.consultation_id == consultation.id)
        .where(Organisation.id == consultation.organisation_id)
        .order_by(Postponement.id)
    ).all()
    found: list[tuple[Organisation, Outcome | None, Postponement | None]] = [(r[0], r[1], r[2]) for r in rows]
    organisation, outcome, _ = found[0]
    return Head(
        office=name_in(organisation, language),
        outcome=outcome,
        postponements=[postponement for _, _, postponement in found if postponement is not None],
    )
