"""Themes with their numbers, dispositions and quotes, and how much was read, as everybody sees them."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, String, cast, func, literal, select

from consult.analysis import queries as reading
from consult.analysis import rules as reading_rules
from consult.analysis.models import ReadingMethod, ReadingTally, Theme
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.organisations.models import Organisation
from consult.outcomes.models import (
    Disposition,
    InterimResponse,
    JointReply,
    Outcome,
    ReceivedSummary,
    ReplyPart,
    ThemeDisposition,
)
from consult.outcomes.queries.decisions import disposition_of_theme
from consult.outcomes.queries.quoting import Quote


@dataclass(frozen=True)
class PublicTheme:
    """A theme on the outcome page. ``more``: a few comments that aren't public are left out of ``number``."""

    name: str
    language: str
    depth: int
    number: int
    more: bool
    disposition: Disposition | ThemeDisposition | None
    quotes: Sequence[Quote] = ()


def public_themes(
    themes: Sequence[Theme],
    own: Mapping[int, ThemeDisposition],
    by_article: Mapping[int, Disposition],
    quotes: Mapping[int, Sequence[Quote]],
    language: str,
) -> Sequence[PublicTheme]:
    """The live themes in their tree, each with what became of the comments, and some of these in their words.

    Those that say no more than the article they were made for are left out: it stands further down on the page.
    """
    return [
        _shown(one, language, disposition_of_theme(one.theme, own, by_article), quotes.get(one.theme.id, ()))
        for one in reading.tree(themes)
        if one.theme.article_id is None or one.theme.id in own
    ]


def _shown(
    branch: reading.Branch,
    language: str,
    disposition: Disposition | ThemeDisposition | None,
    quotes: Sequence[Quote],
) -> PublicTheme:
    theme = branch.theme
    name, spoken = reading.name_in(theme, language)
    number, more = reading_rules.shown_number(theme.published, theme.comments - theme.published)
    return PublicTheme(name, spoken, branch.depth, number, more, disposition, quotes)


BETWEEN = "\n"
"""Between the names of offices that one column gives."""


@dataclass(frozen=True)
class ReadShare:
    """How much was read, by which stated methods, and the interim responses, newest first."""

    received: int
    read: int
    methods: Sequence[ReadingMethod]
    interim: Sequence[InterimResponse]
    awaiting: Sequence[str] = ()
    """Offices whose part of a joint reply is missing, as the record names them."""

    @property
    def unread(self) -> int:
        """How many nobody has read yet."""
        return max(self.received - self.read, 0)

    @property
    def share(self) -> float:
        """Per cent read, rounded down."""
        return reading_rules.share(self.read, self.received)


def read_share(received: int, beside: Mapping[Any, Sequence[Any]], hidden: int) -> ReadShare:
    """How much was read of ``received`` comments, ``hidden`` of which may be spam, from the rows of the response."""
    if not beside[ReadingTally]:
        return ReadShare(received, 0, (), ())
    methods = [one for one in beside[ReadingMethod] if one.closed_at is not None]
    return ReadShare(
        received - (beside["spam"][0] if hidden else 0), beside[ReadingTally][0].read, methods,
        [*reversed(beside[InterimResponse])], sorted(filter(None, beside["awaited"][0].split(BETWEEN))),
    )  # fmt: skip


def count_spam(consultation_id: int) -> ScalarSelect[int]:
    """How many comments are hidden as worthless, for other statements."""
    return (
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == consultation_id, Comment.state == "hidden",
            Comment.ground.in_(reading_rules.UNOWED_GROUNDS),
        )
        .correlate(None)
        .scalar_subquery()
    )  # fmt: skip


def awaited(consultation_id: int) -> ScalarSelect[str]:
    """Offices whose part of a joint reply is missing, for other statements."""
    owing = (
        select(Organisation.name)
        .join(ReplyPart, ReplyPart.organisation_id == Organisation.id)
        .join(JointReply, JointReply.id == ReplyPart.joint_id)
        .where(
            JointReply.consultation_id == consultation_id, JointReply.reply_id.is_(None),
            JointReply.cancelled_at.is_(None), ReplyPart.written_at.is_(None),
        )
        .distinct()
        .subquery()
    )  # fmt: skip
    return select(func.aggregate_strings(owing.c.name, BETWEEN)).scalar_subquery()


def interim_of(consultation_id: int) -> Sequence[InterimResponse]:
    """The interim responses of a consultation, oldest first."""
    chosen = select(InterimResponse).where(InterimResponse.consultation_id == consultation_id)
    return db.session.scalars(chosen.order_by(InterimResponse.id)).all()


def is_theme_public(theme: Theme) -> bool:
    """Whether everybody reads this theme's name: in the outcome, or in a published summary or interim response."""
    own = theme.consultation_id
    if db.session.scalar(
        select(Outcome.consultation_id).where(
            Outcome.consultation_id == own, Outcome.published_at.is_not(None)
        )
    ):
        return True
    summary = db.session.scalar(
        select(ReceivedSummary).where(
            ReceivedSummary.consultation_id == own, ReceivedSummary.published_at.is_not(None)
        )
    )
    said = [summary.body, *summary.texts.values()] if summary is not None else []
    said += [one.body for one in interim_of(own)]
    return any(name in words for name in {theme.name, *theme.names.values()} for words in said)


def public_names(themes: Collection[Theme]) -> set[int]:
    """Those of these themes, of consultations whose outcome is still owed, that everybody reads the name of.

    One statement, and none where there are none. The same rule as ``is_theme_public``.
    """
    if not themes:
        return set()
    own = {one.consultation_id for one in themes}
    said: dict[int, list[str]] = defaultdict(list)
    for consultation_id, body, further in db.session.execute(
        select(
            ReceivedSummary.consultation_id, ReceivedSummary.body, cast(ReceivedSummary.texts, String)
        )
        .where(ReceivedSummary.consultation_id.in_(own), ReceivedSummary.published_at.is_not(None))
        .union_all(
            select(InterimResponse.consultation_id, InterimResponse.body, literal("{}"))
            .where(InterimResponse.consultation_id.in_(own))
        )
    ):  # fmt: skip
        said[consultation_id] += [body, *json.loads(further).values()]
    return {
        theme.id
        for theme in themes
        if any(
            name in words
            for name in {theme.name, *theme.names.values()}
            for words in said[theme.consultation_id]
        )
    }
