"""What a reply or an outcome may cite, with its counts, and what it says that nothing cited bears out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, String, cast, func, select

from consult.analysis import queries as reading
from consult.analysis.models import ThemedComment
from consult.consultations.models import Article, ArticleText, Consultation, Version
from consult.contributions.citations import CITATION, key_of, sentences
from consult.contributions.models import Comment, Sender, SenderLink
from consult.contributions.references import parse_reference
from consult.foundation.db import db
from consult.foundation.errors import N_, Refused
from consult.outcomes import claims, rules
from consult.outcomes.claim_counts import Source
from consult.outcomes.claims import ALL, ALL_WRITTEN, THEME_WRITTEN, WHOLE_WRITTEN, Fault
from consult.outcomes.queries.misquoting import misquotes


def sources_of(consultation: Consultation, written: Collection[str]) -> dict[str, Source]:
    """Everything of the consultation that ``written`` (keys as ``key_of`` makes them) may mean, by key.

    Counts are of comments that are owed an answer, whether everybody sees them or not; stances of those published.
    What is hidden as spam is in the count of all comments alone, as on the outcome's page.
    """
    counted = [Comment.consultation_id == consultation.id, Comment.state.in_(rules.COUNTED)]
    found = _named(ALL_WRITTEN, _source(ALL, "", counted))
    owed = [*counted, reading.counts()]
    found |= _articles(consultation, written, owed)
    found |= _themes(consultation, owed)
    found |= _comments(written, counted)
    return found


def _named(written: Iterable[str], source: Source) -> dict[str, Source]:
    return {key_of(one): source for one in written}


def _source(key: str, label: str, which: list[ColumnElement[bool]], *, names: tuple[str, ...] = ()) -> Source:
    """The figures of the comments that ``which`` picks; with ``names`` it is an argument. Three statements."""
    # One address is one sender, and so are two submissions that a clerk said are of one person (S10).
    first = cast(func.coalesce(SenderLink.first_id, Comment.submission_id), String)
    person = func.coalesce(func.nullif(Sender.email_fold, ""), first)
    comments, submissions, senders = db.session.execute(
        select(
            func.count(Comment.id), func.count(Comment.submission_id.distinct()), func.count(person.distinct()),
        )
        .outerjoin(Sender, Sender.submission_id == Comment.submission_id)
        .outerjoin(SenderLink, SenderLink.submission_id == Comment.submission_id)
        .where(*which)
    ).one()  # fmt: skip
    stances = db.session.execute(
        select(Comment.stance, func.count())
        .where(*which, Comment.state == "published")
        .group_by(Comment.stance)
    )
    states = db.session.execute(select(Comment.state, func.count()).where(*which).group_by(Comment.state))
    return Source(
        key, label, comments=comments, senders=senders, submissions=submissions,
        stances={row[0] or "not-stated": row[1] for row in stances},
        states={row[0]: row[1] for row in states}, is_argument=bool(names), names=names,
    )  # fmt: skip


def _articles(
    consultation: Consultation, written: Collection[str], counted: list[ColumnElement[bool]]
) -> dict[str, Source]:
    """The articles of every published version that are cited, each with all comments on articles of that name."""
    rows = db.session.execute(
        select(Article.id, Article.anchor, ArticleText.number, ArticleText.heading)
        .join(ArticleText, ArticleText.article_id == Article.id)
        .join(Version, Version.id == Article.version_id)
        .where(Version.consultation_id == consultation.id, Version.published_at.is_not(None))
    ).all()
    ids: dict[str, set[int]] = {}
    names: dict[str, tuple[str, str]] = {}
    for article_id, anchor, number, heading in rows:
        ids.setdefault(anchor, set()).add(article_id)
        for one in (anchor, number, f"{number} {heading}".strip()):
            if one:
                names[key_of(one)] = (anchor, number or heading or anchor)
    found: dict[str, Source] = {}
    for key in written:
        if key in names:
            anchor, label = names[key]
            found[key] = _source(anchor, label, [*counted, Comment.article_id.in_(ids[anchor])])
    whole = {key_of(one) for one in WHOLE_WRITTEN}.intersection(written)
    if whole:
        source = _source("whole", "", [*counted, Comment.article_id.is_(None)])
        found |= dict.fromkeys(whole, source)
    return found


def _themes(consultation: Consultation, counted: list[ColumnElement[bool]]) -> dict[str, Source]:
    """Every live theme, by its name in each language."""
    found: dict[str, Source] = {}
    for theme in reading.themes_of(consultation.id):
        names = {theme.name, *theme.names.values()}
        under = select(ThemedComment.comment_id).where(ThemedComment.theme_id == theme.id)
        source = _source(
            f"theme:{theme.public_id}", theme.name, [*counted, Comment.id.in_(under)],
            names=tuple(sorted(names)) if theme.article_id is None else (),
        )  # fmt: skip
        for name in names:
            found |= {key_of(f"{prefix}{name}"): source for prefix in THEME_WRITTEN}
    return found


def _comments(written: Collection[str], counted: list[ColumnElement[bool]]) -> dict[str, Source]:
    references = {key: parsed for key in written if (parsed := parse_reference(key))}
    if not references:
        return {}
    known = set(
        db.session.scalars(
            select(Comment.reference).where(*counted, Comment.reference.in_(references.values()))
        )
    )
    return {key: Source(reference, reference) for key, reference in references.items() if reference in known}


# --- What isn't borne out --------------------------------------------------------------------------------

_SAID = {
    "uncited": N_("“%(said)s” cites nothing (%(sentence)s)"),
    "unknown": N_("“%(said)s” is nothing that can be cited here"),
    "number": N_("“%(said)s” is none of the figures of what it cites (%(counts)s)"),
    "share": N_("“%(said)s” is none of the shares of what it cites (%(counts)s %%)"),
    "quantity": N_("“%(said)s” doesn’t follow from what it cites (%(counts)s)"),
    "unmentioned": N_("“%(said)s” is mentioned nowhere (comments: %(counts)s)"),
}
EXCERPT = 80


def unborne(
    consultation: Consultation, text: str, *, sums_up: bool = False, about: str = "",
    answers: Collection[str] = (),
) -> list[Refused]:  # fmt: skip
    """What the text says about the public that nothing cited bears out, each as a phrase; empty where all is well.

    Quotations that aren't in public, or not so, come first. ``about``: the theme, article or whole draft that it stands
    under, as a citation would write it; ``answers``: references of the comments that it answers.
    """
    quotes = misquotes(consultation, [text])
    return quotes + unclaimed(consultation, text, sums_up=sums_up, about=about, answers=answers)


def unclaimed(
    consultation: Consultation, text: str, *, sums_up: bool = False, about: str = "",
    answers: Collection[str] = (),
) -> list[Refused]:  # fmt: skip
    """The same without looking at quotations."""
    written = {key_of(one) for one in CITATION.findall(text)}
    if (
        not written
        and not sums_up
        and not any(claims.is_about_the_public(one.text) for one in sentences(text))
    ):
        return []
    sources = sources_of(consultation, written | ({key_of(about)} if about else set()))
    own = sources.get(key_of(about)) if about else None
    found = claims.check(
        text,
        sources,
        sums_up=sums_up,
        about=[own] if own else [],
        answers=[Source(one, one) for one in answers],
    )
    return [_phrase(fault) for fault in found]


def _phrase(fault: Fault) -> Refused:
    sentence = fault.sentence if len(fault.sentence) <= EXCERPT else fault.sentence[:EXCERPT] + "…"
    return Refused(
        _SAID[fault.kind], said=fault.said, sentence=sentence, counts=", ".join(map(str, fault.counts))
    )


@dataclass(frozen=True)
class Unborne:
    """What a text of an outcome says that isn't borne out, and which text that is."""

    part: str
    """One of ``rules.LONG_TEXTS``."""
    language: str
    fault: Refused


def unborne_in_outcome(consultation: Consultation, texts: Mapping[str, Mapping[str, str]]) -> list[Unborne]:
    """The same for all that an outcome says, by language; a summary must mention what the themes say."""
    said = [
        (name, language, words[name])
        for language, words in texts.items()
        for name in rules.LONG_TEXTS
        if words.get(name)
    ]
    found = []
    everything = [text for *_place, text in said]
    if misquotes(consultation, everything, with_outcome=True):  # seldom: then each by itself, to name it
        for name, language, text in said:
            quoted = misquotes(consultation, [text], with_outcome=True)
            found += [Unborne(name, language, fault) for fault in quoted]
    for name, language, text in said:
        claimed = unclaimed(consultation, text, sums_up=name == "summary")
        found += [Unborne(name, language, fault) for fault in claimed]
    return found


def unborne_in_reasons(
    consultation: Consultation, reasons: Iterable[str], *, article: Article | None = None, theme: str = ""
) -> list[Refused]:
    """The same for why something became of comments, in each language: it stands under its article or theme."""
    said = list(reasons)
    found = misquotes(consultation, said, with_outcome=True)
    return found + unclaimed_in_reasons(consultation, said, article=article, theme=theme)


def unclaimed_in_reasons(
    consultation: Consultation, reasons: Iterable[str], *, article: Article | None = None, theme: str = ""
) -> list[Refused]:
    """The same without looking at quotations."""
    about = f"theme:{theme}" if theme else article.anchor if article else "whole"
    return [one for reason in reasons for one in unclaimed(consultation, reason, about=about)]


__all__ = [
    "Unborne",
    "sources_of",
    "unborne",
    "unborne_in_outcome",
    "unborne_in_reasons",
    "unclaimed",
    "unclaimed_in_reasons",
]
