"""Themes with their numbers, dispositions and quotes, and how much was read, as everybody sees them."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ScalarSelect, String, cast, func, literal, select

from consult.analysis import queries as reading
from consult.analysis import rules as reading_rules
from consult.analysis.models import Reading, ReadingMethod, ReadingTally, Theme
from consult.contributions import queries as contributions
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
    kept_unread: int = 0
    """Only kept, by law, before anybody had read them: nobody is to."""

    @property
    def unread(self) -> int:
        """How many are still to be read."""
        return max(self.received - self.read - self.kept_unread, 0)

    @property
    def share(self) -> float:
        """Per cent read, rounded down."""
        return reading_rules.share(self.read, self.received)


def read_share(received: int, beside: Mapping[Any, Sequence[Any]], hidden: int) -> ReadShare:
    """How much was read of ``received`` comments, ``hidden`` of which may be spam, from the rows of the response."""
    if not beside[ReadingTally]:
        return ReadShare(received, 0, (), (), kept_unread=beside["kept"][0])
    methods = [one for one in beside[ReadingMethod] if one.closed_at is not None]
    return ReadShare(
        received - (beside["spam"][0] if hidden else 0), beside[ReadingTally][0].read, methods,
        [*reversed(beside[InterimResponse])], sorted(filter(None, beside["awaited"][0].split(BETWEEN))),
        beside["kept"][0],
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


def count_kept_unread(consultation_id: int) -> ScalarSelect[int]:
    """How many comments are only kept, by law, and were read by nobody, for other statements."""
    return (
        select(func.count())
        .select_from(Comment)
        .outerjoin(Reading, Reading.comment_id == Comment.id)
        .where(
            Comment.consultation_id == consultation_id, contributions.is_restricted(), Reading.read_at.is_(None)
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


def public_names(themes: Collection[Theme]) -> dict[int, dict[str, str]]:
    """Theme -> language -> its name, of the names that everybody reads: in an outcome, or as they stand in words of a
    published summary or interim response.

    A name that staff wrote in a further language, and that stands nowhere in public yet, is still theirs. One
    statement, and none where there are none.
    """
    if not themes:
        return {}
    own = {one.consultation_id for one in themes}
    answered: set[int] = set()
    said: dict[int, list[str]] = defaultdict(list)
    for consultation_id, is_outcome, body, further in db.session.execute(
        select(
            ReceivedSummary.consultation_id, literal(0), ReceivedSummary.body, cast(ReceivedSummary.texts, String)
        )
        .where(ReceivedSummary.consultation_id.in_(own), ReceivedSummary.published_at.is_not(None))
        .union_all(
            select(InterimResponse.consultation_id, literal(0), InterimResponse.body, literal("{}"))
            .where(InterimResponse.consultation_id.in_(own)),
            select(Outcome.consultation_id, literal(1), literal(""), literal("{}"))
            .where(Outcome.consultation_id.in_(own), Outcome.published_at.is_not(None)),
        )
    ):  # fmt: skip
        said[consultation_id] += [body, *json.loads(further).values()]
        if is_outcome:
            answered.add(consultation_id)
    return {
        theme.id: {
            language: name
            for language, name in {theme.language: theme.name, **theme.names}.items()
            if theme.consultation_id in answered
            or any(name in words for words in said[theme.consultation_id])
        }
        for theme in themes
    }


def public_name(theme: Theme, language: str, names: Mapping[str, str]) -> tuple[str, str] | None:
    """(name, its language) of these public names: in ``language``, else in the theme's own, else in any; or None."""
    spoken = next((one for one in (language, theme.language, *names) if one in names), None)
    return (names[spoken], spoken) if spoken is not None else None


def public_name_of(theme: Theme, language: str) -> tuple[str, str] | None:
    """The same of one theme, asked for by itself."""
    return public_name(theme, language, public_names([theme])[theme.id])
