"""Reading dispositions and the outcome, and what is missing from them."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from consult.analysis import queries as reading
from consult.analysis.models import Theme
from consult.analysis.queries import label_of, places
from consult.consultations import queries as consultations
from consult.consultations.models import Consultation, QuietEffect, QuietExemption
from consult.contributions import queries as contributions
from consult.contributions.models import Asked, Comment
from consult.contributions.official_words import Misquoted, NamesSender
from consult.contributions.queries import WHOLE_DRAFT
from consult.contributions.queries.asking import unsent
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.organisations.models import Organisation
from consult.organisations.queries import name_in
from consult.outcomes import rules
from consult.outcomes.models import (
    Commitment,
    DecisionDossier,
    Disposition,
    Outcome,
    Postponement,
    ThemeDisposition,
)
from consult.outcomes.queries.after import NO_RATINGS, Ratings, count_open_looks, ratings_columns
from consult.outcomes.queries.citing import unborne_in_outcome, unclaimed_in_reasons
from consult.outcomes.queries.commitments import ShownCommitment, shown_commitment
from consult.outcomes.queries.misquoting import misquotes
from consult.outcomes.queries.publications import decided_unheard, is_summary_owed, summary_of
from consult.outcomes.queries.spam import NO_SPAM, spam_by_article

N_SUMMARY = Refused(N_("the summary of what was received, published before the outcome"))


def outcome_of(consultation_id: int, *, afresh: bool = False) -> Outcome | None:
    """The outcome, published or still a draft (``published_at`` is None), or None. ``afresh``: as it is stored now."""
    return db.session.get(Outcome, consultation_id, populate_existing=afresh)


def published_outcome_of(consultation_id: int) -> Outcome | None:
    """The outcome everybody may read, or None."""
    found = outcome_of(consultation_id)
    return found if found is not None and found.published_at is not None else None


def mark_of_draft(outcome: Outcome | None, parts: Mapping[str, Any]) -> str:
    """What changes with what the outcome's draft says in these parts (``texts``: in these languages), and only then."""
    said = {
        name: {one: outcome.texts.get(one, {}) if outcome else {} for one in parts[name]}
        if name == "texts"
        else str(getattr(outcome, name, None) or "")
        for name in parts
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


def mark_of_disposition(row: Disposition | ThemeDisposition | None) -> str:
    """What changes with what a disposition says, and only then."""
    said = [row.disposition, row.language, row.reason, row.reasons] if row else []
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:32]


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


def reason_in(disposition: Disposition | ThemeDisposition, language: str) -> tuple[str, str]:
    """(reason, its language), in ``language`` where it was written in it."""
    own = disposition.reasons.get(language, "")
    return (own, language) if own else (disposition.reason, disposition.language)


def counted(consultation_id: int) -> dict[int, int]:
    """How many comments are owed a disposition, by article, those with any: what is hidden as spam isn't counted."""
    tallies = contributions.tallies(consultation_id)
    spam = spam_by_article(consultation_id, tallies)
    numbers = {one: rules.received(states) - spam.get(one, NO_SPAM).all for one, states in tallies.items()}
    return {one: number for one, number in numbers.items() if number > 0}


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


def theme_dispositions(consultation_id: int) -> dict[int, ThemeDisposition]:
    """What became of the comments under each theme that has a disposition of its own, by theme."""
    rows = db.session.scalars(
        select(ThemeDisposition).where(ThemeDisposition.consultation_id == consultation_id)
    )
    return {row.theme_id: row for row in rows}


def disposition_of_theme(
    theme: Theme,
    own: Mapping[int, ThemeDisposition],
    by_article: Mapping[int, Disposition],
) -> Disposition | ThemeDisposition | None:
    """A theme's own disposition; where it was made for an article and has none of its own, the article's."""
    found = own.get(theme.id)
    if found is not None or theme.article_id is None:
        return found
    return by_article.get(theme.article_id)


def undecided_themes(consultation_id: int, themes: Collection[Theme]) -> list[Theme]:
    """Those of these themes that have no disposition, neither their own nor an article's."""
    own, by_article = theme_dispositions(consultation_id), dispositions(consultation_id, public_only=False)
    return [one for one in themes if disposition_of_theme(one, own, by_article) is None]


def owed_to_comments(consultation: Consultation, language: str = "") -> rules.Owed:
    """What is owed to the comments of a consultation before its outcome may be published."""
    bars = reading.bars(consultation.id)
    open_themes = undecided_themes(consultation.id, bars.themes)
    return rules.Owed(
        articles=undecided(consultation, language), waiting=count_waiting(consultation.id),
        unread=bars.unread, unread_named=bars.unread_named,
        themeless=bars.themeless, themeless_named=bars.themeless_named,
        themes=[reading.name_in(one, language or consultation.language)[0] for one in open_themes],
    )  # fmt: skip


def missing_to_publish(consultation: Consultation, language: str = "") -> list[Refused]:
    """What stands between the drafted outcome and publication."""
    outcome = outcome_of(consultation.id)
    summary = [N_SUMMARY] if is_summary_owed(consultation, summary_of(consultation.id)) else []
    return rules.missing_to_publish(
        decision=outcome.decision if outcome else "",
        decided_by=outcome.decided_by if outcome else "",
        decided_on=outcome.decided_on if outcome else None,
        owed=[
            *summary,
            *rules.never_asked(len(unsent(consultation.id))),
            *rules.owed_to_comments(owed_to_comments(consultation, language)),
            *_unborne(consultation, outcome),
        ],
    )


_TO_MEND: Mapping[type[Refused], str] = {
    Misquoted: N_("a quotation that is in public: %(claim)s"),
    NamesSender: N_("words without the name of a sender who chose not to be named: %(claim)s"),
}


def _unborne(consultation: Consultation, outcome: Outcome | None) -> list[Refused]:
    """Claims about the public to be mended, as a phrase after “missing” that names the text; so does its ``field``.

    That is one of ``rules.LONG_TEXTS``, whose language is the value ``code``, or ``reason``.
    """
    if outcome is None:
        return []
    first = {name: getattr(outcome, name) for name in rules.OUTCOME_TEXTS}
    found = [
        Refused(
            N_("%(missing)s – in “%(part)s”, %(language)s"), field=one.part, code=one.language,
            missing=_to_mend(one.fault), part=rules.OUTCOME_PARTS[one.part],
            language=rules.LANGUAGE_NAMES.get(one.language, one.language),
        )
        for one in unborne_in_outcome(consultation, {**outcome.texts, outcome.language: first})
    ]  # fmt: skip
    found += [Refused(N_("%(missing)s – in a reason"), field="reason", missing=_to_mend(one))
              for one in _unborne_reasons(consultation)]  # fmt: skip
    return found[: rules.NAMED]


def _to_mend(fault: Refused) -> Refused:
    return Refused(_TO_MEND.get(type(fault), N_("something to rest this on: %(claim)s")), claim=fault)


def _unborne_reasons(consultation: Consultation) -> list[Refused]:
    """The same for why something became of comments: what was right when it was written may be no more.

    The names of themes, which everybody reads from the outcome on, quote and name nobody who isn't public either.
    """
    themes = reading.themes_of(consultation.id)
    by_article = dispositions(consultation.id, public_only=False)
    articles = consultations.articles_by_id([one for one in by_article if one != WHOLE_DRAFT])
    own = theme_dispositions(consultation.id)
    rows: list[Disposition | ThemeDisposition] = [*by_article.values(), *own.values()]
    said = [one for row in rows for one in reasons_of(row)]
    said += [one for theme in themes for one in (theme.name, *theme.names.values())]
    found = misquotes(consultation, said, with_outcome=True) if said else []
    for article_id, row in by_article.items():
        found += unclaimed_in_reasons(consultation, reasons_of(row), article=articles.get(article_id))
    for theme in themes:
        if theme.id in own:
            found += unclaimed_in_reasons(consultation, reasons_of(own[theme.id]), theme=theme.name)
    return found


def reasons_of(row: Disposition | ThemeDisposition) -> list[str]:
    """Why something became of comments, in each language."""
    return [row.reason, *row.reasons.values()]


def missing_to_finish(consultation: Consultation, language: str = "") -> list[Refused]:
    """What the public is still owed before the consultation may be finished."""
    return rules.missing_to_finish(
        is_published=published_outcome_of(consultation.id) is not None,
        open_looks=count_open_looks(consultation.id),
        owed=list(rules.owed_to_comments(owed_to_comments(consultation, language))),
    )


@dataclass(frozen=True)
class Head:
    """What the outcome page says first."""

    office: str
    outcome: Outcome | None
    """None until it is published."""
    postponements: Sequence[Postponement]
    dossiers: Sequence[DecisionDossier] = ()
    ratings: Ratings = NO_RATINGS
    commitments: Sequence[ShownCommitment] = ()
    slug: str = ""
    """The body's."""
    quiet: Sequence[QuietEffect] = ()
    """What quiet periods did to it."""
    exemptions: Sequence[QuietExemption] = ()
    has_asked: bool = False
    """Whether there is a list of those who must be asked."""

    def unheard(self, consultation: Consultation) -> str:
        """Whether it was decided before the dossier was there (rules.decided_unheard)."""
        handed = min((one.handed_at for one in self.dossiers), default=None)
        known = min((one.acknowledged_at for one in self.dossiers if one.acknowledged_at), default=None)
        return decided_unheard(consultation, self.outcome.decided_on if self.outcome else None, handed, known)


Joined = tuple[
    Organisation, Outcome | None, Postponement | None, QuietEffect | None, QuietExemption | None,
    DecisionDossier | None, Commitment | None,
]  # fmt: skip
"""A row of what the outcome page says first."""


def head(consultation: Consultation, language: str, now: datetime) -> Head:
    """What the outcome page says first: see Head. One statement."""
    rows = db.session.execute(
        select(
            Organisation,
            Outcome,
            Postponement,
            QuietEffect,
            QuietExemption,
            DecisionDossier,
            Commitment,
            select(Asked.id).where(Asked.consultation_id == consultation.id).exists(),
            *ratings_columns(consultation.id),
        )
        .select_from(Organisation)
        .outerjoin(
            Outcome,
            (Outcome.consultation_id == consultation.id) & (Outcome.published_at.is_not(None)),
        )
        .outerjoin(Postponement, Postponement.consultation_id == consultation.id)
        .outerjoin(QuietEffect, QuietEffect.consultation_id == consultation.id)
        .outerjoin(QuietExemption, QuietExemption.consultation_id == consultation.id)
        .outerjoin(DecisionDossier, DecisionDossier.consultation_id == consultation.id)
        .outerjoin(Commitment, Commitment.consultation_id == consultation.id)
        .where(Organisation.id == consultation.organisation_id)
        .order_by(
            Postponement.id,
            QuietEffect.id,
            QuietExemption.id,
            DecisionDossier.id,
            Commitment.due_on,
            Commitment.id,
        )
    ).all()
    found: list[Joined] = [(row[0], row[1], row[2], row[3], row[4], row[5], row[6]) for row in rows]
    organisation, outcome = found[0][:2]
    promised = dict.fromkeys(row[6] for row in found if row[6] is not None)
    return Head(
        office=name_in(organisation, language),
        outcome=outcome,
        postponements=list(dict.fromkeys(row[2] for row in found if row[2] is not None)),
        quiet=list(dict.fromkeys(row[3] for row in found if row[3] is not None)),
        exemptions=list(dict.fromkeys(row[4] for row in found if row[4] is not None)),
        dossiers=list(dict.fromkeys(row[5] for row in found if row[5] is not None)),
        has_asked=rows[0][7],
        ratings=Ratings(*rows[0][8:]),
        commitments=[shown_commitment(one, language, consultation.timezone, now) for one in promised],
        slug=organisation.slug,
    )
