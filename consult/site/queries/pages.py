"""The public pages that have more than one room's data."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from consult.consultations import queries as consultations
from consult.consultations.models import (
    Alternative,
    Article,
    ArticleText,
    Consultation,
    ConsultationText,
    Edition,
    QuietEffect,
    QuietExemption,
    SupportingDocument,
    Version,
)
from consult.consultations.queries import ClosingMoved, OutlineRow
from consult.consultations.queries.quiet import is_kept_quiet, quiet_effects, quiet_exemptions
from consult.contributions import queries as contributions
from consult.contributions.models import Asked, MoreTime
from consult.contributions.queries import Counts, Received, Shown
from consult.contributions.queries.inviting import InvitedNumbers, numbers_of
from consult.contributions.queries.times import granted_times
from consult.foundation.db import db
from consult.foundation.errors import N_, NotFound
from consult.organisations.models import Organisation
from consult.outcomes.models import SecondLook
from consult.outcomes.queries.fates import has_fate
from consult.outcomes.queries.looks import is_open
from consult.votes.models import Statement


@dataclass(frozen=True)
class Wording:
    """One alternative of an article. ``id`` is the one by which comments and counts name it."""

    id: int
    number: int
    """Its place, from 1: what addresses say."""
    label: str
    html: str


@dataclass(frozen=True)
class ArticlePage:
    """One article as a page shows it, in the best edition for the reader, with its neighbours."""

    version: Version
    newest_version: int
    article: Article
    text: ArticleText
    edition: Edition
    editions: Sequence[Edition]
    wordings: Sequence[Wording]
    before: str | None
    after: str | None

    def wording(self, alternative_id: int | None) -> Wording | None:
        """The alternative that a comment is about, in this edition's words."""
        return next((one for one in self.wordings if one.id == alternative_id), None)


def article_page(consultation_id: int, version_number: int, anchor: str, language: str) -> ArticlePage:
    """An article of a published version, with its languages and alternatives. One statement. Raises NotFound."""
    neighbour = aliased(Article)
    beside = select(neighbour.anchor).where(
        neighbour.version_id == Article.version_id, neighbour.kind == "article"
    )
    newest = select(func.max(Version.number)).where(
        Version.consultation_id == consultation_id, Version.published_at.is_not(None)
    )
    rows = db.session.execute(
        select(
            Version, Article, ArticleText, Edition,
            beside.where(neighbour.position < Article.position).order_by(neighbour.position.desc()).limit(1)
            .correlate(Article).scalar_subquery(),
            beside.where(neighbour.position > Article.position).order_by(neighbour.position).limit(1)
            .correlate(Article).scalar_subquery(),
            newest.scalar_subquery(), Alternative,
        )
        .join(Article, Article.version_id == Version.id)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .join(Edition, Edition.id == ArticleText.edition_id)
        .outerjoin(Alternative, Alternative.article_text_id == ArticleText.id)
        .where(
            Version.consultation_id == consultation_id, Version.number == version_number,
            Version.published_at.is_not(None), Article.anchor == anchor, Article.kind == "article",
        )
        .order_by(Edition.id, Alternative.position)
    ).all()  # fmt: skip
    if not rows:
        raise NotFound(N_("There is no such article in this draft."))
    best = next((row for row in rows if row[3].language.lower() == language.lower()), rows[0])
    version, article, text, edition, before, after, newest_number, _ = best
    consultations.check_not_removed(version)
    ids = {row[7].position: row[7].id for row in rows if row[3] is rows[0][3] and row[7]}
    wordings = [
        Wording(ids.get(one.position, one.id), one.position + 1, one.label, one.html)
        for one in (row[7] for row in rows if row[3] is edition)
        if one
    ]
    editions = list({row[3].id: row[3] for row in rows}.values())
    return ArticlePage(version, newest_number, article, text, edition, editions, wordings, before, after)


@dataclass(frozen=True)
class Thread:
    """A page of top comments with what others answered below each. ``after`` continues it."""

    comments: Sequence[Shown]
    below: dict[int, list[Shown]]
    after: int | None

    @property
    def ids(self) -> list[int]:
        """Of every comment on the page."""
        return [one.id for one in self.comments] + [one.id for group in self.below.values() for one in group]


REPLIES_SHOWN = 50
"""Answers by others shown under one page of top comments; the comment's own page has all of them."""


def thread(
    consultation_id: int,
    *,
    limit: int,
    article_id: int | None = None,
    alternative_id: int | None = None,
    stance: str = "",
    after: int | None = None,
    with_carried: bool = False,
    fate: str = "",
) -> Thread:
    """Listed comments, newest first, with answers by others. Two statements.

    ``fate`` (outcomes.queries.FATES) gives all that have it, answers by others like the rest: one statement.
    """
    page = contributions.listed(
        consultation_id,
        limit=limit,
        article_id=article_id,
        alternative_id=alternative_id,
        stance=stance,
        after=after,
        with_carried=with_carried,
        only=has_fate(fate) if fate else None,
    )
    below = {} if fate else contributions.shown_under([one.id for one in page.comments], limit=REPLIES_SHOWN)
    return Thread(page.comments, below, page.after)


@dataclass(frozen=True)
class ListedConsultation:
    """A consultation in a list, in the reader's language where it has it."""

    consultation: Consultation
    title: str
    title_language: str
    summary: str
    body: str


def front_page(now: datetime, language: str) -> dict[str, list[ListedConsultation]]:
    """What is open (closing first), coming and lately answered. One statement."""
    chosen = aliased(ConsultationText)
    first = aliased(ConsultationText)
    rows = db.session.execute(
        select(Consultation, chosen, first, Organisation)
        .join(Organisation, Organisation.id == Consultation.organisation_id)
        .outerjoin(chosen, (chosen.consultation_id == Consultation.id) & (chosen.language == language))
        .outerjoin(
            first, (first.consultation_id == Consultation.id) & (first.language == Consultation.language)
        )
        .where(_on_front(now))
        .order_by(Consultation.closes_at)
    ).all()
    groups: dict[str, list[ListedConsultation]] = {"open": [], "scheduled": [], "answered": []}
    for consultation, own, fallback, organisation in rows:
        words = own or fallback
        name = organisation.names.get(language) or organisation.name
        one = ListedConsultation(
            consultation,
            words.title if words else consultation.title,
            words.language if words else consultation.language,
            words.summary if words else "",
            name,
        )
        if consultation.state in ("answered", "finished"):
            groups["answered"].append(one)
        elif consultation.opens_at and consultation.opens_at > now:
            groups["scheduled"].append(one)
        else:
            groups["open"].append(one)
    groups["answered"] = sorted(
        groups["answered"], key=lambda one: one.consultation.answered_at or now, reverse=True
    )[:5]
    return groups


def _on_front(now: datetime) -> ColumnElement[bool]:
    is_running = (Consultation.state == "published") & (Consultation.closes_at > now)
    return or_(is_running & ~is_kept_quiet(now), Consultation.state.in_(("answered", "finished")))


@dataclass(frozen=True)
class ConsultationPage:
    """What a consultation's own page shows beside its dates."""

    words: ConsultationText | None
    body: str
    body_slug: str
    has_statements: bool
    documents: int
    """How many documents are or were beside the draft."""
    version: Version | None
    edition: Edition | None
    outline: Sequence[OutlineRow]
    counted: dict[int, Counts]
    """How many comments are in each state, by article (0: the whole draft)."""
    received: Received
    """Senders, submissions and comments."""
    changes: Sequence[ClosingMoved]
    invited: InvitedNumbers | None
    """How many people are invited and took part, where only invited ones do."""
    longer: Sequence[MoreTime]
    """Time extended for one group each."""
    quiet: Sequence[QuietEffect]
    """What quiet periods did to it."""
    exemptions: Sequence[QuietExemption]
    asked: bool
    """Whether there is a list of those who must be asked."""
    earlier: Consultation | None
    """The earlier round that it goes on from …"""
    later: Consultation | None
    """… and the further one that goes on from it."""
    first_look: datetime | None
    """When the oldest second look at its answers that isn't closed was asked for."""

    @property
    def totals(self) -> Counts:
        """How many comments are in each state."""
        return contributions.together(self.counted.values())


def _first(consultation: Consultation, language: str) -> Any:
    """Texts, body, and what else there is to read of it. One statement."""
    chosen = aliased(ConsultationText)
    statements = select(Statement.id).where(Statement.consultation_id == consultation.id).exists()
    documents = (
        select(func.count())
        .where(
            SupportingDocument.consultation_id.in_(
                {consultation.id, consultation.earlier_id or consultation.id}
            )
        )
        .scalar_subquery()
    )
    more_time = select(MoreTime.id).where(MoreTime.consultation_id == consultation.id).exists()
    met = select(QuietEffect.id).where(QuietEffect.consultation_id == consultation.id).exists()
    exempt = select(QuietExemption.id).where(QuietExemption.consultation_id == consultation.id).exists()
    asked = select(Asked.id).where(Asked.consultation_id == consultation.id).exists()
    further = aliased(Consultation)
    first_look = (
        select(func.min(SecondLook.asked_at))
        .where(SecondLook.consultation_id == consultation.id, is_open())
        .scalar_subquery()
    )
    followed = (
        select(further.id)
        .where(further.earlier_id == consultation.id, further.state.not_in(("draft", "awaiting-sign-off")))
        .exists()
    )
    return db.session.execute(
        select(
            ConsultationText,
            Organisation,
            statements,
            documents,
            more_time,
            met,
            exempt,
            asked,
            followed,
            first_look,
        )
        .join(Organisation, Organisation.id == consultation.organisation_id)
        .outerjoin(chosen, (chosen.consultation_id == consultation.id) & (chosen.language == language))
        .where(
            ConsultationText.consultation_id == consultation.id,
            ConsultationText.language == func.coalesce(chosen.language, consultation.language),
        )
    ).one()


def consultation_page(consultation: Consultation, language: str) -> ConsultationPage:
    """Texts, body, outline, counts and changes of dates. Five statements, and a few more where there is more to say.

    One where somebody got more time, one where only invited people take part, two where a quiet period met it.
    """
    (
        words,
        organisation,
        has_statements,
        beside,
        has_longer,
        is_met,
        is_exempt,
        is_asked,
        is_followed,
        first_look,
    ) = _first(consultation, language)
    rows = db.session.execute(
        select(Version, Edition)
        .join(Edition, Edition.version_id == Version.id)
        .where(Version.consultation_id == consultation.id, Version.published_at.is_not(None))
        .order_by(Version.number.desc(), Edition.id)
    ).all()
    version = rows[0][0] if rows else None
    editions = [edition for one, edition in rows if one is version]
    edition = consultations.edition_in(editions, language) if editions else None
    counted, received = contributions.counted_and_received(consultation.id)
    return ConsultationPage(
        words=words,
        body=organisation.names.get(language) or organisation.name,
        body_slug=organisation.slug,
        has_statements=has_statements,
        documents=beside,
        version=version,
        edition=edition,
        outline=consultations.outline_of(edition) if edition else [],
        counted=counted,
        received=received,
        changes=consultations.closings_moved(consultation.id),
        invited=numbers_of(consultation.id)
        if "invited" in (consultation.who_may_comment, consultation.who_may_vote)
        else None,
        longer=granted_times(consultation.id) if has_longer else [],
        quiet=quiet_effects(consultation.id) if is_met else [],
        exemptions=quiet_exemptions(consultation.id) if is_exempt else [],
        asked=is_asked,
        earlier=consultations.earlier_round(consultation),
        later=consultations.later_round(consultation.id) if is_followed else None,
        first_look=first_look,
    )


def place_of(comment: Shown, language: str) -> tuple[int, str, str, str] | None:
    """Where a comment stands: (version number, anchor, label, language of the label); None for the whole draft."""
    if comment.article_id is None:
        return None
    rows = db.session.execute(
        select(Version.number, Article.anchor, ArticleText.number, ArticleText.heading, Edition.language)
        .join(Article, Article.version_id == Version.id)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .join(Edition, Edition.id == ArticleText.edition_id)
        .where(Article.id == comment.article_id)
        .order_by(Edition.id)
    ).all()
    number, anchor, printed, heading, edition = next((r for r in rows if r[4].lower() == language), rows[0])
    return number, anchor, f"{printed} {heading}".strip() or anchor, edition
