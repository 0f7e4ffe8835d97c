"""Themes with their numbers and dispositions, and how much was read, as everybody sees them: two statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ScalarSelect, func, select

from consult.analysis import queries as reading
from consult.analysis import rules as reading_rules
from consult.analysis.models import ReadingMethod, ReadingTally, Theme
from consult.contributions.models import Comment
from consult.foundation.db import db
from consult.organisations.models import Organisation
from consult.outcomes.models import Disposition, InterimResponse, JointReply, ReplyPart, ThemeDisposition
from consult.outcomes.queries.decisions import disposition_of_theme


@dataclass(frozen=True)
class PublicTheme:
    """A theme on the outcome page. ``more``: a few comments that aren't public are left out of ``number``."""

    name: str
    language: str
    depth: int
    number: int
    more: bool
    disposition: Disposition | ThemeDisposition | None


def public_themes(
    consultation_id: int, language: str, by_article: Mapping[int, Disposition]
) -> Sequence[PublicTheme]:
    """The themes in their tree, each with what became of the comments. One statement.

    Those that say no more than the article they were made for are left out: it stands further down on the page.
    """
    rows = db.session.execute(
        select(Theme, ThemeDisposition)
        .outerjoin(ThemeDisposition, ThemeDisposition.theme_id == Theme.id)
        .where(
            Theme.consultation_id == consultation_id,
            Theme.merged_into_id.is_(None),
            Theme.removed_at.is_(None),
        )
        .order_by(Theme.id)
    ).all()
    pairs: list[tuple[Theme, ThemeDisposition | None]] = [(row[0], row[1]) for row in rows]
    own = {theme.id: found for theme, found in pairs if found is not None}
    return [
        _shown(one, language, disposition_of_theme(one.theme, own, by_article))
        for one in reading.tree([theme for theme, _own in pairs])
        if one.theme.article_id is None or one.theme.id in own
    ]


def _shown(
    branch: reading.Branch, language: str, disposition: Disposition | ThemeDisposition | None
) -> PublicTheme:
    theme = branch.theme
    name, spoken = reading.name_in(theme, language)
    number, more = reading_rules.shown_number(theme.published, theme.comments - theme.published)
    return PublicTheme(name, spoken, branch.depth, number, more, disposition)


@dataclass(frozen=True)
class ReadShare:
    """How much was read, by which stated methods, and the interim responses, newest first."""

    received: int
    read: int
    methods: Sequence[ReadingMethod]
    interim: Sequence[InterimResponse]
    awaiting: str = ""
    """Offices whose part of a joint reply is missing, as the record names them."""

    @property
    def unread(self) -> int:
        """How many nobody has read yet."""
        return max(self.received - self.read, 0)

    @property
    def share(self) -> float:
        """Per cent read, rounded down."""
        return reading_rules.share(self.read, self.received)


def read_share(consultation_id: int, received: int, hidden: int) -> ReadShare:
    """How much was read of ``received`` comments, ``hidden`` of which may be spam. One statement."""
    spam = (
        select(func.count())
        .select_from(Comment)
        .where(
            Comment.consultation_id == consultation_id, Comment.state == "hidden",
            Comment.ground.in_(reading_rules.UNOWED_GROUNDS),
        )
        .scalar_subquery()
    )  # fmt: skip
    rows = db.session.execute(
        select(ReadingTally.read, spam, ReadingMethod, InterimResponse, _awaited(consultation_id))
        .outerjoin(ReadingMethod, ReadingMethod.consultation_id == ReadingTally.consultation_id)
        .outerjoin(InterimResponse, InterimResponse.consultation_id == ReadingTally.consultation_id)
        .where(ReadingTally.consultation_id == consultation_id)
        .order_by(ReadingMethod.id, InterimResponse.id.desc())
    ).all()
    if not rows:
        return ReadShare(received, 0, (), ())
    methods = {row[2].id: row[2] for row in rows if row[2] is not None and row[2].closed_at is not None}
    interim = {row[3].id: row[3] for row in rows if row[3] is not None}
    return ReadShare(
        received - (rows[0][1] if hidden else 0), rows[0][0], [*methods.values()], [*interim.values()],
        rows[0][4] or "",
    )  # fmt: skip


def _awaited(consultation_id: int) -> ScalarSelect[str]:
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
    return select(func.aggregate_strings(owing.c.name, ", ")).scalar_subquery()


def interim_of(consultation_id: int) -> Sequence[InterimResponse]:
    """The interim responses of a consultation, oldest first."""
    chosen = select(InterimResponse).where(InterimResponse.consultation_id == consultation_id)
    return db.session.scalars(chosen.order_by(InterimResponse.id)).all()
